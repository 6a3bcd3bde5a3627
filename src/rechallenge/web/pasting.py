"""Rows pasted from a spreadsheet, which the reader of people's tables reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rechallenge.course.problems import CourseError, Place, Problem
from rechallenge.formats.people_table import COLUMNS, read_table

MAX_PASTED = 2_000
"""Rows of one paste."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """Rows of a section of the page's document, and what the columns of the table became."""

    rows: Sequence[Mapping[str, object]]
    told: tuple[Problem, ...] = ()


def pasted(section: str, text: str) -> Pasted:
    r"""Turn a pasted table into rows of a section of the page's document.

    Raises
    ------
    CourseError
        When the table cannot be read, with all that is wrong in it.

    Examples
    --------
    >>> pasted("observations", "day\tCRP [mg/dL]\tpain\n0\t12\t8").rows
    [{'at': '0 d', 'what': 'CRP', 'value': '12 mg/dL'}, {'at': '0 d', 'what': 'pain', 'value': '8'}]
    """
    if section not in COLUMNS or not text.strip():
        return Pasted([])
    if (rows := sum(1 for line in text.splitlines() if line.strip())) > MAX_PASTED + 1:
        raise CourseError([Problem("table.rows", {"n": rows, "limit": MAX_PASTED}, Place(1, 1))])
    found = read_table(text, section)
    return Pasted(found.sections.get(section, []), tuple(found.told))
