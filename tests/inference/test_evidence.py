"""The evidence for and against a drug: the estimators against integrals that are known."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.inference.evidence import NO_EFFECT, bridge, nested_log_bayes_factor
from rechallenge.inference.normal import MultivariateNormal

SIZE = 12
ROUGH = MultivariateNormal(np.zeros(SIZE), np.eye(SIZE))


def _gaussian(scale: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Draws of a normal with equal correlations, its covariance, and the logarithm of the integral of its density times `scale`."""
    covariance = 0.4 * np.ones((SIZE, SIZE)) + 0.6 * np.eye(SIZE)
    draws = np.random.default_rng(1).multivariate_normal(np.ones(SIZE), covariance, size=(4, 1000))
    return draws, covariance, float(np.log(scale))


def _log_density(points: np.ndarray, covariance: np.ndarray, log_scale: float) -> np.ndarray:
    from scipy.stats import multivariate_normal

    return np.asarray(multivariate_normal(np.ones(SIZE), covariance).logpdf(points)) + log_scale


@pytest.mark.parametrize("scale", [1.0, 1e-8])
def test_bridge_sampling_finds_the_integral_of_a_normal_within_its_error(scale: float) -> None:
    draws, covariance, log_scale = _gaussian(scale)
    evidence = bridge(
        draws,
        _log_density(draws.reshape(-1, SIZE), covariance, log_scale).reshape(draws.shape[:2]),
        ROUGH,
        lambda points: _log_density(points, covariance, log_scale),
        effective_size=4000.0,
        seed=0,
    )
    assert evidence.error < 0.1
    assert abs(evidence.log - log_scale) < 4.0 * evidence.error


def test_a_posterior_that_lacks_its_scale_is_noticed() -> None:
    """The wrong variant: draws of another spread than the density they are said to come from."""
    draws, covariance, log_scale = _gaussian(1.0)
    evidence = bridge(
        draws * 1.3,
        _log_density(draws.reshape(-1, SIZE) * 1.3, covariance, log_scale).reshape(draws.shape[:2]),
        ROUGH,
        lambda points: _log_density(points, covariance, log_scale),
        effective_size=4000.0,
        seed=0,
    )
    assert abs(evidence.log - log_scale) > 4.0 * evidence.error


def test_in_many_dimensions_few_draws_do_for_the_evidence() -> None:
    """A hundred dimensions, four hundred draws: a plain covariance of them misses the integral by many units."""
    size = 100
    rng = np.random.default_rng(3)
    spread = np.exp(rng.normal(scale=0.3, size=size))
    shared = 2.0 * np.eye(size)[0] + np.ones(size) / np.sqrt(size)
    covariance = np.diag(spread**2) + np.outer(shared, shared)
    draws = rng.multivariate_normal(np.zeros(size), covariance, size=(4, 100))

    def log_density(points: np.ndarray) -> np.ndarray:
        from scipy.stats import multivariate_normal

        return np.asarray(multivariate_normal(np.zeros(size), covariance).logpdf(points))

    rough = MultivariateNormal(np.full(size, 0.1), np.eye(size))
    densities = log_density(draws.reshape(-1, size)).reshape(draws.shape[:2])
    evidence = bridge(draws, densities, rough, log_density, effective_size=400.0, seed=0)
    assert evidence.error < 0.3
    assert abs(evidence.log) < 4.0 * evidence.error


@pytest.mark.parametrize("seed", range(5))
def test_a_bridge_that_hardly_reaches_says_how_far_it_may_be_off(seed: int) -> None:
    """A funnel in forty dimensions, of integral 1: no normal comes near both its ends."""
    size, width = 40, 2.0
    rng = np.random.default_rng(seed)
    scale = width * rng.standard_normal((4, 250, 1))
    draws = np.concatenate([scale, np.exp(scale) * rng.standard_normal((4, 250, size - 1))], axis=-1)

    def log_density(points: np.ndarray) -> np.ndarray:
        from scipy.stats import norm

        return np.asarray(norm.logpdf(points[:, 0], scale=width) + norm.logpdf(points[:, 1:], scale=np.exp(points[:, :1])).sum(axis=1))

    densities = log_density(draws.reshape(-1, size)).reshape(draws.shape[:2])
    evidence = bridge(draws, densities, MultivariateNormal(np.zeros(size), np.eye(size)), log_density, effective_size=400.0, seed=0)
    assert evidence.error > 1.0
    assert abs(evidence.log) < 3.0 * evidence.error


def test_draws_without_an_effect_tell_the_bayes_factor_of_a_nested_account() -> None:
    """An effect uniform a priori, seen once with a normal error: the Bayes factor is an integral that is known."""
    from scipy.integrate import quad
    from scipy.stats import norm

    def likelihood(effect: float) -> float:
        return float(norm.pdf(0.3, effect, 0.3))

    rng = np.random.default_rng(4)
    proposed = rng.uniform(size=40_000)
    weights = np.array([likelihood(effect) for effect in proposed])
    draws = rng.choice(proposed, size=(4, 2000), p=weights / weights.sum())
    found = nested_log_bayes_factor(draws, NO_EFFECT)
    assert found is not None
    expected = np.log(quad(likelihood, 0.0, 1.0)[0] / likelihood(0.0))
    assert abs(found.log - expected) < 4.0 * found.error + 0.1
    assert nested_log_bayes_factor(0.5 + 0.4 * draws, NO_EFFECT) is None
