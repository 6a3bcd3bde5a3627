"""Which doses of a drug are published, by kilogram, age, weight and renal function: data with sources, and no judgement of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Literal, Required

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data

Quantity = Literal["dose_mg", "dose_mg_per_kg", "daily_mg", "daily_mg_per_kg", "every_days", "age_years", "weight_kg"]


@dataclass(frozen=True, slots=True)
class DoseRange:
    """One published bound.

    Attributes
    ----------
    quantity
        What is bounded: one dose, a day's doses, the spacing, or the age or weight of the patient.
    low, high
        Bounds of it, in the unit of its name; infinite where open.
    at_least_mg
        A daily dose up to which a bound per kilogram does not matter.
    ages, clearance_below
        Whom it is about: an age in years, a creatinine clearance in mL/min.
    routes
        Routes of the doses that it is about; empty for all.
    source, told
        Identifier in ``references.yaml``, and a short name that is the same in every language.
    """

    quantity: Quantity
    low: float
    high: float
    at_least_mg: float
    ages: tuple[float, float]
    clearance_below: float
    routes: tuple[str, ...]
    source: str
    told: str


class _DoseRangesEntry(TypedDict, total=False):
    quantity: Required[Quantity]
    low: float
    not_below: float
    high: float
    at_least_mg: float
    age_years: tuple[float, float]
    clearance_below: float
    routes: tuple[str, ...]
    source: Required[str]
    told: Required[str]


def _range(raw: _DoseRangesEntry) -> DoseRange:
    return DoseRange(
        quantity=raw["quantity"],
        low=raw.get("low", raw.get("not_below", -inf)),
        high=raw.get("high", inf),
        at_least_mg=raw.get("at_least_mg", 0.0),
        ages=raw.get("age_years", (0.0, inf)),
        clearance_below=raw.get("clearance_below", inf),
        routes=raw.get("routes", ()),
        source=raw["source"],
        told=raw["told"],
    )


@cache
def dose_ranges() -> Mapping[str, tuple[DoseRange, ...]]:
    """Return all published ranges, by canonical name of the drug."""
    raw = checked(dict[str, list[_DoseRangesEntry]], read_data(literature("dose_ranges.toml")), "dose_ranges.toml")
    return {drug: tuple(map(_range, ranges)) for drug, ranges in raw.items()}
