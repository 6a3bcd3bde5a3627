"""The course as one table: a row for each fact, with the bounds of its time and value as plain numbers.

The columns of the course file come first and are read back; the plain numbers at the end are for those who compute with the
table, and are not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rechallenge.course.draft import Draft, inside
from rechallenge.course.problems import Cell, CourseError, Place, Problem
from rechallenge.formats.format import CERTAIN, NO, Format
from rechallenge.formats.registry import register

if TYPE_CHECKING:
    from rechallenge.course.model import Course, Event, Switch
    from rechallenge.course.reading import Reading

# section of the course file, record of the table
_LISTS = {
    "conditions": "condition",
    "excluded": "excluded",
    "findings": "finding",
    "imaging": "imaging",
    "fluids": "fluid",
    "treatments": "treatment",
    "observations": "observation",
    "events": "event",
}
_SECTION_OF = {record: section for section, record in _LISTS.items()}
_INNER = {"steps": "step", "interruptions": "interruption"}
_INNER_OF = {record: section for section, record in _INNER.items()}
_TOP = ("rechallenge", "title", "anchor", "upper_limit")

# Care items and true parameters are named by the record itself, so they stand as pairs.
FIELDS = (
    *("record", "entry", "rechallenge", "title", "anchor", "citation", "doi", "url"),
    *("sex", "age", "weight", "height", "creatinine", "creatinine_clearance", "reference"),
    *("name", "subtype", "code", "criteria", "what", "kind", "method", "site", "side", "titre", "pattern", "size", "resectable", "present"),
    *("cells", "appearance", "crystals", "drug", "route", "dose", "every", "taper", "from", "to", "for", "at", "after", "within"),
    *("previous_reports", "improved_on_stopping", "recurred_on_restart", "other_causes", "recurred_on_placebo"),
    *("toxic_level", "dose_dependent", "earlier_reaction", "objective", "specific"),
    *(
        "value",
        "change",
        "since",
        "upper_limit",
        "outcome",
        "dependence",
        "relapses",
        "indication",
        "additional",
        "codes",
        "note",
        "key",
        "text",
    ),
)
NUMBERS = ("written", "day_low", "day_high", "until_day_low", "until_day_high", "value_low", "value_high", "value_unit", "value_is_ratio")

# A spreadsheet would compute a cell that begins so; a space in front makes it text, and is taken off again.
_COMPUTED = re.compile(r"[=+@\t\r]|-(?!\s*[\d.])")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = (f"{value:.10g}" if isinstance(value, float) else str(value)).replace("\r\n", "\n")
    return f" {text}" if _COMPUTED.match(text) else text


def _item(value: Any) -> str:
    """One of several times, or of several codes."""
    return f"{value['system']}:{value['code']}" if isinstance(value, dict) else str(value)


def _numbers(course: Course) -> dict[tuple[str, int], dict[str, Any]]:
    numbers: dict[tuple[str, int], dict[str, Any]] = {}
    for i, o in enumerate(course.observations):
        numbers["observation", i] = {
            "written": o.written,
            "day_low": o.at.earliest,
            "day_high": o.at.latest,
            "value_low": o.low,
            "value_high": o.high,
            "value_unit": o.unit,
            "value_is_ratio": o.ratio or None,
        }
    happened: list[Event | Switch] = [*course.events, *(s for s in course.switches if s.kind != "interruption")]
    for i, e in enumerate(happened):
        numbers["event", i] = {"written": e.written, "day_low": e.at.earliest, "day_high": e.at.latest}
        if e.until is not None:
            numbers["event", i] |= {"until_day_low": e.until.earliest, "until_day_high": e.until.latest}
    return numbers


def to_csv(course: Course) -> str:
    """Return a course as a table in CSV, which `rechallenge.check` reads back."""
    from rechallenge.course.writing import document_of

    document = document_of(course).model_dump(by_alias=True, exclude_defaults=True, exclude_none=True)
    numbers = _numbers(course)
    out = io.StringIO()
    writer = csv.DictWriter(out, [*FIELDS, *NUMBERS], lineterminator="\n")
    writer.writeheader()

    def row(record: str, entry: int | None, fields: dict[str, Any]) -> None:
        plain = {k: "; ".join(map(_item, v)) if isinstance(v, list) else v for k, v in fields.items()}
        extra = numbers.get((record, entry - 1), {}) if entry is not None else {}
        writer.writerow({k: _cell(v) for k, v in ({"record": record, "entry": entry} | plain | extra).items()})

    row("course", None, {"rechallenge": document["rechallenge"]} | {k: document[k] for k in _TOP if k in document})
    for section in ("source", "patient"):
        if document.get(section):
            row(section, None, document[section])
    for section, record in _LISTS.items():
        for i, entry in enumerate(document.get(section, []), 1):
            row(record, i, {k: v for k, v in entry.items() if k not in _INNER})
            for inner, inner_record in _INNER.items():
                for item in entry.get(inner, []):
                    row(inner_record, i, item)
    for section in ("care", "criteria", "simulated"):
        for key, text in (document.get(section) or {}).items():
            row(section, None, {"key": key, "text": text})
    return out.getvalue()


class CourseTable(Format):
    """One patient's course as a table."""

    name = "csv"
    title = "table of a course (CSV)"
    suffixes = (".csv",)

    def recognises(self, text: str) -> float:
        """The head begins with the name of our first column."""
        return CERTAIN if text.startswith("record,") else NO

    def read(self, text: str) -> Draft:
        """Read a table that `to_csv` wrote; each value keeps its row and its column, in the text and in the table.

        Raises
        ------
        CourseError
            When a column or a record is not one of ours.
        """
        rows = csv.reader(io.StringIO(text), strict=True)
        table = _Table()
        try:
            header = next(rows)
            unknown = [name for name in header if name not in (*FIELDS, *NUMBERS)]
            if unknown:
                raise CourseError([Problem("file.table", {"reason": ", ".join(unknown)}, Place(1, 1))])
            before = 1
            for row, cells in enumerate(rows, 2):
                line, before = before + 1, rows.line_num
                if any(cells):
                    table.add(_cells(header, cells, line, row), Cell(line, 1, row, header[0]))
        except csv.Error:
            raise CourseError([Problem("file.table_cells", {}, Place(rows.line_num, 1))]) from None
        return table.draft

    def write(self, reading: Reading) -> str:
        """Write what was understood."""
        return to_csv(reading.course)


def _cells(header: Sequence[str], cells: Sequence[str], line: int, row: int) -> dict[str, tuple[str, Cell]]:
    """Cells of a row that hold something, by the name of their column."""
    found: dict[str, tuple[str, Cell]] = {}
    column = 1
    for name, cell in zip(header, cells, strict=False):
        if cell.strip():
            text = cell[1:] if cell[0] == " " and _COMPUTED.match(cell[1:]) else cell
            found[name] = (text, Cell(line, column, row, name))
        column += len(cell) + 1
    return found


class _Table:
    """Puts the rows of a table together again."""

    def __init__(self) -> None:
        self.draft = Draft({}, {"": Place(1, 1)})
        self.treatments: dict[str, tuple[dict[str, Any], str]] = {}

    def add(self, cells: dict[str, tuple[str, Cell]], at: Cell) -> None:
        """Add what one row says."""
        record, _ = cells.pop("record", ("None", at))
        entry, _ = cells.pop("entry", ("", at))
        kept = {name: found for name, found in cells.items() if name not in NUMBERS}
        if record == "course":
            self.fill(self.draft.data, "", kept)
        elif record in ("source", "patient"):
            self.fill(self.section(record, at), record, kept)
        elif record in ("care", "criteria", "simulated") and "key" in kept:
            (key, place), (text, of_text) = kept["key"], kept.get("text", (None, at))
            self.fill(self.section(record, at), record, {key: (text, of_text)}, {key: place})
        elif record in _SECTION_OF:
            item, path = self.append(self.draft.data, "", _SECTION_OF[record], at)
            self.fill(item, path, kept)
            if record == "treatment" and entry:
                self.treatments[entry] = item, path
        elif record in _INNER_OF and entry in self.treatments:
            owner, path = self.treatments[entry]
            self.fill(*self.append(owner, path, _INNER_OF[record], at), kept)
        else:
            raise CourseError([Problem("file.table", {"reason": record}, Place(at.line, 1))])

    def section(self, name: str, at: Cell) -> dict[str, Any]:
        """Return the fields of a part of the course, begun by its first row."""
        self.draft.places.setdefault(name, at)
        found: dict[str, Any] = self.draft.data.setdefault(name, {})
        return found

    def append(self, owner: dict[str, Any], path: str, name: str, at: Cell) -> tuple[dict[str, Any], str]:
        """Begin an entry of a list; gives it and its path."""
        inner = inside(path, name)
        items: list[dict[str, Any]] = owner.setdefault(name, [])
        items.append({})
        self.draft.places.setdefault(inner, at)
        self.draft.places[f"{inner}[{len(items) - 1}]"] = at
        return items[-1], f"{inner}[{len(items) - 1}]"

    def fill(
        self, owner: dict[str, Any], path: str, fields: Mapping[str, tuple[str | None, Cell]], names: Mapping[str, Cell] | None = None
    ) -> None:
        """Fill in fields, each of which can be given once."""
        for name, (text, place) in fields.items():
            at, of_name = inside(path, name), (names or {}).get(name, place)
            if name in owner:
                first = self.draft.place_of_name(at)
                self.draft.problems.append(Problem("key.twice", {"found": name, "first": first and first.line}, of_name, path))
                continue
            self.draft.places[at], self.draft.names[at] = place, of_name
            several = text is not None and (name == "codes" or (name == "at" and ";" in text))
            owner[name] = [part.strip() for part in str(text).split(";")] if several else text


register(CourseTable())
