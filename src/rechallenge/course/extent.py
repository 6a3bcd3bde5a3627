"""How far a record reaches in time, and what of it can be computed: told before anything is fitted."""

from __future__ import annotations

from itertools import pairwise

from rechallenge.course.asked import treatments_asked_about
from rechallenge.course.context import Context, when_text
from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.times import When

YEAR_DAYS = 365.25
LONG_YEARS = 20
"""Farther than this from day 0 a moment is doubted: a slip in a date or a unit."""
APART_YEARS = 5
"""So is a statement that lies farther than this from all others."""
MOST_YEARS = 40
"""What the model follows is computed day by day: with 20 years the first answers take minutes, with 40 they take several."""
MOST_DOSES = 20_000
"""Doses of one drug that are laid out one by one: an hourly one over two years."""


def check_extent(context: Context, course: Course) -> None:
    """Doubt a moment decades away or far from all others; refuse a record that reaches farther than can be computed."""
    everywhere = [b.at for b in course.boundaries] + [o.at for o in course.observations] + [e.at for e in course.events]
    far = {when.key: when for when in everywhere if max(abs(when.earliest), abs(when.latest)) > LONG_YEARS * YEAR_DAYS}
    for when in far.values():
        context.warn("time.far", when.key, found=when_text(when))
    for when, years in apart(course):
        if when.key not in far:
            context.warn("time.apart", when.key, found=when_text(when), years=round(years, 1))
    moments = sorted(followed_moments(course), key=lambda when: when.latest)
    if moments:
        first, last = min(moments, key=lambda when: when.earliest), moments[-1]
        years = (last.latest - first.earliest) / YEAR_DAYS
        if years > MOST_YEARS:
            _refuse(context, first, last, years)
            return
    end_day = last_day(course)
    for number, treatment in enumerate(course.treatments):
        _check_number(context, treatment, f"treatments[{number}]", end_day)


def _refuse(context: Context, first: When, last: When, years: float) -> None:
    """Refuse the end of the record that is farther from day 0, which is where the slip is."""
    odd, other = (last, first) if abs(last.latest) >= abs(first.earliest) else (first, last)
    context.error("time.span", odd.key, found=when_text(odd), first=when_text(other), span=round(years, 1), years=MOST_YEARS)


def _check_number(context: Context, treatment: Treatment, path: str, end_day: float) -> None:
    doses = sum(n_doses(step, end_day) for step in treatment.steps)
    if doses > MOST_DOSES:
        context.error("dose.many", path, drug=treatment.drug, n=round(doses), limit=MOST_DOSES)


def n_doses(step: DoseStep, end_day: float) -> float:
    """Return how many doses a step may come to until a day."""
    if step.every_days is None:
        return 1.0
    stop = end_day if step.stop is None else step.stop.latest
    return max(stop - step.start.earliest, 0.0) / step.every_days


def last_day(course: Course) -> float:
    """Return the last day of which a record tells something."""
    moments = [b.at for b in course.boundaries] + [o.at for o in course.observations] + [e.until or e.at for e in course.events]
    return max((when.latest for when in moments), default=0.0)


def apart(course: Course) -> list[tuple[When, float]]:
    """Return observations and events that lie years away from the rest, each with the years between.

    Of the two sides of such a gap the one with fewer moments is told. A treatment that began long before is none: that is usual.
    """
    stated = {when.key: when for when in [o.at for o in course.observations] + [e.at for e in course.events]}
    moments = sorted([*stated.values(), *(b.at for b in course.boundaries if b.at.key not in stated)], key=lambda when: when.middle)
    found = []
    for place, (before, after) in enumerate(pairwise(moments), 1):
        years = (after.earliest - before.latest) / YEAR_DAYS
        if years > APART_YEARS:
            earlier = [when for when in moments[:place] if when.key in stated]
            later = [when for when in moments[place:] if when.key in stated]
            if earlier and later:
                # the side of fewer moments, and of two alike the one farther from day 0
                sizes = (place, -abs(before.latest)), (len(moments) - place, -abs(after.earliest))
                found.append((earlier[-1] if sizes[0] <= sizes[1] else later[0], years))
    return found


def followed_moments(course: Course) -> list[When]:
    """Return the moments between which a course is computed day by day: of what the model uses, and of the drugs in question."""
    found: list[When] = []
    for observation in course.observations:
        if observation.outcome is not None and not (observation.low is None and observation.high is None):
            found += [observation.at] if observation.since is None else [observation.at, observation.since]
    for event in course.events:
        if event.what in ("relapse", "remission"):
            found += [event.at] if event.until is None else [event.at, event.until]
    for step in (step for treatment in treatments_asked_about(course.treatments) for step in treatment.steps):
        found += [step.start] if step.stop is None else [step.start, step.stop]
    return found
