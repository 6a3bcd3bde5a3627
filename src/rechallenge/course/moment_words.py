"""Moments in words: ``week 3``, ``at 6 months``, ``3 months before``; what counts from nothing that a record says is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import floor

from rechallenge.course.characters import plain
from rechallenge.course.dates import Told, date_of
from rechallenge.course.patterns import Pattern
from rechallenge.course.problems import RefusedError
from rechallenge.course.units import NUMBER, number_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.words_of_time import TimeUnit, any_of, time_words

LARGEST_BARE_DAY = 3650
"""A larger number without a unit is asked about: a year, a slip, or the number by which a spreadsheet stores a date."""

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""A spreadsheet counts days from the last but one of 1899: these are those from 1954 to 2119."""
SERIAL_0 = date(1899, 12, 30)


def bare_day(found: str, number: float) -> tuple[float, tuple[Told, ...]]:
    """Return the day that a number without a unit means in a field of days, and the note that says so.

    Raises
    ------
    RefusedError
        When it is too large to be one; a spreadsheet's date is named.
    """
    if number == 0:
        return 0.0, ()
    if abs(number) <= LARGEST_BARE_DAY:
        return number, (("time.days_assumed", {"found": found.strip()}),)
    meant = date_stored_as(number)
    if meant is not None:
        raise RefusedError("time.serial", found=found.strip(), write=meant)
    raise RefusedError("time.large_number", found=found.strip())


def date_stored_as(number: float) -> str | None:
    """Return the date that a program stores as this number: a spreadsheet's day, year month day, (milli)seconds since 1970.

    A spreadsheet's dates since 1954 are numbers above 20,000: as days of a record they would be half a century.
    """
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return (SERIAL_0 + timedelta(days=floor(number))).isoformat()
    if number == floor(number) and 19000101 <= number <= 20991231:
        try:
            return date(int(number) // 10000, int(number) // 100 % 100, int(number) % 100).isoformat()
        except ValueError:
            return None
    for seconds in (number, number / 1000):
        if 5e8 <= seconds <= 4e9:
            return (date(1970, 1, 1) + timedelta(seconds=seconds)).isoformat()
    return None


@dataclass(frozen=True, slots=True)
class _Patterns:
    numbered: Pattern
    ordinal: Pattern
    amount: Pattern
    half: Pattern
    and_half: Pattern
    together: Pattern
    around: Pattern
    back: Pattern
    back_from: Pattern
    on: Pattern
    ago: Pattern
    since_long: Pattern
    from_zero: Pattern
    after_zero: Pattern
    beyond: Pattern
    within: Pattern
    day: Pattern
    lead: Pattern
    about: Pattern
    spread: Pattern
    age: Pattern
    more_than: Pattern


@cache
def _patterns() -> _Patterns:
    told = time_words()
    words = told.words
    units = [word for word in told.units if word not in ("a", "an", "h", "min")]
    # "day five", and not "day a"
    counted = rf"[+-]?\d+|{any_of(word for word in told.numbers if word not in words['indefinite'])}"
    n = rf"(?P<n>{NUMBER}|{any_of(told.numbers)})"
    amount = rf"{n}\s*(?P<unit>{any_of(told.units)})\.?"
    years = [word for word, unit in told.units.items() if unit.days == told.units["a"].days]
    days = any_of(word for word, unit in told.units.items() if unit.days == 1)
    texts = {
        "numbered": rf"(?P<unit>{any_of([*units, *told.letters])})\s*(?:{any_of(words['numbered'])}|#)?\s*°?\s*(?P<n>{counted})",
        "ordinal": rf"(?:{any_of(words['definite'])} )?(?:(?P<o>{any_of(told.ordinals)})\s+(?P<unit>{any_of(units)}))",
        "amount": amount,
        "half": rf"{any_of(words['half_of'])}[\s-]*(?P<unit>{any_of(units)})",
        "and_half": rf"{amount}\s+{any_of(words['and_half'])}",
        "together": rf"{amount}[\s,]*(?:{any_of(words['and'])}\s+)?(?P<more>\d+)\s*(?P<smaller>{any_of([*units, 'h', 'min'])})",
        "around": rf"{any_of(words['moment_after'])}\s+{amount}",
        "back": rf"{amount}\s*(?:{any_of(words['back'])})(?:\s+{any_of(words['day_zero'])})?",
        "back_from": rf"{amount}\s*(?:{any_of(words['back'])})\s+(?P<rest>.+)",
        "on": rf"(?:{any_of(words['near'])} )?{amount}\s*(?:{any_of(words['on'])})(?:\s+(?P<rest>.+))?",
        "since_long": rf"{any_of(words['since_long'])}\s+(?:{any_of(words['near'])}\s+)?{amount}(?:\s+{any_of(words['about'])})?",
        "from_zero": rf"(?:{any_of(words['day_zero'])}|t(?=\s*[+=]))(?:\s*[+=]\s*{n}(?:\s*(?P<unit>{any_of(told.units)}))?)?",
        "after_zero": rf"{amount}\s*(?:{any_of(words['on'])})\s+{any_of(words['day_zero'])}",
        "ago": rf"(?:{any_of(words['ago_before'])})\s+.+|.+\s(?:{any_of(words['ago'])})",
        "beyond": rf"(?:>=?|≥|{any_of(words['opens_before'])})\s*{any_of(words['day_before'])}?\s*{n}"
        rf"(?:\s*(?P<unit>{any_of(told.units)}))?",
        "within": rf"(?:{any_of(words['within'])}|<=?|≤)\s*(?:{any_of(words['definite'])}\s+)?{amount}",
        "day": rf"{any_of(word for word, unit in told.units.items() if unit.days == 1)}\s*(?P<n>[+-]?\d+(?:[.,]\d+)?)",
        "lead": rf"(?:{any_of(words['before_moment'])})\s+",
        "about": rf"[~≈±]|(?:{any_of(words['about'])})\b",
        "age": rf"{any_of(words['age_before'])}\s+{NUMBER}(?:\s*{any_of(years)})?"
        rf"|(?:{any_of(words['near'])}\s+)?{NUMBER}\s*{any_of(words['age_behind'])}",
        "more_than": rf"{any_of(words['more_than'])}\s*{amount}",
        "spread": rf"(?P<numbered>{days})?\s*{n}\s*(?(numbered)|(?:{any_of(told.units)})?)\s*(?:\+/?-|±)\s*(?P<by>{NUMBER})"
        rf"(?(numbered)(?:\s*{days})?|\s*(?P<unit>{any_of(told.units)}))",
    }
    return _Patterns(**{name: Pattern(text) for name, text in texts.items()})


def _number(text: str) -> float:
    told = time_words().numbers
    return float(told[text]) if text in told else number_of(text)


def worded(found: str, word: str) -> tuple[float, float, tuple[Told, ...]]:
    """Read a moment in words: its two bounds in days, and what there is to tell of how it was read.

    Raises
    ------
    RefusedError
        When the words do not say when, with what to write instead.
    """
    told, patterns = time_words(), _patterns()
    if match := patterns.numbered.fullmatch(word):
        unit, number = told.letters.get(match["unit"]) or told.units[match["unit"]], int(_number(match["n"]))
        if number == 0 and match["unit"] in told.letters:  # M0 and W0 are the first visit, not the month that follows it
            return 0.0, 0.0, (("time.read_from_zero", {"found": found.strip(), "write": "0"}),)
        return _numbered(found, unit, number)
    if match := patterns.ordinal.fullmatch(word):
        low, high, notes = _numbered(found, told.units[match["unit"]], told.ordinals[match["o"]] - 1)
        # "the fifth day" is told, as who counts from 0 means another one
        return low, high, notes or (("time.read_from_zero", {"found": found.strip(), "write": f"{low:.6g}"}),)
    if match := patterns.amount.fullmatch(word):
        day = _number(match["n"]) * told.units[match["unit"]].days
        return day, day, ()
    _refuse_age(found, word)
    parts = _in_parts(word)
    if parts is not None:
        return parts, parts, (("time.read_from_zero", {"found": found.strip(), "write": f"{parts:.6g}"}),)
    if match := patterns.around.fullmatch(word):
        return _near(found, _number(match["n"]), told.units[match["unit"]])
    if match := patterns.after_zero.fullmatch(word):
        return _near(found, _number(match["n"]), told.units[match["unit"]])
    if match := patterns.from_zero.fullmatch(word):
        day = _number(match["n"] or "0") * told.units[match["unit"] or "d"].days
        return day, day, (("time.read_from_zero", {"found": found.strip(), "write": f"{day:.6g}"}),)
    if match := patterns.back.fullmatch(word):
        return _near(found, -_number(match["n"]), told.units[match["unit"]])
    _refuse(found, word)
    lead = patterns.lead.match(word)
    if lead is not None:
        return _after_lead(found, word[lead.end() :])
    raise RefusedError("time.unreadable", found=found)


_MOST_YEARS = 40
"""A record spans no more years than these, so that more of them are an age."""
_LEAST_AGE = 15
"""From so many years on "à 45 ans" is an age: nobody tells the day of something from day 0 so."""


def refuse_bare_age(found: str, number: str, unit: str) -> None:
    """Refuse so many years that are more likely an age than the time since day 0: "45 ans", "77 years"; "20 a" is our own unit.

    Raises
    ------
    RefusedError
        With the days to write if they are counted from day 0.
    """
    years = number_of(number)
    if unit != "a" and time_words().units[unit] == time_words().units["a"] and years >= _LEAST_AGE and number[0] not in "+-":
        if years > _MOST_YEARS:
            raise RefusedError("time.age", found=found)
        raise RefusedError("time.age_or_years", found=found, write=f"{round(years * time_words().units['a'].days)} d")


def _refuse_age(found: str, word: str) -> None:
    match = _patterns().around.fullmatch(word)
    old = match is not None and time_words().units[match["unit"]] == time_words().units["a"] and _number(match["n"]) >= _LEAST_AGE
    if old or _patterns().age.fullmatch(word):
        raise RefusedError("time.age", found=found)


def _in_parts(word: str) -> float | None:
    """Return the days of "half a year", "a month and a half" or "2 months and 1 week"; None for anything else."""
    units, patterns = time_words().units, _patterns()
    if match := patterns.half.fullmatch(word):
        return units[match["unit"]].days / 2
    if match := patterns.and_half.fullmatch(word):
        return (_number(match["n"]) + 0.5) * units[match["unit"]].days
    match = patterns.together.fullmatch(word)
    if match is None or units[match["smaller"]].days >= units[match["unit"]].days:
        return None
    return _number(match["n"]) * units[match["unit"]].days + int(match["more"]) * units[match["smaller"]].days


def _after_lead(found: str, word: str) -> tuple[float, float, tuple[Told, ...]]:
    match = _patterns().day.fullmatch(word)
    if match:
        return number_of(match["n"]), number_of(match["n"]), ()
    return worded(found, word)


def _numbered(found: str, unit: TimeUnit, number: int) -> tuple[float, float, tuple[Told, ...]]:
    """Return the days of a week, month or year that has a number: of week 3 days 21 to 27, as day 0 is in week 0."""
    if unit.days <= 1:
        return number * unit.days, number * unit.days, ()
    low, high = round(number * unit.days), round((number + 1) * unit.days) - 1
    return low, high, (("time.read_numbered", {"found": found.strip(), "write": f"{low}..{high}"}),)


def _near(found: str, number: float, unit: TimeUnit) -> tuple[float, float, tuple[Told, ...]]:
    """Return the days that a round number of units after day 0, or before it, may mean; days and hours are counted exactly."""
    day = number * unit.days
    if unit.about == 0:
        return day, day, (("time.read_from_zero", {"found": found.strip(), "write": f"{day:.6g}"}),)
    low, high = round(day - unit.about), round(day + unit.about)
    return low, high, (("time.read_around", {"found": found.strip(), "write": f"{low}..{high}"}),)


def says_unknown(word: str) -> bool:
    """Whether a text only says that a time is not known."""
    return vocabulary().is_unknown(word) or time_words().is_one_of("unknown", word)


def refuse_how_long(found: str, word: str) -> None:
    """Refuse what tells for how long something has been so: "since 3 months" is a time before it was written, and no day 91."""
    match = _patterns().since_long.fullmatch(word)
    if match is not None and match["n"][0] not in "+-" and _number(match["n"]) > 0:
        raise RefusedError("time.ago", found=found)


def _refuse(found: str, word: str) -> None:
    """Raise what is to be told of words that do not say when."""
    told, patterns = time_words(), _patterns()
    if says_unknown(word):
        raise RefusedError("time.unknown", found=found)
    for kind, code in (("today", "time.today"), ("before", "time.before"), ("relative", "time.relative")):
        if told.is_one_of(kind, word):
            raise RefusedError(code, found=found)
    if patterns.ago.fullmatch(word):
        raise RefusedError("time.ago", found=found)
    if match := patterns.spread.fullmatch(word):
        middle, by = _number(match["n"]), number_of(match["by"])
        raise RefusedError("time.write", found=found, write=f"{middle - by:g}..{middle + by:g} {match['unit'] or 'd'}")
    _refuse_beside_date(found, word)
    if match := patterns.within.fullmatch(word):
        raise RefusedError("time.one_sided", found=found, write=f"0..{_number(match['n']):g} {match['unit']}")
    if match := patterns.more_than.fullmatch(word):
        number = _number(match["n"])
        raise RefusedError("time.one_sided", found=found, write=f"{number:g}..{2 * number:g} {match['unit']}")
    if match := patterns.back_from.fullmatch(word):
        raise RefusedError("time.counted_from", found=found, write=_written(-_number(match["n"]), told.units[match["unit"]]))
    if match := patterns.on.fullmatch(word):
        raise RefusedError("time.counted_from", found=found, write=_written(_number(match["n"]), told.units[match["unit"]]))
    if patterns.about.match(word):
        raise RefusedError("time.about", found=found)
    if (match := patterns.beyond.fullmatch(word)) and (match["unit"] or not re.match(r"[<>≤≥]", word)):
        number, unit = _number(match["n"]), match["unit"] or "d"
        both = f"{number:g}..{2 * number:g}" if re.match(r"[>≥]", word) else f"0..{number:g}"
        raise RefusedError("time.one_sided", found=found, write=f"{both} {unit}")
    if re.match(r"[<>≤≥]", word):
        raise RefusedError("time.ends", found=found)
    for kind, code in (("since", "time.since"), ("until", "time.until")):
        if lead := re.match(rf"(?:{any_of(told.words[kind])})\s+", word):
            refuse_how_long(found, word)
            raise RefusedError(code, found=found, time=plain(found)[lead.end() :])
    if re.match(rf"{any_of(told.words['opens_before'])}\b", word):
        raise RefusedError("time.before", found=found)
    if re.match(rf"{any_of(told.words['opens_after'])}\b", word):
        raise RefusedError("time.relative", found=found)
    if re.search(rf"\b{any_of(told.words['named_moments'])}\b", word) or re.fullmatch(r"v\d{1,2}", word):
        raise RefusedError("time.named_moment", found=found)


_BESIDE_DATE = timedelta(days=90)
"""How far the other end lies in the example of an interval on one side of a date. Ours."""


def _refuse_beside_date(found: str, word: str) -> None:
    """Refuse what lies before or after a date, with both ends to write: "before 2018", "after March 2018"."""
    words = time_words().words
    lead = re.match(rf"(?P<before>[<\u2264]=?|{any_of(words['opens_before'])})\s*|(?:[>\u2265]=?|{any_of(words['opens_after'])})\s*", word)
    dated = None if lead is None else date_of(found, word[lead.end() :])
    if lead is None or dated is None:
        return
    if lead["before"]:
        first, last = dated.first - _BESIDE_DATE, dated.first - timedelta(days=1)
    else:
        first, last = dated.last + timedelta(days=1), dated.last + _BESIDE_DATE
    raise RefusedError("time.one_sided", found=found, write=f"{first.isoformat()}..{last.isoformat()}")


def _written(number: float, unit: TimeUnit) -> str:
    """Return the interval to write for a round number of units from day 0, without its unit of days."""
    low, high, _ = _near("", number, unit)
    return f"{low:g}" if low == high else f"{low:g}..{high:g}"
