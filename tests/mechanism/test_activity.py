"""A disease that waxes and wanes: the process that it is said to be, whatever the gaps and pseudo-observations; relapse."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from rechallenge.mechanism.processes import WAXING
from rechallenge.mechanism.processes.process import Knots, PseudoObservations
from rechallenge.mechanism.relapse import cumulative_hazard, relapse_hazard

GAPS = np.array([0.0, 1.0, 3.0, 0.5, 10.0, 3.0, 30.0, 2.0])
LOG_TYPICAL, VOLATILITY, PERSISTENCE = np.log(60.0), 0.8, 14.0
PARAMETERS = {"drive_mg_l": jnp.exp(LOG_TYPICAL), "volatility": jnp.asarray(VOLATILITY), "persistence_d": jnp.asarray(PERSISTENCE)}


def paths(unit_normals: np.ndarray, gaps: np.ndarray = GAPS) -> np.ndarray:
    run = jax.jit(jax.vmap(lambda z: WAXING.simulate(z, jnp.asarray(gaps[1:]), PARAMETERS)))
    return np.asarray(run(jnp.asarray(unit_normals)))


def test_the_covariance_is_exactly_that_of_an_ornstein_uhlenbeck_process_over_unequal_gaps() -> None:
    effect_of_unit_normals = (paths(np.eye(len(GAPS))) - LOG_TYPICAL).T
    days = np.cumsum(GAPS)
    expected = VOLATILITY**2 * np.exp(-np.abs(days[:, None] - days) / PERSISTENCE)
    np.testing.assert_allclose(effect_of_unit_normals @ effect_of_unit_normals.T, expected, rtol=1e-12)
    # Wrong by construction: steps of Euler, exact only for short gaps, are not this process.
    euler = np.prod(1.0 - GAPS[1:] / PERSISTENCE)
    assert abs(euler * VOLATILITY**2 - expected[0, -1]) > 1e-3


def test_many_draws_have_the_stated_spread_and_correlation() -> None:
    drawn = paths(np.random.default_rng(0).standard_normal((40_000, len(GAPS)))) - LOG_TYPICAL
    np.testing.assert_allclose(drawn.std(axis=0), VOLATILITY, rtol=0.02)
    assert np.corrcoef(drawn[:, 3], drawn[:, 4])[0, 1] == pytest.approx(np.exp(-10.0 / PERSISTENCE), abs=0.02)


def test_a_knot_between_changes_nothing_of_the_others() -> None:
    days = np.cumsum(GAPS)
    whole = (paths(np.eye(len(GAPS))) - LOG_TYPICAL).T
    without = np.delete(days, 4)
    fewer = (paths(np.eye(len(without)), np.diff(without, prepend=without[0])) - LOG_TYPICAL).T
    kept = np.delete(np.arange(len(GAPS)), 4)
    np.testing.assert_allclose((whole @ whole.T)[np.ix_(kept, kept)], fewer @ fewer.T, rtol=1e-12)


def test_a_gap_of_nothing_repeats_the_knot() -> None:
    unit_normals = np.random.default_rng(1).standard_normal((3, 4))
    repeated = paths(unit_normals, np.array([0.0, 3.0, 0.0, 0.0]))
    np.testing.assert_allclose(repeated[:, 1:], repeated[:, 1:2] * np.ones(3), rtol=1e-12)


@pytest.mark.oracle
def test_the_hazard_of_a_relapse_adds_up_over_a_rising_crp() -> None:
    days = np.arange(0.0, 15.0, 0.25)

    def crp(day: float) -> float:
        return float(5.0 * np.exp(day / 5.0))

    def hazard(day: float) -> float:
        return (0.1 + 0.5) * norm.cdf(np.log(crp(day) / 10.0) / 0.2)  # recognition is never slower than 0.1 a day

    total = cumulative_hazard(jnp.asarray([crp(day) for day in days]), jnp.asarray(np.diff(days)), jnp.asarray(0.5))
    expected = [quad(hazard, 0.0, day, limit=200)[0] for day in days]
    np.testing.assert_allclose(np.asarray(total), expected, atol=2e-3)
    assert float(relapse_hazard(jnp.asarray(10.0), jnp.asarray(0.5))) == pytest.approx(0.3)
    assert float(relapse_hazard(jnp.asarray(3.0), jnp.asarray(0.5))) < 1e-6


OWN, BESIDE = np.array([1.0, 0.0, 2.0, 0.5, 0.8, 0.6, 0.0, 1.0]), np.array([0.0, 0.0, 0.4, 0.2, -0.3, 0.0, 0.0, 0.0])
SEEN_PRECISION = np.diag(OWN) + np.diag(BESIDE[:-1], 1) + np.diag(BESIDE[:-1], -1)
SUGGESTED = np.log([80.0, 1.0, 30.0, 25.0, 95.0, 60.0, 1.0, 20.0])
SEEN = PseudoObservations(OWN, BESIDE, SEEN_PRECISION @ SUGGESTED, np.zeros(8))
NOTHING = PseudoObservations(np.zeros(8), np.zeros(8), np.zeros(8), np.zeros(8))
ERROR = 0.2


def knots(gaps: np.ndarray = GAPS) -> Knots:
    """Knots with these gaps, and one breakpoint, on the last of them."""
    last = len(GAPS) - 2
    return Knots(gaps, np.array([last]), np.array([1.0]))


def path_of(unit_normals: jax.Array, seen: PseudoObservations, gaps: np.ndarray = GAPS) -> tuple[jax.Array, jax.Array]:
    path = WAXING.path(unit_normals, knots(gaps), seen, jnp.asarray(ERROR), PARAMETERS)
    return path.log_activity, path.log_prior_correction


@pytest.mark.oracle
@pytest.mark.parametrize("seen", [SEEN, NOTHING], ids=["seen", "nothing"])
def test_whatever_is_pseudo_observed_the_process_is_the_same(seen: PseudoObservations) -> None:
    """Density of the path by SciPy, against that of the unit_normals with its correction and the change of variables between the two."""
    unit_normals = jnp.asarray(np.random.default_rng(2).standard_normal(len(GAPS)))
    path, correction = path_of(unit_normals, seen)
    volume = np.linalg.slogdet(np.asarray(jax.jacfwd(lambda z: path_of(z, seen)[0])(unit_normals)))[1]
    days = np.cumsum(GAPS)
    kernel = VOLATILITY**2 * np.exp(-np.abs(days[:, None] - days) / PERSISTENCE)
    expected = multivariate_normal(np.full(len(GAPS), LOG_TYPICAL), kernel).logpdf(np.asarray(path))
    assert float(jnp.sum(norm.logpdf(unit_normals))) + float(correction) - volume == pytest.approx(expected, abs=1e-9)


@pytest.mark.oracle
def test_unit_normals_give_the_process_that_has_seen_the_pseudo_observations() -> None:
    """Mean and covariance against those of a normal process conditioned on noisy readings, by matrices."""
    days = np.cumsum(GAPS)
    kernel = VOLATILITY**2 * np.exp(-np.abs(days[:, None] - days) / PERSISTENCE)
    precision = np.linalg.inv(kernel) + SEEN_PRECISION / ERROR**2
    mean = LOG_TYPICAL + np.linalg.solve(precision, SEEN_PRECISION / ERROR**2 @ (SUGGESTED - LOG_TYPICAL))
    root = np.asarray(jax.jacfwd(lambda z: path_of(z, SEEN)[0])(jnp.zeros(len(GAPS))))
    np.testing.assert_allclose(np.asarray(path_of(jnp.zeros(len(GAPS)), SEEN)[0]), mean, rtol=1e-10)
    np.testing.assert_allclose(root @ root.T, np.linalg.inv(precision), rtol=1e-8, atol=1e-12)


def test_the_unit_normals_of_a_path_give_that_path_again() -> None:
    unit_normals = jnp.asarray(np.random.default_rng(3).standard_normal(len(GAPS)))
    path, _ = path_of(unit_normals, SEEN)
    np.testing.assert_allclose(
        np.asarray(WAXING.unit_normals(path, knots(), SEEN, jnp.asarray(ERROR), PARAMETERS)), unit_normals, rtol=1e-9
    )


def test_the_future_goes_on_from_the_last_state() -> None:
    unit_normals = jnp.asarray(np.random.default_rng(5).standard_normal(len(GAPS)))
    state = WAXING.path(unit_normals, knots(), SEEN, jnp.asarray(ERROR), PARAMETERS).state
    future = WAXING.simulate(jnp.zeros(3), jnp.asarray([1e-9, 1e3]), PARAMETERS, state)
    np.testing.assert_allclose(future, [state[0], state[0], LOG_TYPICAL], rtol=1e-8)


def test_padding_stands_by_itself() -> None:
    """Knots behind a gap of nothing change neither the others nor the density."""
    unit_normals = jnp.asarray(np.random.default_rng(4).standard_normal(len(GAPS) + 3))
    longer = PseudoObservations(*(np.concatenate([part, np.zeros(3)]) for part in SEEN))
    path, correction = path_of(unit_normals, longer, np.concatenate([GAPS, np.zeros(3)]))
    alone, expected = path_of(unit_normals[: len(GAPS)], SEEN)
    np.testing.assert_allclose(np.asarray(path)[: len(GAPS)], alone, rtol=1e-12)
    assert float(correction) == pytest.approx(float(expected), rel=1e-9)
