"""Somebody who texts and calls the line through its public address, to see that it answers."""
