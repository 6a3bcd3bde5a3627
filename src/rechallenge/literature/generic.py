"""Drugs without kinetics of their own, as acting drugs: a generic model by their dates, with the published half-life where one is known."""

from __future__ import annotations

import math
from functools import cache

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data
from rechallenge.literature.distributions import Z90
from rechallenge.literature.drugs import cotreatments
from rechallenge.literature.parameters import Parameter, parameter_from
from rechallenge.literature.pharmacology import DrugModel

FILE = "generic.yaml"
HOURS_PER_DAY = 24.0
# Spread of the logarithm of a half-life of which one number is published, and the least of any: patients differ.
LEAST_LOG_SD = 0.3


class _HalfLife(TypedDict):
    days: float | tuple[float, float]
    source: str


class _ParameterEntry(TypedDict):
    meaning: dict[str, str]
    unit: str
    distribution: str
    median: float
    log_sd: float
    source: str | None
    note: str


class _GenericFile(TypedDict):
    groups: tuple[str, ...]
    parameters: dict[str, _ParameterEntry]
    half_lives: dict[str, _HalfLife]
    names: dict[str, dict[str, str]]


@cache
def _raw() -> _GenericFile:
    return checked(_GenericFile, read_data(literature(FILE)), FILE)


@cache
def acts_by_dates(drug: str) -> bool:
    """Whether a drug without kinetics is taken to act from its dates alone.

    Examples
    --------
    >>> [acts_by_dates(drug) for drug in ("infliximab", "JAK inhibitor", "anakinra", "paracetamol", "amoxicillin")]
    [True, True, False, False, False]
    """
    known = cotreatments().get(drug)
    return known is not None and known.group in _raw()["groups"]


@cache
def generic_model(drug: str) -> DrugModel:
    """Kinetics and action of a drug of which only its dates are used; KeyError when it does not act so.

    Examples
    --------
    >>> model = generic_model("infliximab")
    >>> model.action, round(model.parameters["effect_half_life_h"].center / 24.0, 1)
    ('drive', 8.9)
    """
    if not acts_by_dates(drug):
        raise KeyError(drug)
    return DrugModel(
        name=drug,
        exposure=drug,
        equivalence=1.0,
        kinetics="effect-compartment",
        action="drive",
        exposure_unit="mg/d",
        parameters={name: _parameter(drug, name, entry) for name, entry in _raw()["parameters"].items()},
        covariates=(),
    )


def names_of(drug: str) -> dict[str, str]:
    """Name of a drug in the meaning of its parameters, by language.

    Examples
    --------
    >>> names_of("methotrexate")
    {'fr': 'méthotrexate'}
    """
    return {language: known.get(drug, drug) for language, known in _raw()["names"].items()}


def _parameter(drug: str, name: str, entry: _ParameterEntry) -> Parameter:
    names = names_of(drug)
    meaning = {language: text.format(drug=names.get(language, drug)) for language, text in entry["meaning"].items()}
    told: dict[str, object] = {**entry, "meaning": meaning}
    published = _raw()["half_lives"].get(drug) if name == "effect_half_life_h" else None
    if published is not None:
        days = published["days"]
        low, high = days if isinstance(days, tuple) else (days, days)
        told |= {
            "median": HOURS_PER_DAY * math.sqrt(low * high),
            "log_sd": max(math.log(high / low) / (2.0 * Z90), LEAST_LOG_SD),
            "source": published["source"],
            "note": "Half-life of elimination; the spread between patients is ours where it is not told.",
        }
    return parameter_from(f"{drug}.{name}", told)
