"""Columns of doses: one dose a row, which holds until the row with another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.course.problems import Problem
from rechallenge.formats.people_cells import Written
from rechallenge.formats.people_heads import words
from rechallenge.literature.drugs import folded

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_COUNTED = re.compile(r"(-?\d+(?:[.,]\d+)?) \w+")
_DATED = re.compile(r"\d{4}-\d\d-\d\d")
_AMOUNT = re.compile(r"(?P<amount>mg/kg|mg|g|[uµμ]g|mcg|iu|ui)(?P<every>.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DoseColumn:
    """A column of doses: where it stands, its drug, its unit and the spacing that the unit says."""

    place: int
    head: Written
    drug: str
    amount: str
    every: str


def dose_column(place: int, head: Written, drug: str, unit: str) -> DoseColumn | Problem:
    """Return a column of doses, or what its head must say: the amount, and how often it was given."""
    match = _AMOUNT.fullmatch(unit.strip())
    spacing = match["every"].lower() if match else ""
    every = next(
        (
            every
            for every, endings in words()["doses"]["every"].items()
            if spacing and folded(spacing) in [folded(ending) for ending in endings]
        ),
        None,
    )
    if match is None or every is None:
        return Problem("table.dose_unit", {"found": head.text, "drug": drug}, head.place)
    return DoseColumn(place, head, drug, match["amount"], every)


def treatment_of(
    column: DoseColumn, days: Sequence[str], cells: Sequence[Written]
) -> tuple[dict[str, object] | None, list[Problem], list[Written]]:
    """Return the treatment that a column of doses tells, its problems, and the cells where its steps begin.

    A step lasts until the row with another dose; 0 is a stop. The first rows may be empty, before the drug was thought of.
    """
    told: list[Problem] = []
    steps: list[dict[str, object]] = []
    begun: list[Written] = []
    last: float | None = None
    for day, cell in zip(days, cells, strict=True):
        if not cell.text and last is None:
            continue
        if not _NUMBER.fullmatch(cell.text):
            told.append(Problem("table.dose_cell", {"found": cell.text, "drug": column.drug, "name": column.head.text}, cell.place))
            continue
        number = float(cell.text.replace(",", "."))
        if number == last or (last is None and number == 0.0):
            last = number
            continue
        if steps and last:
            steps[-1]["to"] = day
        if number:
            steps.append({"dose": f"{cell.text} {column.amount}", "every": column.every, "from": day})
            begun.append(cell)
        last = number
    if _goes_back(days):
        told.append(Problem("table.dose_order", {"name": column.head.text}, column.head.place))
    if any(problem.severity == "error" for problem in told):
        return None, told, []
    if not steps:
        return None, [Problem("table.no_dose", {"name": column.head.text, "drug": column.drug}, column.head.place, severity="warning")], []
    values = {"name": column.head.text, "drug": column.drug, "n": len(steps)}
    told.append(Problem("table.doses", values, column.head.place, severity="warning"))
    return ({"drug": column.drug, "steps": steps} if len(steps) > 1 else {"drug": column.drug, **steps[0]}), told, begun


def _goes_back(days: Sequence[str]) -> bool:
    """Whether days, all written in one way, are not in their order."""
    counted = [float(match[1].replace(",", ".")) for day in days if (match := _COUNTED.fullmatch(day))]
    dates = [day for day in days if _DATED.match(day)]
    return counted != sorted(counted) or dates != sorted(dates)
