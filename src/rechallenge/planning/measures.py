"""What may be measured or asked on a day to come, and how probable each of its results is under each draw of the patient.

A measurement of an outcome is cut into intervals; the probability of each is that of the likelihood of the record itself
(`rechallenge.inference.predictive`), which knows the error of a measurement. Whether a relapse was recognised by a day is asked of the
forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course, Observation
from rechallenge.course.obscured import suppressed_by
from rechallenge.course.times import When
from rechallenge.execution import Executors, threads
from rechallenge.inference.forecast import Forecast
from rechallenge.inference.paths import Paths
from rechallenge.inference.predictive import Continued, log_likelihood_of
from rechallenge.inference.problem import InferenceProblem
from rechallenge.outcomes import Outcome, outcome

RELAPSE = "relapse"
"""Name of the question whether a relapse was recognised by a day, where a measurement has that of its outcome."""

# Intervals into which a measurement is cut, of even probability over all draws: what finer ones would tell more is within its error.
RESULTS = 12
# Where the intervals do not share out all that may be found, something hides the outcome on that day (an infection).
WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurement or question on one day.

    Attributes
    ----------
    outcome
        What is measured; None where it is asked whether a relapse was recognised by then.
    day
        Days from today.
    """

    outcome: Outcome | None
    day: int

    @property
    def name(self) -> str:
        """Name of the outcome, or `RELAPSE`."""
        return RELAPSE if self.outcome is None else self.outcome.name

    @property
    def needs_visit(self) -> bool:
        """Whether the patient must be seen or give blood; what patients tell themselves can be told from home."""
        return self.outcome is not None and not self.outcome.reported_by_patient


@dataclass(frozen=True, slots=True)
class PossibleResults:
    """Measures of one future, and how probable each of their results is.

    Attributes
    ----------
    measures
        In the order of the second axis.
    probabilities
        Shape (draws, measures, `RESULTS`); the question about a relapse has two results, and its others probability 0.
    """

    measures: tuple[Measure, ...]
    probabilities: Floats


def measurable(course: Course, problem: InferenceProblem) -> tuple[Outcome, ...]:
    """Outcomes that the model of a course follows and that no drug of today hides.

    One that the record never gives has no level of its own in the model of this patient: nothing is known of what it would be.
    """
    today = When(problem.end_day, problem.end_day)
    followed = (outcome(model.name) for model in problem.layout.outcomes)
    return tuple(each for each in followed if not suppressed_by(course, each, today))


def results_of(
    problem: InferenceProblem,
    course: Course,
    past: Paths,
    future: Forecast,
    weights: Floats,
    days: Sequence[int],
    seed: int,
    executor: Executors = threads,
) -> PossibleResults:
    """How probable each result of each measure is under each draw of a future.

    Parameters
    ----------
    past, future
        The draws until today, and from then on.
    weights
        Of the draws, adding up to 1: intervals are of even probability under them.
    days
        Days from today on which one may measure.
    seed
        Of the errors of measurement by which the intervals are laid out.
    executor
        Gives what runs draws side by side.
    """
    measures = [Measure(each, day) for each in measurable(course, problem) for day in days]
    observations: list[Observation] = []
    rng = np.random.default_rng(seed)
    for each in measures:
        assert each.outcome is not None  # as they were made
        values = drawn_values(problem, future.levels[each.name][:, each.day], past.parameters, each.name, rng)
        observations += _intervals(each.outcome, problem.end_day + each.day, values, weights)
    continued = Continued(problem.end_day + future.days, future.levels, past.parameters, past.moments)
    found = np.exp(log_likelihood_of(problem, course, continued, observations, executor=executor)).reshape(
        len(weights), len(measures), RESULTS
    )
    whole = np.abs(found.sum(axis=2) - 1.0).max(axis=0, initial=0.0) < WHOLE
    asked = [Measure(None, day) for day in days]
    relapsed = np.zeros((len(weights), len(days), RESULTS))
    relapsed[:, :, 0] = future.p_relapse[:, list(days)]
    relapsed[:, :, 1] = 1.0 - relapsed[:, :, 0]
    kept = tuple(each for each, told in zip(measures, whole, strict=True) if told)
    return PossibleResults((*kept, *asked), np.concatenate([found[:, whole], relapsed], axis=1))


def drawn_values(problem: InferenceProblem, level: Floats, parameters: Mapping[str, Floats], name: str, rng: np.random.Generator) -> Floats:
    """Values that the draws may give of an outcome, on the scale of its errors.

    Shapes: level (draws, ...), parameters (draws,) each, result as the level.
    """
    model = next(each for each in problem.layout.outcomes if each.name == name)
    centre = np.log(level) if model.logarithmic else level
    error = parameters[model.error].reshape(-1, *[1] * (centre.ndim - 1))
    return np.asarray(centre + error * rng.standard_normal(centre.shape))


def _intervals(what: Outcome, day: float, values: Floats, weights: Floats) -> list[Observation]:
    """Intervals of even probability, as statements of a record."""
    shares = np.arange(1, RESULTS) / RESULTS
    edges = np.quantile(values, shares, method="inverted_cdf", weights=weights)
    # equal edges would leave an interval without width
    edges = np.maximum.accumulate(edges + 1e-9 * np.arange(len(edges)) * max(1.0, float(np.ptp(values))))
    bounds = [float(each) for each in (np.exp(edges) if what.scale.logarithmic else edges)]
    lows, highs = [None, *bounds], [*bounds, None]
    return [Observation(what.name, what, When(day, day), low, high, "") for low, high in zip(lows, highs, strict=True)]
