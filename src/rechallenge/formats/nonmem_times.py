"""Dates and clock times of a NONMEM table as hours since the first record of each patient, as NM-TRAN translates them.

Source: NONMEM Users Guide, part IV, section II.C.2 (day-time translation), and the help on the DATE data item.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.problems import Place, Problem
from rechallenge.formats.cells import MISSING, Cells, number_in

DATES: Mapping[str, str] = {"DATE": "mdy", "DAT1": "dmy", "DAT2": "ymd", "DAT3": "ydm"}
"""Order of day, month and year in each of the data items that hold a date."""

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_RUN_TOGETHER = re.compile(r"(19|20)\d{6}")
"""A date without separators, which NM-TRAN would count as a day: from the last of a month to the first would be 70 days."""
_LAST_OF_20 = 50
"""NM-TRAN's constant LAST20, as it is installed: years 00 to 50 are of the 21st century, 51 to 99 of the 20th."""
_NO_YEAR = 2001
"""A date of day and month alone: of any year that is no leap year, which February 29 tells."""


def needs_translation(table: Cells, places: Mapping[str, int]) -> bool:
    """Whether times are dates or times of a clock: NM-TRAN translates where a date is there, or any time holds a colon."""
    return any(name in places for name in DATES) or any(":" in row[places["TIME"]] for row in table.rows if "TIME" in places)


def elapsed_hours(table: Cells, places: Mapping[str, int], identity: Sequence[float], problems: list[Problem]) -> NDArray[np.float64]:
    """Return the hours from the first record of each patient to each row.

    Parameters
    ----------
    table
        The table as written.
    places
        Place of each column, by its name.
    identity
        Patient of each row.
    problems
        Receives what cannot be read, with its place.

    Returns
    -------
    NDArray
        Hours, shape (rows,); NaN where the date or the time is missing or wrong.
    """
    dated = next((name for name in DATES if name in places), None)
    hours = np.array([_hour(row[places["TIME"]], line, places["TIME"], problems) for row, line in _numbered(table)])
    if dated is not None:
        days = np.array([_day(row[places[dated]], dated, line, places[dated], problems) for row, line in _numbered(table)])
        hours = hours + 24.0 * days
    first, patient = 0.0, object()
    for i, who in enumerate(identity):
        if who != patient:
            first, patient = hours[i], who
        hours[i] -= first
    # whole seconds, which a difference of large numbers is not
    return np.round(hours * 3600.0) / 3600.0


def _numbered(table: Cells) -> list[tuple[list[str], int]]:
    return list(zip(table.rows, table.lines, strict=True))


def _hour(text: str, line: int, column: int, problems: list[Problem]) -> float:
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        number = number_in(text)
        if number is None:
            problems.append(Problem("nonmem.not_a_number", {"found": text, "name": "TIME"}, Place(line, column + 1), path="TIME"))
        return np.nan if number is None else number
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second > 0):
        problems.append(Problem("nonmem.clock", {"found": text}, Place(line, column + 1), path="TIME"))
    return hour + minute / 60 + second / 3600


def _day(text: str, name: str, line: int, column: int, problems: list[Problem]) -> float:
    """Return the number of a day: of the calendar, or as written where it is one number."""
    if text.upper() in MISSING:
        problems.append(
            Problem("nonmem.date", {"found": text or "''", "name": name, "order": DATES[name]}, Place(line, column + 1), path=name)
        )
        return np.nan
    number = number_in(text)
    if number is not None and number % 1 == 0 and not _RUN_TOGETHER.fullmatch(text):
        return number
    parts = re.split(r"\D", text)
    order = DATES[name]
    try:
        if len(parts) == 2:
            day, month = (int(parts[order.replace("y", "").index(part)]) for part in "dm")
            year = _NO_YEAR
        else:
            day, month, year = (int(parts[order.index(part)]) for part in "dmy")
            if len(parts) != 3:
                raise ValueError
            if year < 100:
                year += 2000 if year <= _LAST_OF_20 else 1900
        return float(date(year, month, day).toordinal())
    except (ValueError, IndexError, OverflowError):
        problems.append(Problem("nonmem.date", {"found": text, "name": name, "order": order}, Place(line, column + 1), path=name))
        return np.nan
