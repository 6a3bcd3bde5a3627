"""The evidence for and against a drug: works of walkers against ratios that are known, and errors that are true."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import logsumexp

from rechallenge.inference.annealing import LEAST_LEFT, end_of, share_left, spread, sweeps
from rechallenge.inference.evidence import acceptance_ratio, annealed
from rechallenge.inference.fit import Fit
from rechallenge.inference.laplace import log_posteriors
from rechallenge.inference.normal import MultivariateNormal
from rechallenge.inference.prior import prior_vectors

TRUE_RATIO = 5.0


def _works(lag: float, walkers: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Works of walkers that lag: normal, their means apart by the variance, as the theorem of Crooks asks."""
    forward = rng.normal(TRUE_RATIO - 0.5 * lag**2, lag, walkers)
    backward = rng.normal(-TRUE_RATIO - 0.5 * lag**2, lag, walkers)
    return forward, backward


@pytest.mark.oracle
@pytest.mark.parametrize("lag", [0.3, 1.0, 2.0, 4.0, 6.0])
def test_the_stated_error_is_true_however_far_the_walkers_lag(lag: float) -> None:
    """Deviations over stated errors have a variance of 0.5 to 2 over 200 repetitions, even where the directions do not overlap."""
    rng = np.random.default_rng(2)
    found = [annealed(*_works(lag, 8, rng)) for _ in range(200)]
    deviations = np.array([(each.log - TRUE_RATIO) / each.error for each in found])
    assert 0.5 < deviations.var() < 2.0
    assert abs(deviations.mean()) < 0.3


def test_one_direction_alone_errs_by_its_lag() -> None:
    """The wrong variant: walkers that lag find too little on average, even by the mean of exponentials; both directions do not."""
    rng = np.random.default_rng(3)
    alone, both = [], []
    for _ in range(100):
        forward, backward = _works(4.0, 8, rng)
        alone.append(float(logsumexp(forward) - np.log(len(forward))) - TRUE_RATIO)
        both.append(acceptance_ratio(forward, backward) - TRUE_RATIO)
    assert np.mean(alone) < -1.5
    assert abs(np.mean(both)) < 0.5


def test_works_that_are_no_numbers_leave_no_number() -> None:
    found = annealed(np.array([1.0, np.nan]), np.array([-1.0, -1.0]))
    assert np.isnan(found.log)
    assert np.isinf(found.error)


def test_the_share_of_the_effect_runs_from_nothing_to_all_and_what_is_left_falls_evenly() -> None:
    share = np.asarray(share_left(jnp.linspace(0.0, 1.0, 5)))
    assert share[[0, -1]] == pytest.approx([0.0, 1.0])
    left = np.log(1.0 - share * (1.0 - LEAST_LEFT))
    assert np.diff(left) == pytest.approx(np.full(4, np.log(LEAST_LEFT) / 4.0))


@pytest.mark.slow
@pytest.mark.oracle
def test_annealing_finds_the_bayes_factor_of_words_that_prior_draws_give(vague_fit: Fit) -> None:
    """Against mean likelihoods under the prior, which need no sampler; walkers start from the prior weighed by the likelihood."""
    problem = vague_fit.problem
    data, works = jax.device_put(problem.data), [vague_fit.accounts[name].works for name in ("anakinra", "works")]
    rng = np.random.default_rng(5)
    vectors = prior_vectors(problem, 6000, rng)
    log_prior = -0.5 * np.sum(vectors**2, axis=1) - 0.5 * vectors.shape[1] * np.log(2.0 * np.pi)
    logs, errors, starts, ends = [], [], [], []
    for acts in works:
        weights = log_posteriors(problem.layout, data, jnp.asarray(acts), vectors) - log_prior
        ratios = np.exp(weights - weights.max())
        logs.append(float(logsumexp(weights) - np.log(len(weights))))
        errors.append(float(ratios.std() / ratios.mean() / np.sqrt(len(ratios))))
        starts.append(spread(vectors[rng.choice(len(vectors), (1, 400), p=ratios / ratios.sum())]))
        standard = MultivariateNormal(np.zeros(problem.layout.size), np.eye(problem.layout.size))
        ends.append(end_of(acts, problem.data.pseudo_observations, standard))
    forward, backward = sweeps(problem.layout, data, (ends[0], ends[1]), (starts[0], starts[1]), 6)
    found = annealed(forward.works, backward.works)
    assert found.error < 0.5
    assert abs(found.log - (logs[1] - logs[0])) < 4.0 * np.hypot(found.error, np.hypot(*errors))
