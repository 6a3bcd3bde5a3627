"""People's tables with a row a day, and a column a variable, a drug's doses, events or remarks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rechallenge.course.naming import name_of
from rechallenge.course.problems import Problem
from rechallenge.course.vocabulary import vocabulary
from rechallenge.formats.people_answers import is_flagged, is_ticked, is_yes
from rechallenge.formats.people_cells import Sheet, Written
from rechallenge.formats.people_days import days_of, is_day
from rechallenge.formats.people_doses import DoseColumn, dose_column, treatment_of
from rechallenge.formats.people_entries import NUMBERS, Entries, column_left, is_change, is_missing, unit_against, upper_limit, with_clocks
from rechallenge.formats.people_heads import bracketed, drug_in, limit_of, role_of, scale_in, switch_in, variable_of
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import named

_FLAGGED = ("relapse", "infection", "adverse event")
"""Events that a column of their own may tell by yes and no; a stop would need its drug, a remission its days."""


def _asked(head: str) -> str:
    """Return a head without the question that it asks: "flare?", "rechute (oui/non)"."""
    name, inside = bracketed(head)
    return name.rstrip(" ?") if not inside or re.fullmatch(r"\w+\s*[/,]\s*\w+", inside) else head


def rows_of_days(into: Entries, sheet: Sheet) -> None:
    """Read a table with a row a day and a column a variable, a drug's doses, events or remarks."""
    roles = [role_of(head.text) for head in sheet.head]
    at = roles.index("day")
    texts, told = days_of(sheet.head[at], [row[at] for row in sheet.rows])
    into.told += told
    into.note("table.column_days", sheet.head[at], "note", name=sheet.head[at].text)
    moments = {"at": texts}
    with_clocks(into, sheet, moments)
    texts = moments["at"]
    into.days += texts
    columns: dict[int, tuple[str, str]] = {}
    doses: list[DoseColumn] = []
    extra: dict[str, int] = {}
    limits: dict[int, str] = {}
    flags: list[int] = []
    for place, head in enumerate(sheet.head):
        role, dosed = roles[place], drug_in(head.text)
        if place == at:
            continue
        if role in ("note", "event") and role not in extra:
            extra[role] = place
            into.note(f"table.column_{role}", head, "note", name=head.text)
        elif role in ("patient", "left", "clock", "visit") or not head.text:
            column_left(into, head, [row[place] for row in sheet.rows])
        elif (of := limit_of(head.text)) is not None:
            limits[place] = of
        elif role is not None:
            into.note("table.head_part", head, found=head.text)
        elif (switched := switch_in(head.text)) is not None and any(not is_missing(row[place].text) for row in sheet.rows):
            into.note("table.switch", head, found=head.text, drug=switched)
        elif dosed is not None and is_ticked(row[place].text for row in sheet.rows):
            into.note("table.dose_ticked", head, found=head.text, drug=dosed[0])
        elif dosed is not None:
            column = dose_column(place, head, *dosed)
            if isinstance(column, Problem):
                into.told.append(column)
            else:
                doses.append(column)
        elif vocabulary().event(_asked(head.text)) in _FLAGGED and is_flagged(row[place].text for row in sheet.rows):
            flags.append(place)
            into.note("table.column_flags", head, "note", name=head.text, n=sum(is_yes(row[place].text) for row in sheet.rows))
        elif variable := _variable(into, sheet, columns, place):
            columns[place] = variable
    limited = _limited(into, sheet, columns, limits)
    for i, row in enumerate(sheet.rows):
        if i and any(cell.text for cell in row) and [cell.text for cell in row] == [cell.text for cell in sheet.rows[i - 1]]:
            into.note("table.row_repeated", row[at], "warning", found=row[at].text)
            continue
        _day(into, row, texts[i], row[at], columns, extra, limited)
        for place in flags:
            if texts[i] and is_yes(row[place].text):
                into.add("events", {"at": texts[i], "what": _asked(sheet.head[place].text)}, {"at": row[at], "what": row[place]})
        if texts[i] and not any(row[place].text for place in (*columns, *flags, *extra.values(), *(each.place for each in doses))):
            _nothing(into, row[at], texts[i])
        if not texts[i] and any(not is_missing(row[each.place].text) for each in doses):
            into.note("table.no_day", row[at], found=next(each.head.text for each in doses))
    for column in doses:
        entry, problems, begun = treatment_of(column, texts, [row[column.place] for row in sheet.rows])
        into.told += problems
        if entry is not None:
            into.add("treatments", entry, {"drug": begun[0]})


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
    if known is None and (meant := name_of(name)) is not None and meant.unit is None:
        known = meant.outcome
    if known is None:
        into.note("table.column_shown", head, "warning", name=head.text, found=name)
    elif unit or not known.scale.unit:
        into.note("table.column_variable", head, "note", name=head.text, found=f"{name}, {unit}" if unit else name)
    else:
        unit = known.scale.unit
        if any(NUMBERS.fullmatch(row[place].text) for row in sheet.rows):
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
    moment: Written,
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
        said = {"change": row[place].text} if is_change(name, row[place].text) else {"value": into.valued(row[place], unit)}
        entry = {"at": day, "what": name, **said}
        if "value" in entry and place in limited and not is_missing((cell := row[limited[place]]).text):
            limit = upper_limit(cell.text, unit_against(row[place].text, unit) or unit)
            if limit is None:
                into.note("table.limit_left", cell, "warning", found=cell.text)
            else:
                entry["upper_limit"] = limit
        if note is not None:
            entry["note"], note = note.text, None
        into.add("observations", entry, {"at": moment, "what": row[place]} | dict.fromkeys(said, row[place]))
    if event is not None:
        into.add("events", {"at": day, "what": event.text} | ({"note": note.text} if note else {}), {"at": moment, "what": event})
