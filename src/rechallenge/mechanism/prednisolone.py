"""Unbound prednisolone: how much of a measured concentration is free, and kinetics of prednisone by mouth for individual estimates.

Transcortin binds prednisolone and saturates, so that total concentrations rise by less than the dose; the unbound are linear but for
the bioavailability, which falls with the dose. Source: Bouazza 2025 (``drugs/prednisone.yaml``). The model of the single patient goes
without: no published concentration governs the effect on CRP.
"""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from rechallenge.arrays import Quantities
from rechallenge.literature.pharmacology import binding_of
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT_ORAL, CompartmentModel, Parameters

# Molar masses in g/mol, from the sums of their atoms: C21H26O5 and C21H28O5.
PREDNISONE_G_MOL, PREDNISOLONE_G_MOL = 358.43, 360.45
NMOL_PER_MG = 1e6 / PREDNISONE_G_MOL

MODEL: CompartmentModel = ONE_COMPARTMENT_ORAL
"""Prednisone into the gut, unbound prednisolone in the center; doses in mg of prednisone, concentrations in nmol/L, time in hours."""


def _center(name: str) -> float:
    return binding_of("prednisone").parameters[name].center


def typical_values() -> dict[str, float]:
    """Typical values for `rule`, by name."""
    return {"CL": _center("clearance_l_h"), "V": _center("volume_l"), "KA": _center("absorption_1_h"), "ALAG1": _center("lag_h")}


def variances() -> dict[str, float]:
    """Published variances of the random effects of `rule`, by name."""
    return {"CL": binding_of("prednisone").parameters["clearance_l_h"].spread ** 2}


def rule(typical: Quantities, eta: Array, covariate: Mapping[str, Array]) -> Parameters:
    """Parameters of a patient from the columns WT (kg) and DOSE (mg of prednisone, on the row of the dose)."""
    exponent = {c.parameter: c.coefficient for c in binding_of("prednisone").covariates}
    size = covariate["WT"] / 70.0
    volume = typical["V"] * size ** exponent["volume_l"]
    return {
        "CL": typical["CL"] * jnp.exp(eta[0]) * size ** exponent["clearance_l_h"],
        "V": volume,
        "KA": typical["KA"],
        "ALAG1": typical["ALAG1"],
        "F1": (covariate["DOSE"] * NMOL_PER_MG / _center("reference_dose_nmol")) ** -_center("loss_with_dose"),
        "S2": volume / NMOL_PER_MG,
    }


def total_nmol_l(unbound_nmol_l: ArrayLike) -> Array:
    """Total prednisolone at an unbound concentration, both in nmol/L."""
    unbound = jnp.asarray(unbound_nmol_l)
    saturable = _center("saturable_binding") / (1.0 + _center("affinity_l_nmol") * unbound)
    return unbound * (1.0 + saturable + _center("linear_binding"))


def unbound_nmol_l(total_nmol_l: ArrayLike) -> Array:
    """Unbound prednisolone at a total concentration, both in nmol/L.

    Examples
    --------
    >>> float(unbound_nmol_l(0.0))
    0.0
    >>> round(float(total_nmol_l(unbound_nmol_l(700.0))), 6)
    700.0
    """
    total = jnp.asarray(total_nmol_l)
    affinity, linear = _center("affinity_l_nmol"), 1.0 + _center("linear_binding")
    # The positive root of a quadratic, in the form that loses no digits at low concentrations.
    slope = linear + _center("saturable_binding") - affinity * total
    root = jnp.sqrt(slope * slope + 4.0 * linear * affinity * total)
    return jnp.where(slope > 0.0, 2.0 * total / (slope + root), (root - slope) / (2.0 * linear * affinity))


def nmol_per_litre(ng_ml: ArrayLike) -> Array:
    """Prednisolone in nmol/L from ng/mL."""
    return jnp.asarray(ng_ml) * 1e3 / PREDNISOLONE_G_MOL
