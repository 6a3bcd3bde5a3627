"""All sections in the order in which a physician reads them."""

from __future__ import annotations

from rechallenge.presentation.document import Document, Section, Text
from rechallenge.presentation.frame import frame_labels
from rechallenge.report.sections.answers import answer_sections
from rechallenge.report.sections.causality import causality_section, checklists_section
from rechallenge.report.sections.context import ReportContext
from rechallenge.report.sections.criteria import criteria_section
from rechallenge.report.sections.half_page import half_page
from rechallenge.report.sections.ledger import ledger_section
from rechallenge.report.sections.methods import diagnostics_section, methods_section
from rechallenge.report.sections.record import record_section
from rechallenge.report.sections.writeup import care_section, references_section


def compose(context: ReportContext) -> Document:
    """Write the whole report, in no particular medium."""
    language, course = context.language, context.course
    sections = (
        _timeline_section(context),
        *answer_sections(context),
        record_section(context),
        criteria_section(context),
        causality_section(context),
        methods_section(context),
        diagnostics_section(context),
        care_section(context),
        checklists_section(context),
        *((ledger_section(context),) if context.ledger.statements else ()),
        references_section(context),
    )
    byline = [language.text("byline.patient", who=_who(context))] if _who(context) else []
    if course.source.citation:
        byline.append(course.source.citation)
    byline.append(language.text("byline.made", version=context.version, method=_method(context)))
    top = half_page(context, byline=byline)
    simulated = language.text("simulated") if course.simulated is not None else ""
    return Document(
        language.code, course.title, tuple(byline), simulated, language.text("disclaimer"), top, sections, frame_labels(language)
    )


def _timeline_section(context: ReportContext) -> Section:
    language, course = context.language, context.course
    days = language.text(
        "timeline.alt",
        treatments=len({t.drug for t in course.treatments}),
        observations=len(course.observations),
        events=len(course.events),
    )
    figure = context.figure("timeline", language.text("caption.timeline"), days)
    return Section("timeline", language.text("section.timeline"), (Text(days), *figure))


def _who(context: ReportContext) -> str:
    """Name the patient as a case report does: "woman, 77 years"."""
    language, p = context.language, context.course.patient
    parts = [language.text(f"who.{p.sex}") if p.sex else ""]
    if p.age_years is not None:
        parts.append(f"{language.exact(p.age_years)}\u00a0{language.unit('years')}")
    parts += [" ".join(x for x in (c.name, f"({c.subtype})" if c.subtype else "") if x) for c in context.course.conditions if c.held][:2]
    return ", ".join(x for x in parts if x)


def _method(context: ReportContext) -> str:
    language = context.language
    return language.text(f"method.{context.fit.diagnostics.method}") if context.fit is not None else language.text("method.none")
