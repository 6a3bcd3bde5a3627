"""On-periods of a drug: cutting interruptions out of its doses, and the starts and stops that remain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

from rechallenge.course.model import Boundary, DoseStep, Treatment
from rechallenge.course.regimen import dose_on, end_of, runs_on
from rechallenge.course.times import When


@dataclass(frozen=True, slots=True)
class Interruption:
    """A stretch without the drug; `stop` is None when it was never resumed."""

    start: When
    stop: When | None
    path: str


def cut(steps: Sequence[DoseStep], gap: Interruption) -> list[DoseStep] | None:
    """Cut a gap out of the steps of a drug; None when the drug was not given at its beginning.

    The step that the gap splits keeps its dose; a taper keeps its line. Order goes by the middle of uncertain times, and
    the moments themselves are kept, so that the end of one step and the beginning of the gap stay one unknown.
    """
    begin, end = gap.start.middle, inf if gap.stop is None else gap.stop.middle
    split = False
    left: list[DoseStep] = []
    for step in steps:
        if step.every_days is None or end_of(step) <= begin or step.start.middle >= end:
            left.append(step)
            continue
        if step.start.middle < begin:
            split = True
            reached = None if step.dose_mg_end is None else dose_on(step, begin, None)
            left.append(replace(step, stop=gap.start, dose_mg_end=reached))
        if gap.stop is not None and end_of(step) > end:
            # what is said of the step stays with its first part
            note = None if step.start.middle < begin else step.note
            left.append(replace(step, start=gap.stop, dose_mg=dose_on(step, end, None), note=note))
    return left if split else None


def _deliberate(when: When) -> bool:
    """Whether a file says in so many words that the drug stopped here, however short the gap."""
    return "interruptions[" in when.key or when.key.startswith("events[")


def boundaries_of(treatments: Iterable[Treatment]) -> tuple[Boundary, ...]:
    """Return the starts and stops of each drug, numbered in order of time; a change of dose is neither.

    A gap no longer than the spacing of the doses is no stop, unless the file calls it an interruption. A drug still given
    at the end of the record has no last stop, nor has one whose end is open; a single dose has a start only.
    """
    drugs: dict[str, list[DoseStep]] = {}
    for treatment in treatments:
        drugs.setdefault(treatment.drug, []).extend(treatment.steps)
    found: list[Boundary] = []
    for drug, steps in drugs.items():
        edges = _edges(sorted(steps, key=lambda s: (s.start.middle, end_of(s))))
        counts = {"start": 0, "stop": 0}
        for start, stop in edges:
            counts["start"] += 1
            found.append(Boundary(drug, "start", counts["start"], start))
            if stop is not None and not any(step.stop is stop and step.end_open for step in steps):
                counts["stop"] += 1
                found.append(Boundary(drug, "stop", counts["stop"], stop))
    return tuple(found)


def _edges(steps: Sequence[DoseStep]) -> list[tuple[When, When | None]]:
    periods: list[tuple[When, When | None]] = []
    start: When | None = None
    stop: When | None = None
    every = 0.0
    for step in (s for s in steps if s.every_days is not None):
        if start is not None and _continues(stop, every, step):
            if stop is not None and (step.stop is None or step.stop.middle >= stop.middle):
                stop, every = step.stop, step.every_days or 0.0
            continue
        if start is not None:
            periods.append((start, stop))
        start, stop, every = step.start, step.stop, step.every_days or 0.0
    if start is not None:
        periods.append((start, stop))
    singles = [(s.start, None) for s in steps if s.every_days is None and not any(runs_on(other, s.start.middle) for other in steps)]
    return sorted([*periods, *singles], key=lambda p: p[0].middle)


def _continues(stop: When | None, every: float, step: DoseStep) -> bool:
    if stop is None or stop is step.start or (stop.key and stop.key == step.start.key):
        return True
    if _deliberate(stop) or _deliberate(step.start):
        return step.start.middle < stop.middle
    return step.start.middle - stop.middle <= every + 1e-9
