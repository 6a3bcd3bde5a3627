"""Posterior predictive checks: what the fitted model would have expected where something was recorded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.model import Course, Observation
from rechallenge.inference.paths import Paths
from rechallenge.inference.problem import Problem
from rechallenge.inference.summary import Estimate

Floats = NDArray[np.float64]
UNITS = {"crp": "mg/L", "pain": "", "motion": ""}


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
        For a measurement, the predictive probability of one at least as extreme; for an interval or a word, of falling within it.
    """

    index: int
    expected: Estimate
    tail: float


def _on(days: Floats, curves: Floats, day: float) -> Floats:
    place = np.clip(np.searchsorted(days, day), 1, len(days) - 1)
    share = np.clip((day - days[place - 1]) / (days[place] - days[place - 1]), 0.0, 1.0)
    return curves[:, place - 1] * (1.0 - share) + curves[:, place] * share


def observation_checks(course: Course, problem: Problem, past: Paths, seed: int) -> tuple[ObservationCheck, ...]:
    """Check each modelled observation; an uncertain day is drawn anew for each draw of the posterior."""
    rng = np.random.default_rng(seed)
    return tuple(_check(place, course.observations[place], past, rng) for place in problem.observation_places)


def _check(place: int, observation: Observation, past: Paths, rng: np.random.Generator) -> ObservationCheck:
    crp = observation.variable == "crp"
    curves = {"crp": np.log(past.crp_mg_l), "pain": past.pain, "motion": past.motion}[observation.variable]
    error = past.parameters["crp_error" if crp else "pain_error"]

    def replicate(low: float, high: float) -> Floats:
        # Days are spread over the interval; five of them are enough to predict.
        day = rng.integers(0, 5, len(error))
        on_days = np.stack([_on(past.days, curves, low + (high - low) * (k + 0.5) / 5) for k in range(5)])
        return np.take_along_axis(on_days, day[None], axis=0)[0] + error * rng.standard_normal(len(error))

    value = replicate(observation.at.earliest, observation.at.latest)
    if observation.since is not None:
        earlier = replicate(observation.since.earliest, observation.since.latest)
        if observation.ratio:
            value = np.exp(value - earlier) if crp else value / np.maximum(earlier, 0.1)
        else:
            value = np.exp(value) - np.exp(earlier) if crp else value - earlier
    elif crp:
        value = np.exp(value)
    else:
        value = np.clip(value, 0.0, 10.0)
    low = -np.inf if observation.low is None else observation.low
    high = np.inf if observation.high is None else observation.high
    if observation.measured:
        tail = 2.0 * min(float(np.mean(value <= low)), float(np.mean(value >= low)), 0.5)
    else:
        tail = float(np.mean((value >= low) & (value <= high)))
    return ObservationCheck(place, Estimate.of(value, UNITS[observation.variable]), tail)
