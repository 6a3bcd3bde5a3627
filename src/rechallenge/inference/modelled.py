"""Which parts of a course its inference problem is made of: what `rechallenge.inference.problem` lays out, and the ledger tells.

Nothing here computes with arrays, so that ``rechallenge check`` may ask without loading JAX.
"""

from __future__ import annotations

from rechallenge.course.asked import exposures_asked_about
from rechallenge.course.model import Course
from rechallenge.course.obscured import bounds_of_disease
from rechallenge.literature.drugs import cotreatments
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_outline
from rechallenge.outcomes import Outcome, outcomes


def modelled(course: Course) -> tuple[int, ...]:
    """Which observations of a course enter the likelihood, by their place in it: those that bound what the disease causes."""
    return tuple(
        place
        for place, observation in enumerate(course.observations)
        if observation.outcome is not None and not bounds_of_disease(course, observation).none
    )


def followed(course: Course) -> tuple[Outcome, ...]:
    """Outcomes that the model of a course follows: those of every course, and those of which it states a value."""
    stated = {course.observations[place].outcome for place in modelled(course)}
    return tuple(each for each in outcomes().values() if each.always or each in stated)


def patient_covariates(course: Course) -> dict[str, float | None]:
    """Covariates of the patient that drug models may use; None when the record does not give them."""
    patient = course.patient
    # A statin that a record does not name may still be taken, so its absence is not told.
    statin = any(t.drug in cotreatments() and cotreatments()[t.drug].group == "statin" for t in course.treatments)
    return {
        "weight_kg": patient.weight_kg,
        "creatinine_clearance_ml_min": patient.clearance_ml_min,
        "female": None if patient.sex is None else float(patient.sex == "female"),
        "statin": 1.0 if statin else None,
    }


def drugs_under_question(course: Course) -> tuple[str, ...]:
    """Drugs of the course whose effect is asked about."""
    return exposures_asked_about(course.treatments)


def statement_intervals(course: Course, drugs: tuple[str, ...]) -> list[tuple[float, float]]:
    """Days on which the record speaks: statements, events, and starts and stops of the drugs under question."""
    intervals = []
    for place in modelled(course):
        observation = course.observations[place]
        intervals.append((observation.at.earliest, observation.at.latest))
        if observation.since is not None:
            intervals.append((observation.since.earliest, observation.since.latest))
    for event in course.events:
        if event.what in ("relapse", "remission"):
            end = event.until or event.at
            intervals += [(event.at.earliest, event.at.latest), (end.earliest, end.latest)]
    for treatment in course.treatments:
        if treatment.drug in KINETIC_DRUGS and drug_outline(treatment.drug).exposure in drugs:
            for step in treatment.steps:
                intervals.append((step.start.earliest, step.start.latest))
                if step.stop is not None:
                    intervals.append((step.stop.earliest, step.stop.latest))
    return intervals
