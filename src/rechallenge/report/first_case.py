"""The course that the program shows first: the published case that it started from, written in the reader's language."""

FIRST_CASE = {"en": "index", "fr": "index.fr"}
"""Name of the course that ships, by language."""
