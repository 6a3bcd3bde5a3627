"""Invented inputs, right and wrong, for all that reads a text: nothing may crash, take seconds, or be refused without its place."""
