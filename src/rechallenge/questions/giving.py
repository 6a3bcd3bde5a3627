"""How a drug is given: at the end of the record, or as it was given last."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rechallenge.course.model import Course, DoseStep
from rechallenge.inference.forecast import current_step
from rechallenge.inference.problem import Problem
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model

STEROID = "prednisone"
"""Exposure to which all glucocorticoids of the model add, in prednisone-equivalents."""


@dataclass(frozen=True, slots=True)
class Giving:
    """One dose at one spacing; `drug` as the record names it, `equivalence` in milligrams of its exposure's drug."""

    drug: str
    dose_mg: float
    every_days: float
    equivalence: float = 1.0

    @property
    def daily_mg(self) -> float:
        """Mean milligrams of the exposure's drug a day."""
        return self.dose_mg * self.equivalence / self.every_days


def names_of(course: Course, exposure: str) -> tuple[str, ...]:
    """Drugs of the record that feed one exposure, in the order of the file."""
    return tuple(dict.fromkeys(t.drug for t in course.treatments if t.drug in KINETIC_DRUGS and drug_model(t.drug).exposure == exposure))


def given_now(course: Course, problem: Problem, exposure: str) -> tuple[Giving, ...]:
    """Return what is being given at the end of the record, one entry a drug."""
    found = []
    for drug in names_of(course, exposure):
        step = current_step(course.treatments, drug, problem.end_day)
        if step is not None:
            found.append(_giving(drug, step))
    return tuple(found)


def drug_of_today(course: Course, problem: Problem) -> str | None:
    """Drug under question that is given at the end of the record, or else the last of them; None where there is none."""
    return next(
        (drug for drug in reversed(problem.drugs) if given_now(course, problem, drug)), problem.drugs[-1] if problem.drugs else None
    )


def given_last(course: Course, problem: Problem, exposure: str) -> Giving:
    """Return what is being given, or was given last; the usual dose where the record gives single doses only."""
    if now := given_now(course, problem, exposure):
        return now[-1]
    names = names_of(course, exposure)
    regular = [(step, t.drug) for t in course.treatments if t.drug in names for step in t.steps if step.every_days is not None]
    if not regular:
        usual = known_drugs()[names[-1]]
        return Giving(usual.name, usual.usual_dose_mg, usual.usual_interval_days, drug_model(usual.name).equivalence)
    step, drug = max(regular, key=lambda item: math.inf if item[0].stop is None else item[0].stop.middle)
    return _giving(drug, step)


def _giving(drug: str, step: DoseStep) -> Giving:
    dose = step.dose_mg if step.dose_mg_end is None else step.dose_mg_end
    usual = known_drugs()[drug]
    every = usual.usual_interval_days if step.every_days is None else step.every_days
    return Giving(drug, usual.usual_dose_mg if dose is None else dose, every, drug_model(drug).equivalence)


def recorded_daily_mg(course: Course, exposure: str, day: float) -> float:
    """Daily milligrams on a day of the record, an uncertain edge taken at its middle and an unknown dose as the usual one."""
    total = 0.0
    for treatment in course.treatments:
        if treatment.drug not in names_of(course, exposure):
            continue
        usual, equivalence = known_drugs()[treatment.drug].usual_dose_mg, drug_model(treatment.drug).equivalence
        for step in treatment.steps:
            stop = math.inf if step.stop is None else step.stop.middle
            if step.every_days is None or not step.start.middle <= day < stop:
                continue
            dose = usual if step.dose_mg is None else step.dose_mg
            if step.dose_mg_end is not None and math.isfinite(stop):
                dose += (step.dose_mg_end - dose) * (day - step.start.middle) / max(stop - step.start.middle, 1e-9)
            total += dose * equivalence / step.every_days
    return total
