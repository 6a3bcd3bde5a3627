"""The layouts of people's tables: a row a result, a row a day, a column a day, a row a treatment or an event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rechallenge.course.document import Entry, EventEntry, ObservationEntry, TreatmentEntry
from rechallenge.course.keys import keys_of, meant
from rechallenge.course.phrases import phrases, plain
from rechallenge.course.problems import Place, Problem, Severity
from rechallenge.formats.people_cells import Sheet, Written
from rechallenge.formats.people_days import days_of, is_day
from rechallenge.formats.people_doses import DoseColumn, dose_column, treatment_of
from rechallenge.formats.people_heads import drug_in, limit_of, role_of, scale_in, variable_of, words
from rechallenge.literature.drugs import drug_names, folded
from rechallenge.outcomes import named

_NUMBERS = re.compile(r"[<>\u2264\u2265~=\s]*[-\u2212]?\d[\d\s.,'\u2019]*(?:(?:\.\.|[-\u2013]|\u00e0|to)\s*\d[\d\s.,]*)?")
_LIMIT = re.compile(
    r"(?:(?:(?P<low>\d+(?:[.,]\d+)?)\s*(?:-|\u2013|\.\.|\u00e0|a|to)\s*)|[<\u2264]\s*=?\s*|)(?P<high>\d+(?:[.,]\d+)?)\s*(?P<unit>\D.*)?"
)

_TOLD = {"at": "days", "from": "days", "to": "days", "note": "note", "drug": "drug"} | {
    name: name for name in ("what", "value", "unit", "upper_limit")
}
"""Which sentence tells of a column that is a field."""


@dataclass(slots=True)
class Entries:
    """What a table tells: entries by section, the place of their values, and all that is to be told."""

    sections: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    told: list[Problem] = field(default_factory=list)
    days: list[str] = field(default_factory=list)

    def note(self, code: str, at: Written, severity: Severity = "error", **values: object) -> None:
        """Tell something of a cell."""
        self.told.append(Problem(code, values, at.place, severity=severity))

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


def _missing() -> frozenset[str]:
    return frozenset(map(folded, words()["cells"]["missing"]))


def with_unit(value: str, unit: str) -> str:
    """Return a value with the unit of its column, unless it holds one of its own.

    >>> with_unit("< 5", "mg/L"), with_unit("normal", "mg/L"), with_unit("120 H", "mg/L")
    ('< 5 mg/L', 'normal', '120 mg/L H')
    """
    if not unit or _NUMBERS.fullmatch(value):
        return f"{value} {unit}" if unit else value
    flagged = _flagged().fullmatch(plain(value))
    if flagged is None:
        return value
    end = flagged.end("number")
    return f"{value[:end].rstrip()} {unit} {value[end:].strip()}"


@cache
def _flagged() -> re.Pattern[str]:
    """Return the pattern of a number with the mark of a laboratory behind it: "120 H", "4*"."""
    return re.compile(rf"(?P<number>{_NUMBERS.pattern}?)\s*\(?{phrases().flags}\)?")


def upper_limit(text: str, unit: str) -> str | None:
    """Return the upper limit of normal that a reference range says, None where it says none.

    >>> upper_limit("0 - 5", "mg/L"), upper_limit("< 8 mg/L", ""), upper_limit("> 60", "mL/min")
    ('5 mg/L', '8 mg/L', None)
    """
    match = _LIMIT.fullmatch(text.strip("()[]N: "))
    return f"{match['high']} {match['unit'] or unit}".strip() if match else None


def fields_of(section: str, head: Sequence[Written]) -> list[str | None]:
    """Return the field of a section that each head names."""
    models: dict[str, type[Entry]] = {"observations": ObservationEntry, "events": EventEntry, "treatments": TreatmentEntry}
    known = keys_of(frozenset(info.alias or name for name, info in models[section].model_fields.items()))
    parts = {"day": "from" if section == "treatments" else "at", "limit": "upper_limit"}
    if section == "treatments":
        parts |= {"start": "from", "stop": "to", "unit": "unit", "note": "note"}
        known = dict(known) | {folded(word): name for name, listed in words()["of_treatments"].items() for word in listed}
    if section == "events":
        parts["event"] = "what"
    found: list[str | None] = []
    for cell in head:
        role = role_of(cell.text)
        name = known.get(folded(cell.text)) or parts.get(role or "")
        if name is None and section == "observations" and role in ("what", "value", "unit", "note"):
            name = role
        if name is None and section == "treatments":
            name = meant(cell.text, sorted(known.values()))
        found.append(name)
    return found


def rows_of_entries(into: Entries, sheet: Sheet, section: str) -> None:
    """Read a table with a row an entry, whose head names fields: what a laboratory exports, or what a course file lists."""
    fields = fields_of(section, sheet.head)
    columns: dict[str, int] = {}
    for place, (name, head) in enumerate(zip(fields, sheet.head, strict=True)):
        if name is None:
            _left(into, head, [row[place] for row in sheet.rows])
        elif name in columns:
            into.note("table.column_twice", head, found=head.text, first=sheet.head[columns[name]].text)
        else:
            columns[name] = place
            into.note(f"table.column_{_TOLD.get(name, 'field')}", head, "note", name=head.text)
    moments: dict[str, list[str]] = {}
    timed = [name for name in ("at", "from", "to") if name in columns]
    for name in timed:
        alike = [row[columns[other]] for row in sheet.rows for other in timed if other != name]
        texts, told = days_of(sheet.head[columns[name]], [row[columns[name]] for row in sheet.rows], alike)
        into.told += [problem for problem in told if problem.code not in {each.code for each in into.told}]
        moments[name] = texts
        into.days += texts
    _clocks(into, sheet, moments)
    for i, row in enumerate(sheet.rows):
        cells = {name: row[place] for name, place in columns.items() if not is_missing(row[place].text)}
        entry = {name: moments[name][i] if name in moments else cell.text for name, cell in cells.items()}
        if entry and _whole(into, entry, cells, row[0], section):
            into.add(section, entry, cells)


def _whole(into: Entries, entry: dict[str, str], cells: Mapping[str, Written], first: Written, section: str) -> bool:
    """Complete an entry with its unit and its limit of normal; tell what it lacks."""
    main = "drug" if section == "treatments" else "what"
    if main not in entry:
        into.note("table.no_name", first)
        return False
    if section == "treatments":
        unit = entry.pop("unit", "")
        if "dose" in entry:
            entry["dose"] = with_unit(entry["dose"], unit)
        return True
    if not {"at", "after", "from"} & set(entry):
        into.note("table.no_day", first, found=entry[main])
        return False
    if section == "events":
        return True
    if folded(entry["what"]) in drug_names() and named(entry["what"]) is None:
        into.note("table.drug_row", cells["what"], found=entry["what"])
        return False
    if "value" not in entry and "change" not in entry:
        into.note("table.no_value", cells["what"], found=entry["what"])
        return False
    name, unit = variable_of(entry["what"])
    unit = scale_in(entry.pop("unit", "") or unit)
    entry["what"] = name
    if "value" in entry:
        entry["value"] = with_unit(entry["value"], unit)
    if "upper_limit" in entry and named(entry["what"]) is None:
        # what is only shown has no limit to be compared with: the laboratory's is kept as a remark
        entry["note"] = "; ".join(filter(None, (entry.get("note"), f"N {entry.pop('upper_limit').strip('()[]N: ')} {unit}".strip())))
    if "upper_limit" in entry:
        limit = upper_limit(entry["upper_limit"], unit)
        if limit is None:
            into.note("table.limit_left", cells["upper_limit"], "warning", found=entry.pop("upper_limit"))
        else:
            entry["upper_limit"] = limit
    return True


def _left(into: Entries, head: Written, cells: Sequence[Written]) -> None:
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


def _clocks(into: Entries, sheet: Sheet, moments: dict[str, list[str]]) -> None:
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


def rows_of_days(into: Entries, sheet: Sheet) -> None:
    """Read a table with a row a day and a column a variable, a drug's doses, events or remarks."""
    roles = [role_of(head.text) for head in sheet.head]
    at = roles.index("day")
    texts, told = days_of(sheet.head[at], [row[at] for row in sheet.rows])
    into.told += told
    into.note("table.column_days", sheet.head[at], "note", name=sheet.head[at].text)
    moments = {"at": texts}
    _clocks(into, sheet, moments)
    texts = moments["at"]
    into.days += texts
    columns: dict[int, tuple[str, str]] = {}
    doses: list[DoseColumn] = []
    extra: dict[str, int] = {}
    limits: dict[int, str] = {}
    for place, head in enumerate(sheet.head):
        role, dosed = roles[place], drug_in(head.text)
        if place == at:
            continue
        if role in ("note", "event") and role not in extra:
            extra[role] = place
            into.note(f"table.column_{role}", head, "note", name=head.text)
        elif role in ("patient", "left", "clock", "visit") or not head.text:
            _left(into, head, [row[place] for row in sheet.rows])
        elif (of := limit_of(head.text)) is not None:
            limits[place] = of
        elif role is not None:
            into.note("table.head_part", head, found=head.text)
        elif dosed is not None and _is_ticked(row[place].text for row in sheet.rows):
            into.note("table.dose_ticked", head, found=head.text, drug=dosed[0])
        elif dosed is not None:
            column = dose_column(place, head, *dosed)
            if isinstance(column, Problem):
                into.told.append(column)
            else:
                doses.append(column)
        elif variable := _variable(into, sheet, columns, place):
            columns[place] = variable
    limited = _limited(into, sheet, columns, limits)
    for i, row in enumerate(sheet.rows):
        if i and any(cell.text for cell in row) and [cell.text for cell in row] == [cell.text for cell in sheet.rows[i - 1]]:
            into.note("table.row_repeated", row[at], "warning", found=row[at].text)
            continue
        _day(into, row, texts[i], columns, extra, limited)
        if texts[i] and not any(row[place].text for place in (*columns, *extra.values(), *(each.place for each in doses))):
            _nothing(into, row[at], texts[i])
        if not texts[i] and any(not is_missing(row[each.place].text) for each in doses):
            into.note("table.no_day", row[at], found=next(each.head.text for each in doses))
    for column in doses:
        entry, problems, begun = treatment_of(column, texts, [row[column.place] for row in sheet.rows])
        into.told += problems
        if entry is not None:
            into.add("treatments", entry, {"drug": begun[0]})


def _is_ticked(cells: Iterable[str]) -> bool:
    """Whether a column tells on which days something was given, and not how much."""
    filled = [folded(cell) for cell in cells if cell]
    ticks = frozenset(map(folded, words()["cells"]["ticks"]))
    return bool(filled) and all(cell in ticks for cell in filled)


def _variable(into: Entries, sheet: Sheet, columns: Mapping[int, tuple[str, str]], place: int) -> tuple[str, str] | None:
    """Name and unit of a column of a variable, which is told."""
    head = sheet.head[place]
    name, unit = variable_of(head.text)
    known = named(name)
    twin = next((at for at, (other, _) in columns.items() if folded(other) == folded(name) or (known and named(other) == known)), None)
    if twin is not None:
        into.note("table.column_twice", head, found=head.text, first=sheet.head[twin].text)
        return None
    if re.fullmatch(r"[\W\d_]+", name):
        into.note("table.head", head, found=head.text)
        return None
    if known is None:
        into.note("table.column_shown", head, "warning", name=head.text, found=name)
    elif unit or not known.scale.unit:
        into.note("table.column_variable", head, "note", name=head.text, found=f"{name}, {unit}" if unit else name)
    else:
        unit = known.scale.unit
        if any(_NUMBERS.fullmatch(row[place].text) for row in sheet.rows):
            into.note("table.unit_assumed", head, "warning", name=head.text, unit=unit)
    return name, scale_in(unit)


def _limited(into: Entries, sheet: Sheet, columns: Mapping[int, tuple[str, str]], limits: Mapping[int, str]) -> dict[int, int]:
    """Return the column of limits of normal of each variable that has one, which is told."""
    found: dict[int, int] = {}
    for place, name in limits.items():
        head = sheet.head[place]
        of = [at for at, (other, _) in columns.items() if not name or named(other) == named(name)]
        if len(of) != 1:
            into.note("table.head_part", head, found=head.text)
        elif of[0] in found:
            into.note("table.column_twice", head, found=head.text, first=sheet.head[found[of[0]]].text)
        else:
            found[of[0]] = place
            into.note("table.column_upper_limit", head, "note", name=head.text)
    return found


def _nothing(into: Entries, cell: Written, day: str) -> None:
    """Tell of a row that holds nothing but its day, and refuse one that holds something else instead of a day."""
    if is_day(day, numbers=True):
        into.note("table.row_empty", cell, "note", found=cell.text)
    else:
        into.note("table.not_a_day", cell, found=cell.text)


def _day(
    into: Entries,
    row: Sequence[Written],
    day: str,
    columns: Mapping[int, tuple[str, str]],
    extra: Mapping[str, int],
    limited: Mapping[int, int],
) -> None:
    filled = [(place, name, unit) for place, (name, unit) in columns.items() if not is_missing(row[place].text)]
    note, event = (row[extra[role]] if role in extra and row[extra[role]].text else None for role in ("note", "event"))
    if not day:
        if filled or event or note:
            into.note("table.no_day", row[0], found=next((cell.text for cell in row if cell.text), ""))
        return
    if note is not None and not filled and event is None:
        into.note("table.note_alone", note, found=note.text)
        return
    for place, name, unit in filled:
        entry = {"at": day, "what": name, "value": with_unit(row[place].text, unit)}
        if place in limited and not is_missing((cell := row[limited[place]]).text):
            limit = upper_limit(cell.text, unit)
            if limit is None:
                into.note("table.limit_left", cell, "warning", found=cell.text)
            else:
                entry["upper_limit"] = limit
        if note is not None:
            entry["note"], note = note.text, None
        into.add("observations", entry, {"at": row[place], "what": row[place], "value": row[place]})
    if event is not None:
        into.add("events", {"at": day, "what": event.text} | ({"note": note.text} if note else {}), {"what": event})
