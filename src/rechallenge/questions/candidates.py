"""The regimens that are compared, and what each costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rechallenge.course.model import Course, Treatment
from rechallenge.inference.fit import Fit
from rechallenge.inference.forecast import plan
from rechallenge.literature.drugs import known_drugs
from rechallenge.questions.giving import STEROID, Giving, given_last, given_now
from rechallenge.questions.schedule import WEEK_DAYS, given_from, steroid_mg_per_day, stopped_on, taper_doses, tapered

# Spacings of anakinra that have been tried in the literature: every other day, and twice a week.
SPACINGS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "anakinra": (("regimen.name.daily", 1.0), ("regimen.name.alternate", 2.0), ("regimen.name.twice_weekly", 3.5)),
}
# Tapers of a glucocorticoid, in milligrams of prednisone and weeks, and the dose to which it may go at once.
TAPERS = ((1.0, 4.0), (2.5, 2.0))
# Below this daily prednisone the adrenal glands must take over, which is tested first (Beuschlein 2024, doi:10.1093/ejendo/lvae029).
AT_ONCE_MG = 5.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One regimen: the code of its name with what fills its blanks, what changes, and what it takes of drug and steroid.

    `tried` says whether the record has a stretch on it.
    """

    name: str
    values: Mapping[str, Any]
    changes: tuple[Treatment, ...]
    drug_mg_per_week: float
    injections_per_week: float | None
    prednisone_mg_per_day: float
    tried: bool = False
    steroid_lowered_to_mg: float | None = field(default=None)


def candidates(course: Course, fit: Fit, drug: str, horizon_days: int) -> tuple[Candidate, ...]:
    """List the regimens worth comparing for a drug under question; tapers go with the drug as it is."""
    problem = fit.problem
    now = given_now(course, problem, drug)
    last = given_last(course, problem, drug)
    steroid = mean_mg_per_day(course, fit, STEROID, (), horizon_days)
    injected = "sc" in known_drugs()[last.drug].routes

    def giving(name: str, changes: tuple[Treatment, ...], doses: Sequence[Giving], tried: bool, **values: Any) -> Candidate:
        return Candidate(
            name,
            {"drug": last.drug, **values},
            changes,
            WEEK_DAYS * sum(each.dose_mg / each.every_days for each in doses),
            WEEK_DAYS * sum(1.0 / each.every_days for each in doses) if injected else None,
            steroid,
            tried,
        )

    found = []
    if now:
        found.append(giving("regimen.name.continue", (), now, True))
    else:
        found.append(giving("regimen.name.not_resumed", (), (), False))
        name = "regimen.name.resume_daily" if last.every_days == 1.0 else "regimen.name.resume"
        found.append(giving(name, given_from(course, problem, drug, last, 0.0), (last,), True, dose=last.dose_mg, every=last.every_days))
    for name, every in SPACINGS.get(drug, (("regimen.name.spaced", 2.0 * last.every_days),)):
        dose = known_drugs()[last.drug].usual_dose_mg if drug in SPACINGS else last.dose_mg
        other = Giving(last.drug, dose, every, last.equivalence)
        if abs(other.daily_mg - last.daily_mg) > 1e-9 and drug != STEROID:
            changes = given_from(course, problem, drug, other, 0.0)
            found.append(giving(name, changes, (other,), was_given(course, other), dose=dose, every=every))
    if now:
        found.append(giving("regimen.name.stop", stopped_on(course, problem, drug, 0.0), (), False))
    for name, values, changes, lowest in _steroid_changes(course, fit, horizon_days):
        if drug == STEROID and name == "regimen.name.steroid_stop":
            continue
        found.append(
            Candidate(
                name,
                {"drug": last.drug, **values},
                changes,
                found[0].drug_mg_per_week,
                found[0].injections_per_week,
                mean_mg_per_day(course, fit, STEROID, changes, horizon_days),
                steroid_lowered_to_mg=lowest,
            )
        )
    return tuple(found)


def mean_mg_per_day(course: Course, fit: Fit, exposure: str, changes: tuple[Treatment, ...], horizon_days: int) -> float:
    """Mean daily milligrams of an exposure over the horizon."""
    names = [each.name for each in fit.problem.layout.exposures]
    if exposure not in names:
        return 0.0
    return float(plan(fit.problem, course.treatments, changes, horizon_days).amounts_mg[names.index(exposure)].sum()) / horizon_days


def was_given(course: Course, giving: Giving) -> bool:
    """Whether the record has a stretch of a drug at this dose and spacing."""
    return any(
        step.dose_mg == giving.dose_mg and step.every_days is not None and abs(step.every_days - giving.every_days) < 0.05
        for t in course.treatments_of(giving.drug)
        for step in t.steps
    )


def _steroid_changes(course: Course, fit: Fit, horizon_days: int) -> list[tuple[str, dict[str, float], tuple[Treatment, ...], float]]:
    """Tapers of the glucocorticoid given today: name, what fills it, what changes, and the lowest daily dose reached."""
    problem = fit.problem
    now = given_now(course, problem, STEROID)
    if not now:
        return []
    daily = steroid_mg_per_day(course, problem)
    found = []
    for mg, weeks in TAPERS:
        if daily <= mg:
            continue
        changes = tapered(course, problem, by_mg=mg, weeks=weeks, floor_mg=0.0, day=0.0, horizon_days=horizon_days)
        _, lowest = taper_doses(daily, mg, weeks, 0.0, 0.0, horizon_days)[-1]
        found.append(("regimen.name.taper", {"by": mg, "weeks": weeks, "current": daily}, changes, lowest))
    if daily > AT_ONCE_MG:
        drug = now[-1]
        at_once = Giving(drug.drug, AT_ONCE_MG / drug.equivalence, 1.0, drug.equivalence)
        changes = given_from(course, problem, STEROID, at_once, 0.0)
        found.append(("regimen.name.steroid_to", {"mg": AT_ONCE_MG, "current": daily}, changes, AT_ONCE_MG))
    found.append(("regimen.name.steroid_stop", {"current": daily}, stopped_on(course, problem, STEROID, 0.0), 0.0))
    return found
