"""The course as one table: a row for each fact, with the bounds of its time and value as plain numbers.

The columns of the course file come first and are read back; the plain numbers at the end are for those who compute with the
table, and are not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rechallenge.course.draft import Draft, inside
from rechallenge.course.problems import Cell, CourseError, Place, Problem
from rechallenge.formats.csv_columns import KEY, TEXT, Kind, Record, columns, joined, records, separated
from rechallenge.formats.format import CERTAIN, NO, Format
from rechallenge.formats.registry import register

if TYPE_CHECKING:
    from rechallenge.course.document import CourseDocument
    from rechallenge.course.model import Course, Event, Switch
    from rechallenge.course.reading import Reading

NUMBERS = ("written", "day_low", "day_high", "until_day_low", "until_day_high", "value_low", "value_high", "value_unit", "value_is_ratio")

Numbers = dict[tuple[str, int], dict[str, object]]

# A spreadsheet would compute a cell that begins so; a space in front makes it text, and is taken off again.
_COMPUTED = re.compile(r" *(?:[=+@\t\r]|-(?!\s*[\d.]))")
# Spreadsheets write a mark of byte order, a line that names the separator, and quotes around every cell.
_HEAD = re.compile(r"\ufeff?(?P<mark>sep=.\r?\n)?\s*\"?record\"?\s*(?P<separator>[,;\t|])", re.IGNORECASE)
_ENTRY_OF = re.compile(r"(observations|events)\[(\d+)\]")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = joined(value) if isinstance(value, list) else repr(value) if isinstance(value, float) else str(value)
    return f" {text}" if _COMPUTED.match(text) else text


def _rounded(value: object) -> object:
    return f"{value:.10g}" if isinstance(value, float) else value


def _numbers(course: Course) -> Iterator[tuple[str, int, str, dict[str, object]]]:
    """Return for each observation and event its record, its number, the key of its moment, and its plain numbers."""
    for i, o in enumerate(course.observations):
        when = {"written": o.written, "day_low": o.at.earliest, "day_high": o.at.latest}
        value = {"value_low": o.low, "value_high": o.high, "value_unit": o.unit, "value_is_ratio": o.ratio or None}
        yield "observation", i, o.at.key, when | value
    happened: list[Event | Switch] = [*course.events, *(s for s in course.switches if s.kind != "interruption")]
    for i, e in enumerate(happened):
        found = {"written": e.written, "day_low": e.at.earliest, "day_high": e.at.latest}
        until = {} if e.until is None else {"until_day_low": e.until.earliest, "until_day_high": e.until.latest}
        yield "event", i, e.at.key, found | until


def to_csv(course: Course) -> str:
    """Return a course as a table in CSV, which `rechallenge.check` reads back."""
    from rechallenge.course.writing import document_of

    return table_of(document_of(course), {(record, i): each for record, i, _, each in _numbers(course)})


def _as_written(reading: Reading) -> str:
    """Return a record as a table, each entry with the numbers that it became; several where it became several observations."""
    numbers: Numbers = {}
    for record, _, key, each in _numbers(reading.course):
        if place := _ENTRY_OF.match(key):
            found = numbers.setdefault((record, int(place[2])), {})
            for name, value in each.items():
                found[name] = f"{found[name]}; {_rounded(value)}" if name in found and value is not None else _rounded(value)
    return table_of(reading.document, numbers)


def table_of(document: CourseDocument, numbers: Numbers | None = None) -> str:
    """Write a document as a table, with the plain numbers of its entries by record and place."""
    whole = document.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True)
    whole["rechallenge"] = document.rechallenge
    names = [*columns(), *NUMBERS]
    lines = [names]
    for record, entry, fields in _rows(whole, (), None):
        extra = (numbers or {}).get((record, entry - 1), {}) if entry is not None else {}
        row = {"record": record, "entry": entry, **fields, **{name: _rounded(value) for name, value in extra.items()}}
        lines.append([_cell(row.get(name)) for name in names])
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[,"\r\n]', cell) else cell


def _rows(owner: Mapping[str, object], path: tuple[str, ...], number: int | None) -> Iterator[tuple[str, int | None, dict[str, object]]]:
    """Rows of an entry and of all that stands inside it; those inside have the number of the entry."""
    record = next(each for each in records().values() if each.path == path)
    yield record.name, number, {name: owner[name] for name in record.cells if owner.get(name) not in (None, [])}
    for inner in records().values():
        if inner.path[:-1] != path or inner.path == path or owner.get(inner.path[-1]) in (None, {}, []):
            continue
        held = owner[inner.path[-1]]
        if inner.pairs and isinstance(held, dict):
            yield from ((inner.name, number, {KEY: key, TEXT: text}) for key, text in held.items())
        else:
            for i, item in enumerate(held if isinstance(held, list) else [held], 1):
                yield from _rows(item, inner.path, i if number is None and inner.listed else number)


class CourseTable(Format):
    """One patient's course as a table."""

    name = "csv"
    title = "table of a course (CSV)"
    suffixes = (".csv",)
    any_encoding = True

    def recognises(self, text: str) -> float:
        """The head begins with the name of our first column, whatever a spreadsheet has made of the separators and quotes."""
        return CERTAIN if _HEAD.match(text) else NO

    def read(self, text: str) -> Draft:
        """Read a table that was written in this format; each value keeps its row and its column, in the text and in the table.

        Raises
        ------
        CourseError
            When a column or a record is not one of ours, or a row has more cells than there are columns.
        """
        head = _HEAD.match(text)
        separator, skipped = (head["separator"], 1 if head["mark"] else 0) if head else (",", 0)
        rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True)
        table = _Table()
        try:
            for _ in range(skipped):
                next(rows)
            header = [name.strip().lower() for name in next(rows)]
            unknown = [name for name in header if name and name not in (*columns(), *NUMBERS)]
            if unknown:
                raise CourseError([Problem("file.table", {"reason": ", ".join(unknown)}, Place(skipped + 1, 1))])
            before = rows.line_num
            for row, cells in enumerate(rows, 2):
                line, before = before + 1, rows.line_num
                if any(cell.strip() for cell in cells[len(header) :]):
                    values = {"found": len(cells), "expected": len(header)}
                    table.draft.problems.append(Problem("table.long_row", values, Cell(line, 1, row, header[0])))
                if any(cells):
                    table.add(_cells(header, cells, line, row), Cell(line, 1, row, header[0]))
        except csv.Error:
            raise CourseError([Problem("file.table_cells", {}, Place(before + 1 if rows.line_num > skipped + 1 else 1, 1))]) from None
        return table.draft

    def write(self, reading: Reading) -> str:
        """Write what was written, beside the numbers that it became."""
        return _as_written(reading)


def _cells(header: Sequence[str], cells: Sequence[str], line: int, row: int) -> dict[str, tuple[str, Cell]]:
    """Cells of a row that hold something, by the name of their column."""
    found: dict[str, tuple[str, Cell]] = {}
    column = 1
    for name, cell in zip(header, cells, strict=False):
        if cell.strip() and name:
            text = cell[1:] if cell[0] == " " and _COMPUTED.match(cell[1:]) else cell
            found[name] = (text, Cell(line, column, row, name))
        column += len(cell) + 1
    return found


class _Table:
    """Puts the rows of a table together again."""

    def __init__(self) -> None:
        self.draft = Draft({}, {"": Place(1, 1)})
        self.entries: dict[tuple[tuple[str, ...], str], tuple[dict[str, object], str]] = {}
        # parts of the draft that are there once, and its lists, by their paths
        self.parts: dict[str, dict[str, object]] = {}
        self.lists: dict[str, list[dict[str, object]]] = {}

    def add(self, cells: dict[str, tuple[str, Cell]], at: Cell) -> None:
        """Add what one row says."""
        name, _ = cells.pop("record", ("None", at))
        entry, _ = cells.pop("entry", ("", at))
        kept = {name: found for name, found in cells.items() if name not in NUMBERS}
        record = records().get(name.strip().lower())
        if record is None:
            raise CourseError([Problem("file.table", {"reason": name}, Place(at.line, 1))])
        if record.pairs:
            if KEY not in kept:
                raise CourseError([Problem("file.table", {"reason": name}, Place(at.line, 1))])
            (key, place), (text, of_text) = kept[KEY], kept.get(TEXT, (None, at))
            owner, path = self.within(record, entry, at)
            self.fill(owner, path, {key: (text, of_text)}, {}, {key: place})
        elif not record.listed:
            self.fill(*self.within(record, entry, at), kept, record.cells)
        else:
            owner, path = self.within(records_of(record.path[:-1]), entry, at, missing=name)
            item, path = self.append(owner, path, record.path[-1], at)
            self.fill(item, path, kept, record.cells)
            if entry:
                self.entries[record.path, entry] = item, path

    def within(self, record: Record, entry: str, at: Cell, missing: str = "") -> tuple[dict[str, object], str]:
        """Return the fields of a part of the course that is there once, or the entry that a row belongs to; begun by its first row."""
        if not record.path:
            return self.draft.data, ""
        if record.listed:
            if (record.path, entry) not in self.entries:
                raise CourseError([Problem("file.table", {"reason": missing or record.name}, Place(at.line, 1))])
            return self.entries[record.path, entry]
        owner, path = self.within(records_of(record.path[:-1]), entry, at, missing)
        inner = inside(path, record.path[-1])
        self.draft.places.setdefault(inner, at)
        if inner not in self.parts:
            self.parts[inner] = {}
            owner[record.path[-1]] = self.parts[inner]
        return self.parts[inner], inner

    def append(self, owner: dict[str, object], path: str, name: str, at: Cell) -> tuple[dict[str, object], str]:
        """Begin an entry of a list; gives it and its path."""
        inner = inside(path, name)
        if inner not in self.lists:
            self.lists[inner] = []
            owner[name] = self.lists[inner]
        items = self.lists[inner]
        items.append({})
        self.draft.places.setdefault(inner, at)
        self.draft.places[f"{inner}[{len(items) - 1}]"] = at
        return items[-1], f"{inner}[{len(items) - 1}]"

    def fill(
        self,
        owner: dict[str, object],
        path: str,
        fields: Mapping[str, tuple[str | None, Cell]],
        kinds: Mapping[str, Kind],
        names: Mapping[str, Cell] | None = None,
    ) -> None:
        """Fill in fields, each of which can be given once."""
        for name, (text, place) in fields.items():
            at, of_name = inside(path, name), (names or {}).get(name, place)
            if name in owner:
                first = self.draft.place_of_name(at)
                self.draft.problems.append(Problem("key.twice", {"found": name, "first": first and first.line}, of_name, path))
                continue
            self.draft.places[at], self.draft.names[at] = place, of_name
            kind = kinds.get(name)
            owner[name] = separated(text, kind) if text is not None and kind in ("texts", "codes") else text


def records_of(path: tuple[str, ...]) -> Record:
    """Return the kind of rows at a path."""
    return next(each for each in records().values() if each.path == path)


register(CourseTable())
