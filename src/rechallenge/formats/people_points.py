"""Points before three digits in people's tables: of thousands, or of decimals."""

from __future__ import annotations

import re

from rechallenge.formats.people_cells import Sheet, Written
from rechallenge.formats.people_entries import Entries

_DECIMAL_POINT = re.compile(r"[<>]?\s*\d+\.(?:\d{1,2}|\d{4,})")
_THOUSANDS = re.compile(r"[<>]?\s*\d{1,3}\.\d{3}")


def _shows_decimals(sheet: Sheet) -> bool:
    """Whether a number of the table shows that a point parts decimals."""
    return any(_DECIMAL_POINT.fullmatch(cell.text) for row in sheet.rows for cell in row)


def refuse_points(found: Entries, sheet: Sheet) -> None:
    """Refuse 12.500 in a table with semicolons, which go with decimal commas, unless another number shows that a point parts decimals."""
    if _shows_decimals(sheet):
        return
    for cell in (cell for row in sheet.rows for cell in row if _THOUSANDS.fullmatch(cell.text)):
        # never three digits behind the comma, which would be asked about again
        decimal = _without_three_digits(cell.text).replace(".", ",")
        found.note("table.point", cell, found=cell.text, whole=cell.text.replace(".", ""), decimal=decimal)


def with_sure_points(sheet: Sheet) -> Sheet:
    """Return a table in which no decimal has three digits, where another number shows that a point parts decimals."""
    if not _shows_decimals(sheet):
        return sheet
    rows = [
        [Written(_without_three_digits(cell.text), cell.place) if _THOUSANDS.fullmatch(cell.text) else cell for cell in row]
        for row in sheet.rows
    ]
    return Sheet(sheet.head, rows, sheet.above)


def _without_three_digits(text: str) -> str:
    return text.rstrip("0").rstrip(".") if text.endswith("0") else f"{text}0"
