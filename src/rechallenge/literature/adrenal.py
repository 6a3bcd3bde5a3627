"""When the adrenal glands may not have recovered, and how fast a glucocorticoid is lowered: data with sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data


@dataclass(frozen=True, slots=True)
class TaperStep:
    """From which daily dose on (mg of prednisone) a step takes away at most so much, with so many weeks until the next."""

    from_mg: float
    most_mg: float
    weeks: float


@dataclass(frozen=True, slots=True)
class AdrenalLimits:
    """Limits of glucocorticoids.

    Attributes
    ----------
    suppressed_after_days
        Days of treatment after which the glands may not have recovered.
    adult_mg, child_mg_per_m2
        Daily prednisone that stands for what the glands make themselves.
    child_below_years
        Who is a child.
    steps
        How fast a dose is lowered, from the highest dose down.
    """

    suppressed_after_days: float
    adult_mg: float
    child_mg_per_m2: float
    child_below_years: float
    steps: tuple[TaperStep, ...]


class _Suppression(TypedDict):
    after_days: float
    source: str


class _Physiological(TypedDict):
    adult_mg: float
    child_mg_per_m2: float
    child_below_years: float
    source: str
    source_children: str


class _AdrenalFile(TypedDict):
    suppression: _Suppression
    physiological: _Physiological
    steps: tuple[TaperStep, ...]


@cache
def adrenal_limits() -> AdrenalLimits:
    """Return the limits."""
    raw = checked(_AdrenalFile, read_data(literature("adrenal.toml")), "adrenal.toml")
    physiological = raw["physiological"]
    return AdrenalLimits(
        raw["suppression"]["after_days"],
        physiological["adult_mg"],
        physiological["child_mg_per_m2"],
        physiological["child_below_years"],
        raw["steps"],
    )
