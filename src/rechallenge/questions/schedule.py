"""Regimens to come, made of few decisions: a stop, another dose or spacing, a taper; days count from today."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.times import When
from rechallenge.inference.problem import Problem
from rechallenge.questions.giving import STEROID, Giving, given_now, names_of

WEEK_DAYS = 7.0


def _step(dose_mg: float, every_days: float, first: float, last: float | None) -> DoseStep:
    return DoseStep(dose_mg, every_days, When(first, first), None if last is None else When(last, last))


def _until(course: Course, problem: Problem, exposure: str, day: float) -> dict[str, list[DoseStep]]:
    """Steps of each drug of an exposure as it is given now, until a day."""
    steps: dict[str, list[DoseStep]] = {drug: [] for drug in names_of(course, exposure)}
    if day > 0.0:
        for giving in given_now(course, problem, exposure):
            steps[giving.drug].append(_step(giving.dose_mg, giving.every_days, 0.0, day))
    return steps


def _treatments(steps: dict[str, list[DoseStep]]) -> tuple[Treatment, ...]:
    return tuple(Treatment(drug, True, tuple(each)) for drug, each in steps.items())


def stopped_on(course: Course, problem: Problem, exposure: str, day: float) -> tuple[Treatment, ...]:
    """Give all drugs of an exposure as they are until a day, and none of them after it."""
    return _treatments(_until(course, problem, exposure, day))


def given_from(course: Course, problem: Problem, exposure: str, giving: Giving, day: float) -> tuple[Treatment, ...]:
    """Give an exposure as it is until a day, and from then on one drug at one dose and spacing."""
    steps = _until(course, problem, exposure, day)
    steps.setdefault(giving.drug, []).append(_step(giving.dose_mg, giving.every_days, day, None))
    return _treatments(steps)


def steroid_mg_per_day(course: Course, problem: Problem) -> float:
    """Daily glucocorticoid today, in milligrams of prednisone."""
    return sum(each.daily_mg for each in given_now(course, problem, STEROID))


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


def tapered(
    course: Course, problem: Problem, *, by_mg: float, weeks: float, floor_mg: float, day: float, horizon_days: float
) -> tuple[Treatment, ...]:
    """Lower the glucocorticoid of today by so many milligrams of prednisone every so many weeks, down to a floor.

    The drug given last is the one that is lowered; others of its kind stop with the first step.
    """
    now = given_now(course, problem, STEROID)
    stages = taper_doses(sum(each.daily_mg for each in now), by_mg, weeks, floor_mg, day, horizon_days)
    if not now or not stages:
        return ()
    steps = _until(course, problem, STEROID, day)
    drug = now[-1]
    ends: Sequence[float | None] = [*(first for first, _ in stages[1:]), None]
    steps[drug.drug] += [_step(mg / drug.equivalence, 1.0, first, last) for (first, mg), last in zip(stages, ends, strict=True) if mg > 0.0]
    return _treatments(steps)
