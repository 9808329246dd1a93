"""The carrier account as it is and as it must be: read, judged, mended, and put back.

A line that works here and is wired wrongly there is silent, and nobody at the desk would know.
"""
