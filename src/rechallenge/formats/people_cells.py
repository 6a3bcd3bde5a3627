"""The cells of a table as people keep it: cut where its head is cut, each cell with its place."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from rechallenge.course.problems import Cell, CourseError, Place, Problem

_QUOTED = re.compile(r'"[^"]*"')
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


def separator_of(text: str) -> tuple[str, int]:
    """Return the mark at which a table is cut, and the number of its lines that only name it.

    >>> separator_of("day;CRP"), separator_of('"a;b",c')
    ((';', 0), (',', 0))
    """
    lines = text.splitlines()
    if lines and (named := _SEP_LINE.fullmatch(lines[0])):
        return named[1], 1
    bare = _QUOTED.sub("", next((line for line in lines if line.strip()), ""))
    return next((mark for mark in "\t;|" if mark in bare), ","), 0


def sheet_of(text: str) -> Sheet:
    """Return the cells of a table.

    Raises
    ------
    CourseError
        When a quotation mark is not closed, or rows have more cells than the head.
    """
    text = text.removeprefix("\ufeff")
    separator, skipped = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=separator != "\t", strict=True)
    found: list[tuple[int, int, list[str]]] = []
    before = 0
    try:
        for number, cells in enumerate(reader, 1):
            line, before = before + 1, reader.line_num
            if number > skipped and any(cell.strip() for cell in cells):
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
    return Sheet(rows[0], rows[1:])
