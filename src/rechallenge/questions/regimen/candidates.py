"""The regimens that are compared, and what each costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rechallenge.course.model import Treatment
from rechallenge.course.regimen import Dosage, Regimen
from rechallenge.inference.forecast import plan
from rechallenge.inference.problem import InferenceProblem
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.pharmacology import STEROID, drug_model
from rechallenge.questions.schedule import WEEK_DAYS, given_from, stopped_on, taper_doses, tapered

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


def candidates(problem: InferenceProblem, drug: str, horizon_days: int) -> tuple[Candidate, ...]:
    """List the regimens worth comparing for a drug under question; tapers go with the drug as it is."""
    regimen = problem.regimen
    now, last = regimen.current(drug), regimen.latest(drug)
    steroid = mean_mg_per_day(problem, STEROID, (), horizon_days)
    injected = "sc" in known_drugs()[last.drug].routes

    def giving(name: str, changes: tuple[Treatment, ...], doses: Sequence[Dosage], tried: bool, **values: Any) -> Candidate:
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
        found.append(giving(name, given_from(regimen, last, 0.0), (last,), True, dose=last.dose_mg, every=last.every_days))
    for name, every in SPACINGS.get(drug, (("regimen.name.spaced", 2.0 * last.every_days),)):
        dose = known_drugs()[last.drug].usual_dose_mg if drug in SPACINGS else last.dose_mg
        other = replace(last, dose_mg=dose, every_days=every)
        if abs(other.daily_mg - last.daily_mg) > 1e-9 and drug != STEROID:
            changes = given_from(regimen, other, 0.0)
            found.append(giving(name, changes, (other,), regimen.had(other), dose=dose, every=every))
    if now:
        found.append(giving("regimen.name.stop", stopped_on(regimen, drug, 0.0), (), False))
    for name, values, changes, lowest in _steroid_changes(regimen, horizon_days):
        if drug == STEROID and name == "regimen.name.steroid_stop":
            continue
        found.append(
            Candidate(
                name,
                {"drug": last.drug, **values},
                changes,
                found[0].drug_mg_per_week,
                found[0].injections_per_week,
                mean_mg_per_day(problem, STEROID, changes, horizon_days),
                steroid_lowered_to_mg=lowest,
            )
        )
    return tuple(found)


def mean_mg_per_day(problem: InferenceProblem, exposure: str, changes: tuple[Treatment, ...], horizon_days: int) -> float:
    """Mean daily milligrams of an exposure over the horizon."""
    names = [each.name for each in problem.layout.exposures]
    if exposure not in names:
        return 0.0
    return float(plan(problem, changes, horizon_days).amounts_mg[names.index(exposure)].sum()) / horizon_days


def _steroid_changes(regimen: Regimen, horizon_days: int) -> list[tuple[str, dict[str, float], tuple[Treatment, ...], float]]:
    """Tapers of the glucocorticoid given today: name, what fills it, what changes, and the lowest daily dose reached."""
    now = regimen.current(STEROID)
    if not now:
        return []
    daily = regimen.current_daily_mg(STEROID)
    found = []
    for mg, weeks in TAPERS:
        if daily <= mg:
            continue
        changes = tapered(regimen, by_mg=mg, weeks=weeks, floor_mg=0.0, day=0.0, horizon_days=horizon_days)
        _, lowest = taper_doses(daily, mg, weeks, 0.0, 0.0, horizon_days)[-1]
        found.append(("regimen.name.taper", {"by": mg, "weeks": weeks, "current": daily}, changes, lowest))
    if daily > AT_ONCE_MG:
        drug = now[-1].drug
        changes = given_from(regimen, Dosage(drug, AT_ONCE_MG / drug_model(drug).equivalence, 1.0), 0.0)
        found.append(("regimen.name.steroid_to", {"mg": AT_ONCE_MG, "current": daily}, changes, AT_ONCE_MG))
    found.append(("regimen.name.steroid_stop", {"current": daily}, stopped_on(regimen, STEROID, 0.0), 0.0))
    return found
