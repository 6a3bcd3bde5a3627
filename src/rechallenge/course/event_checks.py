"""Events held against each other: one told twice, and those that no choice of days within their intervals makes possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

from rechallenge.course.context import Context, when_text
from rechallenge.course.lines import Line, line
from rechallenge.course.model import Boundary, Event
from rechallenge.course.our_words import time_text
from rechallenge.course.times import When
from rechallenge.course.vocabulary import vocabulary

# Two of these at one time are one event, whatever is noted beside each.
_ONE_AT_A_TIME = ("relapse", "remission", "infection")


def understand_once(context: Context, events: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events with those that are written more than once taken once, which is told once."""
    groups: dict[object, list[Event]] = {}
    for event in events:
        groups.setdefault(_identity(event), []).append(event)
    found = []
    for same in groups.values():
        paths = list(dict.fromkeys(map(_path, same)))
        if len(paths) > 1:
            context.warn("event.twice", paths[1], what=same[0].written, when=when_text(same[0].at), n=len(same))
        found.append(same[0] if len(same) == 1 else _merged(same))
    return tuple(found)


def _identity(event: Event) -> object:
    at, until = event.at, event.until
    when = (at.earliest, at.latest, at.after and at.after.key, until and (until.earliest, until.latest))
    if event.what in _ONE_AT_A_TIME:
        return event.what, when
    return event.what, when, event.written, event.drug, event.site, event.note, event.answers


def _merged(same: Sequence[Event]) -> Event:
    first = same[0]
    return replace(
        first,
        written=_joined(event.written for event in same if vocabulary().event(event.written) is None) or first.written,
        site=_joined(event.site for event in same),
        note=_joined(event.note for event in same),
        codes=tuple(dict.fromkeys(code for event in same for code in event.codes)),
        after=next((event.after for event in same if event.after is not None), None),
    )


def _joined(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def check_events(context: Context, events: Sequence[Event], boundaries: Sequence[Boundary]) -> None:
    """Refuse what cannot be and doubt what hardly can: a relapse before the stop that it follows, or within a remission."""
    for event in events:
        if event.after is not None and event.at.after is None:
            _check_order(context, event, event.after)
        if event.what == "relapse":
            _check_stop(context, event, boundaries)
        if event.what == "remission" and event.until is None and event.at.known:
            until = line(
                ("line.remission", ""), ("line.since", when_text(event.at)), ("line.until", time_text(f"{event.at.latest + 30:g} d"))
            )
            context.warn("event.remission_one_day", _path(event), found=when_text(event.at), line=until)
    relapses = [event for event in events if event.what == "relapse"]
    for remission in (event for event in events if event.what == "remission"):
        for relapse in relapses:
            _check_quiet(context, relapse, remission)
    for outer in (event for event in relapses if not event.at.known):
        inner = next((each for each in relapses if _path(each) != _path(outer) and _may_be(outer.at, each.at)), None)
        if inner is not None:
            context.warn("event.same_relapse", _path(inner), first=when_text(outer.at), second=when_text(inner.at))


def _may_be(outer: When, inner: When) -> bool:
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def _check_order(context: Context, event: Event, boundary: Boundary) -> None:
    """Refuse an event with a day of its own that surely lies before the start or stop that it is said to follow."""
    if event.at.latest < boundary.at.earliest:
        code = "event.before_stop" if boundary.kind == "stop" else "event.before_start"
        written = line(("line.relapse" if event.what == "relapse" else "line.other", ""), ("line.at", when_text(event.at)))
        values = {
            "what": event.written,
            "found": when_text(event.at),
            "drug": boundary.drug,
            "stop": when_text(boundary.at),
            "line": written,
        }
        context.error(code, _path(event), **values, line_first=_line_of(context, boundary.at))


def _check_stop(context: Context, relapse: Event, boundaries: Sequence[Boundary]) -> None:
    """Doubt a relapse that hardly follows its stop: long after it, after the drug was given again, or on the very day."""
    at = relapse.at
    stop = relapse.after
    if stop is None or stop.kind != "stop":
        same = [b for b in boundaries if b.kind == "stop" and stop is None and _same_day(b.at, at)]
        if same:
            context.warn("event.day_of_stop", _path(relapse), found=when_text(at), drug=same[0].drug)
        return
    if at.after is None and _same_day(stop.at, at):
        context.warn("event.day_of_stop", _path(relapse), found=when_text(at), drug=stop.drug)
    apart = (at.earliest if at.after is None else at.low + stop.at.latest) - stop.at.latest
    if apart > vocabulary().late_relapse_days:
        context.warn("event.late_relapse", _path(relapse), found=when_text(at), drug=stop.drug, stop=when_text(stop.at), days=apart)
    again = [b for b in boundaries if b.drug == stop.drug and b.kind == "start" and b.at.middle >= stop.at.middle]
    if again and at.after is None and min(b.at.latest for b in again) < at.earliest:
        start = min(again, key=lambda b: b.at.middle)
        context.warn("event.given_again", _path(relapse), found=when_text(at), drug=stop.drug, start=when_text(start.at))


def _same_day(first: When, second: When) -> bool:
    return first.known and second.known and first.earliest == second.earliest


def _check_quiet(context: Context, relapse: Event, remission: Event) -> None:
    """Refuse a relapse that surely lies within days that are said to be without one; doubt one at their edge."""
    quiet_from, quiet_to = remission.at.latest, (remission.until or remission.at).earliest
    begun = relapse.at.earliest
    ended = relapse.at.latest if relapse.until is None else max(relapse.at.latest, relapse.until.earliest)
    path, until = _path(relapse), when_text(remission.until or remission.at)
    values: dict[str, object] = {"found": when_text(relapse.at), "quiet": when_text(remission.at), "until": until}
    values["line_first"] = _line_of(context, remission.at)
    one_day = remission.until is None and _same_day(relapse.at, remission.at)
    inside = quiet_from < begun and relapse.at.latest < quiet_to
    goes_on = relapse.until is not None and relapse.at.latest <= quiet_to and ended > quiet_from and begun <= quiet_from
    if one_day or inside or goes_on:
        context.error("event.relapse_in_remission", path, **values, line=_without(remission, relapse))
    elif quiet_from <= begun and relapse.at.latest <= quiet_to and quiet_from < quiet_to:
        context.warn("event.edge_of_remission", path, **values)
    elif remission.at.earliest < begun and relapse.at.latest < (remission.until or remission.at).latest and relapse.at.after is None:
        context.warn("event.within_remission", path, **values)


def _without(remission: Event, relapse: Event) -> Line:
    """Return the remission as it would end before the relapse, or begin after it."""
    begin, end = remission.at.latest, relapse.at.earliest - 1
    if end <= begin:
        begin = max(relapse.at.latest, relapse.until.earliest if relapse.until else -inf) + 1
        end = max((remission.until or remission.at).latest, begin + 1)
    return line(("line.remission", ""), ("line.since", time_text(f"{begin:g} d")), ("line.until", time_text(f"{end:g} d")))


def _line_of(context: Context, when: When) -> int | None:
    place = context.places.of(when.key)
    return None if place is None else place.line


def _path(event: Event) -> str:
    return event.at.key.partition("]")[0] + "]"
