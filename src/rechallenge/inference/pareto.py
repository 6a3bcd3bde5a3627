"""Importance weights whose largest values are smoothed by a generalised Pareto distribution.

ArviZ does the same, and the tests hold this against it; but importing it takes longer than the first answer may.
"""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from rechallenge.arrays import Floats, PerDraw

LEAST_TAIL = 5
"""Values below which nothing can be said of a tail."""
# Less than this beside the largest weight: no number of draws would make it count.
NOTHING = 1e-150
# The weak prior of the shape: so many values' worth of 0.5 (Vehtari 2024, appendix C).
PRIOR_SHAPE, PRIOR_WEIGHT = 0.5, 10.0


def smoothed(log_weights: PerDraw) -> tuple[PerDraw, float]:
    """Smooth the largest weights, and tell how heavy their tail is.

    Pareto-smoothed importance sampling (Vehtari 2024, doi:10.48550/arXiv.1507.02646, section 2.2): the largest weights are replaced by
    the quantiles of a generalised Pareto distribution fitted to them, none above the largest of them.

    Parameters
    ----------
    log_weights
        Logarithms of the weights, shape (draws,), up to a constant; minus infinity for a weight of nothing.

    Returns
    -------
    tuple of ndarray and float
        The logarithms smoothed, up to the same constant, and the shape of the tail. Too few weights stay as they are, with a
        shape of infinity; so do weights that are all alike, with one of minus infinity.
    """
    size = len(log_weights)
    n_tail = int(3.0 * np.sqrt(size)) if size > 225 else size // 5
    if n_tail < LEAST_TAIL:
        return log_weights, np.inf
    order = np.argsort(log_weights)
    tail, top = order[-n_tail:], float(log_weights[order[-1]])
    if log_weights[tail[0]] == top:
        return log_weights, -np.inf
    threshold = float(np.exp(log_weights[order[-n_tail - 1]] - top))
    excesses = np.exp(log_weights[tail] - top) - threshold
    if excesses[_quartile(n_tail)] < NOTHING:  # a quarter of the tail is nothing beside its top
        return log_weights, np.inf
    shape, scale = _generalised_pareto(excesses)
    beyond = -np.log1p(-(np.arange(n_tail) + 0.5) / n_tail)  # quantiles of the standard exponential, of which these are a stretch
    quantiles = threshold + scale * (np.expm1(shape * beyond) / shape if shape else beyond)
    out = log_weights.copy()
    out[tail] = top + np.log(np.minimum(quantiles, 1.0))
    return out, shape


def _quartile(size: int) -> int:
    """Place of the first quartile among so many sorted values."""
    return max(int(size / 4 + 0.5) - 1, 0)


def _generalised_pareto(excesses: Floats) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution from sorted values above its threshold.

    Zhang and Stephens (2009, doi:10.1198/tech.2009.08017): the mean of a profile likelihood over a grid of the ratio of shape and scale,
    chosen by the data; the shape is then drawn a little towards `PRIOR_SHAPE`.
    """
    size = len(excesses)
    n_grid = 30 + int(np.sqrt(size))
    quartile = excesses[_quartile(size)]
    ratio = 1.0 / excesses[-1] + (1.0 - np.sqrt(n_grid / (np.arange(n_grid) + 0.5))) / (3.0 * quartile)
    shape = np.log1p(-ratio[:, None] * excesses).mean(axis=1)
    profile = size * (np.log(-ratio / shape) - shape - 1.0)
    mean_ratio = float(np.exp(profile - logsumexp(profile)) @ ratio)
    found = float(np.log1p(-mean_ratio * excesses).mean())
    return (size * found + PRIOR_WEIGHT * PRIOR_SHAPE) / (size + PRIOR_WEIGHT), -found / mean_ratio
