"""Meetings: what is still ahead, and when."""
