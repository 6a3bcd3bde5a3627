"""Kinetics of the drugs of a patient: what a dose leaves, as a sum of exponentials, from the models that tables use too.

A drug file names a model and states its parameters in words of its own, in hours; each is one of `compartment_models`. Rates leave in
1/day, and from here on time is in days.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.arrays import Quantities
from rechallenge.literature.pharmacology import DrugModel, Kinetics
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT_ORAL, TWO_COMPARTMENTS_ORAL, CompartmentModel, Parameters, linear_model
from rechallenge.mechanism.exponentials import apart

HOURS_PER_DAY = 24.0
N_EXPONENTIALS = 3
SHORT_LIVED_DAYS = 0.5


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


@dataclass(frozen=True)
class DrugKinetics:
    """A model of kinetics as drug files state it.

    Doses go into the first compartment, those into a vein into the one that is measured: whole, and at once.

    Attributes
    ----------
    model
        Its compartments; time is in hours, and what is measured is the exposure.
    stated
        From the parameters by their names in drug files to those of the model. It only multiplies and divides, so that it takes
        numbers, arrays and formulas alike.
    """

    model: CompartmentModel
    stated: Callable[[Quantities], Parameters]


def _one_compartment(given: Quantities) -> Parameters:
    """Clearance and volume are apparent (divided by bioavailability), and so is a dose into a vein, which is absorbed whole."""
    apparent = {"CL": given["clearance_l_h"], "V": given["volume_l"], "KA": given["absorption_1_h"]}
    return apparent | ({"F2": 1.0 / given["bioavailability"]} if "bioavailability" in given else {})


def _two_compartment(given: Quantities) -> Parameters:
    return {
        "CL": given["clearance_l_h"],
        "V2": given["central_volume_l"],
        "Q": given["exchange_l_h"],
        "V3": given["peripheral_volume_l"],
        "KA": given["absorption_1_h"],
        "F1": given["bioavailability"],
    }


def _effect_compartment(given: Quantities) -> Parameters:
    """What is felt is the outflow, in mg/d: under steady dosing its mean is the daily dose.

    Prednisolone leaves plasma in hours and acts for a day or more, so the half-life of the effect governs.
    """
    return {"K10": math.log(2.0) / given["effect_half_life_h"], "S1": given["effect_half_life_h"] / (math.log(2.0) * HOURS_PER_DAY)}


KINETICS: Mapping[Kinetics, DrugKinetics] = {
    "one-compartment": DrugKinetics(ONE_COMPARTMENT_ORAL, _one_compartment),
    "two-compartment": DrugKinetics(TWO_COMPARTMENTS_ORAL, _two_compartment),
    "effect-compartment": DrugKinetics(linear_model(("effect",), [(1, 0)]), _effect_compartment),
}


def unit_response(kinetics: Kinetics, parameters: Mapping[str, Array], *, into_vein: bool = False) -> UnitResponse:
    """Unit response of a dose from the kinetic parameters by name; others are left aside."""
    model = KINETICS[kinetics].model
    stated = KINETICS[kinetics].stated(parameters)
    dosed = model.measured if into_vein else 1
    rates = model.rates(stated)
    exponents = apart(rates.eigenvalues)
    amount = model.network.exponentials(rates, exponents, dosed - 1, model.measured - 1)
    size = stated.get(f"F{dosed}", 1.0) / model.measured_scale(stated)
    nothing = jnp.zeros_like(exponents[0])
    unused = N_EXPONENTIALS - len(exponents)
    return UnitResponse(
        jnp.stack([*(-HOURS_PER_DAY * exponent for exponent in exponents), *[nothing + 1.0] * unused], axis=-1),
        jnp.stack([*(size * share for share in amount), *[nothing] * unused], axis=-1),
    )


def half_life_days(model: DrugModel) -> float:
    """Typical half-life of the slowest phase of the exposure."""
    typical = {name: parameter.center for name, parameter in model.parameters.items()}
    described = KINETICS[model.kinetics]
    rates = -np.linalg.eigvals(described.model.matrix(described.stated(typical))).real
    return math.log(2.0) / float(rates.min()) / HOURS_PER_DAY


def is_short_lived(model: DrugModel) -> bool:
    """Whether the exposure typically halves within half a day, so that the hour of a dose matters."""
    return half_life_days(model) < SHORT_LIVED_DAYS
