"""Two groups' times to an event, many trials at once: the log-rank statistic, and the hazard ratio of Cox's model.

SciPy has the log-rank test of one trial (``scipy.stats.logrank``), which the tests hold this against; a design asks for tens of thousands.
Events never share a moment here, since they are simulated in continuous time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Floats

Flags = NDArray[np.bool_]
_MOST_LOG_RATIO = 8.0
"""Of a group without events the hazard ratio is 0; its logarithm is told as this."""
_STEPS = 40


@dataclass(frozen=True, slots=True)
class SurvivalData:
    """Trials with patients in order of their times: who is given the drug, who has the event, and who is at risk on each side.

    All shapes are (trials, patients).
    """

    drug: Flags
    event: Flags
    at_risk_drug: Floats
    at_risk_other: Floats

    @classmethod
    def of(cls, time: Floats, event: Flags, drug: Flags) -> SurvivalData:
        """Sort patients by their times, shape (trials, patients)."""
        order = np.argsort(time, axis=-1, kind="stable")
        drug, event = (np.take_along_axis(each, order, axis=-1) for each in (drug, event))
        on = np.cumsum(drug[..., ::-1], axis=-1)[..., ::-1].astype(float)
        other = np.cumsum(~drug[..., ::-1], axis=-1)[..., ::-1].astype(float)
        return cls(drug, event, on, other)

    def score(self, log_ratio: Floats) -> tuple[Floats, Floats, Floats]:
        """Logarithm of the partial likelihood, its slope, and its curvature (positive), at a log hazard ratio a trial."""
        ratio = np.exp(log_ratio)[..., None]
        total = self.at_risk_other + self.at_risk_drug * ratio
        share = self.at_risk_drug * ratio / total
        happened = self.event
        value = np.where(happened, self.drug * log_ratio[..., None] - np.log(total), 0.0).sum(-1)
        slope = np.where(happened, self.drug - share, 0.0).sum(-1)
        curvature = np.where(happened, share * (1.0 - share), 0.0).sum(-1)
        return value, slope, curvature


def logrank_z(data: SurvivalData) -> Floats:
    """Log-rank statistic of each trial, positive where those on the drug have fewer events, shape (trials,).

    Mantel 1966; the variance is the hypergeometric one of events that come one by one.
    """
    _, slope, variance = data.score(np.zeros(data.drug.shape[:-1]))
    return np.asarray(np.where(variance > 0.0, -slope / np.sqrt(np.maximum(variance, 1e-300)), 0.0))


def log_hazard_ratio(data: SurvivalData) -> Floats:
    """Logarithm of the hazard ratio that makes the partial likelihood greatest, shape (trials,); at most 8 either way.

    The slope falls all along, so that its zero is bracketed and halved: a group without events has none, and ends at the bound.
    """
    low = np.full(data.drug.shape[:-1], -_MOST_LOG_RATIO)
    high = -low
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        rising = data.score(middle)[1] > 0.0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return np.asarray(0.5 * (low + high))


def cox_z(data: SurvivalData) -> Floats:
    """Signed root of the likelihood ratio of Cox's model, positive where those on the drug have fewer events, shape (trials,).

    It stands where one group has no event, as Wald's statistic does not.
    """
    found = log_hazard_ratio(data)
    gain = data.score(found)[0] - data.score(np.zeros_like(found))[0]
    return np.asarray(-np.sign(found) * np.sqrt(2.0 * np.maximum(gain, 0.0)))
