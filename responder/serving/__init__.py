"""The parts of the production server: its processes, what they share, and what an operator sees.

The master only keeps the others alive. Two workers answer. The desk, one more process, watches the
flow folder, has changed flows read in a process that lives no longer than that, and answers on the
operator's port. No part keeps anything on a disk.
"""
