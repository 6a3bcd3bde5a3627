"""Coordinates of the disease process in which the posterior is nearly normal: those of its pseudo-observations."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.execution import in_double_precision
from rechallenge.inference.batches import in_batches
from rechallenge.inference.layout import Layout, named
from rechallenge.inference.problem import Data
from rechallenge.inference.programs import Program
from rechallenge.mechanism.processes.process import PseudoObservations

Floats = NDArray[np.float64]


@Program
def _moved(layout: Layout, data: Data, new: PseudoObservations, vectors: Array) -> Array:
    def one(vector: Array) -> Array:
        normals, _, unit_normals = layout.split(vector)
        parameters = named(layout, data.priors.natural(normals))
        error = parameters[layout.marker.error]
        there = layout.process.moved(unit_normals, data.knots, data.pseudo_observations, new, error, parameters)
        return vector.at[layout.activity].set(there)

    return jax.vmap(one)(vectors)


def moved(layout: Layout, data: Data, new: PseudoObservations, vectors: Floats) -> Floats:
    """The same draws in the coordinates of other pseudo-observations; vectors one a row, so far in those of the data."""
    return in_batches(partial(_moved, layout, data, new), vectors)


@Program
def _refined(layout: Layout, data: Data, peak: Array, curvature: Array) -> tuple[Any, ...]:
    normals, _, unit_normals = layout.split(peak)
    parameters = named(layout, data.priors.natural(normals))
    error = parameters[layout.marker.error]
    own = curvature[layout.activity, layout.activity]
    # A plain tuple: a program that is kept on disk returns no types of our own.
    return tuple(layout.process.refined(unit_normals, data.knots, data.pseudo_observations, error, parameters, own))


@in_double_precision
def refined(layout: Layout, data: Data, peak: Floats, curvature: Floats) -> PseudoObservations:
    """Pseudo-observations that suit the posterior, from its mode.

    Parameters
    ----------
    peak, curvature
        The mode and the negative second derivatives of the log posterior there, in the coordinates of the data.
    """
    return PseudoObservations(*map(np.asarray, _refined(layout, data, jnp.asarray(peak), jnp.asarray(curvature))))
