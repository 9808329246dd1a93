"""A phone to try the line on; it does what a carrier does with our answers."""
