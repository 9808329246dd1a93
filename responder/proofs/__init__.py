"""Proofs that the line keeps its promises, by walking all of it; never in a serving worker."""
