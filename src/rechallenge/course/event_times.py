"""When an event was, where its description says so itself ("arrêt J15, rechute J18") and no field does."""

from __future__ import annotations

import re
from functools import cache

from rechallenge.course.document import EventEntry
from rechallenge.course.moments import DAYS
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.words_of_time import any_of, time_words
from rechallenge.literature.drugs import folded


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of one moment in a text, and of two that are the ends of a time."""
    months = any_of(time_words().months)
    moment = (
        r"(?:(?:[jdhswm]|day|days|jour|week|wk|semaine|month|mois)\s?[+-]?\d{1,4}(?![\d.,]*\s*(?:mg|g|ug|mcg)\b)"
        rf"|\d{{4}}-\d{{2}}(?:-\d{{2}})?|\d{{1,2}}/\d{{1,2}}/\d{{4}}|(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+)?{months}\.?\s+(?:19|20)\d\d)"
    )
    end = r"(?![\w/-])[\s,):-]*"
    since = r"(?P<since>(?:from|since|depuis(?: le)?|des)\s+)?"
    one = rf"[\s,(:-]*(?<!\w)(?:(?:on|at|in|le|a|au|en)\s+)?{since}(?P<at>{moment}){end}"
    led = rf"(?:from|between|du|de|entre)\s+(?P<from>{moment})\s+(?:to|until|and|au|a|et|jusqu'a)\s+(?P<to>{moment})"
    bare = rf"(?P<from_>{moment})\s*(?:-|to|au|a)\s*(?P<to_>{moment})"
    return re.compile(one), re.compile(rf"[\s,(:-]*(?<!\w)(?:{led}|{bare}){end}")


# Behind these a day is the end of something, or comes after it.
_NOT_THEN = re.compile(r"\b(?:until|till|before|after|following|within|by|to|jusqu'a|jusqu'au|avant|apres|dans)\s*$")


@cache
def _clauses() -> re.Pattern[str]:
    return re.compile(rf"\s*[,;]\s*(?=\D)|\s+(?:then|puis|and|et|{any_of(time_words().words['opens_after'])})\s+", re.IGNORECASE)


_DELAY = re.compile(
    r"(?P<at_most>(?:within|less than|in less than|moins de|en moins de|dans les)\s+)?(?<![\w.,-])"
    r"(?:(?P<first>\d{1,3})\s*(?:-|to|a)\s*)?(?P<number>\d{1,3})\s*(?P<unit>[a-z]+)\s+(?:after|following|post|apres)\b"
)


def delay_after(text: str) -> str | None:
    """Return how long after something else a description says that it was, as `within` has it; None where it does not.

    >>> delay_after("relapse 5 days after stopping anakinra"), delay_after("relapse 3-5 days after stopping anakinra")
    ('5..5 d', '3..5 d')
    >>> delay_after("rechute moins de 5 jours après l'arrêt"), delay_after("rechute après l'arrêt")
    ('0..5 d', None)
    """
    match = _DELAY.search(folded(text.replace("-", " to ")))
    days = None if match is None else DAYS.get(match["unit"])
    if match is None or days is None:
        return None
    first, last = (days * int(match[name] or match["number"]) for name in ("first", "number"))
    if match["at_most"]:
        first = 0.0
    elif days > 1 and match["first"] is None:  # a week or a month is a round number
        first, last = first - days / 2, last + days / 2
    return f"{first:.0f}..{last:.0f} d" if days > 1 else f"{first:.3g}..{last:.3g} d"


def with_own_time(entry: EventEntry) -> EventEntry:
    """Return an event with the day that its description names, where no field says when it was.

    >>> moved = with_own_time(EventEntry(what="arrêt anakinra J15"))
    >>> moved.what, moved.at
    ('arrêt anakinra', 'J15')
    >>> moved = with_own_time(EventEntry(what="flare from day 20 to day 25"))
    >>> moved.what, moved.from_, moved.to
    ('flare', 'day 20', 'day 25')
    """
    if any((entry.at, entry.from_, entry.to, entry.for_, entry.after, entry.within)):
        return entry
    # by the folded text, whose letters stand where those of the written one stand
    text = folded(entry.what.replace("-", "\0")).replace("\0", "-")
    if len(text) != len(entry.what):
        return entry
    one, two = (list(pattern.finditer(text)) for pattern in _patterns())
    if len(two) == 1:
        first, last = ("from", "to") if two[0]["from"] else ("from_", "to_")
        times = {"from_": entry.what[slice(*two[0].span(first))], "to": entry.what[slice(*two[0].span(last))]}
        return _without(entry, two[0]).model_copy(update=times)
    if len(one) == 1 and _NOT_THEN.search(text[: one[0].start()]) is None:
        field = "from_" if one[0]["since"] else "at"
        return _without(entry, one[0]).model_copy(update={field: entry.what[slice(*one[0].span("at"))]})
    return entry


@cache
def _until() -> re.Pattern[str]:
    words = time_words().words
    moment = r"(?P<to>(?:[a-z]+\.?\s*)?[+-]?\d[\w./-]*(?:\s+[a-z]+(?:\s+\d{4})?)?)"
    return re.compile(rf"[\s,(:-]*(?<!\w)(?:{any_of(words['until'])}|(?P<before>{any_of(words['opens_before'])}))\s*{moment}[\s)]*$")


def with_own_end(entry: EventEntry) -> EventEntry:
    """Return an event with the day until which it was so, where its description ends with it; the entry itself where it does not.

    >>> ended = with_own_end(EventEntry(what="no relapse until day 60"))
    >>> ended.what, ended.to
    ('no relapse', 'day 60')
    """
    if any((entry.to, entry.for_, entry.after, entry.within)):
        return entry
    text = folded(entry.what.replace("-", "\0")).replace("\0", "-")
    match = _until().search(text) if len(text) == len(entry.what) else None
    if match is None or (match["before"] and vocabulary().event(entry.what[: match.start()].strip()) != "remission"):
        return entry  # what came before a day came at some time before it
    return _without(entry, match).model_copy(update={"to": entry.what[slice(*match.span("to"))]})


def _without(entry: EventEntry, match: re.Match[str]) -> EventEntry:
    rest = " ".join(filter(None, (entry.what[: match.start()].strip(), entry.what[match.end() :].strip())))
    return entry.model_copy(update={"what": rest}) if rest else entry


def clauses_with_times(entry: EventEntry) -> tuple[EventEntry, ...]:
    """Return the parts of a description each of which names its own day; none where one does not.

    >>> [(each.what, each.at) for each in clauses_with_times(EventEntry(what="arrêt J15, rechute J18"))]
    [('arrêt', 'J15'), ('rechute', 'J18')]
    """
    timeless = dict.fromkeys(("at", "from_", "to", "for_", "after", "within"))
    parts = [with_own_time(entry.model_copy(update={"what": part, **timeless})) for part in _clauses().split(entry.what)]
    return tuple(parts) if len(parts) > 1 and all(part.at or part.from_ for part in parts) else ()
