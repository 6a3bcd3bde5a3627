"""Where CRP and pain are read every other day, relief by hope and an infection that nobody wrote down are told; sparse charts hide them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from studies.calibration.cases import Case
from studies.calibration.designs import ChartedDay, Design, Look, drawn
from studies.calibration.replicates import tried

PATIENTS = 12


def well_charted(stops: int, rng: np.random.Generator) -> Design:
    """CRP and pain every other day, as numbers, on days that are known."""
    design = drawn(stops, rng)
    days = [ChartedDay(float(day), float(day), float(day)) for day in range(-8, design.last_day + 1, 2)]
    return replace(design, looks=tuple(Look(what, day, "number") for what in ("CRP", "pain") for day in days))


def share_told(scenario: str, code: str) -> float:
    cases = [Case("well charted", number, 1, number % 4 != 3, scenario=scenario) for number in range(PATIENTS)]
    return float(np.mean([code in tried(case, ("laplace",), draw=well_charted).said["laplace"].warned for case in cases]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "code"),
    [("placebo effect on pain", "warning.relief_beyond_crp"), ("an infection not told", "warning.crp_raised")],
)
def test_a_sign_is_told_more_often_where_it_is_true(scenario: str, code: str) -> None:
    told, falsely = share_told(scenario, code), share_told("as assumed", code)
    print(f"{code}: told in {told:.0%} of {PATIENTS} where it is true, in {falsely:.0%} where it is not")
    assert told >= falsely + 0.2
    assert falsely <= 0.2
