"""A course as one table: a row for each fact, with the bounds of its time and value as plain numbers.

The columns of the course file come first and are read back; the plain numbers at the end are for those who compute with the
table, and are not read.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError, Problem
from rechallenge.course.tree import Mapping, Node, Scalar, Sequence
from rechallenge.course.writing import document_of

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
_SINGLE = {"source": "source", "patient": "patient", "care": "care", "criteria": "criteria", "simulated": "simulated"}
_INNER = {"steps": "step", "interruptions": "interruption"}
_TOP = ("rechallenge", "title", "anchor", "upper_limit")

# Care items and true parameters are named by the record itself, so they stand as pairs.
FIELDS = (
    *("record", "entry", "rechallenge", "title", "anchor", "citation", "doi", "url"),
    *("sex", "age", "weight", "height", "creatinine", "creatinine_clearance", "reference"),
    *("name", "subtype", "code", "criteria", "what", "kind", "method", "site", "side", "titre", "pattern", "size", "resectable", "present"),
    *("cells", "appearance", "crystals", "drug", "route", "dose", "every", "taper", "from", "to", "for", "at", "after", "within"),
    *("previous_reports", "improved_on_stopping", "recurred_on_restart", "other_causes", "recurred_on_placebo"),
    *("toxic_level", "dose_dependent", "earlier_reaction", "objective", "specific"),
    *("value", "change", "since", "upper_limit", "outcome", "dependence", "indication", "additional", "note", "key", "text"),
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
    for i, e in enumerate(course.events):
        numbers["event", i] = {"written": e.written, "day_low": e.at.earliest, "day_high": e.at.latest}
        if e.until is not None:
            numbers["event", i] |= {"until_day_low": e.until.earliest, "until_day_high": e.until.latest}
    return numbers


def to_csv(course: Course) -> str:
    """Return a course as a table in CSV, which `rechallenge.course.reading.read_course` reads back."""
    document = document_of(course).model_dump(by_alias=True, exclude_defaults=True, exclude_none=True)
    numbers = _numbers(course)
    out = io.StringIO()
    writer = csv.DictWriter(out, [*FIELDS, *NUMBERS], lineterminator="\n")
    writer.writeheader()

    def row(record: str, entry: int | None, fields: dict[str, Any]) -> None:
        plain = {k: "; ".join(v) if isinstance(v, list) else v for k, v in fields.items()}
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


def parse_table(text: str) -> Mapping:
    """Read a table that `to_csv` wrote as the tree of a course file; each value keeps its line and its column of text.

    Raises
    ------
    CourseError
        When a column or a record is not one of ours.
    """
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(rows)
        unknown = [name for name in header if name not in (*FIELDS, *NUMBERS)]
        if unknown:
            raise CourseError([Problem("file.table", {"reason": ", ".join(unknown)}, 1, 1)])
        return _tree(header, rows)
    except csv.Error as error:
        raise CourseError([Problem("file.table", {"reason": str(error)}, rows.line_num, 1)]) from None


def _tree(header: list[str], rows: Any) -> Mapping:
    root = Mapping([], 1, 1)
    sections: dict[str, list[tuple[Scalar, Node]]] = {}
    lists: dict[str, list[Node]] = {}
    treatments: dict[str, Mapping] = {}
    names = {record: section for section, record in _LISTS.items()}
    inner_names = {record: section for section, record in _INNER.items()}
    before = 1
    for cells in rows:
        line, before = before + 1, rows.line_num
        if not any(cells):
            continue
        column = 1
        fields: dict[str, Scalar] = {}
        for name, cell in zip(header, cells, strict=False):
            if cell.strip():
                fields[name] = Scalar(cell[1:] if cell[0] == " " and _COMPUTED.match(cell[1:]) else cell, line, column)
            column += len(cell) + 1
        record, entry = fields.pop("record", None), fields.pop("entry", None)
        kind = record.text if record else None
        kept: list[tuple[Scalar, Node]] = []
        for name, value in fields.items():
            if name in NUMBERS:
                continue
            node: Node = value
            if name == "at" and value.text and ";" in value.text:
                node = Sequence([Scalar(part.strip(), line, value.column) for part in value.text.split(";")], line, value.column)
            kept.append((Scalar(name, line, value.column), node))
        item = Mapping(kept, line, 1)
        if kind == "course":
            root.entries.extend(kept)
        elif kind in ("source", "patient"):
            sections.setdefault(str(kind), []).extend(kept)
        elif kind in ("care", "criteria", "simulated") and "key" in fields:
            sections.setdefault(str(kind), []).append((fields["key"], fields.get("text", Scalar(None, line, 1))))
        elif kind in names:
            lists.setdefault(names[kind], []).append(item)
            if kind == "treatment" and entry is not None:
                treatments[str(entry.text)] = item
        elif kind in inner_names and entry is not None and entry.text in treatments:
            _append(treatments[entry.text], inner_names[kind], item)
        else:
            raise CourseError([Problem("file.table", {"reason": str(kind)}, line, 1)])
    root.entries.extend(
        (Scalar(name, entries[0][0].line, 1), Mapping(entries, entries[0][0].line, 1)) for name, entries in sections.items()
    )
    root.entries.extend((Scalar(name, items[0].line, 1), Sequence(items, items[0].line, 1)) for name, items in lists.items())
    return root


def _append(owner: Mapping, name: str, item: Mapping) -> None:
    for key, value in owner.entries:
        if key.text == name and isinstance(value, Sequence):
            value.items.append(item)
            return
    owner.entries.append((Scalar(name, item.line, 1), Sequence([item], item.line, 1)))
