"""Unit responses of numbers, for tests that hold the kinetics against equations written out."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from rechallenge.mechanism.kinetics import UnitResponse, unit_response


def one_compartment(clearance_l_h: Any, volume_l: Any, absorption_1_h: Any) -> UnitResponse:
    """One compartment; clearance and volume are apparent."""
    given = {"clearance_l_h": clearance_l_h, "volume_l": volume_l, "absorption_1_h": absorption_1_h}
    return unit_response("one-compartment", {name: jnp.asarray(value) for name, value in given.items()})


def two_compartment(clearance: Any, central: Any, exchange: Any, peripheral: Any, absorption: Any, bioavailability: Any) -> UnitResponse:
    """Two compartments, in the units of drug files."""
    given = {"clearance_l_h": clearance, "central_volume_l": central, "exchange_l_h": exchange, "peripheral_volume_l": peripheral}
    given |= {"absorption_1_h": absorption, "bioavailability": bioavailability}
    return unit_response("two-compartment", {name: jnp.asarray(value) for name, value in given.items()})


def effect_compartment(effect_half_life_h: Any) -> UnitResponse:
    """The dose rate that is felt."""
    return unit_response("effect-compartment", {"effect_half_life_h": jnp.asarray(effect_half_life_h)})
