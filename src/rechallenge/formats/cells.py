"""The cells of a table of numbers, as written: from a file, a text, columns by name, or a data frame."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from rechallenge.course.problems import CourseError, Place, Problem
from rechallenge.formats.encodings import decoded

MISSING = {"", ".", "NA", "NAN"}
_SEPARATORS = (";", "\t", ",")
_OUTSIDE_QUOTES = re.compile(r'"[^"]*"')
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eEdD][-+]?\d+)?")


@runtime_checkable
class DataFrame(Protocol):
    """A table of pandas, polars or another library: its columns by name."""

    @property
    def columns(self) -> Iterable[str]:
        """Names of the columns."""

    def __getitem__(self, name: str, /) -> Iterable[object]:
        """Return a column."""


Table: TypeAlias = "str | Path | Mapping[str, Iterable[object]] | DataFrame"
"""What a table of numbers is read from: a path, a text, columns by name, or a data frame."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A table as it is written.

    Attributes
    ----------
    names
        Names of the columns.
    rows
        Cells of each row, one a column.
    lines
        Line of each row in its source.
    path
        Path of the source, None for what is no file.
    """

    names: list[str]
    rows: list[list[str]]
    lines: list[int]
    path: str | None


def cells_of(source: Table) -> Cells:
    """Return the cells of a table.

    Cells are separated by semicolons, tabs, commas or spaces, whichever of them the head holds first in this order; where it is not the
    comma, a number may have a decimal comma. Cells in quotes may hold the separator.

    Raises
    ------
    CourseError
        When the file cannot be read, or rows are not of one length.
    """
    if not isinstance(source, str | Path):
        return _columns(source)
    text, path = (source, None) if isinstance(source, str) and "\n" in source else (_text_of(source), str(source))
    written = [(number, line.strip(" \r\n")) for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1)]
    written = [(n, line) for n, line in written if line.strip() and not line.startswith("#") and not line.upper().startswith("TABLE NO")]
    if len(written) < 2:
        raise CourseError([Problem("nonmem.no_rows")], path)
    head = _OUTSIDE_QUOTES.sub("", written[0][1])
    separator = next((mark for mark in _SEPARATORS if mark in head), None)
    split = [(n, _split(n, line, separator, path)) for n, line in written]
    names = split[0][1]
    # NONMEM repeats the head of a printed table.
    rows = [(n, cells) for n, cells in split[1:] if cells != names]
    if not rows:
        raise CourseError([Problem("nonmem.no_rows")], path)
    if uneven := [(n, cells) for n, cells in rows if len(cells) != len(names)]:
        raise CourseError(
            [Problem("nonmem.row_length", {"found": len(cells), "expected": len(names)}, Place(n, 1)) for n, cells in uneven], path
        )
    return Cells(names, [[_point(cell, separator) for cell in cells] for _, cells in rows], [n for n, _ in rows], path)


def number_in(cell: str) -> float | None:
    """Return the number of a cell, which Fortran may write with a D for an E; NaN where it is missing, None where it is no number.

    >>> number_in("1D2"), number_in("F")
    (100.0, None)
    """
    if cell.upper() in MISSING:
        return math.nan
    try:
        found = float(cell.replace("D", "E").replace("d", "e"))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _split(number: int, line: str, separator: str | None, path: str | None) -> list[str]:
    if separator is None:
        return [cell.strip('"') for cell in line.split()]
    if '"' not in line:
        return [cell.strip() for cell in line.split(separator)]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True))]
    except csv.Error:
        raise CourseError([Problem("table.quotes", {}, Place(number, 1))], path) from None


def _point(cell: str, separator: str | None) -> str:
    """Write a decimal comma as a point, where it cannot be taken for a separator."""
    return cell.replace(",", ".") if separator != "," and _DECIMAL_COMMA.fullmatch(cell) else cell


def _columns(source: Mapping[str, Iterable[object]] | DataFrame) -> Cells:
    given = source if isinstance(source, Mapping) else {name: source[name] for name in source.columns}
    values = [list(column) for column in given.values()]
    lengths = {len(column) for column in values}
    if len(lengths) != 1 or lengths == {0}:
        raise CourseError([Problem("nonmem.uneven")])
    rows = [[_written(value) for value in row] for row in zip(*values, strict=True)]
    return Cells([str(name) for name in given], rows, list(range(2, len(rows) + 2)), None)


def _written(value: object) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def _text_of(path: str | Path) -> str:
    """Text of a table, which may be far longer than that of a course."""
    try:
        return decoded(Path(path).read_bytes(), str(path)).text
    except FileNotFoundError:
        problem = Problem("file.missing", {"found": str(path)})
    except CourseError:
        raise
    except (OSError, ValueError):
        problem = Problem("file.unreadable", {"found": str(path)})
    raise CourseError([problem], str(path))
