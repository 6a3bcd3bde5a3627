"""What no patient can have: a number so far beyond all that is published is a slip, in a figure or in a unit, and is refused."""

from __future__ import annotations

import re

from rechallenge.course.context import Context
from rechallenge.course.model import Course, Observation, Treatment
from rechallenge.course.our_words import drug_name, field_name
from rechallenge.course.regimen import first_mg, last_mg
from rechallenge.course.writing_fields import number
from rechallenge.literature.drugs import known_drugs

HIGHEST = {
    "age": (130.0, "a"),
    "weight": (700.0, "kg"),
    "height": (300.0, "cm"),
    "creatinine": (10_000.0, "umol/L"),
    "creatinine_clearance": (1_000.0, "mL/min"),
}
"""Above anything that a living person had; chosen here, with no source of their own."""
TIMES_PUBLISHED = 100.0
"""A dose, or a value of an outcome, so many times above the highest published one cannot be. Chosen here: it separates a slip of a
unit (g for mg, mg/dL for ug/dL), which is a factor of a thousand, from the unusual, which is doubted where it is read. Of a dose to come
less is refused (`rechallenge.course.dose_doubts.FAR_BEYOND`)."""
HIGHEST_RATIO = 1e4
"""Of two readings of one patient."""
HIGHEST_DOSE_MG = 1e6
"""A kilogram: of a drug whose doses are not known here."""


def check_possible(context: Context, course: Course) -> None:
    """Refuse what cannot be of the patient, of doses and of values."""
    patient = course.patient
    for name, value in (
        ("age", patient.age_years),
        ("weight", patient.weight_kg),
        ("height", patient.height_cm),
        ("creatinine", patient.creatinine_umol_l),
        ("creatinine_clearance", patient.creatinine_clearance_ml_min),
    ):
        high, unit = HIGHEST[name]
        if value is not None and value > high:
            context.error(
                "value.impossible", f"patient.{name}", found=f"{number(value)} {unit}", what=field_name(name), high=high, unit=unit
            )
    for index, treatment in enumerate(course.treatments):
        _check_treatment(context, treatment, f"treatments[{index}]")
    for observation in course.observations:
        _check_value(context, observation)


def _check_treatment(context: Context, treatment: Treatment, path: str) -> None:
    known = known_drugs().get(treatment.drug)
    high = HIGHEST_DOSE_MG if known is None else TIMES_PUBLISHED * known.plausible_dose_mg[1]
    doses = {f"{path}.dependence": None if treatment.hold_mg is None else max(treatment.hold_mg)}
    for step in treatment.steps:
        entry = step.entry or path
        doses |= {f"{entry}.dose": first_mg(step, None), f"{entry}.taper": last_mg(step, None)}
    for where, dose in doses.items():
        steady = where.endswith(".taper") and dose == doses[where.removesuffix("taper") + "dose"]
        if dose is not None and dose > high and not steady:
            context.error("value.impossible", where, found=f"{number(dose)} mg", what=drug_name(treatment.drug), high=high, unit="mg")


def _check_value(context: Context, observation: Observation) -> None:
    outcome = observation.outcome
    if outcome is None or outcome.plausible is None:
        return
    high, unit = (HIGHEST_RATIO, "x") if observation.ratio else (TIMES_PUBLISHED * outcome.plausible.high, outcome.scale.unit)
    if any(end is not None and abs(end) > high for end in (observation.low, observation.high)):
        values = {"found": observation.written, "what": observation.what, "high": high, "unit": unit}
        field_name = "value" if observation.since is None else "change"
        context.error("value.impossible", f"{entry_of(observation.at.key)}.{field_name}", **values)


def entry_of(key: str) -> str:
    """Return the entry of which a moment is one: ``observations[2]`` of ``observations[2].at``."""
    return re.sub(r"\.(from|to|for|at(\[\d+\])?|after|within)(#\d+)?$", "", key)
