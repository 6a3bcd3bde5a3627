"""Understanding the diagnoses and the findings."""

from __future__ import annotations

from typing import cast

from rechallenge.course.codes import understand_codes
from rechallenge.course.context import Context
from rechallenge.course.document import ConditionEntry, CourseDocument, FindingEntry, FluidEntry, ImagingEntry
from rechallenge.course.model import Condition, CourseSource, Finding, ItemStatus
from rechallenge.course.patient import cells_of
from rechallenge.course.telling import note_condition, note_finding, presence_of


def understand_source(document: CourseDocument) -> CourseSource:
    """Return where the course was published."""
    entry = document.source
    return CourseSource() if entry is None else CourseSource(entry.citation, entry.doi, entry.url, entry.note)


def _condition(context: Context, entry: ConditionEntry, path: str, excluded: bool) -> Condition:
    codes = understand_codes(context, entry.codes, path)
    condition = Condition(entry.name, excluded, entry.subtype, entry.code, entry.criteria, entry.since, entry.note, codes)
    note_condition(context, condition, f"{path}.name")
    return condition


def understand_conditions(context: Context, document: CourseDocument) -> tuple[Condition, ...]:
    """Return the diagnoses held, then those ruled out."""
    held = [_condition(context, e, f"conditions[{i}]", False) for i, e in enumerate(document.conditions)]
    return (*held, *(_condition(context, e, f"excluded[{i}]", True) for i, e in enumerate(document.excluded)))


def _presence(context: Context, path: str, text: str | None) -> ItemStatus | None:
    return cast("ItemStatus | None", presence_of(context, f"{path}.present", text))


def _side(context: Context, path: str, text: str | None) -> str | None:
    return context.choice("side", f"{path}.side", text)


def _finding(context: Context, entry: FindingEntry, path: str) -> Finding:
    kind = context.choice("kind", f"{path}.kind", entry.kind) or ("laboratory" if entry.titre else "clinical")
    finding = Finding(
        kind=kind,  # type: ignore[arg-type]
        what=entry.what,
        site=entry.site,
        side=_side(context, path, entry.side),  # type: ignore[arg-type]
        value=entry.value,
        stated=_presence(context, path, entry.present),
        at=context.when(f"{path}.at", entry.at) if entry.at else None,
        note=entry.note,
        titre=entry.titre,
        pattern=entry.pattern,
        size=entry.size,
        resectable=entry.resectable,
        upper_limit=entry.upper_limit,
    )
    note_finding(context, finding, path)
    return finding


def _image(context: Context, entry: ImagingEntry, path: str) -> Finding:
    finding = Finding(
        kind="imaging",
        what=entry.what,
        site=entry.site,
        side=_side(context, path, entry.side),  # type: ignore[arg-type]
        value=entry.value,
        stated=_presence(context, path, entry.present),
        at=context.when(f"{path}.at", entry.at) if entry.at else None,
        note=entry.note,
        method=entry.method,
        size=entry.size,
    )
    note_finding(context, finding, path)
    return finding


def _fluid(context: Context, entry: FluidEntry, path: str) -> Finding:
    return Finding(
        kind="fluid",
        what=entry.what or "fluid",
        site=entry.site,
        side=_side(context, path, entry.side),  # type: ignore[arg-type]
        value=entry.appearance,
        crystals=entry.crystals,
        cells_per_mm3=cells_of(context, f"{path}.cells", entry.cells),
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
