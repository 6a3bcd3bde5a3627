"""Posterior predictive checks of relapses and remissions: whether the fitted model would have let them happen when they did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.course.model import Course
from rechallenge.inference.paths import Paths


@dataclass(frozen=True, slots=True)
class EventCheck:
    """One relapse or remission against the model.

    Attributes
    ----------
    index
        Place of the event in the course.
    probability
        That it would be recorded so: a relapse within its interval after a quiet time, none during a remission.
    """

    index: int
    probability: float

    @property
    def tail(self) -> float:
        """Predictive probability of one at least as far out: the same.

        Of a remission it is that of lasting as long. The interval of a relapse is that of its being written down, and leaves no side on
        which one could be further out.
        """
        return self.probability


def event_checks(course: Course, past: Paths) -> tuple[EventCheck, ...]:
    """Check each relapse and remission."""
    said = [place for place, event in enumerate(course.events) if event.what in ("relapse", "remission")]
    if not said:
        return ()
    chance = np.exp(past.log_likelihood["events"]).mean(axis=0)
    return tuple(EventCheck(place, float(each)) for place, each in zip(said, chance, strict=True))
