"""The adrenal glands: whether they may not have recovered, and whether a regimen asks too much of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rechallenge.course.model import DoseStep, Patient, Treatment
from rechallenge.course.problems import Problem
from rechallenge.course.regimen import Regimen, daily_mg_on, first_mg, last_mg, runs_on
from rechallenge.literature.adrenal import TaperStep, adrenal_limits
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.pharmacology import STEROID, drug_model

WEEK_DAYS = 7.0
SOURCE = "Beuschlein 2024"


def physiological_mg(patient: Patient) -> float:
    """Return the daily prednisone (mg) that stands for what the glands make: by surface in children whose height and weight are known.

    Examples
    --------
    >>> physiological_mg(Patient(age_years=70.0)), round(physiological_mg(Patient(age_years=3.0, weight_kg=12.0, height_cm=92.0)), 1)
    (5.0, 1.4)
    """
    limits = adrenal_limits()
    is_child = patient.age_years is not None and patient.age_years < limits.child_below_years
    if not is_child or not patient.weight_kg or not patient.height_cm:
        return limits.adult_mg
    return min(limits.adult_mg, limits.child_mg_per_m2 * math.sqrt(patient.height_cm * patient.weight_kg / 3600.0))


def may_be_suppressed(regimen: Regimen) -> bool:
    """Whether a glucocorticoid was taken for so long that the glands may not have recovered; uncertain times count in full."""
    days = 0.0
    for treatment in regimen.treatments:
        if treatment.route == "local" or treatment.drug not in regimen.drugs_of(STEROID):
            continue
        for step in treatment.steps:
            if step.every_days is not None:
                end = regimen.today if step.stop is None else min(step.stop.latest, regimen.today)
                days += max(end - step.start.earliest, 0.0)
    return days > adrenal_limits().suppressed_after_days


def today_mg(regimen: Regimen) -> float:
    """Return the daily prednisone of today, that which may still be given counted in."""
    now = regimen.current_daily_mg(STEROID)
    return regimen.latest(STEROID).daily_mg if now == 0.0 and regimen.end_open(STEROID) else now


def daily_path(regimen: Regimen, changes: Sequence[Treatment]) -> tuple[tuple[float, float], ...]:
    """Return the daily prednisone (mg) that a regimen comes to, each from a day on; empty where it leaves the glucocorticoid as it is."""
    steroids = regimen.drugs_of(STEROID)
    changed = [each for each in changes if each.drug in steroids and each.route != "local"]
    if not changed:
        return ()
    named = {each.drug for each in changed}
    kept = sum(dosage.daily_mg for dosage in regimen.current(STEROID) if dosage.drug not in named)
    steps = [(each.drug, step) for each in changed for step in each.steps if step.every_days is not None]
    days = sorted({0.0, *(day for _, step in steps for day in _days(step))})

    def level(day: float) -> float:
        given = (
            daily_mg_on(step, day, known_drugs()[drug].usual_dose_mg) * drug_model(drug).equivalence
            for drug, step in steps
            if runs_on(step, day)
        )
        return kept + sum(given)

    return tuple((day, level(day)) for day in days)


def _days(step: DoseStep) -> Iterator[float]:
    """Days on which the dose of a step changes; a gradual one, which has an end, each week."""
    start = max(step.start.middle, 0.0)
    yield start
    if step.stop is not None:
        if last_mg(step, None) != first_mg(step, None):
            for week in range(1, int((step.stop.middle - start) / WEEK_DAYS) + 1):
                yield start + week * WEEK_DAYS
        yield step.stop.middle


def _limit(mg: float) -> TaperStep:
    return next(step for step in adrenal_limits().steps if mg >= step.from_mg)


def is_fast(now_mg: float, path: Sequence[tuple[float, float]]) -> bool:
    """Whether a dose falls by more at once, or sooner after the last fall, than guidelines have it.

    Examples
    --------
    >>> is_fast(20.0, [(0.0, 15.0), (7.0, 12.5)]), is_fast(20.0, [(0.0, 10.0)]), is_fast(8.0, [(0.0, 7.0), (3.0, 6.0)])
    (False, True, True)
    """
    before, since = now_mg, -math.inf
    for day, mg in path:
        if mg < before - 1e-9:
            limit = _limit(before)
            if before - mg > limit.most_mg + 1e-9 or day - since < WEEK_DAYS * limit.weeks - 1e-9:
                return True
            since = day
        before = mg
    return False


def adrenal_warnings(regimen: Regimen, patient: Patient, changes: Sequence[Treatment]) -> tuple[Problem, ...]:
    """Warn of adrenal insufficiency where a regimen lowers a glucocorticoid below what the glands make, or fast, after weeks of it."""
    path = daily_path(regimen, changes)
    now = today_mg(regimen)
    if not path or not may_be_suppressed(regimen):
        return ()
    least, lowest = physiological_mg(patient), min(mg for _, mg in path)
    found = []
    if lowest < least - 1e-9 and lowest < now - 1e-9:
        found.append(below(patient))
    if is_fast(now, path):
        found.append(Problem("advice.adrenal.fast", {"source": SOURCE}, severity="warning"))
    return tuple(found)


def below(patient: Patient) -> Problem:
    """Warn of a dose below what the glands make."""
    return Problem("advice.adrenal.below", {"mg": round(physiological_mg(patient), 1), "source": SOURCE}, severity="warning")
