"""Uncertain moments as unknowns that facts share, and the doses that follow them."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import kstest, norm

from rechallenge.course.times import When
from rechallenge.formats.reading import read_course
from rechallenge.inference.dosing import smooth_bump, smooth_ramp
from rechallenge.inference.problem import build_problem
from rechallenge.inference.timetable import Timetable


def test_two_uses_of_one_key_are_one_unknown() -> None:
    moments = Timetable()
    first, second = moments.number(When(3.0, 9.0, key="stop")), moments.number(When(3.0, 9.0, key="stop"))
    other = moments.number(When(3.0, 9.0, key="start"))
    assert first == second != other
    assert moments.n_unknown == 2


def test_a_chain_of_moments_adds_up() -> None:
    stop = When(10.0, 20.0, key="stop")
    restart = When(3.0, 7.0, key="restart", after=stop)
    moments = Timetable()
    last = moments.number(When(1.0, 1.0, after=restart))
    days = np.asarray(moments.times(2, len(moments)).days(jnp.asarray([0.3, -1.2])))
    stopped, restarted = days[moments.number(stop)], days[moments.number(restart)]
    assert restarted - stopped == pytest.approx(3.0 + 4.0 * norm.cdf({0: 0.3, 1: -1.2}[_unknown(moments, restart)]))
    assert stopped == pytest.approx(10.0 + 10.0 * norm.cdf({0: 0.3, 1: -1.2}[_unknown(moments, stop)]))
    assert days[last] == pytest.approx(restarted + 1.0)


def _unknown(moments: Timetable, when: When) -> int:
    return int(moments.times(2, len(moments)).unknown[moments.number(when)])


def test_an_uncertain_moment_is_uniform_between_its_bounds() -> None:
    moments = Timetable()
    place = moments.number(When(10.0, 20.0, key="stop"))
    times = moments.times(1, len(moments))
    drawn = [float(times.days(jnp.asarray([z]))[place]) for z in np.random.default_rng(0).standard_normal(400)]
    assert kstest(drawn, "uniform", args=(10.0, 10.0)).pvalue > 0.01


def given_mg(treatments: str, normals: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Total of all doses in mg, and the days of the moments, when the uncertain moments stand at these normals."""
    readings = "[{what: CRP, at: 60 d, value: normal}, {what: CRP, at: 0 d, value: raised}]"
    text = f"rechallenge: 1\ntreatments:\n{treatments}\nobservations: {readings}"
    problem = build_problem(read_course(text).course)
    padded = np.zeros(problem.layout.n_unknown_moments)
    padded[: len(normals)] = normals
    days = problem.data.times.days(jnp.asarray(padded))
    during, before = problem.data.doses, problem.data.earlier_doses
    doses = during.certain_mg.sum() + during.uncertain.given_mg(days).sum() + before.given_mg(days).sum()
    return np.asarray(doses), np.asarray(days)


@pytest.mark.parametrize("place", [-1.5, 0.0, 0.3, 2.0])
def test_the_total_dose_under_an_uncertain_stop_is_duration_over_interval(place: float) -> None:
    total, days = given_mg("  - {drug: prednisone, dose: 20 mg, every: 1 d, from: 0 d, to: 20..40 d}", [place])
    stop = 20.0 + 20.0 * norm.cdf(place)
    assert np.any(np.isclose(days, stop))
    # Half a dose more: the first is given at once, and the stop falls anywhere within the interval after the last.
    assert total == pytest.approx(20.0 * stop, abs=10.1)
    moved, _ = given_mg("  - {drug: prednisone, dose: 20 mg, every: 1 d, from: 0 d, to: 20..40 d}", [place + 0.1])
    assert moved - total == pytest.approx(20.0 * 20.0 * (norm.cdf(place + 0.1) - norm.cdf(place)), rel=1e-9)


@pytest.mark.parametrize("place", [-1.0, 0.1, 1.7])
def test_one_dose_hands_over_to_the_next_without_gap_or_overlap(place: float) -> None:
    first, second = "{dose: 20 mg, every: 1 d, from: 0 d}", "{dose: DOSE mg, every: 1 d, from: 10..30 d, to: 50 d}"
    steps = f"  - drug: prednisone\n    steps:\n      - {first}\n      - {second}"
    same, _ = given_mg(steps.replace("DOSE", "20"), [place])
    assert same == pytest.approx(20.0 * 50.0, rel=1e-9)
    # A milligram less from an uncertain day on: as many milligrams less as there are days after it.
    lower, _ = given_mg(steps.replace("DOSE", "19"), [place])
    assert same - lower == pytest.approx(50.0 - (10.0 + 20.0 * norm.cdf(place)), abs=0.51)


def test_known_days_give_whole_doses() -> None:
    total, _ = given_mg("  - {drug: prednisone, dose: 20 mg, every: 2 d, from: 0 d, to: 10 d}", [])
    assert total == 20.0 * 5


def test_a_taper_gives_the_mean_of_its_ends() -> None:
    total, _ = given_mg("  - {drug: prednisone, dose: 20 mg, taper: 10 mg, every: 1 d, from: 0 d, to: 40 d}", [])
    assert total / 40.0 == pytest.approx(15.0, abs=0.2)


@pytest.mark.parametrize("offset", np.linspace(0.0, 1.0, 7))
def test_shares_of_doses_add_up_wherever_the_edge_falls(offset: float) -> None:
    days = np.arange(-10.0, 11.0) + offset
    assert float(jnp.sum(smooth_bump(jnp.asarray(days)))) == pytest.approx(1.0)
    beyond = jnp.asarray(days)
    assert float(jnp.sum(smooth_ramp(beyond + 0.1) - smooth_ramp(beyond))) == pytest.approx(0.1)


def test_four_milligrams_of_methylprednisolone_weigh_as_five_of_prednisone() -> None:
    of = "  - {{drug: {}, dose: {} mg, every: 1 d, from: 0 d, to: 30 d}}"
    assert given_mg(of.format("methylprednisolone", 16), [])[0] == given_mg(of.format("prednisone", 20), [])[0]
