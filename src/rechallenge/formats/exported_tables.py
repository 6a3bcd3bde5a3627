"""Tables that programs export, with the heads and names of a table of results."""

from __future__ import annotations

from rechallenge.formats.exported_heads import exported_parts, exported_words, is_exported, part_of
from rechallenge.formats.people_cells import Sheet, Written

PLAIN_HEADS = {"day": "date", "what": "test", "value": "result", "unit": "unit", "limit": "upper limit", "patient": "patient"}
"""Head by which a table of results knows each part."""


def with_plain_heads(sheet: Sheet) -> tuple[Sheet, list[str], list[str]] | None:
    """Return an exported table with the heads of a table of results, which heads were read, and which were left; None for another table."""
    heads = [cell.text for cell in sheet.head]
    if not is_exported(heads):
        return _with_codes(sheet)
    parts = exported_parts(heads)
    kept = [i for i, part in enumerate(parts) if part not in ("left", "comparator")]
    value, sign = (parts.index(part) if part in parts else None for part in ("value", "comparator"))
    head = [Written(PLAIN_HEADS.get(parts[i] or "", heads[i]), sheet.head[i].place) for i in kept]
    rows = []
    for row in sheet.rows:
        cells = list(row)
        if value is not None and sign is not None and cells[value].text:
            before = exported_words()["comparators"].get(cells[sign].text, cells[sign].text)
            cells[value] = Written(f"{before} {cells[value].text}".strip(), cells[value].place)
        rows.append([_named(cells[i]) if parts[i] == "what" else cells[i] for i in kept])
    read = [heads[i] for i, part in enumerate(parts) if part not in ("left", None)]
    return Sheet(head, rows, sheet.above), read, [heads[i] for i, part in enumerate(parts) if part == "left"]


def _with_codes(sheet: Sheet) -> tuple[Sheet, list[str], list[str]] | None:
    """Return a table whose column of codes of LOINC tells what was measured, with their names; None for another table."""
    for place, cell in enumerate(sheet.head):
        part = part_of(cell.text)
        codes = [row[place].text for row in sheet.rows if row[place].text]
        if part is not None and part[0] == "what" and codes and all(code in exported_words()["loinc"] for code in codes):
            head = [Written(PLAIN_HEADS["what"], each.place) if i == place else each for i, each in enumerate(sheet.head)]
            rows = [[_named(each) if i == place else each for i, each in enumerate(row)] for row in sheet.rows]
            return Sheet(head, rows, sheet.above), [cell.text], []
    return None


def _named(cell: Written) -> Written:
    return Written(exported_words()["loinc"].get(cell.text, cell.text), cell.place)
