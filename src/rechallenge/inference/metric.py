"""The metric of Hamiltonian moves: how wide the posterior is in each direction, from where particles stand and how it is curved there.

Particles are too few to tell a direction that is narrow from one that is not: of 100 in 150 dimensions most directions are unknown, and
their covariance is drawn toward its diagonal. The curvature at single particles, from differences of gradients, tells all directions, the
narrowest best.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rechallenge.arrays import Counts, Draws, Floats, Square

# So much narrower than the particles say a direction may be held for the curvature at one of them: a kink has no curvature.
MOST_CURVED = 400.0
# Least variance of a coordinate, in units of the prior's.
LEAST_VARIANCE = 1e-4


def root(vectors: Draws, weights: Floats, power: float, curvatures: Sequence[Square], free: Counts) -> Square:
    """Root of the inverse of the metric: of the covariance of the particles, narrower where the curvatures say so.

    Parameters
    ----------
    vectors, weights
        Where the particles stand, in units of the prior, and their weights, which sum to 1.
    power
        Of the likelihood.
    curvatures
        Negative second derivatives of the log likelihood at some particles, in the free coordinates, each of shape (free, free).
    free
        Places of the coordinates that move: the rows of the others are 0.

    Returns
    -------
    array
        Of shape (unknowns, unknowns).
    """
    at, size = vectors[:, free], len(free)
    unknown = size / (1.0 / float(np.sum(weights**2)) + size)
    centred = at - weights @ at
    covariance = (weights[:, None] * centred).T @ centred
    diagonal = np.diag(np.maximum(np.diag(covariance), LEAST_VARIANCE))
    of_particles = np.linalg.cholesky((1.0 - unknown) * covariance + unknown * diagonal)
    mean = np.mean([_positive(of_particles.T @ (np.eye(size) + power * each) @ of_particles) for each in curvatures], axis=0)
    values, directions = np.linalg.eigh(mean)
    narrowed = (of_particles @ directions * np.maximum(values, 1.0) ** -0.5) @ directions.T
    found = np.zeros((vectors.shape[1], vectors.shape[1]))
    found[np.ix_(free, free)] = narrowed
    return found


def _positive(curvature: Square) -> Square:
    """A curvature without the directions in which the density is not that of a normal."""
    values, directions = np.linalg.eigh(curvature)
    found: Square = (directions * np.clip(values, 0.0, MOST_CURVED)) @ directions.T
    return found
