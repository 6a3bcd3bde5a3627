"""Whether a dose is one that is published for this patient: the one judgement of doses given, planned and proposed."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.course.model import Patient, Treatment
from rechallenge.course.problems import Problem
from rechallenge.course.regimen import first_mg
from rechallenge.literature.dose_ranges import DoseRange, dose_ranges
from rechallenge.literature.drugs import known_drugs


def dose_doubts(
    drug: str, dose_mg: float, every_days: float | None = None, route: str | None = None, patient: Patient | None = None
) -> tuple[Problem, ...]:
    """Doubt a dose that nothing published covers; empty where there is nothing to ask.

    Parameters
    ----------
    drug
        Canonical name, with kinetics or without.
    dose_mg, every_days
        One dose, and the days between two; None for a single dose.
    route
        As a course file has it; None where it is not known: bounds of one route alone are then not applied.
    patient
        Whose age, weight and kidneys count, as far as they are recorded.

    Returns
    -------
    doubts
        Problems of severity ``warning``, without a place.

    Examples
    --------
    >>> dose_doubts("anakinra", 100.0, 1.0)
    ()
    >>> [doubt.code for doubt in dose_doubts("anakinra", 100.0, 1.0, patient=Patient(creatinine_clearance_ml_min=20.0))]
    ['dose.renal_too_often']
    """
    patient = patient or Patient()
    known = known_drugs().get(drug)
    doubts: list[Problem] = []
    if known is not None and not known.plausible_dose_mg[0] <= dose_mg <= known.plausible_dose_mg[1]:
        low, high = known.plausible_dose_mg
        doubts.append(_doubt("dose.implausible", drug=drug, value=dose_mg, low=low, high=high))
    for each in dose_ranges().get(drug, ()):
        doubt = _against(each, drug, dose_mg, every_days, route, patient)
        # one question an amount: that it cannot be so in anyone is the stronger one
        if doubt is not None and not (doubts and doubt.code in _AMOUNTS):
            doubts.append(doubt)
    return tuple(doubts)


def treatment_doubts(treatments: Iterable[Treatment], patient: Patient) -> tuple[Problem, ...]:
    """Doubt the doses of treatments to come as those given are doubted, each doubt once.

    Examples
    --------
    >>> from rechallenge.course.model import DoseStep, Treatment
    >>> from rechallenge.course.times import When
    >>> daily = Treatment("anakinra", True, (DoseStep(400.0, 1.0, When(0.0, 0.0)),))
    >>> [doubt.code for doubt in treatment_doubts([daily], Patient(age_years=77.0))]
    ['dose.over_daily_mg']
    """
    found: dict[tuple[str, str], Problem] = {}
    for treatment in treatments:
        for step in treatment.steps:
            dose = first_mg(step, None)
            if dose is not None:
                for doubt in dose_doubts(treatment.drug, dose, step.every_days, treatment.route, patient):
                    found.setdefault((treatment.drug, doubt.code), doubt)
    return tuple(found.values())


FAR_BEYOND = 20.0
"""A dose to come so many times the most that is published is a slip of a unit or of a key, and is refused. Ours: oral prednisone
has been given at 1,250 mg, twelve times its usual highest dose, and a slip of a unit is a factor of a thousand. A dose that was given is
refused from five times as much on (`rechallenge.course.possible.TIMES_PUBLISHED`), as what nobody can have had: a record may tell of an
overdose, and nobody plans one. So the two are told in two sentences as well."""


def dose_far_beyond(drug: str, dose_mg: float, every_days: float | None, patient: Patient) -> Problem | None:
    """Refuse a dose to come that is far beyond all that is published, each or in a day; None for any other.

    Examples
    --------
    >>> dose_far_beyond("methylprednisolone", 1000.0, 1.0, Patient()) is None
    True
    >>> refused = dose_far_beyond("prednisone", 500_000.0, 1.0, Patient())
    >>> refused and (refused.code, refused.values["high"])
    ('regimen.dose_far', 100.0)
    """
    known = known_drugs().get(drug)
    if known is None:
        return None
    low, high = known.plausible_dose_mg
    most = dose_mg / every_days if every_days and every_days < 1 else dose_mg
    if most > FAR_BEYOND * high:
        return Problem("regimen.dose_far", {"drug": drug, "value": float(f"{most:.6g}"), "low": low, "high": high})
    per_kg = [each.high for each in dose_ranges().get(drug, ()) if each.quantity.endswith("_per_kg") and each.high < float("inf")]
    weight = patient.weight_kg
    if weight and per_kg and most / weight > FAR_BEYOND * max(per_kg):
        return Problem("regimen.dose_far_kg", {"drug": drug, "value": float(f"{most / weight:.4g}"), "high": max(per_kg)})
    return None


_AMOUNTS = ("dose.over_dose_mg", "dose.over_dose_mg_per_kg", "dose.over_daily_mg", "dose.over_daily_mg_per_kg")


def _doubt(code: str, **values: object) -> Problem:
    return Problem(code, values, severity="warning")


def _against(each: DoseRange, drug: str, dose_mg: float, every_days: float | None, route: str | None, patient: Patient) -> Problem | None:
    """What a published range says against a dose; None where it says nothing."""
    if each.routes and route not in each.routes:
        return None
    age, weight, clearance = patient.age_years, patient.weight_kg, patient.clearance_ml_min
    if each.ages != (0.0, float("inf")) and not (age is not None and each.ages[0] <= age < each.ages[1]):
        return None
    renal = each.clearance_below < float("inf")
    if renal and not (clearance is not None and clearance < each.clearance_below):
        return None
    daily = dose_mg / every_days if every_days else dose_mg
    values: dict[str, float | None] = {
        "dose_mg": dose_mg,
        "dose_mg_per_kg": None if not weight else dose_mg / weight,
        "daily_mg": daily,
        "daily_mg_per_kg": None if not weight or daily <= each.at_least_mg else daily / weight,
        "every_days": every_days,
        "age_years": age,
        "weight_kg": weight,
    }
    value = values[each.quantity]
    slack = 1e-9 + 1e-6 * abs(value or 0.0)
    if value is None or each.low - slack <= value <= each.high + slack:
        return None
    if each.quantity in ("age_years", "weight_kg"):
        code = "dose.too_young" if each.quantity == "age_years" else "dose.too_light"
    elif each.quantity == "every_days":
        code = "dose.renal_too_often" if renal else "dose.too_often"
    else:
        code = "dose.renal_over" if renal else f"dose.over_{each.quantity}"
    bound = each.high if value > each.high else each.low
    renal_values = {"clearance": float(f"{clearance:.3g}")} if renal and clearance is not None else {}
    return _doubt(code, drug=drug, value=float(f"{value:.3g}"), bound=bound, source=each.told, **renal_values)
