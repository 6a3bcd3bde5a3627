"""When the adrenal glands may not have recovered, and how fast a glucocorticoid is lowered: data with sources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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


@cache
def adrenal_limits() -> AdrenalLimits:
    """Return the limits."""
    raw = tomllib.loads(files("rechallenge.literature").joinpath("adrenal.toml").read_text(encoding="utf-8"))
    physiological = raw["physiological"]
    return AdrenalLimits(
        float(raw["suppression"]["after_days"]),
        float(physiological["adult_mg"]),
        float(physiological["child_mg_per_m2"]),
        float(physiological["child_below_years"]),
        tuple(TaperStep(float(each["from_mg"]), float(each["most_mg"]), float(each["weeks"])) for each in raw["steps"]),
    )
