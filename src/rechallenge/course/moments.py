"""Reading times: days from day 0, dates, uncertain intervals, durations, and starts or stops of a drug."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from rechallenge.course.problems import RefusedError
from rechallenge.course.units import NUMBER, number_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import folded

# UCUM: a month is a twelfth of a Julian year of 365.25 days.
DAYS: dict[str, float] = {
    **dict.fromkeys(("d", "day", "days", "j", "jour", "jours"), 1.0),
    **dict.fromkeys(("wk", "wks", "week", "weeks", "sem", "semaine", "semaines"), 7.0),
    **dict.fromkeys(("mo", "month", "months", "mois"), 30.4375),
    **dict.fromkeys(("a", "y", "yr", "year", "years", "an", "ans", "annee", "annees"), 365.25),
    **dict.fromkeys(("h", "hour", "hours", "heure", "heures"), 1 / 24),
    **dict.fromkeys(("min", "minute", "minutes"), 1 / 1440),
}

_DAY_NUMBER = re.compile(r"(?:day|jour|d|j)\s*([+-]?\d+(?:[.,]\d+)?)")
_WITH_UNIT = re.compile(rf"({NUMBER})\s*([a-z]+)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[t ](\d{1,2}):(\d{2}))?)?")
_FRENCH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})(?:er)?\s+)?([a-z]+)\.?\s+(\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb fevrier fevr fev",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug aout",
            "september sep sept septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec decembre",
        ),
        1,
    )
    for name in names.split()
}
_YEAR = re.compile(r"(19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """A time as read: two bounds in days, and the French dates it was read from (``written``, ``ISO``)."""

    low: float
    high: float
    french_dates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BoundaryPhrase:
    """``each stop of anakinra``: which occurrence (None: the only one; 0: each; -1: the last) of which edge of which drug."""

    kind: str
    occurrence: int | None
    drug: str


def anchor_of(text: str) -> date:
    """Return the calendar date of day 0.

    Raises
    ------
    RefusedError
        When the text is not a full date.
    """
    span = _calendar(text, text.strip().lower(), date(2000, 1, 1))
    if span is None or span.low != span.high:
        raise RefusedError("time.no_such_date", found=text)
    return date(2000, 1, 1) + timedelta(days=int(span.low // 1))


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise RefusedError("time.no_such_date", found=text) from None


def _days_of(written: str, unit: str | None, text: str) -> float:
    if unit is None:
        if number_of(written) == 0:
            return 0.0
        raise RefusedError("time.unit_missing", found=text)
    if unit not in DAYS:
        raise RefusedError("time.unit_unknown", found=unit)
    return number_of(written) * DAYS[unit]


def _calendar(text: str, word: str, anchor: date | None) -> Span | None:
    """Read a date, or a month or year of which the day is not known; None when it is none of these."""
    french, iso, named = _FRENCH.fullmatch(word), _ISO.fullmatch(word), _NAMED.fullmatch(folded(word))
    month_name = _MONTHS.get(named[2]) if named else None
    day: int | None
    month: int | None
    if french:
        year, month, day = int(french[3]), int(french[2]), int(french[1])
    elif iso:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3]) if iso[3] else None
    elif named and month_name is not None:
        year, month, day = int(named[3]), month_name, int(named[1]) if named[1] else None
    elif _YEAR.fullmatch(word):
        year, month, day = int(word), None, None
    else:
        return None
    first = _date(text, year, month or 1, day or 1)
    if anchor is None:
        raise RefusedError("time.no_anchor", found=text)
    if day is not None:
        hours = (int(iso[4]) + int(iso[5]) / 60) / 24 if iso and iso[4] else 0.0
        number = (first - anchor).days + hours
        return Span(number, number, ((text, first.isoformat()),) if french else ())
    last = date(year, month or 12, monthrange(year, month or 12)[1])
    return Span(float((first - anchor).days), float((last - anchor).days))


def _end(text: str, unit: str | None, anchor: date | None) -> Span:
    """Read one end of an interval; a month or a year is itself an interval."""
    word = text.strip().lower()
    if match := _DAY_NUMBER.fullmatch(word):
        day = number_of(match[1])
        return Span(day, day)
    dated = _calendar(text, word, anchor)
    if dated is not None:
        return dated
    if match := _WITH_UNIT.fullmatch(folded_unit(word)):
        day = _days_of(match[1], match[2] or unit, text)
        return Span(day, day)
    if word[:1] in "~≈±" or re.match(r"(about|around|circa|ca|vers|environ|env)\b", word):
        raise RefusedError("time.about", found=text)
    raise RefusedError("time.unreadable", found=text)


def folded_unit(word: str) -> str:
    """Return a time without accents and with a plain minus sign ("2 années" is "2 annees")."""
    sign = "-" if word[:1] in "-\u2212" else ""
    return sign + folded(word.lstrip("-\u2212 "))


def span_of(text: str, anchor: date | None = None) -> Span:
    """Read a time.

    Parameters
    ----------
    text
        ``5 d``, ``2 wk``, ``J5``, ``0..5 d``, ``2018-03-12``, ``12/03/2018``, or an interval of any two of them.
    anchor
        Calendar date of day 0.

    Raises
    ------
    RefusedError
        When it is not a time, has no unit, runs backwards, or is a date in a file without an anchor.

    Examples
    --------
    >>> span_of("0..2 wk")
    Span(low=0.0, high=14.0, french_dates=())
    """
    parts = [part.strip() for part in text.split("..")]
    if len(parts) > 2 or not all(parts):
        raise RefusedError("time.unreadable", found=text)
    trailing = re.search(r"[^\W\d_]+$", folded_unit(parts[-1].lower()))
    unit = trailing[0] if trailing and trailing[0] in DAYS else None
    ends = [_end(part, unit if len(parts) == 2 else None, anchor) for part in parts]
    low, high = ends[0].low, ends[-1].high
    if high < low:
        raise RefusedError("time.backwards", found=text)
    return Span(low, high, tuple(told for end in ends for told in end.french_dates))


def duration_of(text: str) -> Span:
    """Read a duration (``14 d``, ``3..14 d``): never below zero, and not all zero.

    Raises
    ------
    RefusedError
        When it is not one.
    """
    try:
        span = span_of(text)
    except RefusedError as error:
        if error.code in ("time.no_anchor", "time.unreadable"):
            raise RefusedError("time.duration", found=text) from None
        raise
    if span.low < 0 or span.high <= 0:
        raise RefusedError("time.duration", found=text)
    return span


def spacing_of(text: str) -> float:
    """Return the days between two doses (``1 d``, ``12 h``, ``weekly``, ``tous les 2 jours``).

    Raises
    ------
    RefusedError
        When it is not a spacing.
    """
    found = vocabulary().every(text)
    if found is not None:
        return found
    plain = re.sub(r"^(?:every|tous les|toutes les|chaque)\s+", "", folded(text))
    found = vocabulary().every(plain)
    if found is not None:
        return found
    try:
        span = duration_of(plain)
    except RefusedError as error:
        if error.code == "time.unit_missing":
            raise
        raise RefusedError("interval.every", found=text) from None
    if span.low != span.high:
        raise RefusedError("interval.every", found=text)
    return span.low


_ORDINALS = {
    "first": 1,
    "premier": 1,
    "premiere": 1,
    "second": 2,
    "deuxieme": 2,
    "third": 3,
    "troisieme": 3,
    "last": -1,
    "dernier": -1,
    "derniere": -1,
}
_EACH = ("each", "every", "chaque", "tout", "toute")
_KINDS = {
    **dict.fromkeys(("stop", "stopping", "end", "arret", "fin", "withdrawal", "sevrage", "interruption"), "stop"),
    **dict.fromkeys(("start", "restart", "beginning", "debut", "reprise", "instauration", "introduction"), "start"),
}
_PHRASE = re.compile(
    r"(?:l'|le |la |the )?(?:(?P<which>[a-z]+|\d+(?:st|nd|rd|th|er|e|eme|re)?) )?(?P<kind>[a-z]+)(?: (?:n ?o?°? ?)?(?P<number>\d+))? "
    r"(?:of |de l'|de la |des |du |de |d')(?:the )?(?P<drug>.+)"
)


def boundary_phrase_of(text: str) -> BoundaryPhrase | None:
    """Read ``stop of anakinra``, ``each stop of anakinra``, ``arrêt 2 de l'anakinra``; None when it is none of these.

    >>> boundary_phrase_of("chaque arrêt de l'anakinra")
    BoundaryPhrase(kind='stop', occurrence=0, drug='anakinra')
    """
    match = _PHRASE.fullmatch(folded(text))
    if match is None or match["kind"] not in _KINDS:
        return None
    which, number = match["which"], match["number"]
    occurrence: int | None
    if number:
        occurrence = int(number)
    elif which is None:
        occurrence = None
    elif which in _EACH:
        occurrence = 0
    elif which in _ORDINALS:
        occurrence = _ORDINALS[which]
    elif which[0].isdigit():
        occurrence = int(re.sub(r"\D", "", which))
    else:
        return None
    return BoundaryPhrase(_KINDS[match["kind"]], occurrence, match["drug"])
