"""The cells of a table as people keep it: cut where its head is cut, each cell with its place."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from html import unescape

from rechallenge.course.problems import Cell, CourseError, Place, Problem
from rechallenge.formats.people_heads import heads_a_table

_QUOTED = re.compile(r'"[^"]*"')
# Signs as a page of the web escapes them: the semicolon of one is no mark between cells.
_ENTITY = re.compile(r"&(?:lt|gt|le|ge|amp|nbsp|micro|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_MARKS = "\t;|"
_MOST_ABOVE = 30
"""Lines that may stand above the head: the patient, the laboratory, the day of printing."""
_SEP_LINE = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A cell: what it holds, and where it stands."""

    text: str
    place: Cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its head and its filled rows, each with as many cells as the head."""

    head: list[Written]
    rows: list[list[Written]]
    above: int = 0
    """Filled lines above the head, which are not read."""


def separator_of(text: str) -> tuple[str, int]:
    r"""Return the mark at which a table is cut, and the number of the lines above its head.

    >>> separator_of("day;CRP"), separator_of('"a;b",c'), separator_of("Dr X, ward 3\n\ndate;CRP")
    ((';', 0), (',', 0), (';', 2))
    """
    lines = text.splitlines()
    if lines and (named := _SEP_LINE.fullmatch(lines[0])):
        return named[1], 1
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    for place in range(first, min(len(lines), _MOST_ABOVE)):
        mark = _mark_of(lines[place])
        if heads_a_table(cell.strip(' "') for cell in lines[place].split(mark)):
            return mark, 0 if place == first else place
    return _mark_of(lines[first]) if lines else ",", 0


def _mark_of(line: str) -> str:
    bare = _QUOTED.sub("", line)
    return next((mark for mark in _MARKS if mark in bare), ",")


def sheet_of(text: str) -> Sheet:
    """Return the cells of a table.

    Raises
    ------
    CourseError
        When a quotation mark is not closed, or rows have more cells than the head.
    """
    text = _ENTITY.sub(lambda escaped: unescape(escaped[0]), text.removeprefix("\ufeff"))
    separator, skipped = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=separator != "\t", strict=True)
    found: list[tuple[int, int, list[str]]] = []
    before = above = 0
    try:
        for number, cells in enumerate(reader, 1):
            line, before = before + 1, reader.line_num
            filled = any(cell.strip() for cell in cells)
            above += filled and before <= skipped and _SEP_LINE.fullmatch(text.splitlines()[line - 1]) is None
            if before > skipped and filled:
                found.append((line, number, [" ".join(cell.split()) for cell in cells]))
    except csv.Error:
        raise CourseError([Problem("table.quotes", {}, Place(before + 1, 1))]) from None
    if not found:
        return Sheet([], [])
    if separator == "|" and all(not cells[0] and not cells[-1] and len(cells) > 2 for _, _, cells in found):
        found = [(line, number, cells[1:-1]) for line, number, cells in found if any(cell.strip(":- ") for cell in cells)]
    head = found[0][2]
    while head and not head[-1]:
        head = head[:-1]
    width = len(head)
    if long := [each for each in found if any(each[2][width:])]:
        raise CourseError(
            Problem("table.long_row", {"found": len(cells), "expected": width}, Cell(line, 1, number, head[0] or "1"))
            for line, number, cells in long
        )
    rows = [
        [Written(cell, Cell(line, i + 1, number, head[i] or str(i + 1))) for i, cell in enumerate((cells + [""] * width)[:width])]
        for line, number, cells in found
    ]
    return Sheet(rows[0], rows[1:], above)
