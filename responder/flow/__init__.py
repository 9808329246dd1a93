"""The flow files: what staff write, checked and made into a Flow."""
