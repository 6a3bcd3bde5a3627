"""Dates of the calendar as people write them, with or without a clock time: to the day, or a month or year of which no more is known."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NoReturn

from rechallenge.course.problems import RefusedError
from rechallenge.course.words_of_time import any_of, time_words

Told = tuple[str, Mapping[str, object]]
"""A note: its code, and what fills its blanks."""

_NOT_KNOWN = r"x{1,2}|\?{1,2}|_{1,2}|-{1,2}|u{1,2}|un|unk|nk|nd|jj|mm|dd"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}}|{_NOT_KNOWN})(?:\2(\d{{1,2}}|{_NOT_KNOWN}))?")
_DAY_FIRST = re.compile(rf"(\d{{1,2}}|{_NOT_KNOWN})([-/.])(\d{{1,2}}|{_NOT_KNOWN})\2(\d{{4}}|\d{{2}})")
# "12 03 2018", "2018 03 12": blanks for dashes, where the year has all its digits
_WITH_BLANKS = re.compile(r"(\d{1,2}) (\d{1,2}) ((?:19|20)\d{2})|((?:19|20)\d{2}) (\d{1,2}) (\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})(?:-?([1-7]))?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_QUARTER = re.compile(r"[qt]([1-4])[ /-]?(\d{4})|(\d{4})[ -]?[qt]([1-4])")
_CLOCK = re.compile(
    r"(?P<h>\d{1,2})\s*(?::\s*(?P<m>\d{2})(?::(?P<s>\d{2}(?:[.,]\d+)?))?|h\s*(?P<hm>\d{2})?(?:\s*(?:min|mn))?|(?=\s*[ap]\.?m\.?(?![a-z])))"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/]+\])?"
)
_BEFORE_CLOCK = re.compile(r"(.*?\d)(?:\s*[t,]\s*|\s+(?:at\s+|a\s+|@\s*|-\s+)?)(\d{1,2}\s*(?:[:h]|[ap]\.?m\b).*)")


@dataclass(frozen=True, slots=True)
class Dated:
    """The first and the last day that a date may be, its clock time as a part of the day, and how it was read."""

    first: date
    last: date
    clock: float | None = None
    notes: tuple[Told, ...] = ()


def date_of(found: str, word: str) -> Dated | None:
    """Read a date; None when a text is none.

    Parameters
    ----------
    found
        The text as written, for what is told of it.
    word
        The same, plain, without accents and in lower case.

    Raises
    ------
    RefusedError
        When it is a date, and one that no calendar has, or that is not whole.
    """
    dated = _day_or_longer(found, word)
    if dated is not None:
        return dated
    # "8 h" and "1 h 30 min" are so long after day 0
    if _CLOCK.fullmatch(word) and re.search(r":|h\d|m\.?$", word):
        raise RefusedError("time.clock_without_day", found=found)
    match = _BEFORE_CLOCK.fullmatch(word)
    dated = _day_or_longer(found, match[1]) if match else None
    if match is None or dated is None:
        return None
    if dated.first != dated.last:
        raise RefusedError("time.clock_without_day", found=found)
    clock, notes = clock_of(found, match[2])
    return Dated(dated.first, dated.last, clock, (*dated.notes, *notes))


def clock_of(found: str, word: str) -> tuple[float, tuple[Told, ...]]:
    """Return a clock time (``08:30:00``, ``8h30``, ``8:30 pm``) as a part of the day, and what to tell of its zone.

    Raises
    ------
    RefusedError
        When no clock shows it.
    """
    match = _CLOCK.fullmatch(word)
    if match is None:
        raise RefusedError("time.clock", found=found)
    hour, minute, second = int(match["h"]), int(match["m"] or match["hm"] or 0), float((match["s"] or "0").replace(",", "."))
    if match["half"]:
        if not 1 <= hour <= 12:
            raise RefusedError("time.clock", found=found)
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    if hour > 23 or minute > 59 or second >= 60:
        raise RefusedError("time.clock", found=found)
    notes: tuple[Told, ...] = (("time.zone", {"found": found, "understood": f"{hour:02d}:{minute:02d}"}),) if match["zone"] else ()
    return (hour + (minute + second / 60) / 60) / 24, notes


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of(time_words().words['of_date'])}\s+)+")


@cache
def _of_years() -> tuple[re.Pattern[str], ...]:
    """Patterns of parts of a year: a week by its number ("S12 2018"), a decade ("the 1990s"), a quarter or half, a week by its day."""
    told = time_words()
    lengths = (*told.units.items(), *told.letters.items())
    weeks = any_of(word for word, unit in lengths if unit.days == told.units["wk"].days)
    week = rf"{weeks}\s?(?P<week>\d{{1,2}})[\s,/-]+(?:{any_of(told.words['of_date'])}\s+)?(?P<year>(?:19|20)\d\d)"
    of = rf"(?:{any_of(told.words['of_date'])}\s+)?"
    parts = rf"(?:(?P<quarter>{any_of(told.words['quarter'])})|{any_of(told.words['half_year'])})"
    part = rf"(?P<which>{any_of(told.ordinals)})\s+{parts}\s+{of}(?P<year>(?:19|20)\d\d)"
    week_of = rf"{weeks}\s+{any_of(told.words['week_from'])}\s+(?P<day>.+)"
    return (
        re.compile(week),
        re.compile(rf"(?P<decade>(?:19|20)\d0)'?s|{any_of(told.words['decade'])}\s+(?P<named>(?:19|20)?\d0)"),
        re.compile(part),
        re.compile(week_of),
    )


def _day_or_longer(found: str, word: str) -> Dated | None:
    word = _leading().sub("", word)
    week, decade, part, week_of = (pattern.fullmatch(word) for pattern in _of_years())
    if part:
        number, months = time_words().ordinals[part["which"]], 3 if part["quarter"] else 6
        if number * months <= 12:
            return _with_note(found, _months(found, int(part["year"]), (number - 1) * months + 1, number * months))
    if week_of and (day := _day_or_longer(found, week_of["day"])) is not None and day.first == day.last:
        return _with_note(found, Dated(day.first, day.first + timedelta(days=6)))
    if week:
        return _with_note(found, _iso_week(found, int(week["year"]), int(week["week"]), None))
    if decade:
        first = int((decade["decade"] or decade["named"]).rjust(4, "_").replace("__", "19"))
        return _with_note(found, Dated(date(first, 1, 1), date(first + 9, 12, 31)))
    if match := _WITH_BLANKS.fullmatch(word):
        word = "/".join(part for part in match.groups() if part)
    if match := _YEAR_FIRST.fullmatch(word):
        return _from_year_first(found, match)
    if match := _DAY_FIRST.fullmatch(word):
        return _from_day_first(found, match)
    if match := _MONTH_FIRST.fullmatch(word):
        return _with_note(found, _months(found, int(match[2]), int(match[1]), int(match[1])))
    if match := _QUARTER.fullmatch(word):
        year, quarter = int(match[2] or match[3]), int(match[1] or match[4])
        return _with_note(found, _months(found, year, 3 * quarter - 2, 3 * quarter))
    if match := _WEEK.fullmatch(word):
        return _with_note(found, _iso_week(found, int(match[1]), int(match[2]), int(match[3]) if match[3] else None))
    if _YEAR.fullmatch(word):
        return _months(found, int(word), 1, 12)
    return _named(found, word)


def _from_year_first(found: str, match: re.Match[str]) -> Dated:
    year, separator, month, day = int(match[1]), match[2], match[3], match[4]
    if not month.isdigit() or (day is not None and not day.isdigit()):
        _not_whole(found, year, month)
    whole = int(month), None if day is None else int(day)
    if whole == (0, 0):
        return _with_note(found, _months(found, year, 1, 12))
    if whole[0] and whole[1] == 0:
        return _with_note(found, _months(found, year, whole[0], whole[0]))
    dated = _months(found, year, whole[0], whole[0]) if whole[1] is None else _day(found, year, whole[0], whole[1])
    return dated if separator == "-" else _with_note(found, dated)


def _from_day_first(found: str, match: re.Match[str]) -> Dated:
    day, month, year = match[1], match[3], match[4]
    if len(year) == 2:
        _which_century(found, match)
    if not day.isdigit() or not month.isdigit() or 0 in (int(day), int(month)):
        _not_whole(found, int(year), month)
    if int(month) > 12 >= int(day) and int(month) <= monthrange(int(year), int(day))[1]:
        raise RefusedError("time.american", found=found, write=f"{year}-{int(day):02d}-{int(month):02d}")
    dated = _day(found, int(year), int(month), int(day))
    return Dated(dated.first, dated.last, notes=(("time.french_date", {"found": found, "understood": dated.first.isoformat()}),))


def _which_century(found: str, match: re.Match[str] | None = None) -> NoReturn:
    """Refuse a year of two digits, and name the dates that may be meant."""
    stem, year = found.strip()[:-2], found.strip()[-2:]
    meant = [f"{stem}20{year}", f"{stem}19{year}"]
    if match and match[2] == "-" and match[1].isdigit() and int(match[1]) > 12:
        meant.append(f"20{match[1]}-{match[3]}-{year}")
    raise RefusedError("time.two_digit_year", found=found, write=", ".join(meant))


def _named(found: str, word: str) -> Dated | None:
    """Read a date with a name in it: ``17 March 2018``, ``12-Mar-2018``, ``March 12, 2018``, ``early March 2018``, ``début 2018``."""
    words = time_words()
    if any(re.search(rf"\b{season}\b", word) for season, month in words.seasons.items() if month == 12):
        word = re.sub(r"\b((?:19|20)\d\d)\s*[/-]\s*(?:19|20)?(\d\d)\b", lambda m: f"{int(m[1]) + 1}", word)  # "winter 2018-19"
    tokens = re.sub(r"[,./'-]+", " ", re.sub(r"\b(\d+)(?:st|nd|rd|th|er)\b", r"\1", re.sub(r"\bpremier\b", "1", word)))
    left = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", tokens).split()
    weekday = words.weekdays.get(left[0]) if len(left) > 2 else None
    left = [token for token in left[weekday is not None :] if not words.is_one_of("of_date", token)]
    thirds = [words.thirds[token] for token in left if token in words.thirds]
    months = [words.months[token] for token in left if token in words.months]
    seasons = [words.seasons[token] for token in left if token in words.seasons]
    numbers = [token for token in left if token.isdigit()]
    years = [int(token) for token in numbers if len(token) == 4]
    days = [int(token) for token in numbers if len(token) <= 2]
    told = [len(thirds), len(months) + len(seasons), len(years), len(days)]
    if sum(told) != len(left) or not any(told[:2]) or max(told[:3]) > 1:
        return None
    if not years:
        if months:
            _without_year(found, days)
        return None
    if len(days) > (1 if months and not thirds else 0):
        return None
    if seasons:
        _season(found, years[0], seasons[0])
    if thirds:
        return _third(found, years[0], months, thirds[0])
    dated = _day(found, years[0], months[0], days[0]) if days else _months(found, years[0], months[0], months[0])
    if weekday is not None and (not days or dated.first.weekday() != weekday):
        raise RefusedError("time.weekday", found=found)
    return dated


def _without_year(found: str, days: Sequence[int]) -> NoReturn:
    """Refuse the name of a month that no year of four digits goes with."""
    if len(days) == 2 and found.strip()[-2:].isdigit():
        _which_century(found)
    raise RefusedError("time.no_year", found=found)


def _third(found: str, year: int, months: Sequence[int], third: int) -> Dated:
    if not months:
        return _with_note(found, _months(found, year, 4 * third + 1, 4 * third + 4))
    month = _months(found, year, months[0], months[0])
    first = month.first + timedelta(days=10 * third)
    return _with_note(found, Dated(first, month.last if third == 2 else first + timedelta(days=9)))


def _season(found: str, year: int, month: int) -> NoReturn:
    first = f"{year - 1 if month == 12 else year}-{month:02d}"
    raise RefusedError("time.season", found=found, write=f"{first}..{year}-{(month + 1) % 12 + 1:02d}")


def _not_whole(found: str, year: int, month: str) -> NoReturn:
    """Refuse a date with a part that is not known, and name the month or year to write instead."""
    known = month.isdigit() and 1 <= int(month) <= 12
    raise RefusedError("time.not_whole", found=found, write=f"{year}-{int(month):02d}" if known else f"{year}")


def _day(found: str, year: int, month: int, day: int) -> Dated:
    try:
        told = date(year, month, day)
    except ValueError:
        raise RefusedError("time.no_such_date", found=found) from None
    return Dated(told, told)


def _iso_week(found: str, year: int, week: int, day: int | None) -> Dated:
    """Return a week of ISO 8601 ("2018-W14"), or a day of one."""
    try:
        return Dated(date.fromisocalendar(year, week, day or 1), date.fromisocalendar(year, week, day or 7))
    except ValueError:
        raise RefusedError("time.no_such_date", found=found) from None


def _months(found: str, year: int, first: int, last: int) -> Dated:
    begin = _day(found, year, first, 1).first
    return Dated(begin, begin.replace(month=last, day=monthrange(year, last)[1]))


def _with_note(found: str, dated: Dated) -> Dated:
    """Return a date with the note that says between which days it lies."""
    first, last = dated.first.isoformat(), dated.last.isoformat()
    if first == last:
        return Dated(dated.first, dated.last, dated.clock, (*dated.notes, ("time.read_date", {"found": found, "understood": first})))
    return Dated(dated.first, dated.last, dated.clock, (*dated.notes, ("time.read_dates", {"found": found, "first": first, "last": last})))
