"""A normal fitted to draws in many dimensions, when there are not many draws a dimension."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Draws, PerDraw, Square, Vector

# As many draws of variance 1 are added to each dimension's own, so that few draws do not make it narrow.
PRIOR_DRAWS = 5.0


@dataclass(frozen=True, slots=True)
class MultivariateNormal:
    """A multivariate normal: ``mean + root @ z`` draws from it."""

    mean: Vector
    root: Square

    def log_density(self, points: Draws) -> PerDraw:
        """Log density of points, one a row."""
        standard = np.linalg.solve(self.root, (points - self.mean).T)
        log_volume = np.linalg.slogdet(self.root)[1] + 0.5 * len(self.mean) * np.log(2.0 * np.pi)
        return np.asarray(-0.5 * np.sum(standard**2, axis=0) - log_volume)

    def draw(self, size: int, rng: np.random.Generator) -> Draws:
        """Draws, one a row."""
        return self.mean + rng.standard_normal((size, len(self.mean))) @ self.root.T


def refined(rough: MultivariateNormal, draws: Draws, independent: float) -> MultivariateNormal:
    """A rough normal corrected by draws, one a row, wherever they tell more than chance would.

    In the coordinates in which the rough normal is standard, means and variances are those of the draws. Of their correlations only
    the directions count whose eigenvalue lies above what independent coordinates would give by chance (Marchenko and Pastur 1967),
    each reduced by what chance adds to it (Donoho, Gavish and Johnstone 2018, doi:10.1214/17-AOS1601). With as many draws as
    dimensions a plain covariance would be useless.

    Parameters
    ----------
    independent
        To how many independent draws they amount.
    """
    size = draws.shape[1]
    whitened = np.linalg.solve(rough.root, (draws - rough.mean).T).T
    mean = whitened.mean(axis=0)
    variance = (independent * whitened.var(axis=0) + PRIOR_DRAWS) / (independent + PRIOR_DRAWS)
    standard = (whitened - mean) / whitened.std(axis=0)
    aspect = size / independent
    values, vectors = np.linalg.eigh(standard.T @ standard / len(draws))
    told = values > (1.0 + np.sqrt(aspect)) ** 2
    shifted = values[told] + 1.0 - aspect
    debiased = np.ones(size)
    debiased[told] = 0.5 * (shifted + np.sqrt(shifted**2 - 4.0 * values[told]))
    correlation = (vectors * debiased) @ vectors.T
    return MultivariateNormal(rough.mean + rough.root @ mean, rough.root @ (np.sqrt(variance)[:, None] * np.linalg.cholesky(correlation)))
