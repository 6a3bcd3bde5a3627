"""The regimens that are compared, and what each costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rechallenge.course.dose_doubts import dose_doubts
from rechallenge.course.model import Patient, Treatment
from rechallenge.course.regimen import Dosage, Regimen
from rechallenge.inference.forecast import plan
from rechallenge.inference.problem import InferenceProblem
from rechallenge.literature.adrenal import adrenal_limits
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.pharmacology import STEROID, drug_model
from rechallenge.literature.prescribing import existing_mg, exists, rounded_up_mg
from rechallenge.questions.schedule import WEEK_DAYS, given_from, stopped_on, taper_doses, tapered
from rechallenge.safety.adrenal import physiological_mg
from rechallenge.safety.menu import Menu, can_be_kept, menu

# Names of spacings, in days; any other is told by its number.
SPACINGS: Mapping[float, str] = {1.0: "regimen.name.daily", 2.0: "regimen.name.alternate", 3.5: "regimen.name.twice_weekly"}
# Tapers of a glucocorticoid, in milligrams of prednisone and weeks, and the dose to which it may go at once.
TAPERS = ((1.0, 4.0), (2.5, 2.0))
# Below this daily prednisone the adrenal glands of an adult must take over.
AT_ONCE_MG = adrenal_limits().adult_mg


@dataclass(frozen=True, slots=True)
class Candidate:
    """One regimen: the code of its name with what fills its blanks, what changes, and what it takes of drug and steroid.

    `tried` says whether the record has a stretch on it.
    """

    name: str
    values: Mapping[str, object]
    changes: tuple[Treatment, ...]
    drug_mg_per_week: float
    injections_per_week: float | None
    prednisone_mg_per_day: float
    tried: bool = False
    steroid_lowered_to_mg: float | None = field(default=None)


def candidates(problem: InferenceProblem, drug: str, horizon_days: int, patient: Patient) -> tuple[Candidate, ...]:
    """List the regimens worth comparing for a drug under question, of published doses; tapers go with the drug as it is."""
    regimen = problem.regimen
    now, last = regimen.current(drug), regimen.latest(drug)
    steroid = mean_mg_per_day(problem, STEROID, (), horizon_days)
    injected = "sc" in known_drugs()[last.drug].routes

    def giving(name: str, changes: tuple[Treatment, ...], doses: Sequence[Dosage], tried: bool, **values: object) -> Candidate:
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
    offered = menu(last.drug, patient, last.route)
    if now:
        found.append(giving("regimen.name.continue", (), now, True))
    else:
        found.append(giving("regimen.name.not_resumed", (), (), False))
        again = last if may_be_offered(offered, last, patient) else _nearest(offered, last, last.every_days)
        if again is not None:
            name = "regimen.name.resume_daily" if again.every_days == 1.0 else "regimen.name.resume"
            changes = given_from(regimen, again, 0.0)
            found.append(giving(name, changes, (again,), regimen.had(again), dose=again.dose_mg, every=again.every_days))
    for every in offered.every_days if drug != STEROID else ():
        other = _nearest(offered, last, every)
        if other is not None and abs(other.daily_mg - last.daily_mg) > 1e-9:
            name = SPACINGS.get(every, "regimen.name.spaced")
            changes = given_from(regimen, other, 0.0)
            found.append(giving(name, changes, (other,), regimen.had(other), dose=other.dose_mg, every=every))
    if now:
        found.append(giving("regimen.name.stop", stopped_on(regimen, drug, 0.0), (), False))
    for name, values, changes, lowest in _steroid_changes(regimen, patient, horizon_days):
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


def _steroid_changes(
    regimen: Regimen, patient: Patient, horizon_days: int
) -> list[tuple[str, dict[str, float], tuple[Treatment, ...], float]]:
    """Tapers of the glucocorticoid given today: name, what fills it, what changes, and the lowest daily dose reached."""
    now = regimen.current(STEROID)
    if not now:
        return []
    daily, drug = regimen.current_daily_mg(STEROID), now[-1].drug
    found = []
    for mg, weeks in TAPERS if existing_mg(drug) else ():
        if daily <= mg:
            continue
        changes = tapered(regimen, by_mg=mg, weeks=weeks, floor_mg=0.0, day=0.0, horizon_days=horizon_days)
        _, lowest = taper_doses(daily, mg, weeks, 0.0, 0.0, horizon_days)[-1]
        found.append(("regimen.name.taper", {"by": mg, "weeks": weeks, "current": daily}, changes, lowest))
    equivalence = drug_model(drug).equivalence
    dose = rounded_up_mg(drug, physiological_mg(patient) / equivalence)
    if dose is not None and daily > dose * equivalence + 1e-9:
        changes = given_from(regimen, Dosage(drug, dose, 1.0), 0.0)
        found.append(("regimen.name.steroid_to", {"mg": dose * equivalence, "current": daily}, changes, dose * equivalence))
    found.append(("regimen.name.steroid_stop", {"current": daily}, stopped_on(regimen, STEROID, 0.0), 0.0))
    return found


def may_be_offered(offered: Menu, dosage: Dosage, patient: Patient) -> bool:
    """Whether a dosage may be offered: one of the menu, or the one that was given where it exists, can be kept and is not doubted."""
    if offered.reason is not None:
        return False
    if offered.holds(dosage.dose_mg, dosage.every_days):
        return True
    made = exists(dosage.drug, dosage.dose_mg, dosage.route) and can_be_kept(dosage.every_days)
    return made and not dose_doubts(dosage.drug, dosage.dose_mg, dosage.every_days, dosage.route, patient)


def _nearest(offered: Menu, last: Dosage, every_days: float) -> Dosage | None:
    """Return the dosage of the menu closest to one at a spacing; at the closest spacing where the menu has not that one."""
    if not offered.options:
        return None
    every = min(offered.every_days, key=lambda days: abs(days - every_days))
    dose = min((dose for dose, days in offered.options if days == every), key=lambda mg: (abs(mg - last.dose_mg), mg))
    return replace(last, dose_mg=dose, every_days=every)
