"""Marginal likelihoods: how well each account of the course, drug or no drug, predicted what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

Floats = NDArray[np.float64]
MOST_ITERATIONS = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """Logarithm of a marginal likelihood and the standard error of that logarithm."""

    log: float
    error: float


def bridge(
    vectors: Floats,
    log_densities: Floats,
    log_posteriors: Callable[[Floats], Floats],
    effective_size: float,
    seed: int,
) -> Evidence:
    """Bridge sampling (Meng and Wong 1996; Gronau 2017, doi:10.1016/j.jmp.2017.09.005) with a normal fitted to half of the draws.

    Parameters
    ----------
    vectors, log_densities
        Posterior draws of shape (chains, draws, size), and their log posteriors.
    log_posteriors
        Log posterior, not normalised, of vectors one a row.
    effective_size
        Effective number of independent draws among all of them, for the error (Fruehwirth-Schnatter 2004).
    """
    rng = np.random.default_rng(seed)
    half = vectors.shape[1] // 2
    size = vectors.shape[-1]
    fitted = vectors[:, :half].reshape(-1, size)
    kept, kept_density = vectors[:, half:].reshape(-1, size), log_densities[:, half:].ravel()
    mean = fitted.mean(axis=0)
    root = np.linalg.cholesky(np.cov(fitted, rowvar=False) + 1e-9 * np.eye(size))
    log_root = float(np.sum(np.log(np.diag(root))))

    def log_proposal(points: Floats) -> Floats:
        standard = np.linalg.solve(root, (points - mean).T)
        return -0.5 * np.sum(standard**2, axis=0) - log_root - 0.5 * size * np.log(2.0 * np.pi)

    proposed = mean + rng.standard_normal((len(kept), size)) @ root.T
    at_kept = kept_density - log_proposal(kept)
    at_proposed = log_posteriors(proposed) - log_proposal(proposed)
    at_proposed = np.where(np.isfinite(at_proposed), at_proposed, -np.inf)
    independent = effective_size * len(kept) / (vectors.shape[0] * vectors.shape[1])
    n_kept, n_proposed = len(kept), len(proposed)
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
    return Evidence(log_evidence, float(np.sqrt(squared)))
