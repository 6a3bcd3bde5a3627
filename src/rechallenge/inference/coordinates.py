"""Coordinates of the disease process in which the posterior is nearly normal: those of its pseudo-observations."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.arrays import Draws, Floats, Numbers
from rechallenge.execution import Executors, in_double_precision, threads
from rechallenge.inference.batches import in_batches
from rechallenge.inference.forward import background, treated
from rechallenge.inference.layout import Layout, named
from rechallenge.inference.problem import Data
from rechallenge.inference.programs import Program
from rechallenge.mechanism.processes.process import PseudoObservations


@Program
def _moved(layout: Layout, data: Data, new: PseudoObservations, works: Array, vectors: Array) -> Array:
    def one(vector: Array) -> Array:
        normals, moment_normals, unit_normals = layout.split(vector)
        parameters = named(layout, data.priors.natural(normals))
        error = parameters[layout.marker.error]
        passing = treated(layout, data, parameters, moment_normals, works).passing
        here, there = (each.of_activity(passing, background(layout, parameters)) for each in (data.pseudo_observations, new))
        return vector.at[layout.activity].set(layout.process.moved(unit_normals, data.knots, here, there, error, parameters))

    return jax.vmap(one)(vectors)


def moved(layout: Layout, data: Data, new: PseudoObservations, works: Array, vectors: Draws, executor: Executors = threads) -> Draws:
    """The same draws in the coordinates of other pseudo-observations; vectors one a row, so far in those of the data.

    `works` says which exposures act: pseudo-observations of what gets through depend on it.
    """
    return np.asarray(in_batches(partial(_moved, layout, data, new, works), vectors, executor))


@Program
def _refined(layout: Layout, data: Data, works: Array, peak: Array, curvature: Array) -> tuple[Numbers, ...]:
    normals, moment_normals, unit_normals = layout.split(peak)
    parameters = named(layout, data.priors.natural(normals))
    error = parameters[layout.marker.error]
    passing = treated(layout, data, parameters, moment_normals, works).passing
    own = curvature[layout.activity, layout.activity]
    below = background(layout, parameters)
    here = data.pseudo_observations.of_activity(passing, below)
    found = layout.process.refined(unit_normals, data.knots, here, error, parameters, own)
    activity = layout.process.path(unit_normals, data.knots, here, error, parameters, passing).log_activity
    # A plain tuple: a program that is kept on disk returns no types of our own.
    return tuple(found.of_level(below + jnp.exp(activity) * passing, passing, below))


@in_double_precision
def refined(layout: Layout, data: Data, works: Array, peak: Floats, curvature: Floats) -> PseudoObservations:
    """Pseudo-observations that suit the posterior, from its mode: of the level of the marker, by the drugs that act.

    Parameters
    ----------
    works
        Which exposures act.
    peak, curvature
        The mode and the negative second derivatives of the log posterior there, in the coordinates of the data.
    """
    return PseudoObservations(*map(np.asarray, _refined(layout, data, works, jnp.asarray(peak), jnp.asarray(curvature))))
