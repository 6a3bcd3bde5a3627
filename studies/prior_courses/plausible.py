"""Statistics of prior courses beside the ranges that are plausible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NotRequired

import numpy as np
from typing_extensions import TypedDict

from rechallenge.data_files import checked, read_data
from studies.prior_courses.courses import PriorCourses, diseases, prior_courses

HALF_YEAR_DAYS = 182.0
MOST_CRP_MG_L = 600.0

STATISTICS: Mapping[str, Callable[[PriorCourses], float]] = {
    "crp_over_600": lambda told: float(np.mean(told.crp_mg_l > MOST_CRP_MG_L)),
    "crp_in_a_flare": lambda told: float(np.median(told.crp_mg_l[told.active])),
    "pain_in_a_flare": lambda told: float(np.median(told.pain[told.active])),
    "pain_when_quiet": lambda told: float(np.median(told.pain[~told.active])),
    "least_prednisone_low": lambda told: float(np.quantile(told.least_prednisone_mg, 0.05)),
    "least_prednisone_high": lambda told: float(np.quantile(told.least_prednisone_mg, 0.95)),
    "another_flare": lambda told: told.another_flare_within(HALF_YEAR_DAYS),
    "another_flare_of_gout": lambda told: told.another_flare_within(HALF_YEAR_DAYS),
}


class _Entry(TypedDict):
    what: str
    source: str | None
    note: str
    at_least: NotRequired[float]
    at_most: NotRequired[float]
    diseases: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class PlausibleRange:
    """Bounds of one statistic; None where it is open, and `diseases` empty where it is of all."""

    name: str
    what: str
    at_least: float | None
    at_most: float | None
    diseases: tuple[str, ...]
    source: str | None
    note: str

    def holds(self, value: float) -> bool:
        """Whether a value is plausible."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Held:
    """One statistic of one disease beside its range."""

    range: PlausibleRange
    disease: str
    value: float

    @property
    def plausible(self) -> bool:
        """Whether it lies within."""
        return self.range.holds(self.value)


@cache
def ranges() -> tuple[PlausibleRange, ...]:
    """All ranges of the data file."""
    path = Path(__file__).parent / "ranges.yaml"
    entries = checked(dict[str, _Entry], read_data(path), path.name)
    return tuple(
        PlausibleRange(
            name, each["what"], each.get("at_least"), each.get("at_most"), tuple(each.get("diseases", ())), each["source"], each["note"]
        )
        for name, each in entries.items()
    )


def held() -> Iterator[Held]:
    """Hold every statistic of every disease against its range."""
    for disease in diseases():
        told = prior_courses(disease)
        for each in ranges():
            if not each.diseases or disease in each.diseases:
                yield Held(each, disease, STATISTICS[each.name](told))
