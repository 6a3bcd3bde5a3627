"""What a table of people tells, entry by entry, and how its cells are read, whatever its layout."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rechallenge.course.levels import compares
from rechallenge.course.phrases import phrases, plain
from rechallenge.course.problems import Place, Problem, RefusedError, Severity
from rechallenge.course.units import amount_of, unit_of
from rechallenge.course.written_values import symbols_unified
from rechallenge.formats.people_cells import Sheet, Written
from rechallenge.formats.people_heads import role_of, words
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import named

NUMBERS = re.compile(r"[<>\u2264\u2265~=\s]*[-\u2212]?\d[\d\s.,'\u2019]*(?:(?:\.\.|[-\u2013]|\u00e0|to)\s*\d[\d\s.,]*)?")
_LIMIT = re.compile(
    r"(?:(?:(?P<low>\d+(?:[.,]\d+)?)\s*(?:-|\u2013|\.\.|\u00e0|a|to)\s*)|[<\u2264]\s*=?\s*|)(?P<high>\d+(?:[.,]\d+)?)\s*(?P<unit>\D.*)?"
)


@dataclass(slots=True)
class Entries:
    """What a table tells: entries by section, the place of their values, all that is to be told; and whether it is lines of a chart."""

    sections: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    told: list[Problem] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    are_lines: bool = False

    def note(self, code: str, at: Written, severity: Severity = "error", **values: object) -> None:
        """Tell something of a cell."""
        self.told.append(Problem(code, values, at.place, severity=severity))

    def valued(self, cell: Written, unit: str) -> str:
        """Return the value of a cell with the unit of its column; a unit of its own that is another one is told."""
        if (own := unit_against(cell.text, unit)) is not None:
            self.note("table.unit_of_cell", cell, "warning", found=cell.text, unit=unit, own=own)
        return with_unit(cell.text, unit)

    def add(self, section: str, entry: Mapping[str, object], places: Mapping[str, Written]) -> None:
        """Add an entry whose fields come from cells."""
        entries = self.sections.setdefault(section, [])
        path = f"{section}[{len(entries)}]"
        entries.append(entry)
        for name, cell in places.items():
            self.places.setdefault(path, cell.place)
            self.places[f"{path}.{name}"] = cell.place


def is_missing(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return not text or folded(text) in _missing()


def is_change(what: str, text: str) -> bool:
    """Whether what a cell says of something compares with before: "better" in a column of pain, and not "normal" or "4/10".

    >>> is_change("pain", "mieux"), is_change("pain", "4/10"), is_change("CRP", "normal"), is_change("weight", "better")
    (True, False, False, False)
    """
    outcome = named(what)
    return outcome is not None and compares(text, outcome)


def _missing() -> frozenset[str]:
    return frozenset(map(folded, words()["cells"]["missing"]))


def with_unit(value: str, unit: str) -> str:
    """Return a value with the unit of its column, unless it holds one of its own.

    >>> with_unit("< 5", "mg/L"), with_unit("normal", "mg/L"), with_unit("120 H", "mg/L")
    ('< 5 mg/L', 'normal', '120 mg/L H')
    """
    if not unit or NUMBERS.fullmatch(value):
        return f"{value} {unit}" if unit else value
    flagged = _flagged().fullmatch(plain(value))
    if flagged is None:
        return value
    end = flagged.end("number")
    return f"{value[:end].rstrip()} {unit} {value[end:].strip()}"


def unit_against(value: str, unit: str) -> str | None:
    """Return the unit of a cell that is another one than that of its column; None where it has none of its own, or the same.

    >>> unit_against("12 mg/dL", "mg/L"), unit_against("12 mg/l", "mg/L"), unit_against("12 H", "mg/L"), unit_against("12", "mg/L")
    ('mg/dL', None, None, None)
    """
    if not unit or with_unit(value, unit) != value:
        return None
    try:
        amount = amount_of(symbols_unified(value))
    except RefusedError:
        return None
    own = None if amount is None else amount.unit
    return own if own is not None and "/" in own and own != unit_of(unit) else None


@cache
def _flagged() -> re.Pattern[str]:
    """Return the pattern of a number with the mark of a laboratory behind it: "120 H", "4*"."""
    return re.compile(rf"(?P<number>{NUMBERS.pattern}?)\s*\(?{phrases().flags}\)?")


def upper_limit(text: str, unit: str) -> str | None:
    """Return the upper limit of normal that a reference range says, None where it says none.

    >>> upper_limit("0 - 5", "mg/L"), upper_limit("< 8 mg/L", ""), upper_limit("> 60", "mL/min")
    ('5 mg/L', '8 mg/L', None)
    """
    match = _LIMIT.fullmatch(text.strip("()[]N: "))
    return f"{match['high']} {match['unit'] or unit}".strip() if match else None


def column_left(into: Entries, head: Written, cells: Sequence[Written]) -> None:
    """Tell that a column is not used; refuse one that tells several patients apart, and one without a name."""
    filled = [cell for cell in cells if cell.text]
    if role_of(head.text) == "clock":
        return
    if role_of(head.text) == "patient":
        if other := next((cell for cell in filled if cell.text != filled[0].text), None):
            into.note("table.patients", other, name=head.text)
            return
    elif not head.text and filled:
        into.note("table.no_head", filled[0], found=filled[0].text)
        return
    if filled:
        into.note("table.column_left", head, "warning", name=head.text)


def with_clocks(into: Entries, sheet: Sheet, moments: dict[str, list[str]]) -> None:
    """Put the times of a column of clock times behind the dates of theirs."""
    place = next((i for i, head in enumerate(sheet.head) if role_of(head.text) == "clock"), None)
    if place is None or "at" not in moments:
        return
    for i, row in enumerate(sheet.rows):
        clock, day = row[place].text, moments["at"][i]
        if clock and day and not is_missing(clock):
            if re.fullmatch(r"\d+ \w+", day):
                into.note("table.clock", row[place], found=clock)
                return
            moments["at"][i] = f"{day} {clock}"
    into.note("table.column_clock", sheet.head[place], "note", name=sheet.head[place].text)
