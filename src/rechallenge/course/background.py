"""Understanding who the patient is, the diagnoses and the findings."""

from __future__ import annotations

from typing import cast

from rechallenge.course.codes import understand_codes
from rechallenge.course.context import Context
from rechallenge.course.document import ConditionEntry, CourseDocument, FindingEntry, FluidEntry, ImagingEntry, PatientEntry
from rechallenge.course.model import Condition, Finding, Patient, Sex, Source
from rechallenge.course.units import amount_of
from rechallenge.course.vocabulary import vocabulary

# What is published or seen in people, to ask about a slip of the pen: (low, high).
_PLAUSIBLE = {
    "age": (0.0, 115.0),
    "weight": (2.0, 300.0),
    "height": (40.0, 230.0),
    "creatinine": (15.0, 2000.0),
    "creatinine_clearance": (2.0, 250.0),
}


def _measure(context: Context, name: str, text: str | None, unit: str) -> float | None:
    path = f"patient.{name}"
    if text is None or vocabulary().is_unknown(text):
        return None
    amount = context.attempt(path, lambda: amount_of(text))
    if amount is None:
        if not context.problems_at(path):
            context.error("number.unreadable", path, found=text)
        return None
    if name == "age" and amount.unit is None:
        context.note("unit.age_assumed", path, found=text)
        converted = amount
    else:
        found = context.converted(path, text, amount, unit, name)
        if found is None:
            return None
        converted = found
    if not converted.single or converted.low is None:
        context.error("number.unreadable", path, found=text)
        return None
    value = converted.low
    low, high = _PLAUSIBLE[name]
    if value <= 0 and not (name == "age" and value == 0):
        context.error("value.negative", path, found=text, what=name)
        return None
    if not low <= value <= high:
        context.warn("value.implausible", path, what=name, found=text, low=low, high=high, unit=unit)
    return value


def understand_patient(context: Context, entry: PatientEntry | None) -> Patient:
    """Return the patient, in years, kg, cm, umol/L and mL/min."""
    if entry is None:
        return Patient()
    return Patient(
        sex=cast("Sex | None", context.choice("sex", "patient.sex", entry.sex)),
        age_years=_measure(context, "age", entry.age, "a"),
        weight_kg=_measure(context, "weight", entry.weight, "kg"),
        height_cm=_measure(context, "height", entry.height, "cm"),
        creatinine_umol_l=_measure(context, "creatinine", entry.creatinine, "umol/L"),
        creatinine_clearance_ml_min=_measure(context, "creatinine_clearance", entry.creatinine_clearance, "mL/min"),
        reference=entry.reference,
        note=entry.note,
    )


def understand_source(document: CourseDocument) -> Source:
    """Return where the course was published."""
    entry = document.source
    return Source() if entry is None else Source(entry.citation, entry.doi, entry.url, entry.note)


def _condition(context: Context, entry: ConditionEntry, path: str, excluded: bool) -> Condition:
    codes = understand_codes(context, entry.codes, path)
    return Condition(entry.name, excluded, entry.subtype, entry.code, entry.criteria, entry.since, entry.note, codes)


def understand_conditions(context: Context, document: CourseDocument) -> tuple[Condition, ...]:
    """Return the diagnoses held, then those ruled out."""
    held = [_condition(context, e, f"conditions[{i}]", False) for i, e in enumerate(document.conditions)]
    return (*held, *(_condition(context, e, f"excluded[{i}]", True) for i, e in enumerate(document.excluded)))


def _side(context: Context, path: str, text: str | None) -> str | None:
    return context.choice("side", f"{path}.side", text)


def _finding(context: Context, entry: FindingEntry, path: str) -> Finding:
    kind = context.choice("kind", f"{path}.kind", entry.kind) or ("laboratory" if entry.titre else "clinical")
    return Finding(
        kind=kind,  # type: ignore[arg-type]
        what=entry.what,
        site=entry.site,
        side=_side(context, path, entry.side),  # type: ignore[arg-type]
        value=entry.value,
        present=entry.present,
        at=context.when(f"{path}.at", entry.at) if entry.at else None,
        note=entry.note,
        titre=entry.titre,
        pattern=entry.pattern,
        size=entry.size,
        resectable=entry.resectable,
    )


def _image(context: Context, entry: ImagingEntry, path: str) -> Finding:
    return Finding(
        kind="imaging",
        what=entry.what,
        site=entry.site,
        side=_side(context, path, entry.side),  # type: ignore[arg-type]
        value=entry.value,
        present=entry.present,
        at=context.when(f"{path}.at", entry.at) if entry.at else None,
        note=entry.note,
        method=entry.method,
        size=entry.size,
    )


def _fluid(context: Context, entry: FluidEntry, path: str) -> Finding:
    cells: float | None = None
    cells_text = entry.cells
    if cells_text is not None:
        amount = context.attempt(f"{path}.cells", lambda: amount_of(cells_text))
        if amount is None or not amount.single:
            if not context.problems_at(f"{path}.cells"):
                context.error("number.unreadable", f"{path}.cells", found=cells_text)
        else:
            converted = context.converted(f"{path}.cells", cells_text, amount, "/mm3", "cells")
            cells = converted.low if converted else None
            if cells is not None and cells < 0:
                context.error("value.negative", f"{path}.cells", found=cells_text, what="cells")
    said = [part for part in (entry.appearance, entry.crystals) if part]
    return Finding(
        kind="fluid",
        what=entry.what or "fluid",
        site=entry.site,
        side=_side(context, path, entry.side),  # type: ignore[arg-type]
        value=", ".join(said) or None,
        cells_per_mm3=cells,
        at=context.when(f"{path}.at", entry.at) if entry.at else None,
        note=entry.note,
    )


def understand_findings(context: Context, document: CourseDocument) -> tuple[Finding, ...]:
    """Return findings of all kinds, in the order of the file: examination and laboratory, imaging, fluids."""
    return (
        *(_finding(context, e, f"findings[{i}]") for i, e in enumerate(document.findings)),
        *(_image(context, e, f"imaging[{i}]") for i, e in enumerate(document.imaging)),
        *(_fluid(context, e, f"fluids[{i}]") for i, e in enumerate(document.fluids)),
    )
