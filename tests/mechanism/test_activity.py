"""The spontaneous activity of the disease: the process that it is said to be, whatever the gaps; relapse; literature."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from rechallenge.mechanism.activity import log_activity, mixed_log_activity
from rechallenge.mechanism.relapse import cumulative_hazard, relapse_hazard

GAPS = np.array([0.0, 1.0, 3.0, 0.5, 10.0, 3.0, 30.0, 2.0])
LOG_TYPICAL, VOLATILITY, PERSISTENCE = np.log(60.0), 0.8, 14.0


def paths(noise: np.ndarray, gaps: np.ndarray = GAPS) -> np.ndarray:
    run = jax.jit(jax.vmap(lambda z: log_activity(z, jnp.asarray(gaps), *map(jnp.asarray, (LOG_TYPICAL, VOLATILITY, PERSISTENCE)))))
    return np.asarray(run(jnp.asarray(noise)))


def test_the_covariance_is_exactly_that_of_an_ornstein_uhlenbeck_process_over_unequal_gaps() -> None:
    effect_of_noise = (paths(np.eye(len(GAPS))) - LOG_TYPICAL).T
    days = np.cumsum(GAPS)
    expected = VOLATILITY**2 * np.exp(-np.abs(days[:, None] - days) / PERSISTENCE)
    np.testing.assert_allclose(effect_of_noise @ effect_of_noise.T, expected, rtol=1e-12)
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
    noise = np.random.default_rng(1).standard_normal((3, 4))
    repeated = paths(noise, np.array([0.0, 3.0, 0.0, 0.0]))
    np.testing.assert_allclose(repeated[:, 1:], repeated[:, 1:2] * np.ones(3), rtol=1e-12)


@pytest.mark.oracle
def test_the_hazard_of_a_relapse_adds_up_over_a_rising_crp() -> None:
    days = np.arange(0.0, 15.0, 0.25)

    def crp(day: float) -> float:
        return float(5.0 * np.exp(day / 5.0))

    def hazard(day: float) -> float:
        return 0.5 * norm.cdf(np.log(crp(day) / 10.0) / 0.2)

    total = cumulative_hazard(jnp.asarray([crp(day) for day in days]), jnp.asarray(np.diff(days)), jnp.asarray(0.5))
    expected = [quad(hazard, 0.0, day, limit=200)[0] for day in days]
    np.testing.assert_allclose(np.asarray(total), expected, atol=2e-3)
    assert float(relapse_hazard(jnp.asarray(10.0), jnp.asarray(0.5))) == pytest.approx(0.25)
    assert float(relapse_hazard(jnp.asarray(3.0), jnp.asarray(0.5))) < 1e-6


@pytest.mark.oracle
@pytest.mark.parametrize("told", [[1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 0, 0, 1, 1, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0]])
def test_knots_told_directly_follow_the_same_process(told: list[int]) -> None:
    """Density of the path by SciPy, against that of the noise with its correction and the change of variables between the two."""

    def run(noise: jax.Array) -> tuple[jax.Array, jax.Array]:
        process = map(jnp.asarray, (LOG_TYPICAL, VOLATILITY, PERSISTENCE))
        return mixed_log_activity(noise, jnp.asarray(GAPS), jnp.asarray(told, bool), *process)

    noise = jnp.asarray(np.random.default_rng(2).standard_normal(len(GAPS)))
    path, correction = run(noise)
    volume = np.linalg.slogdet(np.asarray(jax.jacfwd(lambda z: run(z)[0])(noise)))[1]
    days = np.cumsum(GAPS)
    kernel = VOLATILITY**2 * np.exp(-np.abs(days[:, None] - days) / PERSISTENCE)
    expected = multivariate_normal(np.full(len(GAPS), LOG_TYPICAL), kernel).logpdf(np.asarray(path))
    assert float(jnp.sum(norm.logpdf(noise))) + float(correction) - volume == pytest.approx(expected, abs=1e-9)
