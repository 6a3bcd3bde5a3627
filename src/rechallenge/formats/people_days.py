"""A column of days: numbers, dates in one order, or the numbers by which a spreadsheet counts days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache

from rechallenge.course.characters import plain as as_plain
from rechallenge.course.characters import unaccented
from rechallenge.course.dates import date_of
from rechallenge.course.moment_words import FIRST_SERIAL, LAST_SERIAL, SERIAL_0
from rechallenge.course.problems import Problem, RefusedError
from rechallenge.course.words_of_time import any_of, time_words
from rechallenge.formats.people_cells import Written
from rechallenge.formats.people_heads import order_of, unit_of_time
from rechallenge.literature.drugs import folded

_NUMBER = re.compile(r"[-\u2212]?\d+(?:[.,]\d+)?")
_PACKED = re.compile(r"(19|20)(\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CUT = re.compile(r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?P<rest>\D.*)?")


def serial_date(text: str) -> str | None:
    """Return the date that a spreadsheet shows for a number, None for a number that it would not be.

    >>> serial_date("43171"), serial_date("43171.354167"), serial_date("5")
    ('2018-03-12', '2018-03-12 08:30', None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", ".").replace("\u2212", "-"))
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return None
    minutes = round(number % 1 * 1440)
    day = SERIAL_0 + timedelta(days=int(number) + minutes // 1440)
    return day.isoformat() + (f" {minutes % 1440 // 60:02d}:{minutes % 60:02d}" if minutes % 1440 else "")


def is_day(text: str, *, numbers: bool) -> bool:
    """Whether a text is a day of a table: ``12/03/2018``, ``J5``, ``day 5``; a bare number only where numbers may be days."""
    if _NUMBER.fullmatch(text):
        return numbers or serial_date(text) is not None
    return _CUT.fullmatch(text) is not None or is_moment(text)


def is_moment(text: str, *, whole: bool = False) -> bool:
    """Whether a text is a day and nothing else; unless it must be `whole`, a date that is refused is one too.

    >>> is_moment("12/03/2018"), is_moment("le 12 mars 2018"), is_moment("J5"), is_moment("12/03/2018 CRP")
    (True, True, True, False)
    """
    plain = folded(text)
    if _counted_day().fullmatch(plain):
        return True
    try:
        return bool(plain) and not re.fullmatch(r"\d{4}", plain) and date_of(text, unaccented(as_plain(text))) is not None
    except RefusedError:
        return not whole


@cache
def _counted_day() -> re.Pattern[str]:
    """Return the pattern of a day, week or month with its number, or of so many of them: "J5", "week 3", "6 months", "12 h"."""
    told = time_words()
    units = [word for word, unit in (*told.units.items(), *told.letters.items()) if 1 <= unit.days <= told.units["mo"].days]
    hours = [word for word, unit in told.units.items() if unit.days == told.units["h"].days]
    return re.compile(rf"{any_of(units)} ?[-+]? ?\d+|-?\d+ ?{any_of([*(unit for unit in units if unit in told.units), *hours])}")


def days_of(head: Written, cells: Sequence[Written], alike: Sequence[Written] = ()) -> tuple[list[str], list[Problem]]:
    """Return the days of a column as a course file writes them, with what was understood; errors are among it.

    Dates in other columns of the table (`alike`) are written in the same order.
    """
    told: list[Problem] = []
    filled = [cell for cell in cells if cell.text]
    serials = [cell for cell in filled if serial_date(cell.text) is not None]
    others = [cell for cell in filled if serial_date(cell.text) is None]
    if serials and others:
        told.append(Problem("table.days_mixed", {"found": serials[0].text, "other": others[0].text}, others[0].place))
    elif serials:
        values = {"found": serials[0].text, "understood": serial_date(serials[0].text), "name": head.text}
        told.append(Problem("table.serial", values, serials[0].place, severity="warning"))
    order, problems = _order(head, [*filled, *alike])
    told += problems
    years = _holds_years(head, filled, alike)
    return [_day(cell.text, order, unit_of_time(head.text), years) if cell.text else "" for cell in cells], told


def _holds_years(head: Written, filled: Sequence[Written], alike: Sequence[Written]) -> bool:
    """Whether 2017 is a year in a column: one of dates, or one that is all years and is not named for days."""
    if any(_NUMBER.fullmatch(cell.text) is None and is_moment(cell.text) for cell in (*filled, *alike)):
        return True
    return not _names_days(head.text) and all(_YEAR.fullmatch(cell.text) for cell in filled)


def _names_days(head: str) -> bool:
    """Whether the name of a column says that it counts days, weeks or other units."""
    return any(word in time_words().units for word in re.findall(r"[a-z]+", folded(head)))


def _order(head: Written, cells: Iterable[Written]) -> tuple[str, list[Problem]]:
    """Whether dates begin with the day or the month, in a whole column alike."""
    cut = [(cell, match) for cell in cells if (match := _CUT.fullmatch(cell.text))]
    cut = [(cell, match) for cell, match in cut if int(match["first"]) <= 12 or int(match["second"]) <= 12]  # no calendar has the rest
    if not cut:
        return "dmy", []
    stated = order_of(head.text)
    day_first = [cell for cell, match in cut if int(match["first"]) > 12]
    month_first = [cell for cell, match in cut if int(match["second"]) > 12]
    if day_first and month_first:
        values = {"found": month_first[0].text, "other": day_first[0].text}
        return "dmy", [Problem("table.orders", values, month_first[0].place)]
    if (stated == "dmy" and month_first) or (stated == "mdy" and day_first):
        wrong = (month_first or day_first)[0]
        return "dmy", [Problem("table.order_stated", {"found": wrong.text, "name": head.text}, wrong.place)]
    order = "mdy" if month_first or stated == "mdy" else "dmy"
    first = cut[0][0]
    sure = bool(day_first or month_first or stated in ("dmy", "mdy"))
    values = {"found": first.text, "understood": _day(first.text, order, "d"), "name": head.text}
    code = "table.month_first" if order == "mdy" else "table.day_first" if sure else "table.day_first_assumed"
    return order, [Problem(code, values, first.place, severity="note" if sure else "warning")]


def _day(text: str, order: str, unit: str, years: bool = False) -> str:
    if years and _YEAR.fullmatch(text):
        return text
    if _NUMBER.fullmatch(text):
        if match := _PACKED.fullmatch(text):
            return f"{match[1]}{match[2]}-{match[3]}-{match[4]}"
        return serial_date(text) or f"{text} {unit}"
    match = _CUT.fullmatch(text)
    if match is None:
        return text
    day, month = (match["second"], match["first"]) if order == "mdy" else (match["first"], match["second"])
    rest = match["rest"] or ""
    if len(match["year"]) == 2:
        return f"{day}/{month}/{match['year']}{rest}"
    return f"{match['year']}-{int(month):02d}-{int(day):02d}{rest}"


def first_date(texts: Iterable[str]) -> date | None:
    """Return the earliest whole date of some texts, or the beginning of the earliest month or year; None where there is no date."""
    found: dict[bool, list[date]] = {True: [], False: []}
    for text in texts:
        try:
            dated = date_of(text, unaccented(as_plain(text))) if text else None
        except RefusedError:
            continue
        if dated is not None:
            found[dated.first == dated.last].append(dated.first)
    return min(found[True] or found[False], default=None)
