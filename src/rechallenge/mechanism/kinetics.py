"""Kinetics in closed form: the response to a unit dose of each compartmental model as a sum of exponentials.

Parameters come in hours, as published; rates leave in 1/day, and from here on time is in days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from rechallenge.literature.drug_check import PARAMETERS
from rechallenge.literature.pharmacology import Kinetics

HOURS_PER_DAY = 24.0
N_EXPONENTIALS = 3
# Coefficients divide by differences of rates; of two rates nearer than this share one is moved, an error of 1e-6 in the curve.
CLOSEST_RATES = 1e-6


class UnitResponse(NamedTuple):
    """Exposure after a dose of 1 mg: ``sum(coefficient * exp(-rate * days))``.

    Attributes
    ----------
    rate
        Shape (..., 3), in 1/day.
    coefficient
        Shape (..., 3), in mg/L per mg (concentrations) or (mg/d) per mg (dose rates felt by the tissues).
    """

    rate: Array
    coefficient: Array

    @property
    def mean_per_daily_mg(self) -> Array:
        """Mean exposure at steady state under 1 mg a day: the area under the unit response."""
        return jnp.sum(self.coefficient / self.rate, axis=-1)


def _apart(rate: Array, other: Array) -> Array:
    """The first rate, moved away from the other where the two are hardly different."""
    return jnp.where(jnp.abs(rate - other) < CLOSEST_RATES * other, (1.0 + CLOSEST_RATES) * other, rate)


def one_compartment(clearance_l_h: Array, volume_l: Array, absorption_1_h: Array) -> UnitResponse:
    """First-order absorption into one compartment; clearance and volume are apparent (divided by bioavailability)."""
    elimination = clearance_l_h / volume_l
    absorption = _apart(absorption_1_h, elimination)
    scale = absorption / (volume_l * (absorption - elimination))
    rate = jnp.stack([elimination, absorption, jnp.ones_like(elimination)], axis=-1) * HOURS_PER_DAY
    return UnitResponse(rate, jnp.stack([scale, -scale, jnp.zeros_like(scale)], axis=-1))


def two_compartment(
    clearance_l_h: Array,
    central_volume_l: Array,
    exchange_l_h: Array,
    peripheral_volume_l: Array,
    absorption_1_h: Array,
    bioavailability: Array,
) -> UnitResponse:
    """First-order absorption into the central of two compartments."""
    k10 = clearance_l_h / central_volume_l
    k12 = exchange_l_h / central_volume_l
    k21 = exchange_l_h / peripheral_volume_l
    total = k10 + k12 + k21
    root = jnp.sqrt(total * total - 4.0 * k10 * k21)
    fast = 0.5 * (total + root)
    slow = k10 * k21 / fast  # not (total - root) / 2, which cancels
    absorption = _apart(_apart(absorption_1_h, fast), slow)
    scale = bioavailability * absorption / central_volume_l
    coefficient = jnp.stack(
        [
            scale * (k21 - fast) / ((absorption - fast) * (slow - fast)),
            scale * (k21 - slow) / ((absorption - slow) * (fast - slow)),
            scale * (k21 - absorption) / ((absorption - fast) * (absorption - slow)),
        ],
        axis=-1,
    )
    return UnitResponse(jnp.stack([fast, slow, absorption], axis=-1) * HOURS_PER_DAY, coefficient)


def effect_compartment(effect_half_life_h: Array) -> UnitResponse:
    """Dose rate felt by tissues whose response outlasts the drug in plasma, in mg/d.

    Prednisolone leaves plasma in hours and acts for a day or more, so the half-life of the effect governs; under steady
    dosing the mean equals the daily dose.
    """
    rate = jnp.log(2.0) / effect_half_life_h * HOURS_PER_DAY
    unused = jnp.zeros_like(rate)
    return UnitResponse(jnp.stack([rate, unused + 1.0, unused + 1.0], axis=-1), jnp.stack([rate, unused, unused], axis=-1))


def vein_weights(kinetics: Kinetics, response: UnitResponse, parameters: Mapping[str, Array]) -> Array:
    """What a milligram into a vein adds to each exponential, beside one that is absorbed: shape (..., 3).

    A dose into a vein is in the center at once, and whole. In one compartment clearance and volume are apparent, so that the volume
    in which it arrives is the apparent one times the bioavailability; in two compartments they are not.
    """
    if kinetics == "one-compartment":
        first = 1.0 / (parameters["bioavailability"] * parameters["volume_l"])
        alone = [first, jnp.zeros_like(first), jnp.zeros_like(first)]
    else:
        fast, slow = response.rate[..., 0] / HOURS_PER_DAY, response.rate[..., 1] / HOURS_PER_DAY
        k21 = parameters["exchange_l_h"] / parameters["peripheral_volume_l"]
        scale = 1.0 / (parameters["central_volume_l"] * (fast - slow))
        alone = [scale * (fast - k21), scale * (k21 - slow), jnp.zeros_like(fast)]
    coefficient = response.coefficient
    return jnp.stack(alone, axis=-1) / jnp.where(coefficient == 0.0, 1.0, coefficient)


_MODELS: dict[Kinetics, Callable[..., UnitResponse]] = {
    "one-compartment": one_compartment,
    "two-compartment": two_compartment,
    "effect-compartment": effect_compartment,
}


def unit_response(kinetics: Kinetics, parameters: Mapping[str, Array]) -> UnitResponse:
    """Unit response of an absorbed dose of a drug model from its kinetic parameters by name; others are left aside."""
    return _MODELS[kinetics](**{name: parameters[name] for name in PARAMETERS[kinetics]})
