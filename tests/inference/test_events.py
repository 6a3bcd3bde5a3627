"""Relapses, remissions, outcomes and holding doses against quadrature and textbook densities."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from rechallenge.mechanism.dependence import least_holding_dose_mg
from tests.inference.records import Told, record, told, with_prednisone

STOPPED = "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 10 d}\n"


def happened(event: str, treatments: str = STOPPED) -> Told:
    return told(record(f"events:\n  - {event}\n", treatments))


def hazard(run: Told, day: float) -> float:
    """Recognition at its full rate well above a CRP of 10 mg/L, at none below; of 0.1 a day at the least."""
    each = norm.cdf(np.log(run.crp / 10.0) / 0.2)  # what is known on whole days, and in between by a straight line
    return (0.1 + run.parameters["relapse_recognition_per_d"]) * float(np.interp(day, run.days, each))


def accumulated(run: Told, first: float, last: float) -> float:
    """Hazard between two days, by quadrature."""
    return quad(lambda day: hazard(run, day), first, last, limit=400, points=np.arange(np.ceil(first), last))[0]


def was_quiet(run: Told, day: float) -> float:
    """Whether CRP lay, within the two weeks before, under a third of what it is, or under 10 mg/L and half of what it is."""
    level = np.log(run.crp)
    now = np.interp(day, run.days, level)
    before = level[(run.days >= day - 14.0) & (run.days <= day)].min()
    return float(norm.cdf((max(now - np.log(3.0), min(now - np.log(2.0), np.log(10.0))) - before) / 0.2))


def relapsed(run: Told, first: float, last: float) -> float:
    """Chance of a relapse that is recognised between two days, by sums over short steps; one in fifty was none."""
    edges = np.linspace(first, last, 401)
    steps = [accumulated(run, a, b) for a, b in pairwise(edges)]
    unrecognised = np.exp(-np.concatenate([[0.0], np.cumsum(steps)]))
    quiet = np.array([was_quiet(run, 0.5 * (a + b)) for a, b in pairwise(edges)])
    return 0.02 + 0.98 * float(np.sum(-np.diff(unrecognised) * quiet))


@pytest.mark.oracle
@pytest.mark.parametrize(("within", "first", "last"), [("2..5 d", 12.0, 15.0), ("0..7 d", 10.0, 17.0)])
def test_a_relapse_after_a_stop_is_recognised_within_its_interval_after_a_quiet_time(within: str, first: float, last: float) -> None:
    run = happened(f"{{what: relapse, after: stop of anakinra, within: {within}}}")
    assert run.log_likelihood == pytest.approx(np.log(relapsed(run, first, last)), abs=0.05)


@pytest.mark.oracle
def test_a_relapse_on_a_known_day_is_one_recognised_within_half_a_day_of_it() -> None:
    run = happened("{what: relapse, at: 14 d}")
    assert run.log_likelihood == pytest.approx(np.log(relapsed(run, 13.5, 14.5)), abs=0.05)


@pytest.mark.oracle
def test_a_remission_is_a_time_without_relapse() -> None:
    run = happened("{what: remission, from: 4 d, to: 14 d}")
    assert run.log_likelihood == pytest.approx(-accumulated(run, 4.0, 14.0), abs=2e-3)


def test_days_of_remission_that_are_told_twice_are_quiet_once() -> None:
    whole = happened("{what: remission, from: 4 d, to: 14 d}").log_likelihood
    for others in ("{what: remission, from: 6 d, to: 9 d}", "{what: remission, from: 4 d, to: 14 d, note: again}"):
        assert happened(f"{{what: remission, from: 4 d, to: 14 d}}\n  - {others}").log_likelihood == pytest.approx(whole, abs=1e-12)
    parts = "{what: remission, from: 4 d, to: 10 d}\n  - {what: remission, from: 8 d, to: 14 d}"
    assert happened(parts).log_likelihood == pytest.approx(whole, abs=1e-3)


@pytest.mark.oracle
@pytest.mark.parametrize(("word", "low", "high"), [("none", -np.inf, 0.3), ("partial", 0.2, 0.7), ("good", 0.5, np.inf)])
def test_an_outcome_in_words_is_the_share_of_activity_that_was_removed(word: str, low: float, high: float) -> None:
    run = told(record("", with_prednisone(f"outcome: {word}")))
    removed = 20.0 / (20.0 + run.parameters["prednisone.half_effect"])  # under steady dosing the tissues feel the daily dose
    expected = np.log(norm.cdf((high - removed) / 0.1) - norm.cdf((low - removed) / 0.1))
    assert run.log_likelihood == pytest.approx(expected, abs=1e-6)


@pytest.mark.oracle
def test_a_holding_dose_is_the_dose_that_brings_the_typical_activity_to_the_level_of_relapse() -> None:
    run = told(record("", with_prednisone("dependence: 15..20 mg")))
    half, drive = run.parameters["prednisone.half_effect"], run.parameters["drive_mg_l"]
    # drive x half / (half + dose) = 10, solved for the dose; far above the level the rounded corner adds nothing
    dose = half * (drive / 10.0 - 1.0)
    assert drive > 20.0
    expected = np.log(norm.cdf(np.log(20.0 / dose) / 0.25) - norm.cdf(np.log(15.0 / dose) / 0.25))
    assert run.log_likelihood == pytest.approx(expected, abs=1e-4)


def test_no_steroid_holds_what_needs_no_holding() -> None:
    assert float(least_holding_dose_mg(np.array(2.0), np.array(10.0))) < 0.01
    assert float(least_holding_dose_mg(np.array(100.0), np.array(10.0), 0.05)) < 0.1  # another drug lets little through
    assert float(least_holding_dose_mg(np.array(100.0), np.array(10.0))) == pytest.approx(90.0, rel=1e-6)
