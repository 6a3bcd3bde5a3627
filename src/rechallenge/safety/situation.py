"""Where a patient stands on the last day of the record, as far as it bears on what may be proposed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rechallenge.course.mentions import status_in
from rechallenge.course.model import Course, DoseStep, Patient, Treatment
from rechallenge.course.regimen import Regimen
from rechallenge.literature.contraindications import names_reason, words_of
from rechallenge.literature.drugs import known_drugs

# What is told of kidneys in words ("dialysis") is a clearance below 30 mL/min, as labels have it; the number only says on which side.
_SEVERE_ML_MIN = 15.0


@dataclass(frozen=True, slots=True)
class Situation:
    """A course and its regimen, asked about one drug.

    Attributes
    ----------
    drug
        As the record names it.
    patient
        Whose age, weight and renal function count: the one of the course, or as somebody supposes.
    """

    course: Course
    regimen: Regimen
    drug: str
    patient: Patient

    @property
    def today(self) -> float:
        """Last day of the record."""
        if math.isfinite(self.regimen.today):
            return self.regimen.today
        moments = [b.at for b in self.course.boundaries] + [o.at for o in self.course.observations]
        moments += [event.until or event.at for event in self.course.events]
        return max((moment.latest for moment in moments), default=0.0)

    def others_given(self, within_days: float = 0.0) -> Iterator[Treatment]:
        """Treatments with other drugs that are given today, may be, or were within so many days."""
        for treatment in self.course.treatments:
            if treatment.drug != self.drug and self._may_be_given(treatment, within_days):
                yield treatment

    def _may_be_given(self, treatment: Treatment, within_days: float) -> bool:
        failed = treatment.effect == "none"
        if not treatment.steps:
            return not failed  # nothing says when: it may be today
        return any(not (failed and step.end_open) and self._reaches(step, treatment.drug, within_days) for step in treatment.steps)

    def _reaches(self, step: DoseStep, drug: str, within_days: float) -> bool:
        if step.start.earliest > self.today:
            return False
        if step.stop is not None:
            return step.stop.latest >= self.today - within_days
        if step.every_days is not None:
            return True
        lasting = known_drugs()[drug].usual_interval_days if drug in known_drugs() else 0.0
        return step.start.latest + max(lasting, within_days) >= self.today

    def named(self, reason: str) -> str | None:
        """Return the words by which the record says that a state is there today; None where it does not."""
        for condition in self.course.conditions:
            if names_reason(condition.name, reason) and condition.held and condition.status.why != "past":
                return condition.name
        for finding in self.course.findings:
            if names_reason(finding.what, reason) and finding.status.status == "present" and finding.status.why != "past":
                return finding.what
        note = self.course.patient.note
        found = status_in(words_of(reason), note)
        return note if found is not None and found.status == "present" and found.why != "past" else None


def patient_of(course: Course, clearance_ml_min: float | None = None) -> Patient:
    """Return the patient of a course with the renal function that the record tells in numbers or in words, or that somebody supposes."""
    clearance = clearance_ml_min or course.patient.clearance_ml_min
    if clearance is None and Situation(course, Regimen.of(course), "", course.patient).named("severe_renal"):
        clearance = _SEVERE_ML_MIN
    return replace(course.patient, creatinine_clearance_ml_min=clearance)
