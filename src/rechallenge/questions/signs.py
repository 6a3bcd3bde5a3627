"""Signs of what the model leaves out: pain that fell by more than CRP tells, and a CRP that pain does not go with.

One process drives CRP and pain in the model. Hope relieves pain alone, and an infection raises CRP alone: then the two part, at a time
that tells which it may have been. A flexible process follows either of them closely, so a single reading that fits badly is rare; what
tells is the sum of small misfits that all point one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from rechallenge.course.model import Course, Observation
from rechallenge.inference.fit import Fit
from rechallenge.inference.statements import infected
from rechallenge.inference.summary import Message
from rechallenge.questions.giving import names_of

Floats = NDArray[np.float64]

# A sign is told when the mean over the posterior of its tail probability is lower. Under the model that happens in at most twice as many
# patients (Meng 1994, doi:10.1214/aos/1176325622), and in far fewer as calibration shows.
LEAST = 0.1
# Relief that is hoped for comes with the first doses.
EARLY_DAYS = 21.0
# Readings whose day is known worse than this cannot be held beside each other.
SAME_VISIT_DAYS = 1.0


@dataclass(frozen=True, slots=True)
class Residuals:
    """How far one reading lies above the fitted curve, in errors of a reading, in each draw of the posterior.

    Under the model these are standard normal, whatever the curve (Johnson 2007, doi:10.1214/07-BA229).

    Attributes
    ----------
    place
        Of the reading, in the course.
    day
        When it was taken.
    z
        Shape (draws,).
    """

    place: int
    day: float
    z: Floats


def signs(course: Course, fit: Fit) -> tuple[Message, ...]:
    """Tell which of them a fitted record shows."""
    rng = np.random.default_rng(fit.seed)
    crp, pain = (_residuals(course, fit, variable, rng) for variable in ("crp", "pain"))
    found = []
    for drug in fit.problem.drugs:
        first = min(step.start.middle for t in course.treatments if t.drug in names_of(course, drug) for step in t.steps)
        early = [each for each in pain if first < each.day <= first + EARLY_DAYS]
        if early and all_below(early) < LEAST:
            found.append(Message("warning.relief_beyond_crp", {"drug": drug}))
    visits = [(a, b) for a in crp for b in pain if abs(a.day - b.day) <= SAME_VISIT_DAYS]
    if visits and (p := one_apart(visits))[0] < LEAST:
        crp_then = visits[p[1]][0]
        found.append(Message("warning.crp_beyond_pain", {"day": crp_then.day, "written": course.observations[crp_then.place].written}))
    return tuple(found)


def all_below(residuals: Sequence[Residuals]) -> float:
    """Probability, under the model, of residuals whose sum lies as low."""
    return float(ndtr(np.sum([each.z for each in residuals], axis=0) / np.sqrt(len(residuals))).mean())


def one_apart(visits: Sequence[tuple[Residuals, Residuals]]) -> tuple[float, int]:
    """Probability, under the model, that at any visit the first residual exceeds the second by as much; and which visit it is."""
    apart = np.array([(first.z - second.z) / np.sqrt(2.0) for first, second in visits])
    return float(np.mean(1.0 - ndtr(apart.max(axis=0)) ** len(visits))), int(np.argmax(apart.mean(axis=1)))


def _residuals(course: Course, fit: Fit, variable: str, rng: np.random.Generator) -> list[Residuals]:
    """Residuals of the values of a variable whose day is known; of limits and words, drawn from within their interval."""
    past, logarithmic = fit.paths, variable == "crp"
    curves = np.log(past.crp_mg_l) if logarithmic else past.pain
    error = past.parameters["crp_error" if logarithmic else "pain_error"]
    found = []
    for place in fit.problem.observation_places:
        observation = course.observations[place]
        at = observation.at
        if observation.variable != variable or observation.since is not None or at.latest - at.earliest > SAME_VISIT_DAYS:
            continue
        if infected(course, observation):
            continue
        expected = _on(at.middle, past.days, curves)
        low, high = ((bound - expected) / error for bound in _bounds(observation, logarithmic))
        found.append(Residuals(place, at.middle, _within(low, high, rng)))
    return found


def _on(day: float, days: Floats, curves: Floats) -> Floats:
    place = np.clip(np.searchsorted(days, day), 1, len(days) - 1)
    share = np.clip((day - days[place - 1]) / (days[place] - days[place - 1]), 0.0, 1.0)
    return np.asarray(curves[:, place - 1] * (1.0 - share) + curves[:, place] * share)


def _bounds(observation: Observation, logarithmic: bool) -> tuple[float, float]:
    low = -np.inf if not observation.low else observation.low
    high = np.inf if observation.high is None else observation.high
    return (np.log(low) if logarithmic and low > 0.0 else low, np.log(high) if logarithmic else high)


def _within(low: Floats, high: Floats, rng: np.random.Generator) -> Floats:
    """Standard normals between bounds, which may be equal."""
    below = low <= 0.0  # work in the lower tail, where probabilities do not round to 1
    a, b = np.where(below, low, -high), np.where(below, high, -low)
    share = ndtr(a) + rng.random(len(low)) * (ndtr(b) - ndtr(a))
    drawn = np.clip(ndtri(share), a, b)
    return np.asarray(np.where(below, drawn, -drawn))
