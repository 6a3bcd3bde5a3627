"""The spontaneous activity of the disease: the process that it is said to be, whatever the gaps; relapse; literature."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from rechallenge.mechanism.activity import Hints, Process, hinted_log_activity, log_activity, noise_of
from rechallenge.mechanism.relapse import cumulative_hazard, relapse_hazard

GAPS = np.array([0.0, 1.0, 3.0, 0.5, 10.0, 3.0, 30.0, 2.0])
LOG_TYPICAL, VOLATILITY, PERSISTENCE = np.log(60.0), 0.8, 14.0
PROCESS = Process(*map(jnp.asarray, (LOG_TYPICAL, VOLATILITY, PERSISTENCE)))


def paths(noise: np.ndarray, gaps: np.ndarray = GAPS) -> np.ndarray:
    run = jax.jit(jax.vmap(lambda z: log_activity(z, jnp.asarray(gaps), PROCESS)))
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


OWN, BESIDE = np.array([1.0, 0.0, 2.0, 0.5, 0.8, 0.6, 0.0, 1.0]), np.array([0.0, 0.0, 0.4, 0.2, -0.3, 0.0, 0.0, 0.0])
HINTED_PRECISION = np.diag(OWN) + np.diag(BESIDE[:-1], 1) + np.diag(BESIDE[:-1], -1)
SUGGESTED = np.log([80.0, 1.0, 30.0, 25.0, 95.0, 60.0, 1.0, 20.0])
HINTED = Hints(OWN, BESIDE, HINTED_PRECISION @ SUGGESTED)
SILENT = Hints(np.zeros(8), np.zeros(8), np.zeros(8))
ERROR = 0.2


def hinted(noise: jax.Array, hints: Hints, gaps: np.ndarray = GAPS, process: Process = PROCESS) -> tuple[jax.Array, jax.Array]:
    return hinted_log_activity(noise, jnp.asarray(gaps), hints, jnp.asarray(ERROR), process)


@pytest.mark.oracle
@pytest.mark.parametrize("hints", [HINTED, SILENT], ids=["hinted", "silent"])
def test_whatever_readings_hint_the_process_is_the_same(hints: Hints) -> None:
    """Density of the path by SciPy, against that of the noise with its correction and the change of variables between the two."""
    noise = jnp.asarray(np.random.default_rng(2).standard_normal(len(GAPS)))
    path, correction = hinted(noise, hints)
    volume = np.linalg.slogdet(np.asarray(jax.jacfwd(lambda z: hinted(z, hints)[0])(noise)))[1]
    days = np.cumsum(GAPS)
    kernel = VOLATILITY**2 * np.exp(-np.abs(days[:, None] - days) / PERSISTENCE)
    expected = multivariate_normal(np.full(len(GAPS), LOG_TYPICAL), kernel).logpdf(np.asarray(path))
    assert float(jnp.sum(norm.logpdf(noise))) + float(correction) - volume == pytest.approx(expected, abs=1e-9)


@pytest.mark.oracle
def test_standard_noise_gives_the_process_that_has_seen_the_hints() -> None:
    """Mean and covariance against those of a normal process conditioned on noisy readings, by matrices."""
    days = np.cumsum(GAPS)
    kernel = VOLATILITY**2 * np.exp(-np.abs(days[:, None] - days) / PERSISTENCE)
    precision = np.linalg.inv(kernel) + HINTED_PRECISION / ERROR**2
    mean = LOG_TYPICAL + np.linalg.solve(precision, HINTED_PRECISION / ERROR**2 @ (SUGGESTED - LOG_TYPICAL))
    root = np.asarray(jax.jacfwd(lambda z: hinted(z, HINTED)[0])(jnp.zeros(len(GAPS))))
    np.testing.assert_allclose(np.asarray(hinted(jnp.zeros(len(GAPS)), HINTED)[0]), mean, rtol=1e-10)
    np.testing.assert_allclose(root @ root.T, np.linalg.inv(precision), rtol=1e-8, atol=1e-12)


def test_the_noise_of_a_path_gives_that_path_again() -> None:
    noise = jnp.asarray(np.random.default_rng(3).standard_normal(len(GAPS)))
    path, _ = hinted(noise, HINTED)
    np.testing.assert_allclose(np.asarray(noise_of(path, jnp.asarray(GAPS), HINTED, jnp.asarray(ERROR), PROCESS)), noise, rtol=1e-9)


def test_padding_stands_by_itself() -> None:
    """Knots behind a gap of nothing change neither the others nor the density."""
    noise = jnp.asarray(np.random.default_rng(4).standard_normal(len(GAPS) + 3))
    longer = Hints(*(np.concatenate([part, np.zeros(3)]) for part in HINTED))
    path, correction = hinted(noise, longer, np.concatenate([GAPS, np.zeros(3)]))
    alone, expected = hinted(noise[: len(GAPS)], HINTED)
    np.testing.assert_allclose(np.asarray(path)[: len(GAPS)], alone, rtol=1e-12)
    assert float(correction) == pytest.approx(float(expected), rel=1e-9)
