"""Relapse: the marker of activity back above the level of active disease, recognised by a physician at some rate."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array
from jax.scipy.special import ndtr

from rechallenge.outcomes import marker

_MARKER = marker()
assert _MARKER.relapse is not None  # a marker has a level of relapse
RELAPSE_LEVEL = _MARKER.relapse.level
"""Level of the marker above which the disease counts as active."""
# A physician does not know the marker to the last digit: recognition sets in over this range of its logarithm (an assay's 20 %).
THRESHOLD_LOG_SD = 0.2


def relapse_hazard(level: Array, recognition_per_day: Array) -> Array:
    """Rate at which a relapse is recognised at this level of the marker, per day."""
    return recognition_per_day * ndtr(jnp.log(level / RELAPSE_LEVEL) / THRESHOLD_LOG_SD)


def cumulative_hazard(level: Array, length_days: Array, recognition_per_day: Array) -> Array:
    """Integral of the hazard from the first breakpoint to each, by the trapezoidal rule on segments of a day or less.

    Shapes: level (..., segments + 1), lengths (segments,), result (..., segments + 1).
    """
    hazard = relapse_hazard(level, recognition_per_day)
    grown = jnp.cumsum(0.5 * (hazard[..., 1:] + hazard[..., :-1]) * length_days, axis=-1)
    return jnp.concatenate([jnp.zeros_like(hazard[..., :1]), grown], axis=-1)
