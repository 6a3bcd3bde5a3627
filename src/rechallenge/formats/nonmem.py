"""Tables of NONMEM: recognised, and told apart from the course of one patient.

They are read by `rechallenge.read_nonmem`: their amounts and concentrations say nothing of what happened to a patient.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.format import CERTAIN, NO, Format
from rechallenge.formats.registry import register

if TYPE_CHECKING:
    from rechallenge.course.draft import Draft

_SEPARATOR = re.compile(r"[\s,;]+")
_NEEDED = {"ID", "TIME"}
_ITEMS = {"AMT", "DV", "EVID", "MDV"}


class NonmemTable(Format):
    """Doses and measurements of many patients, one event a row."""

    name = "nonmem"
    title = "NONMEM table"
    suffixes = (".tab", ".dat")

    def recognises(self, text: str) -> float:
        """Its head names the patient, the time, and an amount or a measurement."""
        lines = (line.strip() for line in text.splitlines())
        head = next((line for line in lines if line and not line.startswith("#") and not line.upper().startswith("TABLE NO")), "")
        names = {cell.strip('"').upper() for cell in _SEPARATOR.split(head)}
        return CERTAIN if names >= _NEEDED and names & _ITEMS else NO

    def read(self, text: str) -> Draft:
        """Refuse it: there is no course in it."""
        raise CourseError([Problem("format.not_a_course")])


register(NonmemTable())
