"""Sixty virtual patients whose charts run from sparse to dense: few words and limits, a usual chart, and a reading nearly every day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from studies.calibration.designs import ChartedDay, Design, Look, drawn
from studies.calibration.patients import simulate_patient
from studies.calibration.records import chart
from studies.calibration.scenarios import SCENARIOS

Density = Literal["sparse", "usual", "dense"]
DENSITIES: tuple[Density, ...] = ("sparse", "usual", "dense")
N_PATIENTS, SEED = 60, 8_400
# A sparse chart keeps so many entries of CRP, and no pain; a dense one has CRP at gaps of days between these, and pain every other time.
SPARSE_LOOKS = 4
DENSE_GAP_DAYS = (1, 2)
DENSE_FROM_DAY = -12


@dataclass(frozen=True, slots=True)
class ChartedPatient:
    """Which virtual patient of the sixty; any first 24 of them hold every density, number of stops, and truth about the drug."""

    number: int

    @property
    def density(self) -> Density:
        """How much is written down."""
        return DENSITIES[self.number % 3]

    @property
    def works(self) -> bool:
        """Whether the drug does anything."""
        return self.number // 3 % 2 == 0

    @property
    def stops(self) -> int:
        """How often it is stopped and given again."""
        return self.number // 6 % 4


CASES = tuple(map(ChartedPatient, range(N_PATIENTS)))


def course_text(case: ChartedPatient) -> str:
    """The chart as the text of a course file, everything drawn from the number of the patient."""
    rng = np.random.default_rng([SEED, case.number])
    design = _of_density(drawn(case.stops, rng), case.density, rng)
    scenario = SCENARIOS["as assumed"]
    return chart(design, simulate_patient(design, case.works, scenario, rng), scenario, rng)


def _of_density(design: Design, density: Density, rng: np.random.Generator) -> Design:
    crp = [look for look in design.looks if look.what == "CRP"]
    if density == "sparse":
        return replace(design, looks=tuple(_spread(crp, SPARSE_LOOKS)))
    if density == "usual":
        return design
    days = [DENSE_FROM_DAY]
    while days[-1] < design.last_day:
        days.append(min(days[-1] + int(rng.integers(DENSE_GAP_DAYS[0], DENSE_GAP_DAYS[1] + 1)), design.last_day))
    at = [ChartedDay(day, day, day) for day in days]
    looks = [Look("CRP", moment, "number") for moment in at] + [Look("pain", moment, "number") for moment in at[::2]]
    return replace(design, looks=tuple(looks))


def _spread(looks: Sequence[Look], number: int) -> list[Look]:
    """So many of the looks, the last one always, as numbers where a change would compare with one that is left out."""
    places = sorted({round(place) for place in np.linspace(0, len(looks) - 1, number)})
    return [replace(look, kind="number") if look.kind == "change" else look for look in (looks[place] for place in places)]
