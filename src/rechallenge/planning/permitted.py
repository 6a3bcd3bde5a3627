"""Which acts may be offered to a patient, and what must be known before one is chosen: the rules of safety, and what is published."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.analogy.natural_course import natural_history_of
from rechallenge.course.model import Course, Treatment
from rechallenge.course.problems import Problem
from rechallenge.course.regimen import Regimen
from rechallenge.inference.summary import Message
from rechallenge.literature.natural_history import times_to_relapse
from rechallenge.literature.pharmacology import exposure_of
from rechallenge.safety.rule import obstacles
from rechallenge.safety.situation import patient_of
from rechallenge.safety.stops import against_stop


def against_act(course: Course, regimen: Regimen, exposure: str, changes: Sequence[Treatment], *, lowers: bool) -> tuple[Problem, ...]:
    """Return why a drug is not stopped, lowered or begun again in this patient in order to learn something; empty where nothing is.

    Parameters
    ----------
    changes
        What would be given from the act on, days counted from it.
    lowers
        Whether less would be given than now.
    """
    patient = patient_of(course)
    stopping = against_stop(course, regimen, exposure, changes, patient) if lowers else ()
    return (*obstacles(course, regimen, exposure, patient), *stopping)


def remarks_on_stop(course: Course, exposure: str) -> tuple[Message, ...]:
    """Say where nothing is published on a stop of this drug in this disease."""
    disease = natural_history_of(course).key
    published = any(each.disease == disease and exposure_of(each.drug) == exposure for each in times_to_relapse())
    return () if published else (Message("next.stop_unpublished", {"drug": exposure}),)
