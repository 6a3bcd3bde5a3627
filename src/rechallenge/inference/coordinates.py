"""Coordinates of the activity in which the posterior is nearly normal, from what is found at its mode.

Where a record is dense, knots of the activity are known to within the error of a reading, whatever that error is: the posterior
is a funnel, narrow where the error is small. Told in units of what the record leaves open at each error and volatility, it is
not. How much a record says of each knot is read off the curvature at the mode.
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.inference.batches import in_batches
from rechallenge.inference.layout import Layout, named
from rechallenge.inference.problem import Data
from rechallenge.inference.programs import Program
from rechallenge.mechanism.activity import Hints, hinted_log_activity, is_padding, noise_of
from rechallenge.mechanism.assembly import process_of

Floats = NDArray[np.float64]


@Program
def _moved(layout: Layout, data: Data, hints: Hints, vectors: Array) -> Array:
    gaps = jnp.asarray(data.knot_gap_days)

    def one(vector: Array) -> Array:
        normals, _, noise = layout.split(vector)
        parameters = named(layout, data.priors.natural(normals))
        process, error = process_of(parameters), parameters[layout.marker.error]
        path, _ = hinted_log_activity(noise, gaps, data.knot_hints, error, process)
        moved = jnp.where(is_padding(gaps), noise, noise_of(path, gaps, hints, error, process))
        return vector.at[layout.size - layout.n_knots :].set(moved)

    return jax.vmap(one)(vectors)


def moved(layout: Layout, data: Data, hints: Hints, vectors: Floats) -> Floats:
    """The same draws in the coordinates that other hints choose; vectors one a row, told so far by the hints of the data."""
    return in_batches(partial(_moved, layout, data, hints), vectors)


@Program
def _of_knots(layout: Layout, data: Data, peak: Array) -> tuple[Array, Array, Array, Array]:
    normals, _, noise = layout.split(peak)
    parameters = named(layout, data.priors.natural(normals))
    process, error = process_of(parameters), parameters[layout.marker.error]
    gaps = jnp.asarray(data.knot_gap_days)
    path, _ = hinted_log_activity(noise, gaps, data.knot_hints, error, process)
    silent = Hints.silent(layout.n_knots)

    def both(path: Array) -> tuple[Array, Array]:
        return noise_of(path, gaps, data.knot_hints, error, process), noise_of(path, gaps, silent, error, process)

    # Noise is linear in the path: its slopes turn curvature in the noise into curvature in the path.
    slope, prior_root = jax.jacfwd(both)(path)
    return path - process.log_typical, slope, prior_root.T @ prior_root, jnp.stack([error, process.log_typical])


def refined_hints(layout: Layout, data: Data, peak: Floats, curvature: Floats) -> Hints:
    """Hints that make the posterior of the activity, given the parameters, the normal that fits at the mode.

    Parameters
    ----------
    peak, curvature
        The mode and the negative second derivatives of the log posterior there, in the coordinates of the data.
    """
    deviation, slope, prior, scale = (np.asarray(part) for part in _of_knots(layout, data, peak))
    error, log_typical = scale
    real = ~is_padding(np.asarray(data.knot_gap_days))
    knots = np.s_[layout.size - layout.n_knots :]
    said = error**2 * np.where(np.outer(real, real), slope.T @ curvature[knots, knots] @ slope - prior, 0.0)
    own = np.maximum(np.diag(said), 0.0)
    # Of what the record says of knots together, that of neighbours; no more than keeps the hints' density a density.
    most = 0.5 * np.sqrt(own[:-1] * own[1:])
    beside = np.append(np.clip(np.diag(said, 1), -most, most), 0.0)
    precision = np.diag(own) + np.diag(beside[:-1], 1) + np.diag(beside[:-1], -1)
    given = precision + error**2 * np.where(np.outer(real, real), prior, 0.0)
    pull = given @ np.where(real, deviation, 0.0) + precision.sum(axis=1) * log_typical
    return Hints(own, beside, np.where(real, pull, 0.0))
