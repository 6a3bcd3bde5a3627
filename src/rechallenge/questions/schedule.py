"""Regimens to come, made of few decisions: a stop, another dose or spacing, a taper; days count from today."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.course.model import DoseStep, Treatment
from rechallenge.course.regimen import Dosage, Regimen
from rechallenge.course.times import When
from rechallenge.literature.pharmacology import STEROID, drug_model
from rechallenge.literature.prescribing import rounded_up_mg

WEEK_DAYS = 7.0


def _step(dose_mg: float, every_days: float, first: float, last: float | None) -> DoseStep:
    return DoseStep(dose_mg, every_days, When(first, first), None if last is None else When(last, last))


def _until(regimen: Regimen, exposure: str, day: float) -> dict[str, list[DoseStep]]:
    """Steps of each drug of an exposure as it is given now, until a day."""
    steps: dict[str, list[DoseStep]] = {drug: [] for drug in regimen.drugs_of(exposure)}
    if day > 0.0:
        for dosage in regimen.current(exposure):
            steps[dosage.drug].append(_step(dosage.dose_mg, dosage.every_days, 0.0, day))
    return steps


def _treatments(steps: dict[str, list[DoseStep]]) -> tuple[Treatment, ...]:
    return tuple(Treatment(drug, True, tuple(each)) for drug, each in steps.items())


def stopped_on(regimen: Regimen, exposure: str, day: float) -> tuple[Treatment, ...]:
    """Give all drugs of an exposure as they are until a day, and none of them after it."""
    return _treatments(_until(regimen, exposure, day))


def given_from(regimen: Regimen, dosage: Dosage, day: float) -> tuple[Treatment, ...]:
    """Give the exposure of a drug as it is until a day, and from then on that drug alone, at one dose and spacing."""
    steps = _until(regimen, dosage.exposure, day)
    steps.setdefault(dosage.drug, []).append(_step(dosage.dose_mg, dosage.every_days, day, None))
    return _treatments(steps)


def taper_doses(daily_mg: float, by_mg: float, weeks: float, floor_mg: float, day: float, horizon_days: float) -> list[tuple[float, float]]:
    """Return the first day and daily dose of each stage of a taper.

    Examples
    --------
    >>> taper_doses(10.0, 2.5, 2.0, 5.0, 0.0, 90.0)
    [(0.0, 7.5), (14.0, 5.0)]
    """
    stages, dose = [], daily_mg
    while dose > floor_mg + 1e-9 and day < horizon_days:
        dose = max(dose - by_mg, floor_mg)
        stages.append((day, dose))
        day += WEEK_DAYS * weeks
    return stages


def tapered(regimen: Regimen, *, by_mg: float, weeks: float, floor_mg: float, day: float, horizon_days: float) -> tuple[Treatment, ...]:
    """Lower the glucocorticoid of today by so many milligrams of prednisone every so many weeks, down to a floor.

    The drug given last is the one that is lowered, each dose rounded up to one that its tablets make; others of its kind stop with the
    first step.
    """
    now = regimen.current(STEROID)
    stages = taper_doses(regimen.current_daily_mg(STEROID), by_mg, weeks, floor_mg, day, horizon_days)
    if not now or not stages:
        return ()
    steps = _until(regimen, STEROID, day)
    drug = now[-1].drug
    equivalence = drug_model(drug).equivalence
    ends: Sequence[float | None] = [*(first for first, _ in stages[1:]), None]
    steps[drug] += [
        _step(rounded_up_mg(drug, mg / equivalence) or mg / equivalence, 1.0, first, last)
        for (first, mg), last in zip(stages, ends, strict=True)
        if mg > 0.0
    ]
    return _treatments(steps)
