"""Draws of the unknowns before this patient's data."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.inference.forward import process_of
from rechallenge.inference.layout import Layout, named
from rechallenge.inference.problem import Data, Problem
from rechallenge.mechanism.activity import log_activity, noise_of

Floats = NDArray[np.float64]


def prior_vectors(problem: Problem, size: int, rng: np.random.Generator) -> Floats:
    """Draw vectors of unknowns from the prior, one a row.

    Parameters and moments are standard normals. The activity is drawn from the process under the parameters of the same row,
    and told in the coordinates that the hints of the record choose.
    """
    vectors = rng.standard_normal((size, problem.layout.size))
    return np.asarray(_hinted(problem.layout, jax.device_put(problem.data), vectors))


@partial(jax.jit, static_argnums=0)
def _hinted(layout: Layout, data: Data, vectors: Array) -> Array:
    gaps = jnp.asarray(data.knot_gap_days)

    def one(vector: Array) -> Array:
        normals, _, noise = layout.split(vector)
        parameters = named(layout, data.priors.natural(normals))
        process = process_of(parameters)
        hinted = noise_of(log_activity(noise, gaps, process), gaps, data.knot_hints, parameters["crp_error"], process)
        padding = (gaps <= 0.0).at[0].set(False)
        return vector.at[layout.size - layout.n_knots :].set(jnp.where(padding, noise, hinted))

    return jax.vmap(one)(vectors)
