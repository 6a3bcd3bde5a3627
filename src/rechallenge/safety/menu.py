"""Which doses of a drug may be proposed to a patient: those that exist, and are published for that age, weight and renal function."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rechallenge.course.model import Patient
from rechallenge.course.problems import Problem
from rechallenge.literature.prescribing import Posology, existing_mg, prescribing

# Doses of one posology that a list offers: more, a few milligrams apart, would differ in nothing that a patient feels.
MOST_DOSES = 8
# Where the record does not say: an adult, whose kidneys need no other dose. Both are told.
_ASSUMED_AGE, _ASSUMED_CLEARANCE = 18.0, 90.0


@dataclass(frozen=True, slots=True)
class Menu:
    """What may be proposed of a drug.

    Attributes
    ----------
    options
        One dose (mg) and the days between two; empty where nothing is published.
    reason
        Why there is none; None where there are some.
    notes
        What was assumed of the patient.
    """

    drug: str
    options: frozenset[tuple[float, float]] = frozenset()
    reason: Problem | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def doses_mg(self) -> tuple[float, ...]:
        """Single doses, sorted."""
        return tuple(sorted({dose for dose, _ in self.options}))

    @property
    def every_days(self) -> tuple[float, ...]:
        """Spacings, sorted."""
        return tuple(sorted({every for _, every in self.options}))

    def holds(self, dose_mg: float, every_days: float) -> bool:
        """Whether a dose at a spacing is among them."""
        return any(abs(dose - dose_mg) < 1e-6 and abs(every - every_days) < 1e-6 for dose, every in self.options)


def menu(drug: str, patient: Patient, route: str | None = None) -> Menu:
    """Return what may be proposed of a drug to a patient.

    Parameters
    ----------
    drug
        One with kinetics.
    patient
        An age that is not recorded counts as an adult's, a renal function that is not as a sufficient one; a weight that a posology needs
        must be there.
    route
        By which it is given; None where that is not known.

    Examples
    --------
    >>> menu("anakinra", Patient(age_years=3.0, weight_kg=12.0)).doses_mg
    (20.0,)
    >>> menu("anakinra", Patient(age_years=85.0, weight_kg=60.0, creatinine_clearance_ml_min=20.0)).every_days
    (2.0, 3.5)
    >>> menu("anakinra", Patient(age_years=3.0, weight_kg=8.0)).reason.code
    'advice.dose.weight'
    """
    age = _ASSUMED_AGE if patient.age_years is None else patient.age_years
    clearance = _ASSUMED_CLEARANCE if patient.clearance_ml_min is None else patient.clearance_ml_min
    weight = patient.weight_kg
    rows = prescribing(drug).posology
    if not rows or not existing_mg(drug):
        return _none(drug, "unknown")
    if not existing_mg(drug, route):
        return _none(drug, "route")
    told = rows[0].told
    sieves: tuple[tuple[str, Callable[[Posology], bool], dict[str, object]], ...] = (
        ("age", lambda row: row.ages[0] <= age < row.ages[1], {"value": age, "bound": min(row.ages[0] for row in rows)}),
        ("weight_needed", lambda row: weight is not None or not _by_weight(row), {}),
        (
            "weight",
            lambda row: weight is None or (row.weights is not None and row.weights[0] <= weight < row.weights[1]),
            {"value": weight, "bound": min((row.weights[0] for row in rows if row.weights is not None), default=0.0)},
        ),
        ("kidneys", lambda row: row.clearances[0] <= clearance < row.clearances[1], {"value": clearance}),
    )
    for name, keeps, values in sieves:
        rows = tuple(row for row in rows if keeps(row))
        if not rows:
            return _none(drug, name, source=told, **values)
    options = {(dose, every) for row in rows for dose in _doses(drug, row, weight, route) for every in row.every_days}
    if not options:
        return _none(drug, "form", source=told)
    return Menu(drug, frozenset(options), None, _assumed(drug, patient, rows))


def can_be_kept(every_days: float) -> bool:
    """Whether one can keep an interval: whole days, twice or three times a week, or up to four times a day.

    Examples
    --------
    >>> [can_be_kept(days) for days in (1.0, 0.5, 3.5, 1.5)]
    [True, True, True, False]
    """
    whole = every_days >= 1.0 and abs(every_days - round(every_days)) < 1e-6
    weekly = any(abs(every_days - 7.0 / times) < 0.05 for times in (2, 3))
    daily = every_days < 1.0 and any(abs(every_days - 1.0 / times) < 1e-3 for times in (2, 3, 4))
    return whole or weekly or daily


def _by_weight(row: Posology) -> bool:
    bounded = row.weights is not None and row.weights != (0.0, math.inf)
    return bounded or row.mg_per_kg != (0.0, math.inf)


def _doses(drug: str, row: Posology, weight_kg: float | None, route: str | None) -> tuple[float, ...]:
    """Doses of one posology: those in use, or where none of them is within it all that exist, thinned."""
    low, high = row.bounds_mg(weight_kg)
    within = [dose for dose in existing_mg(drug, route) if low - 1e-6 <= dose <= high + 1e-6]
    found = [dose for dose in within if dose in row.in_use_mg] or within
    if len(found) > MOST_DOSES:
        found = [found[round(place * (len(found) - 1) / (MOST_DOSES - 1))] for place in range(MOST_DOSES)]
    return tuple(found)


def _assumed(drug: str, patient: Patient, rows: tuple[Posology, ...]) -> tuple[Problem, ...]:
    notes = []
    if patient.age_years is None and any(row.ages != (0.0, math.inf) for row in prescribing(drug).posology):
        notes.append(Problem("advice.age_assumed", {"drug": drug}, severity="note"))
    if patient.clearance_ml_min is None and any(row.clearances[0] > 0.0 for row in rows):
        least = max(row.clearances[0] for row in rows)
        notes.append(Problem("advice.kidneys_assumed", {"drug": drug, "bound": least}, severity="note"))
    return tuple(notes)


def _none(drug: str, why: str, **values: object) -> Menu:
    return Menu(drug, frozenset(), Problem(f"advice.dose.{why}", {"drug": drug, **values}, severity="warning"))
