"""How likely an observation that is not yet made would be, under each draw of the patient.

It is the same likelihood as that of the record (`rechallenge.inference.likelihood`), on curves that go on from the record into a forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.arrays import Floats
from rechallenge.course.model import Course, Event, Observation
from rechallenge.execution import Executors, in_double_precision, threads
from rechallenge.inference import statements
from rechallenge.inference.batches import in_batches
from rechallenge.inference.forecast import Forecast
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_events, log_values
from rechallenge.inference.paths import Paths
from rechallenge.inference.problem import InferenceProblem, bucket
from rechallenge.inference.programs import Program
from rechallenge.inference.statements import EventStatements, ValueStatements
from rechallenge.outcomes import Outcome, outcome


class NotForecastError(ValueError):
    """An observation is of an outcome that the model does not follow, or of days that no curve reaches."""


@dataclass(frozen=True, slots=True)
class Continued:
    """Curves of the record and of a forecast as one, for the draws of both.

    Attributes
    ----------
    days
        Days from day 0 of the course, shape (days,).
    levels
        Curve of each outcome by name, shape (draws, days).
    parameters, moments
        As in `rechallenge.inference.paths.Paths`.
    """

    days: Floats
    levels: Mapping[str, Floats]
    parameters: Mapping[str, Floats]
    moments: Floats

    @classmethod
    def of(cls, past: Paths, future: Forecast) -> Continued:
        """Join the curves of a record with those of a forecast from its last day on; one draw of one is one of the other."""
        days = np.concatenate([past.days[:-1], past.days[-1] + future.days])
        levels = {name: np.concatenate([curve[:, :-1], future.levels[name]], axis=1) for name, curve in past.levels.items()}
        return cls(days, levels, past.parameters, past.moments)


class _Trajectory(NamedTuple):
    levels: dict[str, Array]


class _Draw(NamedTuple):
    """What the likelihood asks of a draw."""

    parameters: dict[str, Array]
    moments: Array
    trajectory: _Trajectory


@Program
def _log_probabilities(
    layout: Layout, values: ValueStatements, events: EventStatements, days: Array, draws: dict[str, Any]
) -> tuple[Array, Array]:
    lengths = jnp.diff(days)

    def one(draw: dict[str, Any]) -> tuple[Array, Array]:
        run = _Draw(draw["parameters"], draw["moments"], _Trajectory(draw["levels"]))
        return log_values(layout.outcomes, values, days, run), log_events(layout.marker.name, events, days, lengths, run)

    return jax.vmap(one)(draws)


@in_double_precision
def log_likelihood_of(
    problem: InferenceProblem,
    course: Course,
    continued: Continued,
    observations: Sequence[Observation] = (),
    events: Sequence[Event] = (),
    executor: Executors = threads,
) -> Floats:
    """Log probability of statements that the record does not hold.

    Parameters
    ----------
    problem, course
        What was fitted.
    continued
        Draws of the patient from the record on.
    observations
        Values or changes of outcomes, on known or uncertain days from day 0 of the course.
    events
        Relapses and remissions; any other event says nothing here.
    executor
        What runs draws side by side.

    Returns
    -------
    Floats
        Shape (draws, observations + relapses and remissions): densities of measurements (per unit of the outcome, or of its logarithm
        where that is its scale) and probabilities of intervals, words and events.

    Raises
    ------
    NotForecastError
        When the model does not follow an outcome, or no curve reaches a day.
    """
    told = [event for event in events if event.what in ("relapse", "remission")]
    infections = [event for event in (*course.events, *events) if event.what == "infection"]
    stated = Course(title="", patient=course.patient, observations=tuple(observations), events=(*infections, *told))
    order = [outcome(model.name) for model in problem.layout.outcomes]
    _check(problem, continued, observations, told, order)
    values = statements.values(stated, problem.moments, bucket(max(len(observations), 1), 16), order)
    if all(each.at.known and each.since is None for each in observations):
        # nothing is spread over days that are known: one of them does
        values = values._replace(at_offset=values.at_offset[:, :1], since_offset=values.since_offset[:, :1])
    happened = statements.events(stated, problem.moments, bucket(max(len(told), 1), 4))
    draws = {"parameters": dict(continued.parameters), "moments": continued.moments, "levels": dict(continued.levels)}
    of_values, of_events = in_batches(partial(_log_probabilities, problem.layout, values, happened, continued.days), draws, executor)
    return np.concatenate([np.asarray(of_values)[:, : len(observations)], np.asarray(of_events)[:, : len(told)]], axis=1)


def _check(
    problem: InferenceProblem, continued: Continued, observations: Sequence[Observation], events: Sequence[Event], order: Sequence[Outcome]
) -> None:
    for observation in observations:
        if observation.outcome not in order or (observation.low is None and observation.high is None):
            raise NotForecastError(f"{observation.what}: {observation.written} states no value of an outcome that the model follows")
    spans = [each for o in observations for each in (o.at, o.since) if each is not None]
    spans += [each for event in events for each in (event.at, event.until) if each is not None]
    first, last = float(continued.days[0]), float(continued.days[-1])
    for when in spans:
        if when.after is not None and not problem.moments.knows(when.after):
            raise NotForecastError("a day counts from a start or stop that is not in the record")
        if when.earliest < first or when.latest > last:
            raise NotForecastError(f"day {when.earliest:g} to {when.latest:g} lies outside the curves (day {first:g} to {last:g})")
