"""When an event was, where its description says so itself ("arrêt J15, rechute J18") and no field does."""

from __future__ import annotations

import re

from rechallenge.course.document import EventEntry
from rechallenge.course.moments import DAYS
from rechallenge.literature.drugs import folded

_MOMENT = (
    r"(?:(?:[jdhswm]|day|days|jour|week|wk|semaine|month|mois)\s?[+-]?\d{1,4}(?![\d.,]*\s*(?:mg|g|ug|mcg)\b)"
    r"|\d{4}-\d{2}(?:-\d{2})?|\d{1,2}/\d{1,2}/\d{4})(?![\w/-])"
)
_LEAD = r"(?:(?:on|at|le|a|au|since|depuis|des|en)\s+)?"
_ONE = re.compile(rf"[\s,(:-]*(?<!\w){_LEAD}(?P<at>{_MOMENT})[\s,):-]*")
_TWO = re.compile(
    rf"[\s,(:-]*(?<!\w)(?:from|between|du|de|entre)\s+(?P<from>{_MOMENT})\s+(?:to|until|and|au|a|et|jusqu'a)\s+(?P<to>{_MOMENT})[\s,):-]*"
)
_CLAUSES = re.compile(r"\s*[,;]\s*(?=\D)|\s+(?:then|puis|and|et)\s+")


_DELAY = re.compile(r"(?<![\w.,-])(?P<number>\d{1,3})\s*(?P<unit>[a-z]+)\s+(?:after|following|post|apres)\b")


def delay_after(text: str) -> str | None:
    """Return how long after something else a description says that it was, as `within` has it; None where it does not.

    >>> delay_after("relapse 5 days after stopping anakinra"), delay_after("rechute après l'arrêt")
    ('5..5 d', None)
    """
    match = _DELAY.search(folded(text))
    days = None if match is None else DAYS.get(match["unit"])
    if match is None or days is None or days < 1:
        return None
    number = int(match["number"])
    # a week or a month is a round number
    return f"{number}..{number} d" if days == 1 else f"{number * days - days / 2:.0f}..{number * days + days / 2:.0f} d"


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
    two = list(_TWO.finditer(text))
    one = list(_ONE.finditer(text))
    if len(two) == 1 and len(one) == 2:
        times = {"from_": entry.what[slice(*two[0].span("from"))], "to": entry.what[slice(*two[0].span("to"))]}
        return _without(entry, two[0]).model_copy(update=times)
    if len(one) == 1 and not two:
        return _without(entry, one[0]).model_copy(update={"at": entry.what[slice(*one[0].span("at"))]})
    return entry


def _without(entry: EventEntry, match: re.Match[str]) -> EventEntry:
    rest = " ".join(filter(None, (entry.what[: match.start()].strip(), entry.what[match.end() :].strip())))
    return entry.model_copy(update={"what": rest}) if rest else entry


def clauses_with_times(entry: EventEntry) -> tuple[EventEntry, ...]:
    """Return the parts of a description each of which names its own day; none where one does not.

    >>> [(each.what, each.at) for each in clauses_with_times(EventEntry(what="arrêt J15, rechute J18"))]
    [('arrêt', 'J15'), ('rechute', 'J18')]
    """
    parts = [with_own_time(entry.model_copy(update={"what": part})) for part in _CLAUSES.split(entry.what)]
    return tuple(parts) if len(parts) > 1 and all(part.at or part.from_ for part in parts) else ()
