"""What speaks against stopping a drug in order to learn something: diseases in which that is dangerous, and the adrenal glands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rechallenge.course.mentions import status_of_diagnosis
from rechallenge.course.model import Course, Patient, Treatment
from rechallenge.course.problems import Problem
from rechallenge.course.regimen import Regimen
from rechallenge.literature.stops import dangerous_stops
from rechallenge.safety.adrenal import adrenal_warnings


def against_stop(course: Course, regimen: Regimen, exposure: str, changes: Sequence[Treatment], patient: Patient) -> tuple[Problem, ...]:
    """Return why a drug is not stopped, or lowered, in this patient; empty where nothing in the record speaks against it.

    Parameters
    ----------
    exposure
        What is stopped or lowered.
    changes
        What would be given from today on.
    """
    return (*_dangerous(course, exposure), *adrenal_warnings(regimen, patient, changes))


def _dangerous(course: Course, exposure: str) -> Iterator[Problem]:
    for danger in dangerous_stops().values():
        if exposure not in danger.drugs:
            continue
        for condition in course.conditions:
            found = status_of_diagnosis(danger.words, condition)
            # one that is only suspected is not one to try it on
            if found is not None and (found.status == "present" or found.why == "suspected"):
                values = {"drug": exposure, "disease": condition.name, "source": danger.told}
                yield Problem("advice.stop.dangerous", values, severity="warning")
                break
