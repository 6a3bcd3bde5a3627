"""Posterior predictive checks of relapses and remissions: whether the fitted model would have let them happen when they did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.inference.paths import Paths
from rechallenge.inference.problem import InferenceProblem


@dataclass(frozen=True, slots=True)
class EventCheck:
    """One relapse or remission against the model.

    Attributes
    ----------
    index
        Place of the event in the course.
    probability
        That it would happen as recorded: a relapse within its interval, none during a remission.
    tail
        Predictive probability of one at least as far out: of a remission, that of lasting as long; of a relapse, twice that of
        coming as early, or as late, whichever is less.
    """

    index: int
    probability: float
    tail: float


def event_checks(course: Course, problem: InferenceProblem, past: Paths) -> tuple[EventCheck, ...]:
    """Check each relapse and remission."""
    said = [place for place, event in enumerate(course.events) if event.what in ("relapse", "remission")]
    if not said:
        return ()
    table = problem.data.events

    def grown_at(moment: int, offset: float) -> Floats:
        days = past.moments[:, moment] + offset
        return np.array([np.interp(day, past.days, row) for day, row in zip(days, past.hazard, strict=True)])

    found = []
    for row, place in enumerate(said):
        at_risk, first, last = (
            grown_at(moments[row], offsets[row])
            for moments, offsets in (
                (table.risk_moment, table.risk_offset),
                (table.first_moment, table.first_offset),
                (table.last_moment, table.last_offset),
            )
        )
        spared = float(np.mean(np.exp(-np.maximum(last - first, 0.0))))
        if not table.relapse[row]:
            found.append(EventCheck(place, spared, spared))
            continue
        not_before = np.exp(-np.maximum(first - at_risk, 0.0))
        probability = float(np.mean(not_before * -np.expm1(-np.maximum(last - first, 0.0))))
        in_time = float(np.mean(-np.expm1(-np.maximum(last - at_risk, 0.0))))
        told_from = table.risk_moment[row] != table.first_moment[row] or table.risk_offset[row] != table.first_offset[row]
        sides = [in_time, float(np.mean(not_before))] if told_from else [in_time]
        found.append(EventCheck(place, probability, min(1.0, len(sides) * min(sides))))
    return tuple(found)
