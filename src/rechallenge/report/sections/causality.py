"""The classical instruments beside the model: the tally for benefit, the scales for harm, the level of evidence."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.instruments.evidence_level import SOURCE as OCEBM
from rechallenge.instruments.evidence_level import evidence_level
from rechallenge.instruments.naranjo import SOURCE as NARANJO
from rechallenge.instruments.who_umc import SOURCE as WHO_UMC
from rechallenge.presentation.document import Block, Heading, Section, TableCell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.registry import drugs_of
from rechallenge.report.causality import Assessed, assessed, filled_checklists
from rechallenge.report.sections.context import ReportContext
from rechallenge.single_case.tally import Followed, tally


def causality_section(context: ReportContext) -> Section:
    """Build the section on causality instruments and the level of evidence."""
    language, drugs = context.language, drugs_of(context.answers)
    told = " ".join(language.text(f"causality.{code}") for code in ("adaptation", "scales_of_harm"))
    note = [Text(told, "small")] if drugs else []
    blocks = [*benefit_blocks(drugs, context), *note, *_harm(context), *_level(context)]
    return Section("causality", language.text("section.causality"), tuple(blocks))


def benefit_blocks(drugs: Iterable[str], context: ReportContext) -> Iterable[Block]:
    """Heading and table of what followed each start, stop and restart of these drugs; nothing without a drug."""
    language = context.language
    rows = [
        (
            TableCell(capitalised(language.drug(drug))),
            *(TableCell(_of(pair, language), numeric=True) for pair in tally(context.course, drug).pairs),
        )
        for drug in drugs
    ]
    if rows:
        head = ("drug", "tally_challenges", "tally_dechallenges", "tally_rechallenges")
        yield Heading(language.text("causality.benefit"))
        yield table([language.text(f"head.{name}") for name in head], rows, language.text("causality.benefit"), (1.4, 1.6, 1.6, 1.6))


def _of(pair: Followed, language: Language) -> str:
    if pair.total == 0:
        return "–"
    return language.text("causality.of_unknown" if pair.unknown else "causality.of", k=pair.hits, n=pair.total, unknown=pair.unknown)


def _harm(context: ReportContext) -> Iterable[Block]:
    language = context.language
    found = assessed(context.course)
    yield Heading(language.text("causality.harm"))
    if not found:
        yield Text(language.text("causality.no_adverse_event"))
        return
    cite = {"naranjo": context.citations.mark(NARANJO), "who_umc": context.citations.mark(WHO_UMC)}
    head = ("adverse_event", "when", "drug", "naranjo", "who_umc")
    rows = [tuple(TableCell(text) for text in _row(a, context)) for a in found]
    yield table([language.text(f"head.{name}") for name in head], rows, language.text("causality.harm"), (2, 1.4, 1.2, 2.2, 1.8))
    yield Text(language.text("causality.harm_note", **cite), "small")


def _row(found: Assessed, context: ReportContext) -> tuple[str, ...]:
    language, event, scale = context.language, found.adverse.event, found.naranjo
    when = capitalised(language.when(event.at, context.course.anchor))
    what = event.note or event.written
    if scale is None or found.adverse.drug is None:
        return (what, when, language.text("causality.no_drug"), "–", "–")
    drug = language.drug(found.adverse.drug)
    score = language.text(
        "causality.naranjo", score=scale.score, band=language.text(f"causality.band.{scale.band}"), low=scale.low, high=scale.high
    )
    assumed = language.text("causality.assumed", drug=drug) if found.adverse.assumed else drug
    return (what, when, assumed, score, language.text(f"causality.category.{found.category}"))


def _level(context: ReportContext) -> Iterable[Block]:
    language = context.language
    level = evidence_level(context.course)
    yield Heading(language.text("causality.level"))
    if level is None:
        yield Text(language.text("causality.no_level"))
        return
    code = "causality.level_rechallenge" if level.restarts else "causality.level_single"
    yield Text(language.text(code, level=level.level, n=level.restarts, cite=context.citations.mark(OCEBM)))


def checklists_section(context: ReportContext) -> Section:
    """Build the section on the checklists for single-case research: counts in a table, and what is left to write in a line each."""
    language = context.language
    filled = filled_checklists(context.course, context.answers)
    statuses = ("filled", "partial", "missing", "not_applicable")
    rows = [
        (
            TableCell(language.published(f.checklist.title) + context.citations.mark(f.checklist.source)),
            *(TableCell(language.integer(len(f.with_status(status))), numeric=True) for status in statuses),  # type: ignore[arg-type]
        )
        for f in filled
    ]
    head = ["", *(language.text(f"checklist.status.{status}") for status in statuses)]
    blocks: list[Block] = [Text(language.text("checklist.lead")), table(head, rows, language.text("section.checklists"), (3, 1, 1, 1, 1.2))]
    for f in filled:
        for status in ("missing", "partial"):
            items = f.with_status(status)
            if items:
                told = language.clauses(f"{item.number}\u00a0{language.published(item.meaning)}" for item in items)
                name = f.checklist.name.upper()
                blocks.append(Text(language.text(f"checklist.{status}", name=name, items=told), "small"))
    return Section("checklists", language.text("section.checklists"), tuple(blocks))
