"""Virtual patients before any record: parameters drawn from the priors that the model uses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rechallenge.literature.parameters import Parameter
from rechallenge.literature.pharmacology import drug_model

Floats = NDArray[np.float64]
Altered = Mapping[str, float]
"""Factors by which parameters are multiplied, by name: a wrong variant of the model, to see whether it is noticed."""


def drawn(parameter: Parameter, size: int, rng: np.random.Generator) -> Floats:
    """Draw one parameter from its prior."""
    values = parameter.location + parameter.spread * rng.standard_normal(size)
    return np.asarray(1.0 / (1.0 + np.exp(-values)) if parameter.distribution == "logitnormal" else np.exp(values))


def drug_parameters(
    drug: str, size: int, rng: np.random.Generator, covariates: Mapping[str, Sequence[float]], altered: Altered
) -> dict[str, Floats]:
    """Draw the parameters of a drug, each patient with covariates of its own; those that are not given widen the prior.

    Parameters
    ----------
    covariates
        Values by name, one a patient.
    """
    known = drug_model(drug)
    # At its reference a covariate changes nothing, and does not widen the prior either.
    reference = known.for_patient({c.name: 0.0 if c.form == "factor" else c.reference for c in known.covariates if c.name in covariates})
    found = {name: drawn(parameter, size, rng) for name, parameter in reference.parameters.items()}
    for covariate in known.covariates:
        if covariate.name in covariates:
            shift = [covariate.log_factor(float(value)) for value in covariates[covariate.name]]
            found[covariate.parameter] = found[covariate.parameter] * np.exp(shift)
    return {name: value * altered.get(f"{drug}.{name}", 1.0) for name, value in found.items()}


def population(
    weight_kg: tuple[float, float], creatinine_clearance_ml_min: tuple[float, float], size: int, rng: np.random.Generator
) -> dict[str, list[float]]:
    """Draw who was studied: weights log-normal (median, SD of the logarithm), creatinine clearances even between bounds."""
    weights = weight_kg[0] * np.exp(weight_kg[1] * rng.standard_normal(size))
    clearance = rng.uniform(*creatinine_clearance_ml_min, size)
    return {"weight_kg": weights.tolist(), "creatinine_clearance_ml_min": clearance.tolist()}


def conditional_typical(start: Floats, drive: Parameter, volatility: Floats, rng: np.random.Generator) -> Floats:
    """Logarithm of the typical activity of patients whose activity is `start` today.

    Typical activity and deviation are normal on the log scale, so the first given their sum is normal too: who starts in a flare
    mostly goes back to something lower.
    """
    prior, moving = drive.spread**2, volatility**2
    mean = math.log(drive.center) + prior / (prior + moving) * (np.log(start) - math.log(drive.center))
    return np.asarray(mean + np.sqrt(prior * moving / (prior + moving)) * rng.standard_normal(len(start)))
