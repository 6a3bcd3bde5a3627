"""The cells of a table as people keep it: cut where its head is cut, each cell with its place."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from html import unescape

from rechallenge.course.problems import Cell, CourseError, Place, Problem
from rechallenge.formats.people_heads import heads_a_table, heads_treatments, role_of

_QUOTED = re.compile(r'"[^"]*"')
# Signs as a page of the web escapes them: the semicolon of one is no mark between cells.
_ENTITY = re.compile(r"&(?:lt|gt|le|ge|amp|nbsp|micro|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_MARKS = "\t;|"
_DATE_HEAD = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d|[JjDdMm]\d+")
_MOST_ABOVE = 30
"""Lines that may stand above the head: the patient, the laboratory, the day of printing."""
_SEP_LINE = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A cell: what it holds, and where it stands."""

    text: str
    place: Place


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


def with_tabs(text: str) -> str:
    r"""Return a table whose columns are set apart by blanks alone with tabs between its cells; any other text as it is.

    Two blanks or more part the columns where its head has any, single blanks elsewhere. A row with other than as many cells as the head
    has tells nowhere which cell is missing, and leaves its line with blanks.

    >>> with_tabs("Date         CRP (mg/L)\n12/03/2018   120\n")
    'Date\tCRP (mg/L)\n12/03/2018\t120\n'
    >>> with_tabs("day;CRP\n0;120"), with_tabs("day CRP pain\n0 120 8")
    ('day;CRP\n0;120', 'day\tCRP\tpain\n0\t120\t8')
    """
    lines = text.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if not first or any(mark in first for mark in (",", ":", "{")) or any(mark in text for mark in _MARKS):
        return text
    parting = re.compile(r" {2,}" if "  " in first else r" +")
    head, *rows = [parting.split(line.strip()) for line in lines if line.strip()]
    if not rows or any(cell.isdigit() for cell in head) or ("  " not in first and any(len(row) != len(head) for row in rows)):
        return text
    days = sum(_DATE_HEAD.fullmatch(cell) is not None for cell in head)
    turned = days and len(head) == days + 1 and (days > 1 or role_of(head[0]) is not None)
    if not (turned or heads_a_table(head) or (len(head) > 1 and heads_treatments(head))):
        return text
    return "\n".join(_in_cells(line, parting, len(head)) for line in lines)


def _in_cells(line: str, parting: re.Pattern[str], width: int) -> str:
    cells = parting.split(line.strip())
    return "\t".join(cells) if len(cells) == width else line


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
    given = _ENTITY.sub(lambda escaped: unescape(escaped[0]), text.removeprefix("\ufeff"))
    text = with_tabs(given)
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
    if separator == "\t" and text != given and (odd := [each for each in found if len(each[2]) == 1 < width]):
        raise CourseError(
            Problem("table.blanks", {"found": cells[0], "expected": width}, Cell(line, 1, number, head[0] or "1"))
            for line, number, cells in odd
        )
    rows = [
        [Written(cell, Cell(line, i + 1, number, head[i] or str(i + 1))) for i, cell in enumerate((cells + [""] * width)[:width])]
        for line, number, cells in found
    ]
    return Sheet(rows[0], rows[1:], above)
