"""How much of the activity a drug holds back under regular doses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.arrays import Floats
from rechallenge.course.regimen import Dosage
from rechallenge.inference.layout import Layout
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.programs import Program
from rechallenge.mechanism.assembly import drugs_of

# The share changes within hours of a dose; midpoints of an hour of a daily dose are enough for three digits.
N_POINTS = 24


@partial(Program, static=3)
def _passing(
    layout: Layout, place: int, into_vein: bool, parameters: dict[str, Array], works: Array, dose_mg: Array, every_days: Array
) -> Array:
    since = every_days * (jnp.arange(N_POINTS) + 0.5) / N_POINTS

    def one(values: dict[str, Array], acts: Array) -> Array:
        drugs = drugs_of(layout.exposures, values, acts)
        rate, coefficient = drugs.response.rate[place], drugs.response.coefficient[place]
        if into_vein and drugs.vein is not None:
            coefficient = coefficient * drugs.vein[place]
        steady = coefficient / -jnp.expm1(-rate * every_days)
        exposure = dose_mg * jnp.maximum(jnp.exp(-since[:, None] * rate[None, :]) @ steady, 0.0)
        return jnp.mean(1.0 - drugs.share[place] * exposure / (drugs.half_effect[place] + exposure))

    return jax.vmap(one)(parameters, works)


def passing_share(problem: InferenceProblem, parameters: Mapping[str, Floats], works: Floats, dosage: Dosage) -> Floats:
    """Mean share of the activity that one drug lets through at steady state.

    Parameters
    ----------
    parameters, works
        Draws by name, each of shape (draws,), and which exposures act, shape (draws, exposures).
    dosage
        How it is given.

    Returns
    -------
    Array
        Shape (draws,); 1 where the drug does nothing.
    """
    layout = problem.layout
    place = [exposure.name for exposure in layout.exposures].index(dosage.exposure)
    into_vein = problem.goes_into_vein(dosage.drug, dosage.route)
    values = {name: jnp.asarray(parameters[name]) for name in layout.parameters}
    doses = jnp.asarray(dosage.equivalent_mg), jnp.asarray(dosage.every_days)
    return np.asarray(_passing(layout, place, into_vein, values, jnp.asarray(works), *doses))
