"""Rows pasted from a spreadsheet: a table with a head, in either language, or columns in the order of the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from rechallenge.course.document import Entry, EventEntry, ObservationEntry, TreatmentEntry
from rechallenge.course.keys import keys_of
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import named

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "observations": ("at", "what", "value", "note"),
    "events": ("at", "what", "note"),
    "treatments": ("drug", "dose", "every", "from", "to", "note"),
}
"""Order of the columns of a table without a head."""

_MODELS: Mapping[str, type[Entry]] = {"observations": ObservationEntry, "events": EventEntry, "treatments": TreatmentEntry}
_DAY_HEADS = {"day", "days", "jour", "jours", "j", "d", "date", "when", "quand", "time", "temps"}
_UNIT_OF_DAYS = " d"

MAX_PASTED = 2_000
"""Rows of one paste."""

Row = dict[str, str]


def pasted_rows(section: str, text: str) -> list[Row]:
    r"""Turn a pasted table into rows of a section of the page's document.

    Three layouts are known: a head that names fields ("drug, dose, from", "médicament, dose, du"); for observations, a head with days
    and one column a variable ("day, CRP, pain"); and no head, with the columns in the order of `COLUMNS`. A bare number in a column of
    days is a day. What cannot be read is kept as it is, for the page to say so beside the field.

    Examples
    --------
    >>> pasted_rows("observations", "day\tCRP (mg/L)\tpain\n0\t120\t8\n5\t4\t")
    [{'at': '0 d', 'what': 'CRP', 'value': '120 mg/L'}, {'at': '0 d', 'what': 'pain', 'value': '8'}, {'at': '5 d', 'what': 'CRP', 'value': '4 mg/L'}]
    """  # noqa: E501 - one line of a doctest
    table = _table(text)[: MAX_PASTED + 1]
    if not table or section not in COLUMNS:
        return []
    fields = _fields(section, table[0])
    if fields is not None:
        return [row for cells in table[1:] if (row := _row(fields, cells))]
    if section == "observations" and (wide := _variables(table[0])) is not None:
        return _wide_rows(wide, table[0], table[1:])
    return [row for cells in table if (row := _row(COLUMNS[section], cells))]


def _table(text: str) -> list[list[str]]:
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = "\t" if "\t" in first else ";" if ";" in first else ","
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _fields(section: str, head: Sequence[str]) -> tuple[str | None, ...] | None:
    """Fields that a head names; None when it is no such head."""
    known = keys_of(frozenset(info.alias or name for name, info in _MODELS[section].model_fields.items()))
    found = tuple(known.get(folded(cell)) or ("at" if folded(cell) in _DAY_HEADS and section != "treatments" else None) for cell in head)
    main = "drug" if section == "treatments" else "what"
    return found if main in found and sum(name is not None for name in found) >= 2 else None


def _variables(head: Sequence[str]) -> dict[int, tuple[str, str]] | None:
    """Columns that are a variable each, with its unit ("CRP (mg/L)"), beside a first column of days; None when it is no such head."""
    if not head or folded(head[0]) not in _DAY_HEADS:
        return None
    found = {}
    for place, cell in enumerate(head[1:], 1):
        name, _, unit = cell.partition("(")
        if name.strip():
            outcome = named(name.strip())
            found[place] = (name.strip(), unit.rstrip(") ").strip() or (outcome.scale.unit if outcome is not None else ""))
    return found or None


def _wide_rows(columns: Mapping[int, tuple[str, str]], head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Row]:
    found = []
    for cells in rows:
        for place, (name, unit) in columns.items():
            value = cells[place] if place < len(cells) else ""
            if value:
                found.append({"at": _day(cells[0]), "what": name, "value": f"{value} {unit}".strip() if _is_number(value) else value})
    return found


def _row(fields: Sequence[str | None], cells: Sequence[str]) -> Row:
    row = {name: cell for name, cell in zip(fields, cells, strict=False) if name and cell}
    return {name: _day(cell) if name in ("at", "from", "to") else cell for name, cell in row.items()}


def _day(cell: str) -> str:
    return cell + _UNIT_OF_DAYS if _is_number(cell) else cell


def _is_number(text: str) -> bool:
    plain = text.replace(",", ".").lstrip("<>≤≥ ")
    try:
        float(plain)
    except ValueError:
        return False
    return True
