"""Proofs that the line keeps its promises, found by walking all of it; never in a serving worker."""
