"""Scenarios of virtual patients: the one that the model assumes, and others in which it is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scenario:
    """How the scenario differs from the model; by default it does not.

    Attributes
    ----------
    process
        Name of another disease process than that of the patient's fit; empty for the same.
    raised
        The glucocorticoid is raised for some days about the first dose of the drug; the chart does not mention it.
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

    process: str = ""
    raised: bool = False
    missed: float = 0.0
    tolerance_d: float = np.inf
    placebo_points: float = 0.0
    infection_mg_l: float = 0.0
    unwell: bool = False


# Sizes are ours: each is large enough to matter, and small enough to go unnoticed at a bedside.
SCENARIOS = {
    "as assumed": Scenario(),
    "a steroid raise not told": Scenario(raised=True),
    "a quarter of doses missed": Scenario(missed=0.25),
    "tachyphylaxis": Scenario(tolerance_d=14.0),
    "placebo effect on pain": Scenario(placebo_points=3.0),
    "an infection not told": Scenario(infection_mg_l=120.0),
    "CRP taken when unwell": Scenario(unwell=True),
    "activity that waxes and does not end": Scenario(process="waxing"),
}


def infection(height_mg_l: float, days: Floats, last_day: float, rng: np.random.Generator) -> Floats:
    """CRP that one infection of a few days adds, somewhere between the first dose and the end of the record, shape (days,)."""
    return added_crp(height_mg_l, rng.uniform(2.0, max(last_day - 2.0, 3.0)), days)


def added_crp(height_mg_l: float, peak_day: float, days: Floats) -> Floats:
    """CRP that an infection adds, by its height on the day of its peak, shape (days,)."""
    since = days - peak_day
    # It rises over two days, and falls with the half-life of CRP and the infection together.
    return np.asarray(height_mg_l * np.where(since < 0.0, np.clip(1.0 + since / 2.0, 0.0, None), np.exp(-since / 3.0)))
