"""Moments that follow a start or stop of a drug: which one is meant, and how long after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rechallenge.course.context import Context, when_after, when_text
from rechallenge.course.document import EventEntry, MomentEntry, ObservationEntry
from rechallenge.course.event_times import delay_after
from rechallenge.course.model import Boundary
from rechallenge.course.moments import BoundaryPhrase, boundary_phrase_of, delay_of
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import field_name, time_text
from rechallenge.course.times import When
from rechallenge.course.treatments import canonical_drug


def boundaries_named(context: Context, path: str, text: str, boundaries: Sequence[Boundary]) -> list[Boundary]:
    """Return the starts or stops that a phrase such as ``each stop of anakinra`` names; none after recording why."""
    phrase = boundary_phrase_of(text)
    if phrase is None:
        context.error("event.after_unreadable", path, found=text)
        return []
    drug = canonical_drug(phrase.drug)
    drugs = sorted({b.drug for b in boundaries})
    if drug not in drugs:
        if not context.incomplete:
            context.error("event.drug_absent", path, found=phrase.drug, nearest=nearest(phrase.drug, drugs))
        return []
    return _chosen(context, path, phrase, drug, [b for b in boundaries if b.drug == drug and b.kind == phrase.kind])


def _chosen(context: Context, path: str, phrase: BoundaryPhrase, drug: str, found: list[Boundary]) -> list[Boundary]:
    if phrase.occurrence == 0 and found:
        return found
    if phrase.occurrence == -1 and found:
        return found[-1:]
    if phrase.occurrence is None and len(found) == 1:
        return found
    chosen = [b for b in found if b.occurrence == phrase.occurrence]
    if not chosen and not context.incomplete:
        several = phrase.occurrence is None and len(found) > 1
        context.error(f"event.{'which' if several else 'no_such'}_{phrase.kind}", path, drug=drug, count=len(found))
    return chosen


@dataclass(frozen=True, slots=True)
class Moment:
    """When a statement holds, and the start or stop of a drug that it was said to follow."""

    at: When
    after: Boundary | None = None


def moments_of(context: Context, entry: MomentEntry, path: str, boundaries: Sequence[Boundary]) -> list[Moment]:
    """Return the moments of a statement: one, or one for each start or stop that it follows."""
    if entry.after is None:
        if entry.within is not None:
            context.error("key.missing", f"{path}.within", expected=field_name("after"))
            return []
        when = context.when(f"{path}.at", entry.at) if entry.at is not None else None
        return [Moment(when)] if when else []
    found = boundaries_named(context, f"{path}.after", entry.after, boundaries)
    if entry.within is not None and entry.at is not None:
        context.error("key.together", f"{path}.within", first=field_name("at"), second=field_name("within"))
        return []
    if entry.at is not None:
        if isinstance(entry, ObservationEntry):
            context.error("time.at_and_after", f"{path}.after", found=entry.after)
            return []
        delay = delay_after(f"{entry.at} after")
        if delay is not None and re.search(r"[a-z]\s+\S*[a-z]", entry.at):  # "3 d after", beside what it is after
            context.error("time.write_within", f"{path}.at", found=entry.at, write=time_text(delay))
            return []
        when = context.when(f"{path}.at", entry.at)
        return [Moment(when, boundary) for boundary in found] if when else []
    if entry.within is None:
        context.error("time.no_within", path)
        return []
    within = entry.within
    span = context.attempt(f"{path}.within", lambda: delay_of(within))
    if span is None:
        return []
    low, high = span.low, span.high
    if low == high and low > 0:
        # "within 14 days" is a limit, not the day itself
        low = 0.0
        context.note("time.within_from_zero", f"{path}.within", found=entry.within, high=high)
    several = len(found) > 1
    return [Moment(when_after(b.at, low, high, f"{path}.within" + (f"#{b.occurrence}" if several else "")), b) for b in found]


def suffix_of(number: int, moments: Sequence[Moment]) -> str:
    """Return what the key of an unknown that each of several moments has for itself ends in."""
    return f"#{number + 1}" if len(moments) > 1 else ""


def end_of(context: Context, entry: EventEntry, path: str, start: When, suffix: str = "") -> When | None:
    """Return when an event ends, by its ``to`` or ``for``, of which it may have one; None where it tells none, or after an error.

    Parameters
    ----------
    suffix
        What keeps the durations after each of several starts apart (`suffix_of`): each is an unknown of its own.
    """
    if entry.to is not None and entry.for_ is not None:
        context.error("key.together", f"{path}.for", first=field_name("to"), second=field_name("for"))
        return None
    if entry.for_ is not None:
        lasting = context.lasting(f"{path}.for", entry.for_, start)
        return None if lasting is None else replace(lasting, key=f"{path}.for{suffix}")
    if entry.to is None:
        return None
    stop = context.when(f"{path}.to", entry.to)
    if stop is not None and stop.latest <= start.earliest:
        context.error("time.until_before_at", f"{path}.to", start=when_text(start), stop=when_text(stop), field=field_name("to"))
        return None
    return stop
