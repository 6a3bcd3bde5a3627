"""Flares that begin and end: how long they last, how often they come, and that a course goes on from where it stands."""

from __future__ import annotations

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from rechallenge.mechanism.processes import EPISODIC
from rechallenge.mechanism.processes.process import Knots, Parameters, PseudoObservations

STEP_DAYS, DAYS, PATIENTS = 0.5, 2000.0, 60
HALF_WAY_MG_L = 10.0
SUPPRESSION, SUPPRESSION_DAYS = 4.0, 5.0


def parameters(flare_days: float, interval_days: float, persisting: float = 1e-3, burnt_out: float = 1e-3) -> dict[str, Array]:
    """A flare of 100 mg/L over a quiet level of 1 mg/L: half way, on the log scale, lie 10 mg/L."""
    values = {
        "drive_mg_l": 100.0,
        "flare_spread": 1e-3,
        "flare_days": flare_days,
        "interval_days": interval_days,
        "persisting": persisting,
        "burnt_out": burnt_out,
        "quiet_share": 0.01,
        "suppression": SUPPRESSION,
        "suppression_days": SUPPRESSION_DAYS,
    }
    return {name: jnp.asarray(value) for name, value in values.items()}


def activity(of: Parameters, n_patients: int = PATIENTS) -> np.ndarray:
    """Activity of virtual patients in mg/L, shape (patients, knots)."""
    days = np.arange(0.0, DAYS, STEP_DAYS)
    normals = np.random.default_rng(0).standard_normal((n_patients, EPISODIC.n_unit_normals(len(days))))
    return np.exp(np.asarray(jax.vmap(lambda each: EPISODIC.simulate(each, np.diff(days), of))(normals)))


def stretches(active: np.ndarray, whether: bool) -> np.ndarray:
    """Days of all whole stretches that are active, or quiet, shape (stretches,)."""
    found = []
    for row in active:
        edges = np.flatnonzero(np.diff(row.astype(int)))
        found += [(b - a) * STEP_DAYS for a, b in pairwise(edges) if row[a + 1] == whether]
    return np.array(found)


@pytest.mark.parametrize(("flare_days", "interval_days"), [(9.0, 40.0), (30.0, 20.0)])
def test_flares_and_quiet_times_last_as_long_as_their_parameters_say(flare_days: float, interval_days: float) -> None:
    active = activity(parameters(flare_days, interval_days)) > HALF_WAY_MG_L
    assert stretches(active, whether=True).mean() == pytest.approx(flare_days, rel=0.15)
    assert stretches(active, whether=False).mean() == pytest.approx(interval_days, rel=0.15)
    assert active.mean() == pytest.approx(flare_days / (flare_days + interval_days), abs=0.04)


def test_the_next_flare_is_no_likelier_the_longer_a_patient_was_quiet() -> None:
    """Of quiet times of over 10 days as many end within the next 20 days as of those of over 60 days, or more."""
    quiet = stretches(activity(parameters(9.0, 40.0)) > HALF_WAY_MG_L, whether=False)
    after_10, after_60 = (np.mean(quiet[quiet > days] <= days + 20.0) for days in (10.0, 60.0))
    assert after_10 >= after_60 - 0.05
    assert after_10 == pytest.approx(1.0 - np.exp(-20.0 / 40.0), abs=0.1)


def test_activity_that_does_not_end_and_a_disease_that_burnt_out() -> None:
    assert (activity(parameters(9.0, 40.0, persisting=10.0), 20) > HALF_WAY_MG_L).mean() > 0.97
    assert (activity(parameters(9.0, 40.0, burnt_out=10.0), 20) > HALF_WAY_MG_L).mean() < 0.03


def test_a_flare_stands_at_its_level_and_quiet_times_at_theirs() -> None:
    found = activity(parameters(30.0, 30.0))
    assert np.quantile(found, 0.9) == pytest.approx(100.0, rel=0.01)
    assert np.quantile(found, 0.1) == pytest.approx(1.0, rel=0.01)


def test_a_path_that_begins_on_any_day_is_what_is_simulated_from_the_same_unit_normals() -> None:
    of = parameters(9.0, 40.0)
    days = EPISODIC.knot_days(-7.0, 60.0, [(0.0, 0.0), (40.0, 41.0)])
    knots = Knots.of(days, np.arange(-7.0, 61.0), len(days))
    normals = np.random.default_rng(1).standard_normal(EPISODIC.n_unit_normals(len(days)))
    normals[0] = 4.0  # not one of the nine in ten that begin in a flare
    path = EPISODIC.path(normals, knots, PseudoObservations.none(len(days)), jnp.asarray(0.2), of)
    np.testing.assert_allclose(np.asarray(path.log_activity), np.asarray(EPISODIC.simulate(normals, np.diff(days), of)), rtol=1e-6)
    assert float(path.log_prior_correction) == 0.0


@pytest.mark.parametrize(("flare_days", "interval_days"), [(9.0, 40.0), (9.0, 2000.0), (300.0, 10.0)])
def test_nine_records_in_ten_begin_in_a_flare(flare_days: float, interval_days: float) -> None:
    of = parameters(flare_days, interval_days)
    days = EPISODIC.knot_days(0.0, 30.0, [(0.0, 0.0)])
    knots = Knots.of(days, np.arange(31.0), len(days))
    normals = np.random.default_rng(5).standard_normal((4000, EPISODIC.n_unit_normals(len(days))))

    def first(each: Array) -> Array:
        return EPISODIC.path(each, knots, PseudoObservations.none(len(days)), jnp.asarray(0.2), of).log_activity[0]

    active = np.exp(np.asarray(jax.vmap(first)(normals))) > HALF_WAY_MG_L
    assert active.mean() == pytest.approx(0.9 + 0.1 * flare_days / (flare_days + interval_days), abs=0.02)


def test_padding_changes_nothing() -> None:
    of = parameters(9.0, 40.0)
    days, breakpoints = EPISODIC.knot_days(0.0, 40.0, [(0.0, 3.0)]), np.arange(41.0)
    plain, padded = Knots.of(days, breakpoints, len(days)), Knots.of(days, breakpoints, len(days) + 32)
    normals = np.random.default_rng(2).standard_normal(EPISODIC.n_unit_normals(len(days) + 32))

    def path(knots: Knots) -> tuple[np.ndarray, np.ndarray]:
        n_knots = len(knots.gap_days)
        found = EPISODIC.path(normals[: EPISODIC.n_unit_normals(n_knots)], knots, PseudoObservations.none(n_knots), jnp.asarray(0.2), of)
        return np.asarray(found.log_activity)[: len(days)], np.asarray(found.state)

    for one, other in zip(path(plain), path(padded), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)
    assert int(np.sum(EPISODIC.used(plain))) == int(np.sum(EPISODIC.used(padded))) <= EPISODIC.n_unit_normals(len(days))


def test_the_future_goes_on_from_the_last_day() -> None:
    """A patient in a flare is active the next day, one who has long been quiet is not, whatever comes later."""
    of = parameters(9.0, 40.0)
    days = EPISODIC.future_knot_days(30.0)
    normals = np.random.default_rng(3).standard_normal((50, EPISODIC.n_unit_normals(len(days))))
    gaps = np.diff(days)
    for state, first in (([2.0, 0.0, 0.0], 100.0), ([-2.0, 0.0, 0.0], 1.0)):
        found = jax.vmap(lambda each, state=state: EPISODIC.simulate(each, gaps, of, jnp.asarray(state)))(normals)
        np.testing.assert_allclose(np.exp(np.asarray(found[:, :2])), first, rtol=0.02)


def test_values_have_finite_slopes_at_every_gap() -> None:
    of = parameters(9.0, 40.0)

    def last(normals: Array, gap: float) -> Array:
        return EPISODIC.simulate(normals, jnp.full(9, gap), of)[-1]

    normals = jnp.asarray(np.random.default_rng(4).standard_normal(EPISODIC.n_unit_normals(10)))
    for gap in (0.0, 1e-4, 0.04, 1.0, 100.0):
        assert np.isfinite(np.asarray(jax.grad(last)(normals, gap))).all()


def treated(of: Parameters, treated_days: int, followed_days: int, n_patients: int = 300) -> np.ndarray:
    """Activity in mg/L of patients in a flare who take, for so many days, what lets nothing of it through, shape (patients, days)."""
    days = np.arange(0.0, treated_days + followed_days + 1.0)
    knots = Knots.of(days, days)
    passing = jnp.asarray(np.where((days > 0.0) & (days <= treated_days), 0.0, 1.0))
    normals = np.random.default_rng(6).standard_normal((n_patients, EPISODIC.n_unit_normals(len(days))))
    normals[:, 0] = -4.0  # the record begins in a flare

    def one(each: Array) -> Array:
        return EPISODIC.path(each, knots, PseudoObservations.none(len(days)), jnp.asarray(0.2), of, passing).log_activity

    return np.exp(np.asarray(jax.vmap(one)(jnp.asarray(normals))))


def test_a_flare_that_is_treated_for_three_days_has_mostly_ended() -> None:
    """Of flares that last nine days on average, half or more are still there on day 5 untreated, and hardly one in four treated."""
    of = parameters(9.0, 220.0)
    untreated, three_days = ((treated(of, days, 8 - days) > HALF_WAY_MG_L).mean(axis=0) for days in (0, 3))
    assert untreated[0] == three_days[0] == 1.0
    assert 0.45 < untreated[5] < 0.75
    assert three_days[5] < 0.25


def test_what_does_not_end_by_itself_is_not_ended_by_treatment() -> None:
    """Four weeks that let nothing through: the next day all are as active as before."""
    of = parameters(9.0, 40.0, persisting=10.0)
    assert (treated(of, 28, 7)[:, 29:] > HALF_WAY_MG_L).mean() > 0.95


def test_flares_begin_less_often_under_treatment_and_as_often_as_ever_a_month_after_it() -> None:
    of = parameters(9.0, 40.0)
    active = treated(of, 120, 90) > HALF_WAY_MG_L
    assert active[:, 40:120].mean() < 0.02
    assert active[:, 155:].mean() == pytest.approx(9.0 / 49.0, abs=0.04)


def test_what_treatment_does_to_flares_fades_after_it() -> None:
    """Held down by 4 x the half of the time that such a patient is quiet; five days later by 1/e of what is left."""
    of = parameters(40.0, 40.0)

    def held(followed_days: int) -> float:
        days = np.arange(61.0 + followed_days)
        normals = np.zeros(EPISODIC.n_unit_normals(len(days)))
        passing = jnp.asarray(np.where(days <= 60.0, 0.0, 1.0))
        path = EPISODIC.path(normals, Knots.of(days, days), PseudoObservations.none(len(days)), jnp.asarray(0.2), of, passing)
        return float(path.state[2])

    assert held(0) == pytest.approx(2.0, rel=1e-4)
    assert held(15) == pytest.approx(held(10) * np.exp(-1.0), rel=1e-4)
