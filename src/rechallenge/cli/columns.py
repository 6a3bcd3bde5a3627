"""Rows of text in columns, as a terminal shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from rechallenge.cli.outcome import printable

Row = tuple[str, ...]


def aligned(rows: Sequence[Row]) -> Iterator[str]:
    """Set rows in columns, each as wide as its widest cell."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(_width(row[i]) for row in cells if i < len(row)) for i in range(max(map(len, cells)))]
    for row in cells:
        yield "  " + "  ".join(cell + " " * (widths[i] - _width(cell)) for i, cell in enumerate(row)).rstrip()


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
