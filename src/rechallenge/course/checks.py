"""Cross-checks between the parts of a course: doses that overlap, readings that contradict each other."""

from __future__ import annotations

import re
from itertools import combinations
from math import inf

from rechallenge.course.context import Context, told
from rechallenge.course.document import CourseDocument
from rechallenge.course.model import Course, DoseStep, Observation
from rechallenge.course.times import When
from rechallenge.literature.drugs import folded

_LONG_RECORD_DAYS = 20 * 365.25


def _path_of(when: When) -> str:
    return re.sub(r"\.(from|to|for|at(\[\d+\])?)$", "", when.key)


def _additional(document: CourseDocument) -> set[str]:
    paths = set()
    for i, treatment in enumerate(document.treatments):
        if treatment.additional:
            paths.add(f"treatments[{i}]")
        paths |= {f"treatments[{i}].steps[{j}]" for j, step in enumerate(treatment.steps or []) if step.additional}
    return paths


def check_doses(context: Context, course: Course, document: CourseDocument) -> None:
    """Refuse doses of one drug that certainly overlap, unless one is said to be on top of the other."""
    additional = _additional(document)
    drugs: dict[str, list[DoseStep]] = {}
    for treatment in course.treatments:
        drugs.setdefault(treatment.drug, []).extend(s for s in treatment.steps if s.every_days is not None)
    for drug, steps in drugs.items():
        told_already: set[str] = set()
        for first, second in combinations(sorted(steps, key=lambda s: s.start.middle), 2):
            if any(re.match(rf"{re.escape(path)}(\.|$)", when.key) for path in additional for when in (first.start, second.start)):
                continue
            ends = inf if first.stop is None else first.stop.earliest
            if first.stop is not None and first.stop.key == second.start.key:
                continue
            if second.start.latest >= ends or second.start.key in told_already:
                continue
            told_already.add(second.start.key)
            place = context.places.of(_path_of(first.start))
            code = "dose.ongoing" if first.stop is None and second.start.earliest > first.start.latest else "dose.overlap"
            context.error(
                code, _path_of(second.start), drug=drug, first=told(first.start), second=told(second.start), line_first=place and place.line
            )


def _disjoint(first: Observation, second: Observation) -> bool:
    if first.low is None and first.high is None:
        return False
    below = first.high is not None and second.low is not None and first.high < second.low
    above = first.low is not None and second.high is not None and second.high < first.low
    return below or above


def check_observations(context: Context, course: Course) -> None:
    """Refuse two readings of one variable at one known time that cannot both be true; tell when there is no reading."""
    if not course.observations:
        context.note("observation.none", "")
    levels = [o for o in course.observations if o.since is None and o.at.known]
    for first, second in combinations(levels, 2):
        same = first.outcome is second.outcome and (first.outcome is not None or folded(first.what) == folded(second.what))
        if not same or first.at.earliest != second.at.earliest or first.at.key == second.at.key:
            continue
        path = _path_of(second.at)
        if _disjoint(first, second):
            place = context.places.of(_path_of(first.at))
            values = {"what": second.what, "when": told(second.at), "first": first.written, "second": second.written}
            context.error("observation.contradiction", path, **values, line_first=place and place.line)
        elif (first.low, first.high, first.written) == (second.low, second.high, second.written):
            context.warn("observation.twice", path, what=second.what, when=told(second.at))


def check_span(context: Context, course: Course) -> None:
    """Doubt times decades away: a slip in a date or a unit."""
    moments = [b.at for b in course.boundaries] + [o.at for o in course.observations] + [e.at for e in course.events]
    for when in moments:
        if max(abs(when.earliest), abs(when.latest)) > _LONG_RECORD_DAYS:
            context.warn("time.far", when.key, found=told(when))
