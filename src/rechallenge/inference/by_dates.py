"""Doses of drugs that act by their dates alone, in units of what is usually given: 1 while they are given, then fading.

One unit a day keeps an exposure at 1 once it is there; a first dose that is worth a whole half-life brings it there at once. A single dose,
as an infusion, is such a first dose.
"""

from __future__ import annotations

import dataclasses
import math

from rechallenge.course.model import DoseStep
from rechallenge.course.regimen import surely_runs_on
from rechallenge.course.times import When
from rechallenge.literature.pharmacology import DrugModel

HOURS_PER_DAY = 24.0


def loading_units(model: DrugModel) -> float:
    """Units of a dose that brings an exposure to 1 at once, at the typical half-life."""
    return model.parameters["effect_half_life_h"].center / HOURS_PER_DAY / math.log(2.0)


def units_of(steps: tuple[DoseStep, ...], model: DrugModel) -> list[DoseStep]:
    """Steps in units, from the dates of the steps of a record.

    Examples
    --------
    >>> from rechallenge.literature.generic import generic_model
    >>> given = DoseStep(10.0, 7.0, When(0, 0), When(70, 70))
    >>> [(round(step.dose_mg, 3), step.every_days) for step in units_of((given,), generic_model("methotrexate"))]
    [(9.099, None), (1.0, 1.0)]
    """
    loading = loading_units(model)
    found: list[DoseStep] = []
    for place, step in enumerate(steps):
        before = steps[place - 1].stop if place else None
        goes_on = step.every_days is not None and before is not None and before.middle == step.start.middle
        if not goes_on:
            found.append(DoseStep(loading - (step.every_days is not None), None, step.start))
        if step.every_days is not None:
            found.append(dataclasses.replace(step, dose_mg=1.0, every_days=1.0, dose_mg_end=None))
    return found


def given_today(steps: tuple[DoseStep, ...], today: float) -> bool:
    """Whether a drug is surely given on the last day of the record."""
    return any(surely_runs_on(step, today) for step in steps)


FROM_TODAY = DoseStep(1.0, 1.0, When(0.0, 0.0))
"""One unit a day from today on."""
