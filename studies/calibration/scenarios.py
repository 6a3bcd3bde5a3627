"""Worlds in which virtual patients live: the one that the model assumes, and others in which it is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Of a flare that is either on or off: its level against that of the time between flares, about the same typical activity.
SWITCH_RATIO = 12.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """How the scenario differs from the model; by default it does not.

    Attributes
    ----------
    switching
        Activity is on or off, and stays either for a random time, instead of drifting between all levels.
    missed
        Share of the doses of the drug that were not taken, though the chart says so.
    tolerance_d
        Days over which the drug comes to act half as strongly (tachyphylaxis); infinite where it does not.
    placebo_points
        Points by which pain falls with the first dose whatever the drug does, half of it gone after two weeks; CRP does not follow.
    infection_mg_l
        CRP that an infection adds at its peak; the chart does not mention it.
    unwell
        CRP is taken when the patient is unwell: each visit falls on the worst day of the three about it.
    """

    switching: bool = False
    missed: float = 0.0
    tolerance_d: float = np.inf
    placebo_points: float = 0.0
    infection_mg_l: float = 0.0
    unwell: bool = False


# Sizes are ours: each is large enough to matter, and small enough to go unnoticed at a bedside.
SCENARIOS = {
    "as assumed": Scenario(),
    "flares switch on and off": Scenario(switching=True),
    "a quarter of doses missed": Scenario(missed=0.25),
    "tachyphylaxis": Scenario(tolerance_d=14.0),
    "placebo effect on pain": Scenario(placebo_points=3.0),
    "an infection not told": Scenario(infection_mg_l=120.0),
    "CRP taken when unwell": Scenario(unwell=True),
}


def switched(log_typical: float, volatility: float, persistence_d: float, days: Floats, rng: np.random.Generator) -> Floats:
    """Logarithm of an activity that switches between two levels of the same mean and persistence as the model's process.

    A telegraph process whose autocorrelation falls with the same time constant; its two levels lie `SWITCH_RATIO` apart, or as
    far as the volatility of this patient asks when that is more.
    """
    half = max(0.5 * np.log(SWITCH_RATIO), volatility)
    stays = np.exp(-0.5 * np.diff(days) / persistence_d)  # two switches on the way forget as one relaxation does
    flips = rng.random(len(stays)) > stays
    signs = np.cumprod(np.concatenate([[1.0 if rng.random() < 0.5 else -1.0], np.where(flips, -1.0, 1.0)]))
    return np.asarray(log_typical + half * signs)


def infection(height_mg_l: float, days: Floats, last_day: float, rng: np.random.Generator) -> Floats:
    """CRP that one infection of a few days adds, somewhere between the first dose and the end of the record, shape (days,)."""
    peak = rng.uniform(2.0, max(last_day - 2.0, 3.0))
    since = days - peak
    # It rises over two days, and falls with the half-life of CRP and the infection together.
    return np.asarray(height_mg_l * np.where(since < 0.0, np.clip(1.0 + since / 2.0, 0.0, None), np.exp(-since / 3.0)))
