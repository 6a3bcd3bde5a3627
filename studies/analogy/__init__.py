"""Pooling of the published outcomes: the posterior that ships with the program, and ``docs/analogy.md``."""
