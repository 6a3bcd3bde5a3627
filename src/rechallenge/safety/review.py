"""What must stand beside a regimen wherever it is shown: one judgement for the report, the page and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rechallenge.course.dose_doubts import treatment_doubts
from rechallenge.course.model import Course, Patient, Treatment
from rechallenge.course.problems import Problem
from rechallenge.course.regimen import Dosage, Regimen, first_mg, last_mg
from rechallenge.literature.pharmacology import KINETIC_DRUGS
from rechallenge.literature.prescribing import existing_mg, exists
from rechallenge.safety.adrenal import adrenal_warnings
from rechallenge.safety.rule import obstacles


def review(course: Course, regimen: Regimen, changes: Sequence[Treatment], patient: Patient) -> tuple[Problem, ...]:
    """Return the warnings of a regimen to come: doses, contraindications, the adrenal glands, and that it was never given.

    Parameters
    ----------
    regimen
        What the record gives, until its last day.
    changes
        What would be given from then on; drugs that it does not name go on.
    patient
        As the record has it, or as somebody supposes.
    """
    found = (
        *treatment_doubts(changes, patient),
        *_not_made(changes),
        *_against(course, regimen, changes, patient),
        *adrenal_warnings(regimen, patient, changes),
        *(() if is_tried(regimen, changes) else (Problem("advice.untried", severity="warning"),)),
    )
    return _once(found)


def _once(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems without those that say the same again."""
    return tuple({(each.code, str(each.values)): each for each in found}.values())


def _not_made(changes: Sequence[Treatment]) -> Iterator[Problem]:
    """Tell of doses that no syringe, vial or tablet makes up."""
    for treatment in changes:
        for step in treatment.steps:
            dose = first_mg(step, None)
            if dose and existing_mg(treatment.drug, treatment.route) and not exists(treatment.drug, dose, treatment.route):
                yield Problem("advice.dose.not_made", {"drug": treatment.drug, "value": dose}, severity="warning")


def _against(course: Course, regimen: Regimen, changes: Sequence[Treatment], patient: Patient) -> Iterator[Problem]:
    """Tell what speaks against the drugs that would be given."""
    changed = {each.drug: bool(each.steps) for each in changes}
    for drug in (*changed, *(drug for drug in _given(regimen) if drug not in changed)):
        if changed.get(drug, True):
            yield from obstacles(course, regimen, drug, patient)


def _given(regimen: Regimen) -> tuple[str, ...]:
    drugs = dict.fromkeys(each.drug for each in regimen.treatments if each.drug in KINETIC_DRUGS)
    return tuple(drug for drug in drugs if regimen.current_of(drug) is not None)


def against_others(course: Course, regimen: Regimen, drug: str, patient: Patient) -> tuple[Problem, ...]:
    """Return what speaks against the other drugs that are given today, and go on under a regimen of one drug."""
    return _once(reason for other in _given(regimen) if other != drug for reason in obstacles(course, regimen, other, patient))


def is_tried(regimen: Regimen, changes: Sequence[Treatment]) -> bool:
    """Whether the record has a stretch on each dose and spacing that a regimen gives."""
    for treatment in changes:
        for step in treatment.steps:
            dose = first_mg(step, None)
            gradual = last_mg(step, None) != dose
            if dose is None or step.every_days is None or gradual:
                return False
            if not regimen.had(Dosage(treatment.drug, dose, step.every_days)):
                return False
    return True
