"""Cross-checks between the parts of a course: doses that overlap, readings that contradict each other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import inf

from rechallenge.course.checks_of_readings import check_readings, without_repeats
from rechallenge.course.context import Context, when_text
from rechallenge.course.document import CourseDocument
from rechallenge.course.model import Course, DoseStep
from rechallenge.course.possible import entry_of
from rechallenge.literature.drugs import known_drugs


def _additional(document: CourseDocument) -> set[str]:
    """Paths of the doses that are said to be on top of others, with all their parts."""
    paths = set()
    for i, treatment in enumerate(document.treatments):
        if treatment.additional:
            paths.add(f"treatments[{i}]")
        paths |= {f"treatments[{i}].steps[{j}]" for j, step in enumerate(treatment.steps or []) if step.additional}
    return paths


def check_doses(context: Context, course: Course, document: CourseDocument) -> None:
    """Refuse doses of one drug that certainly overlap, unless one is said to be on top of the other.

    Doses are taken in the order of their beginning; of those before, the one that ends last tells whether there is an overlap.
    """
    additional = _additional(document)
    drugs: dict[str, list[DoseStep]] = {}
    for treatment in course.treatments:
        steps = [step for step in treatment.steps if step.every_days is not None and additional.isdisjoint(_entries(step.start.key))]
        drugs.setdefault(treatment.drug, []).extend(steps)
    for drug, steps in drugs.items():
        told_already: set[str] = set()
        lasting: list[DoseStep] = []  # earlier ones that a later one may overlap
        for second in sorted(steps, key=lambda s: s.start.middle):
            lasting = [step for step in lasting if _ends(step) > second.start.middle]
            first = next((step for step in lasting if _overlap(step, second)), None)
            lasting.append(second)
            if first is None:
                continue
            lasting.remove(min(first, second, key=_ends))  # of two that are told, the one that ends last stands for both
            if second.start.key in told_already:
                continue
            told_already.add(second.start.key)
            place = context.places.of(entry_of(first.start.key))
            code = "dose.ongoing" if first.stop is None and second.start.earliest > first.start.latest else "dose.overlap"
            context.error(
                code,
                entry_of(second.start.key),
                drug=drug,
                first=when_text(first.start),
                second=when_text(second.start),
                line_first=place and place.line,
            )
    _check_class(context, course)


def _check_class(context: Context, course: Course) -> None:
    """Doubt a glucocorticoid without a name that is given beside one with a name: it is likely the same one, told twice."""
    unnamed = [step for t in course.treatments if t.drug == "glucocorticoid" for step in t.steps if step.every_days is not None]
    starts, ends = _united(unnamed)
    drugs = known_drugs()
    for treatment in course.treatments if unnamed else ():
        if treatment.drug == "glucocorticoid" or not treatment.known or drugs[treatment.drug].kind != "glucocorticoid":
            continue
        for step in treatment.steps:
            # the last stretch that begins before this dose ends
            place = bisect_left(starts, _ends(step)) - 1
            if place >= 0 and step.start.middle < ends[place]:
                context.warn("dose.class_twice", entry_of(step.start.key), drug=treatment.drug)
                break


def _united(steps: Sequence[DoseStep]) -> tuple[list[float], list[float]]:
    """Return starts and ends of the stretches that doses cover together, in their order, in days."""
    starts: list[float] = []
    ends: list[float] = []
    for start, end in sorted((step.start.middle, _ends(step)) for step in steps):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _entries(key: str) -> Iterator[str]:
    """Return the entries within which a key lies: ``treatments[0]``, ``treatments[0].steps[1]``."""
    yield from (key[: match.end()] for match in re.finditer(r"\]", key))


def _ends(step: DoseStep) -> float:
    return inf if step.stop is None or step.end_open else step.stop.earliest


def _overlap(first: DoseStep, second: DoseStep) -> bool:
    one_moment = first.stop is not None and first.stop.key == second.start.key
    return not one_moment and second.start.latest < _ends(first)


def check_observations(context: Context, course: Course) -> Course:
    """Check the readings beside each other, and tell when there is none; return the course without lines written twice."""
    if not course.observations:
        context.note("observation.none", "")
    once = without_repeats(context, course)
    check_readings(context, once)
    return once
