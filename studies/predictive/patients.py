"""Virtual patients before any record: parameters drawn from the priors that the model uses."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from typing_extensions import TypedDict

from rechallenge.arrays import Floats
from rechallenge.data_files import checked, read_data
from rechallenge.literature.parameters import Parameter
from rechallenge.literature.pharmacology import drug_model
from studies.predictive.variants import Studies, Variant, drawn

Altered = Mapping[str, float]
"""Factors by which parameters are multiplied, by name: a wrong variant of the model, to see whether it is noticed."""


class _Earlier(TypedDict):
    median: float
    spread: float


class _WithoutOwn(TypedDict):
    factor: float
    log_sd: float
    note: str


class ChangedPriors(TypedDict):
    """Priors of an earlier version by parameter, and what changes in a prior that a source is taken out of, by source and parameter."""

    earlier: dict[str, _Earlier]
    without: dict[str, dict[str, _WithoutOwn]]


@cache
def changed_priors() -> ChangedPriors:
    """Read them."""
    path = Path(__file__).parent / "priors.yaml"
    return checked(ChangedPriors, read_data(path), path.name)


def prior_under(variant: Variant, name: str, parameter: Parameter, source: str) -> Parameter:
    """Prior of a parameter, told as `drug.name` where it is a drug's, under a variant, for a study of this source."""
    if variant.earlier and (then := changed_priors()["earlier"].get(name)) is not None:
        return dataclasses.replace(parameter, center=then["median"], spread=then["spread"])
    if variant.without_own and (out := changed_priors()["without"].get(source, {}).get(name)) is not None:
        return dataclasses.replace(parameter, center=parameter.center * out["factor"])
    return parameter


def _doubt(variant: Variant, name: str, source: str) -> float:
    out = changed_priors()["without"].get(source, {}).get(name) if variant.without_own else None
    return 0.0 if out is None else out["log_sd"]


def drug_parameters(
    drug: str,
    studies: Studies,
    rng: np.random.Generator,
    covariates: Mapping[str, Sequence[float]],
    altered: Altered,
    variant: Variant,
    source: str,
) -> dict[str, Floats]:
    """Draw the parameters of a drug, each patient with covariates of its own; those that are not given widen the prior.

    Parameters
    ----------
    covariates
        Values by name, one a patient.
    source
        Of the study that is predicted.
    """
    known = drug_model(drug)
    # At its reference a covariate changes nothing, and does not widen the prior either.
    reference = known.for_patient({c.name: 0.0 if c.form == "factor" else c.reference for c in known.covariates if c.name in covariates})
    priors = {name: prior_under(variant, f"{drug}.{name}", parameter, source) for name, parameter in reference.parameters.items()}
    found = {name: drawn(parameter, studies, rng, variant) for name, parameter in priors.items()}
    for name in found:
        # the doubt that a source leaves behind is about the typical value, and all patients of a study have it in common
        found[name] = found[name] * np.exp(
            np.repeat(_doubt(variant, f"{drug}.{name}", source) * rng.standard_normal(studies.number), studies.patients)
        )
    for covariate in known.covariates:
        if covariate.name not in covariates:
            continue
        values = np.asarray(covariates[covariate.name], float)
        if variant.without_own and covariate.source == source:
            shift = _of_filtration(values / covariate.reference, studies, rng)
        else:
            shift = np.array([covariate.log_factor(float(value)) for value in values])
        found[covariate.parameter] = found[covariate.parameter] * np.exp(shift)
    return {name: value * altered.get(f"{drug}.{name}", 1.0) for name, value in found.items()}


# A protein of 17 kDa is filtered: without the study that measured it, the share of its clearance that goes with the filtration of the
# kidneys is taken to lie between these, as evenly. Ours.
LEAST_FILTERED, MOST_FILTERED = 0.4, 0.95


def _of_filtration(relative: Floats, studies: Studies, rng: np.random.Generator) -> Floats:
    """Logarithm of the clearance at a relative filtration, of which a share that is not known goes with it."""
    share = np.repeat(rng.uniform(LEAST_FILTERED, MOST_FILTERED, studies.number), studies.patients)
    return np.asarray(np.log(1.0 - share + share * np.minimum(relative, 1.0)))


def population(
    weight_kg: tuple[float, float], creatinine_clearance_ml_min: tuple[float, float], size: int, rng: np.random.Generator
) -> dict[str, list[float]]:
    """Draw who was studied: weights log-normal (median, SD of the logarithm), creatinine clearances even between bounds."""
    weights = weight_kg[0] * np.exp(weight_kg[1] * rng.standard_normal(size))
    clearance = rng.uniform(*creatinine_clearance_ml_min, size)
    return {"weight_kg": weights.tolist(), "creatinine_clearance_ml_min": clearance.tolist()}
