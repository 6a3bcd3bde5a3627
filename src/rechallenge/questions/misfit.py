"""Signs of what the model leaves out: pain that fell by more than CRP tells, and a CRP that pain does not go with.

One process drives CRP and pain in the model. Hope relieves pain alone, and an infection raises CRP alone: then the two part, at a time that
tells which it may have been. The process is flexible and follows either closely, so that hardly a reading fits badly by itself. What tells
is how much likelier the whole record would be if the model had the one thing more, which is a mean over the draws of its posterior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, logsumexp, ndtri

from rechallenge.arrays import Floats
from rechallenge.course.model import Course, Observation
from rechallenge.course.obscured import hidden_by
from rechallenge.inference.fit import Fit
from rechallenge.inference.summary import Message
from rechallenge.outcomes import Outcome, marker, outcomes

# A sign is told when the record is so many times as likely with it: of records that the model is true of, at most one in three can show
# one as strong, whatever the prior of the sign (Royall 2000, J Am Stat Assoc 95:760); calibration tells how many do.
TOLD = 3.0
MOST = 1000.0
# Relief by hope, in points of pain: half-normal, half of it gone after two weeks. CRP that an infection adds:
# log-normal at its peak, then falling with it. Sizes are ours.
RELIEF_POINTS, RELIEF_HALF_LIFE_D = 2.0, 14.0
ADDED_CRP_MG_L, ADDED_CRP_SPREAD, ADDED_CRP_HALF_LIFE_D = 50.0, 1.0, 2.0
KNOWN_TO_DAYS = 2.0
# Middles of as many parts of equal probability stand for each of the two.
_PLACES = (np.arange(16) + 0.5) / 16.0
RELIEF = RELIEF_POINTS * ndtri(0.5 + 0.5 * _PLACES)
ADDED = ADDED_CRP_MG_L * np.exp(ADDED_CRP_SPREAD * ndtri(_PLACES))


@dataclass(frozen=True, slots=True)
class FittedReading:
    """A value of the record beside the fitted curve, CRP as its logarithm.

    Attributes
    ----------
    place
        In the course.
    day
        When it was taken; of a day known to within two, its middle.
    low, high
        Bounds of what was read; equal where it was measured.
    expected, error
        The curve on that day and the error of a reading, in each draw of the posterior, shape (draws,).
    """

    place: int
    day: float
    low: float
    high: float
    expected: Floats
    error: Floats

    def log_ratio(self, otherwise: Floats) -> Floats:
        """How much likelier it is under other expected values, shape (draws, values), on the log scale."""
        return self._log_likelihood(otherwise) - self._log_likelihood(self.expected[:, None])

    def _log_likelihood(self, expected: Floats) -> Floats:
        low, high = ((bound - expected) / self.error[:, None] for bound in (self.low, self.high))
        if self.low == self.high:
            return -0.5 * low * low
        # Work in the lower tail, where the probabilities do not round to 1.
        low, high = np.where(low > 0.0, -high, low), np.where(low > 0.0, -low, high)
        upper = log_ndtr(high)
        return np.asarray(upper + np.log1p(-np.exp(np.minimum(log_ndtr(low) - upper, -1e-12))))


def misfit(course: Course, fit: Fit) -> tuple[Message, ...]:
    """Tell which of them a fitted record shows."""
    felt = [_readings(course, fit, outcome) for outcome in outcomes().values() if outcome.reported_by_patient]
    crp = _readings(course, fit, marker())
    found = []
    for drug in fit.problem.drugs:
        first = fit.problem.regimen.first_start(drug)
        if first is None:
            continue
        if (ratio := max((relief(readings, first.middle) for readings in felt), default=1.0)) > TOLD:
            found.append(Message("warning.relief_beyond_crp", {"drug": drug, "n": round(min(ratio, MOST))}))
    ratios = raised(crp)
    if sum(ratios) > TOLD:
        worst = crp[int(np.argmax(ratios))]
        values = {"day": worst.day, "written": course.observations[worst.place].written, "n": round(min(sum(ratios), MOST))}
        found.append(Message("warning.crp_raised", values))
    return tuple(found)


def relief(pain: Sequence[FittedReading], first_dose: float) -> float:
    """How many times as likely the record is if the first dose relieved pain beside what it did to the disease."""
    later = [each for each in pain if each.day > first_dose]
    if not later:
        return 1.0
    left = [0.5 ** ((each.day - first_dose) / RELIEF_HALF_LIFE_D) for each in later]
    return _mean(sum(each.log_ratio(each.expected[:, None] - RELIEF * share) for each, share in zip(later, left, strict=True)))


def raised(crp: Sequence[FittedReading]) -> list[float]:
    """How many times as likely the record is if something else raised CRP for days: parts that add up, by the reading that was its peak."""
    return [_mean(sum(_raised_since(peak.day, each) for each in crp if each.day >= peak.day)) / len(crp) for peak in crp]


def _raised_since(peak: float, reading: FittedReading) -> Floats:
    left = np.log(ADDED) - np.log(2.0) * (reading.day - peak) / ADDED_CRP_HALF_LIFE_D
    return reading.log_ratio(np.logaddexp(reading.expected[:, None], left))


def _mean(log_ratios: Floats | int) -> float:
    log_ratios = np.asarray(log_ratios)
    return float(np.exp(min(logsumexp(log_ratios) - np.log(log_ratios.size), 700.0)))


def _readings(course: Course, fit: Fit, outcome: Outcome) -> list[FittedReading]:
    """Values of an outcome, changes left out, and those on days too uncertain to be held against one day of the curve."""
    past, logarithmic = fit.paths, outcome.scale.logarithmic
    curves = past.levels.get(outcome.name)
    if curves is None:
        return []
    curves = np.log(curves) if logarithmic else curves
    error = past.parameters[outcome.model.error]
    found = []
    for place in fit.problem.observation_places:
        observation = course.observations[place]
        known = observation.at.latest - observation.at.earliest <= KNOWN_TO_DAYS
        if observation.outcome is outcome and observation.since is None and known and not hidden_by(course, observation):
            day = observation.at.middle
            found.append(FittedReading(place, day, *_bounds(observation, logarithmic), _on(day, past.days, curves), error))
    return found


def _on(day: float, days: Floats, curves: Floats) -> Floats:
    place = np.clip(np.searchsorted(days, day), 1, len(days) - 1)
    share = np.clip((day - days[place - 1]) / (days[place] - days[place - 1]), 0.0, 1.0)
    return np.asarray(curves[:, place - 1] * (1.0 - share) + curves[:, place] * share)


def _bounds(observation: Observation, logarithmic: bool) -> tuple[float, float]:
    low = -np.inf if not observation.low else observation.low
    high = np.inf if observation.high is None else observation.high
    return (np.log(low) if logarithmic and low > 0.0 else low, np.log(high) if logarithmic else high)
