"""Steroid dependence: the least daily prednisone under which the typical activity stays below the level of relapse."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from rechallenge.mechanism.relapse import RELAPSE_LEVEL

# The threshold dose is 0 below the relapse level and rises linearly above it; the corner is rounded over this share of the level.
CORNER = 0.1


def least_holding_dose_mg(activity_mg_l: Array, half_effect_mg_d: Array, passing: Array | float = 1.0) -> Array:
    """Least daily prednisone that holds an activity of which other drugs let `passing` through, in mg/day."""
    excess = activity_mg_l * passing / RELAPSE_LEVEL - 1.0
    return half_effect_mg_d * CORNER * jnp.logaddexp(0.0, excess / CORNER)
