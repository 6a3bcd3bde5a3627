"""Reading times: days from day 0, dates, uncertain intervals, durations, and starts or stops of a drug."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import isfinite

from rechallenge.course.characters import plain, unaccented
from rechallenge.course.dates import Dated, Told, clock_of, date_of
from rechallenge.course.moment_words import LAST_SERIAL, bare_day, date_stored_as, refuse_bare_age, refuse_how_long, says_unknown, worded
from rechallenge.course.patterns import Pattern
from rechallenge.course.problems import RefusedError
from rechallenge.course.ranges import ends_of
from rechallenge.course.units import NUMBER, number_of
from rechallenge.course.words_of_time import any_of, opening, time_words
from rechallenge.literature.drugs import folded

DAYS: dict[str, float] = {word: unit.days for word, unit in time_words().units.items()}
"""Days of each unit of time, by all its spellings."""

_AMBIGUOUS = {"m": "time.unit_m", "s": "time.unit_s"}
_AMOUNT = re.compile(rf"({NUMBER})\s*([a-z]+)?\.?")
_PAIR = re.compile(rf"({NUMBER})\s*([a-z]+)?\s*\.\.(?!\.)\s*({NUMBER})\s*([a-z]+)")
# "12.3.", as some write the twelfth of March, and no day 12.3.
_DAY_AND_MONTH = re.compile(r"\d{1,2}\.\s?\d{1,2}\.")
_LONGEST_YEARS = 150
_LONGEST_REMARK = 80
_MOST_TIMES = 12
"""Times that are looked for in a text that may list them."""
_BETWEEN_TIMES = re.compile(r"\s*[,;+&]\s*|\s+")
_HALF = re.compile(r"(\d*)\s?½")
_SIGN = re.compile(r"(^|\.\.\s*)([+-])\s+(?=\d)")
_THOUSANDS = re.compile(r"(?<![\d.,/-])(\d{1,2}) (\d{3})(?= ?[a-z])")
_HOUR_NUMBER = re.compile(r"h\s?\+?(\d+)")


@dataclass(frozen=True, slots=True)
class Span:
    """A time as read: two bounds in days, and what there is to tell of how it was read."""

    low: float
    high: float
    notes: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundaryPhrase:
    """``each stop of anakinra``: which occurrence (None: the only one; 0: each; -1: the last) of which edge of which drug."""

    kind: str
    occurrence: int | None
    drug: str


def anchor_of(text: str) -> tuple[date, tuple[Told, ...]]:
    """Return the calendar date of day 0, and what there is to tell of how it was read.

    Raises
    ------
    RefusedError
        When the text is not a full date.
    """
    dated = date_of(text, unaccented(plain(text)))
    if dated is None or dated.first != dated.last:
        raise RefusedError("time.day_zero", found=text)
    return dated.first, dated.notes


def span_of(text: str, anchor: date | None = None, field: str = "") -> Span:
    """Read a time.

    Parameters
    ----------
    text
        ``5 d``, ``2 wk``, ``J5``, ``week 3``, ``0..5 d``, ``2018-03-12``, ``12/03/2018``, or an interval of any two of them.
    anchor
        Calendar date of day 0.
    field
        Where it stands: in ``from`` a time may begin with "since", in ``to`` with "until", which say what the field says.

    Raises
    ------
    RefusedError
        When it is not a time, runs backwards, may be two things, or is a date in a file without an anchor.

    Examples
    --------
    >>> span_of("0..2 wk")
    Span(low=0.0, high=14.0, notes=())
    >>> span_of("\u201390 d").low
    -90.0
    """
    try:
        return _span_of(text, anchor, field)
    except RefusedError as refusal:
        if refusal.code != "time.unreadable":
            raise
        known = _readable_part(text, anchor, field)
        if known is None:
            if several := _several(text, anchor, field):
                raise RefusedError("time.several", found=text, times="; ".join(several)) from None
            raise
        _refuse_other_start(text, known)
        if unaccented(plain(text))[len(known) :].strip(" (),") in time_words().words["about"]:
            raise RefusedError("time.about", found=text) from None
        raise RefusedError("time.remark", found=text, write=known) from None


def _refuse_other_start(text: str, known: str) -> None:
    """Refuse a day that is told to be counted from something else than day 0: "J5 post-op", "day 5 of colchicine"."""
    behind = unaccented(plain(text))[len(known) :].strip(" (,")
    if re.match(rf"{any_of(time_words().words['counts_from'])}(?:(?<=')|(?![a-z]))", behind) is None or date_of(
        known, unaccented(plain(known))
    ):
        return
    span = _span_of(known, None, "")
    write = f"{span.low:g}" if span.low == span.high else f"{span.low:g}..{span.high:g}"
    raise RefusedError("time.counted_from", found=text, write=write) from None


def _readable_part(text: str, anchor: date | None, field: str) -> str | None:
    """Return how a text begins where that is a time and the rest a remark without a number: "J5 matin", "12/03/2018 (lundi)"."""
    if len(text) > _LONGEST_REMARK:
        return None
    for end in reversed([match.start() for match in re.finditer(r"\s*[\s(\[,;?]", text)]):
        begin, rest = text[:end].strip(), text[end:]
        if begin and re.search(r"[^\W\d_]|[/.-]\d", begin) and not any(map(str.isnumeric, rest)):
            try:
                _span_of(begin, anchor, field)
            except RefusedError:
                continue
            return begin
    return None


def _several(text: str, anchor: date | None, field: str) -> list[str]:
    """Return the times of a text that lists several ("S0 S2 S6", "J0, J14, J42"); none where a part of it is no time."""
    parts = [part for part in _BETWEEN_TIMES.split(text.strip()) if part]
    if not 2 <= len(parts) <= _MOST_TIMES or len(text) > _LONGEST_REMARK:
        return []
    for part in parts:
        try:
            _span_of(part, anchor, field)
        except RefusedError:
            return []
    return parts


def _span_of(text: str, anchor: date | None, field: str) -> Span:
    word = _without_lead(text, unaccented(plain(_HALF.sub(lambda half: f"{half[1] or 0}.5", text))), field)
    word = _THOUSANDS.sub(r"\1\2", word)
    if _DAY_AND_MONTH.fullmatch(word):
        raise RefusedError("time.no_year", found=text)
    match = _AMOUNT.fullmatch(word)
    if match and match[2] in DAYS:
        refuse_bare_age(text, match[1], match[2])
        return _amount(text, match[1], match[2])
    pair = _PAIR.fullmatch(word)
    if pair and pair[4] in DAYS and (pair[2] or pair[4]) in DAYS:
        low, high = _amount(text, pair[1], pair[2] or pair[4]).low, _amount(text, pair[3], pair[4]).high
        if high < low:
            raise RefusedError("time.backwards", found=text)
        return Span(low, high)
    if field == "to" and says_unknown(word):
        raise RefusedError("time.unknown_end", found=text)
    whole = date_of(text, word)
    if whole is not None:
        return _placed(text, whole, anchor)
    ends, dashed = ((word,), False) if _day_number().fullmatch(word) else ends_of(text, word)
    return _end(text, word, None, anchor) if len(ends) == 1 else _between(text, ends[0], ends[1], dashed, anchor)


def _without_lead(text: str, word: str, field: str) -> str:
    """Return a time without the word that says what its field says already; a sign belongs to its number."""
    if re.match(rf"{any_of(time_words().words['more_than'])}\b", word) is None:  # "au moins 2 semaines" has no sign
        word = re.sub(rf"(?<![^\s.]){any_of(time_words().words['minus'])}\s+(?=\d)", "-", _SIGN.sub(r"\1\2", word))
    lead = {"from": "since", "to": "until"}.get(field)
    found = None if lead is None else re.match(rf"{any_of(time_words().words[lead])}\s+", word)
    if found is None:
        return word
    refuse_how_long(text, word)
    return word[found.end() :]


def _between(text: str, left: str, right: str, dashed: bool, anchor: date | None) -> Span:
    """Read the two ends of an interval; the first may take the unit of the last."""
    dated = [date_of(end, end) is not None for end in (left, right)]
    bare = [re.fullmatch(NUMBER, end) is not None for end in (left, right)]
    if dated[0] != dated[1] and any(number and not date_ for number, date_ in zip(bare, dated, strict=True)):
        raise RefusedError("time.unreadable", found=text)  # "12..20 March 2018" is no day 12
    amounts = [_AMOUNT.fullmatch(end) for end in (left, right)]
    units = [match[2] if match and match[2] in DAYS else None for match in amounts]
    if units[0] and bare[1] and number_of(right) != 0:
        raise RefusedError("time.unit_missing", found=right)
    first, last = _end(left, left, units[1], anchor), _end(right, right, None, anchor)
    if last.high < first.low:
        raise RefusedError("time.backwards", found=text)
    low, high = first.low, last.high
    notes = first.notes + last.notes
    kept = tuple(note for note in notes if note[0] in ("time.french_date", "time.zone"))
    if any(code == "time.days_assumed" for code, _ in notes):
        kept = (*kept, ("time.days_assumed", {"found": text.strip()}))
    elif dashed or len(kept) < len(notes):
        kept = (*kept, _interval_note(text, low, high))
    return Span(low, high, kept)


def _interval_note(text: str, low: float, high: float) -> Told:
    return "time.read_interval", {"found": text.strip(), "write": f"{low:.10g}..{high:.10g}"}


def _placed(text: str, dated: Dated, anchor: date | None) -> Span:
    """Return the days of a date from day 0."""
    if anchor is None:
        raise RefusedError("time.no_anchor", found=text)
    low, high = (dated.first - anchor).days, (dated.last - anchor).days
    return Span(low + (dated.clock or 0.0), high + (dated.clock or 0.0), dated.notes)


def _end(text: str, word: str, unit: str | None, anchor: date | None) -> Span:
    """Read one end of an interval; a month or a year is itself an interval."""
    dated = date_of(text, word) if unit is None else None
    if dated is not None:
        return _placed(text, dated, anchor)
    if match := _AMOUNT.fullmatch(word):
        return _amount(text, match[1], match[2] or unit)
    if match := _day_number().fullmatch(word):
        clock, notes = clock_of(text, match[2]) if match[2] else (0.0, ())
        day = number_of(match[1].replace(" ", ""))
        return Span(day + clock, day + clock, notes)
    if match := _HOUR_NUMBER.fullmatch(word):
        return Span(int(match[1]) / 24, int(match[1]) / 24)
    low, high, notes = worded(text, word)
    return Span(low, high, notes)


def _amount(text: str, written: str, unit: str | None) -> Span:
    number = number_of(written)
    if unit is None:
        day, notes = bare_day(text, number)
        return Span(day, day, notes)
    if unit in _AMBIGUOUS:
        raise RefusedError(_AMBIGUOUS[unit], found=text, number=written)
    if unit not in DAYS:
        raise RefusedError("time.unit_unknown", found=unit)
    meant = date_stored_as(number) if DAYS[unit] == 1.0 and number <= LAST_SERIAL else None
    if meant is not None:
        raise RefusedError("time.serial", found=text.strip(), write=meant)
    days = number * DAYS[unit]
    if not isfinite(days):
        raise RefusedError("time.beyond", found=text, years=_LONGEST_YEARS)
    return Span(days, days)


def duration_of(text: str) -> Span:
    """Read a duration (``14 d``, ``3..14 d``, ``two weeks``): never below zero, and not all zero.

    Raises
    ------
    RefusedError
        When it is not one.
    """
    span = delay_of(text)
    if span.high <= 0:
        raise RefusedError("time.duration", found=text)
    return span


def delay_of(text: str) -> Span:
    """Read how long after a moment something was (``1..14 d``, ``0 d`` for the same day): never below zero.

    Raises
    ------
    RefusedError
        When it is not one.
    """
    word = _duration_lead().sub("", unaccented(plain(text)))
    ends, dashed = ends_of(text, word)
    match = _AMOUNT.fullmatch(ends[-1])
    unit = match[2] if match else None
    spans = [_length(text, end, unit) for end in ends]
    low, high = spans[0].low, spans[-1].high
    if high < low:
        raise RefusedError("time.backwards", found=text)
    if low < 0:
        raise RefusedError("time.duration", found=text)
    return Span(low, high, (_interval_note(text, low, high),) if dashed else ())


@cache
def _day_number() -> Pattern:
    """Pattern of a day with its number, and of a clock time behind it: "J5", "day 5 at 8:30"."""
    told = time_words()
    days = any_of(word for word, unit in told.units.items() if unit.days == 1)
    at = any_of(told.words["before_moment"])
    return Pattern(rf"{days}\s*([+-]?\s?\d+(?:[.,]\d+)?)(?:\s*[,t]?\s*(?:{at}\s+)?(\d{{1,2}}\s*[:h].*))?")


@cache
def _duration_lead() -> re.Pattern[str]:
    told = time_words()
    return re.compile(rf"^{any_of(told.words['lasting'])}\s+{opening(told.boundaries['article'])}?")


def _length(text: str, word: str, unit: str | None) -> Span:
    if match := _AMOUNT.fullmatch(word):
        if (match[2] or unit) is None and number_of(match[1]) != 0:
            raise RefusedError("time.unit_missing", found=text.strip())
        return _amount(text, match[1], match[2] or unit)
    number, _, named = word.rpartition(" ")
    if number in time_words().numbers and named in DAYS:
        return _amount(text, str(time_words().numbers[number]), named)
    raise RefusedError("time.duration", found=text)


@cache
def _phrase() -> re.Pattern[str]:
    told = time_words().boundaries
    return re.compile(
        rf"{opening(told['article'])}?(?:(?P<which>[^\W\d_]+|\d+(?:st|nd|rd|th|er|e|eme|re)?) )?(?P<kind>[^\W\d_]+)"
        rf"(?: (?:n ?o?°? ?)?(?P<number>\d+))? {opening(told['of'])}(?:the )?(?P<drug>.+)"
    )


def boundary_phrase_of(text: str) -> BoundaryPhrase | None:
    """Read ``stop of anakinra``, ``each stop of anakinra``, ``arrêt 2 de l'anakinra``; None when it is none of these.

    >>> boundary_phrase_of("chaque arrêt de l'anakinra")
    BoundaryPhrase(kind='stop', occurrence=0, drug='anakinra')
    """
    told, match = time_words(), _phrase().fullmatch(folded(text))
    kind = match and next((name for name in ("start", "stop") if match["kind"] in told.boundaries[name]), None)
    if match is None or kind is None:
        return None
    which, number = match["which"], match["number"]
    occurrence: int | None
    if number:
        occurrence = int(number)
    elif which is None:
        occurrence = None
    elif which in told.boundaries["each"]:
        occurrence = 0
    elif which in told.boundaries["last"]:
        occurrence = -1
    elif which in told.ordinals:
        occurrence = told.ordinals[which]
    elif which[0].isdigit():
        occurrence = int(re.sub(r"\D", "", which))
    else:
        return None
    return BoundaryPhrase(kind, occurrence, match["drug"])
