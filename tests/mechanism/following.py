"""A response made of numbers, for tests that hold the simulator against the equations written out."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.outcomes import outcome

NAMES = ("transit_half_life_h", "crp_half_life_h", "crp_background_mg_l", "pain_half_life_h", "motion_half_life_h", "pain_half_signal_mg_l")
FOLLOWED = tuple(outcome(name).model for name in ("crp", "pain", "motion"))


def response_of(*values: Any) -> OutcomeResponse:
    """CRP, pain and limitation of movement with these parameters, in the order of `NAMES`."""
    return OutcomeResponse(FOLLOWED, {name: jnp.asarray(value) for name, value in zip(NAMES, values, strict=True)})
