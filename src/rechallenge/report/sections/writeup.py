"""The write-up: the CARE checklist and the references."""

from __future__ import annotations

from rechallenge.instruments.care import SOURCE
from rechallenge.presentation.document import Section, TableCell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.report.care import CareItem, care_items
from rechallenge.report.sections.context import ReportContext


def care_section(context: ReportContext) -> Section:
    """Build the section on what a case report needs, and what is still missing."""
    language = context.language
    items = care_items(context.course, context.answers)
    counts = {status: sum(i.status == status for i in items) for status in ("filled", "partial", "missing")}
    lead = language.text("care.lead", **counts, n=len(items), cite=context.citations.mark(SOURCE))
    rows = [
        (
            TableCell(language.text(f"care.topic.{item.topic}")),
            TableCell(language.text(f"care.status.{item.status}"), strong=item.status != "filled"),
            TableCell(_present(item, language)),
            TableCell(capitalised(language.clauses(language.text(f"care.lacks.{code}") for code in item.absent))),
        )
        for item in items
    ]
    head = [language.text(f"head.care_{name}") for name in ("topic", "status", "present", "absent")]
    return Section(
        "care", language.text("section.care"), (Text(lead), table(head, rows, language.text("section.care"), (1.6, 0.9, 2.6, 2.6)))
    )


def _present(item: CareItem, language: Language) -> str:
    if item.text:
        return item.text
    return capitalised(language.clauses(language.text(f"care.has.{code}") for code in item.present))


def references_section(context: ReportContext) -> Section:
    """Build the list of references; to be built last, when everything has been cited."""
    return Section("references", context.language.text("section.references"), (context.citations.listing(context.language.code),))
