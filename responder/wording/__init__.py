"""How words are sent and spoken."""
