"""On which side of the starts and stops of a drug a moment lies, where that is certain.

A statement made on the very day of a start or stop belongs to the phase before it: blood is drawn, and pain is asked for, before a
dose can act. A moment that an uncertain start or stop may precede or follow belongs to no phase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rechallenge.course.model import Course
from rechallenge.course.times import When
from rechallenge.literature.drugs import known_drugs

Side = Literal["off", "on"]


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch with the drug.

    Attributes
    ----------
    stop
        None while the drug is still given at the end of the record.
    fading
        Whether nothing says when the drug was gone: after a single dose, beyond the usual spacing.
    """

    start: When
    stop: When | None
    fading: bool = False


def periods_of(course: Course, drugs: Sequence[str]) -> tuple[Period, ...] | None:
    """Stretches with any of some drugs, in order; None when one of them was given at unknown times."""
    found: list[Period] = []
    for drug in drugs:
        steps = [step for t in course.treatments_of(drug) for step in t.steps]
        if any(not t.steps for t in course.treatments_of(drug)):
            return None
        singles = {id(step.start) for step in steps if step.every_days is None}
        edges = sorted((b for b in course.boundaries if b.drug == drug), key=lambda b: (b.at.middle, b.kind == "start"))
        starts = [b for b in edges if b.kind == "start"]
        for place, edge in enumerate(starts):
            if id(edge.at) in singles:
                usual = known_drugs()[drug].usual_interval_days
                found.append(Period(edge.at, When(usual, usual, after=edge.at), fading=True))
                continue
            following = starts[place + 1].at.middle if place + 1 < len(starts) else float("inf")
            stops = [b.at for b in edges if b.kind == "stop" and edge.at.middle < b.at.middle <= following]
            found.append(Period(edge.at, stops[0] if stops else None))
    return tuple(sorted(found, key=lambda p: p.start.middle))


def side_of(moment: When, periods: Sequence[Period]) -> Side | None:
    """Whether the drug was given at a moment; None when that is not certain."""
    if any(least_gap(p.start, moment) > 0 and (p.stop is None or least_gap(moment, p.stop) >= 0) for p in periods):
        return "on"
    if all(least_gap(moment, p.start) >= 0 or (p.stop is not None and not p.fading and least_gap(p.stop, moment) > 0) for p in periods):
        return "off"
    return None


def least_gap(first: When, second: When) -> float:
    """Fewest days by which the second moment can follow the first; negative when it may come before.

    What both are counted from is one unknown: "3 days after the stop" lies after the stop whenever that was.

    >>> stop = When(14, 60, key="stop")
    >>> least_gap(stop, When(3, 3, after=stop)), least_gap(stop, When(17, 63))
    (3.0, -43.0)
    """
    one, other = _chain(first), _chain(second)
    while one and other and _same(one[0], other[0]):
        one, other = one[1:], other[1:]
    return float(sum(w.low for w in other) - sum(w.high for w in one))


def _chain(when: When) -> list[When]:
    return [*(_chain(when.after) if when.after else []), when]


def _same(first: When, second: When) -> bool:
    if first is second:
        return True
    return bool(first.key) and (first.key, first.low, first.high) == (second.key, second.low, second.high)
