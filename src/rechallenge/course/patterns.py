"""Patterns that are compiled when they are first used: a record needs few of those that its words could need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Pattern:
    """A regular expression, compiled at its first use; its methods are those of `re.Pattern` with the same names.

    >>> bool(Pattern("mg|g").fullmatch("mg")), Pattern("mg").search("1 g")
    (True, None)
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.text)

    def match(self, text: str) -> re.Match[str] | None:
        """Match at the beginning of a text."""
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match a whole text."""
        return self.compiled.fullmatch(text)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Find the first match between two places."""
        return self.compiled.search(text, start, len(text) if end is None else end)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Give all matches."""
        return self.compiled.finditer(text)

    def sub(self, by: str, text: str) -> str:
        """Put something in the place of each match."""
        return self.compiled.sub(by, text)
