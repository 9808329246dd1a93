"""The page on which staff see and hear the line: a phone beside the map of what it says."""
