"""Marginal likelihoods: how well each account of the course, drug or no drug, predicted what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from rechallenge.arrays import Chained, ChainedDraws, Draws, Floats, PerDraw
from rechallenge.inference.normal import MultivariateNormal, refined

MOST_ITERATIONS = 200
# Draws of the normal for each half.
PROPOSALS = 600
# An effect up to this share of the activity is no effect: far below the error of a reading.
NO_EFFECT = 0.05
LEAST_NESTED = 5.0
# With fewer draws than these where normal and posterior overlap, the error of a bridge cannot be told from its draws.
LEAST_OVERLAP = 20.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Logarithm of a marginal likelihood and the standard error of that logarithm."""

    log: float
    error: float


def bridge(
    vectors: ChainedDraws,
    log_densities: Chained,
    rough: MultivariateNormal,
    log_posteriors: Callable[[Draws], PerDraw],
    effective_size: float,
    seed: int,
) -> Evidence:
    """Bridge sampling (Meng and Wong 1996; Gronau 2017, doi:10.1016/j.jmp.2017.09.005) from a normal fitted to the draws.

    The normal is fitted to one half of every chain and the bridge built to the other; then the halves change places, and the
    two results are averaged.

    Parameters
    ----------
    vectors, log_densities
        Posterior draws of shape (chains, draws, size), and their log posteriors.
    rough
        A normal that is near the posterior, which the draws refine.
    log_posteriors
        Log posterior, not normalised, of vectors one a row.
    effective_size
        Effective number of independent draws among all of them for the log posterior, for the error (Fruehwirth-Schnatter 2004).
    """
    rng = np.random.default_rng(seed)
    middle, size = vectors.shape[1] // 2, vectors.shape[-1]
    halves = [(vectors[:, half].reshape(-1, size), log_densities[:, half].ravel()) for half in (np.s_[:middle], np.s_[middle:])]
    found = []
    for (fitted, _), (kept, density) in (halves, halves[::-1]):
        normal = refined(rough, fitted, 0.5 * effective_size)
        proposed = normal.draw(PROPOSALS, rng)
        at_kept = density - normal.log_density(kept)
        at_proposed = log_posteriors(proposed) - normal.log_density(proposed)
        found.append(_bridged(at_kept, np.where(np.isfinite(at_proposed), at_proposed, -np.inf), 0.5 * effective_size))
    first, second = found
    # The halves share their draws, so the errors do not average out; their disagreement is an error too.
    error = max(np.sqrt(0.5 * (first.error**2 + second.error**2)), 0.5 * abs(first.log - second.log))
    return Evidence(0.5 * (first.log + second.log), float(error))


def nested_log_bayes_factor(effect: Chained, prior_share: float) -> Evidence | None:
    """Log Bayes factor for an effect against none, where the account with the effect holds draws with next to none.

    Of those draws the likelihood is that of no effect, so the ratio of their share before the data to that after them is the
    Bayes factor (Dickey 1971, doi:10.1214/aoms/1177693507). Unlike a bridge it needs no normal near the posterior.

    Parameters
    ----------
    effect
        Draws of the effect, shape (chains, draws).
    prior_share
        Probability a priori that it is at most `NO_EFFECT`.

    Returns
    -------
    Evidence or None
        None where fewer than `LEAST_NESTED` independent draws lie there.
    """
    from arviz_stats.base.array import array_stats

    none = effect <= NO_EFFECT
    if not none.any():
        return None
    share = float(none.mean())
    independent = share * float(np.asarray(array_stats.ess(effect, chain_axis=0, draw_axis=1)))
    if independent < LEAST_NESTED:
        return None
    return Evidence(float(np.log(prior_share / share)), float(np.sqrt((1.0 - share) / independent)))


def _bridged(at_kept: Floats, at_proposed: Floats, independent: float) -> Evidence:
    """Evidence by the optimal bridge, from log ratios of posterior and normal at draws of the one and of the other.

    Where the two hardly overlap, the error is how far apart the estimates stand that draws of either alone would give: one errs
    low, the other high, and the truth lies between (Grosse 2015, arXiv:1511.02543).
    """
    n_kept, n_proposed = len(at_kept), len(at_proposed)
    share = independent / (independent + n_proposed)
    log_evidence = float(np.median(at_kept))
    for _ in range(MOST_ITERATIONS):
        mixed_proposed = np.logaddexp(np.log(share) + at_proposed, np.log1p(-share) + log_evidence)
        mixed_kept = np.logaddexp(np.log(share) + at_kept, np.log1p(-share) + log_evidence)
        updated = float(logsumexp(at_proposed - mixed_proposed) - np.log(n_proposed) - logsumexp(-mixed_kept) + np.log(n_kept))
        converged = abs(updated - log_evidence) < 1e-8
        log_evidence = updated
        if converged:
            break
    # Relative mean-squared error of the two averages; the second is over draws that are not independent.
    first = np.exp(at_proposed - np.logaddexp(np.log(share) + at_proposed, np.log1p(-share) + log_evidence))
    second = np.exp(log_evidence - np.logaddexp(np.log(share) + at_kept, np.log1p(-share) + log_evidence))
    squared = first.var() / first.mean() ** 2 / n_proposed + second.var() / second.mean() ** 2 / max(independent, 1.0)
    error = float(np.sqrt(squared))
    if min(first.sum() ** 2 / (first**2).sum(), second.sum() ** 2 / (second**2).sum()) < LEAST_OVERLAP:
        low = float(logsumexp(at_proposed) - np.log(n_proposed))
        high = float(np.log(n_kept) - logsumexp(-at_kept))
        error = max(error, 0.5 * (high - low))
    return Evidence(log_evidence, error)
