"""People's tables with a row an entry: a result, a treatment or an event."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rechallenge.course.document import Entry, EventEntry, ObservationEntry, TreatmentEntry
from rechallenge.course.keys import keys_of, meant
from rechallenge.course.vocabulary import vocabulary
from rechallenge.formats.people_cells import Sheet, Written
from rechallenge.formats.people_days import days_of
from rechallenge.formats.people_entries import Entries, column_left, is_change, is_missing, upper_limit, with_clocks, with_unit
from rechallenge.formats.people_heads import role_of, scale_in, variable_of, words
from rechallenge.literature.drugs import drug_names, folded
from rechallenge.outcomes import named

_TOLD = {"at": "days", "from": "days", "to": "days", "note": "note", "drug": "drug"} | {
    name: name for name in ("what", "value", "unit", "upper_limit")
}
"""Which sentence tells of a column that is a field."""


# A column of numbers alone may be of anything.
_LIMIT = re.compile(r"[(\[]?\s*[N:\s]*[<\u2264]|.*\d\s*[-\u2013]\s*\d")


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


def _with_limits(fields: Sequence[str | None], sheet: Sheet) -> list[str | None]:
    """Return fields with the one of limits of normal where a head may be that ("N") and every cell below it is a limit."""
    found = list(fields)
    if "value" not in found or "upper_limit" in found:
        return found
    for place, (name, head) in enumerate(zip(fields, sheet.head, strict=True)):
        if name is not None or folded(head.text.strip("()[].: ")) not in words()["cells"]["limits"]:
            continue
        cells = [row[place].text for row in sheet.rows if not is_missing(row[place].text)]
        if cells and all(map(_LIMIT.match, cells)):
            found[place] = "upper_limit"
            break
    return found


def rows_of_entries(into: Entries, sheet: Sheet, section: str) -> None:
    """Read a table with a row an entry, whose head names fields: what a laboratory exports, or what a course file lists."""
    fields = _with_limits(fields_of(section, sheet.head), sheet)
    columns: dict[str, int] = {}
    for place, (name, head) in enumerate(zip(fields, sheet.head, strict=True)):
        if name is None:
            column_left(into, head, [row[place] for row in sheet.rows])
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
    with_clocks(into, sheet, moments)
    for i, row in enumerate(sheet.rows):
        cells = {
            name: row[place]
            for name, place in columns.items()
            # an end that is not known is no treatment that goes on
            if not is_missing(row[place].text) or (name == "to" and row[place].text and vocabulary().is_unknown(row[place].text))
        }
        entry = {name: moments[name][i] if name in moments else cell.text for name, cell in cells.items()}
        if entry and _whole(into, entry, cells, row[0], section):
            into.add(section, entry, cells)


def _whole(into: Entries, entry: dict[str, str], cells: dict[str, Written], first: Written, section: str) -> bool:
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
    if "value" in entry and "change" not in entry and is_change(entry["what"], entry["value"]):
        entry["change"], cells["change"] = entry.pop("value"), cells["value"]
        entry.pop("upper_limit", None)  # no change is compared with it
    if "value" in entry:
        entry["value"] = into.valued(cells["value"], unit)
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
