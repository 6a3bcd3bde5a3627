"""Relapse: CRP back above the level of active disease, recognised by a physician at some rate."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array
from jax.scipy.special import ndtr

# CRP of active disease at entry of the rilonacept withdrawal trial (RHAPSODY, NCT03737110): 1 mg/dL.
RELAPSE_CRP_MG_L = 10.0
# A physician does not know CRP to the last digit: recognition sets in over this range of its logarithm (an assay's 20 %).
THRESHOLD_LOG_SD = 0.2


def relapse_hazard(crp_mg_l: Array, recognition_per_day: Array) -> Array:
    """Rate at which a relapse is recognised at this CRP, per day."""
    return recognition_per_day * ndtr(jnp.log(crp_mg_l / RELAPSE_CRP_MG_L) / THRESHOLD_LOG_SD)


def cumulative_hazard(crp_mg_l: Array, length_days: Array, recognition_per_day: Array) -> Array:
    """Integral of the hazard from the first breakpoint to each, by the trapezoidal rule on segments of a day or less.

    Shapes: CRP (..., segments + 1), lengths (segments,), result (..., segments + 1).
    """
    hazard = relapse_hazard(crp_mg_l, recognition_per_day)
    grown = jnp.cumsum(0.5 * (hazard[..., 1:] + hazard[..., :-1]) * length_days, axis=-1)
    return jnp.concatenate([jnp.zeros_like(hazard[..., :1]), grown], axis=-1)
