"""Posterior predictive checks: what the fitted model would have expected where something was recorded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course, Observation
from rechallenge.course.obscured import Bounds, bounds_of_disease
from rechallenge.inference.paths import Paths
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.summary import Estimate


@dataclass(frozen=True, slots=True)
class ObservationCheck:
    """One recorded value against the model.

    Attributes
    ----------
    index
        Place of the observation in the course.
    expected
        Predictive value on its day (of a change: the change).
    tail
        Predictive probability of a value at least as far out: for a limit, of falling within it; for a measurement or an interval
        between two bounds, twice that of lying at it or beyond, on the side where that is less likely.
    """

    index: int
    expected: Estimate
    tail: float


def _on(days: Floats, curves: Floats, day: float) -> Floats:
    place = np.clip(np.searchsorted(days, day), 1, len(days) - 1)
    share = np.clip((day - days[place - 1]) / (days[place] - days[place - 1]), 0.0, 1.0)
    return curves[:, place - 1] * (1.0 - share) + curves[:, place] * share


def observation_checks(course: Course, problem: InferenceProblem, past: Paths, seed: int) -> tuple[ObservationCheck, ...]:
    """Check each modelled observation; an uncertain day is drawn anew for each draw of the posterior."""
    rng = np.random.default_rng(seed)
    return tuple(_check(place, course, past, rng) for place in problem.observation_places)


def _check(place: int, course: Course, past: Paths, rng: np.random.Generator) -> ObservationCheck:
    observation = course.observations[place]
    outcome = observation.outcome
    assert outcome is not None  # those that are modelled have one
    logarithmic = outcome.scale.logarithmic
    curves = past.levels[outcome.name]
    curves = np.log(curves) if logarithmic else curves
    error = past.parameters[outcome.model.error]

    def replicate(low: float, high: float) -> Floats:
        # Days are spread over the interval; five of them are enough to predict.
        day = rng.integers(0, 5, len(error))
        on_days = np.stack([_on(past.days, curves, low + (high - low) * (k + 0.5) / 5) for k in range(5)])
        return np.take_along_axis(on_days, day[None], axis=0)[0] + error * rng.standard_normal(len(error))

    value = replicate(observation.at.earliest, observation.at.latest)
    if observation.since is not None:
        earlier = replicate(observation.since.earliest, observation.since.latest)
        if observation.ratio:
            value = np.exp(value - earlier) if logarithmic else value / np.maximum(earlier, 0.1)
        else:
            value = np.exp(value) - np.exp(earlier) if logarithmic else value - earlier
    else:
        value = np.clip(np.exp(value) if logarithmic else value, 0.0, outcome.scale.most)
    return ObservationCheck(
        place, Estimate.of(value, outcome.scale.unit), _tail(observation, value, bounds_of_disease(course, observation))
    )


def _tail(observation: Observation, value: Floats, bounds: Bounds) -> float:
    """How far out a statement lies among predicted values; a narrow interval fits as well as a wide one about the same place."""
    low, high = bounds
    # A score cannot change by more than its whole scale: such an end bounds nothing.
    scale = observation.outcome.scale if observation.outcome is not None else None
    most = scale.most if scale is not None and observation.since is not None and not observation.ratio else np.inf
    sides = [float(np.mean(value >= low))] if low is not None and low > -most else []
    sides += [float(np.mean(value <= high))] if high is not None and high < most else []
    return min(1.0, len(sides) * min(sides, default=1.0))
