"""What the flows send people to: web links that must answer, numbers that somebody must try."""
