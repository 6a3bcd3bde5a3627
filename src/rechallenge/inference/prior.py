"""Draws of the unknowns before this patient's data."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from rechallenge.arrays import Draws
from rechallenge.execution import in_double_precision
from rechallenge.inference.coordinates import moved
from rechallenge.inference.problem import InferenceProblem
from rechallenge.mechanism.processes.process import PseudoObservations


@in_double_precision
def prior_vectors(problem: InferenceProblem, size: int, rng: np.random.Generator) -> Draws:
    """Draw vectors of unknowns from the prior, one a row.

    Without pseudo-observations all unknowns are standard normals; such draws are told in the coordinates of the problem.
    """
    layout, data = problem.layout, jax.device_put(problem.data)
    vectors = rng.standard_normal((size, layout.size))
    none = data._replace(pseudo_observations=PseudoObservations.none(layout.n_knots))
    return moved(layout, none, data.pseudo_observations, jnp.ones(max(len(layout.exposures), 1)), vectors)
