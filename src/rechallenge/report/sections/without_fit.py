"""What needs no fit: counts of the record itself, and what was published. It is read while the answers are computed, and is no verdict."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.analogy.diagnosis import disease_of
from rechallenge.criteria.choosing import score_relevant
from rechallenge.inference.modelled import drugs_under_question
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.sites import site_of
from rechallenge.presentation.document import Block, Heading, Section, Text
from rechallenge.presentation.language import capitalised
from rechallenge.questions.analogy.like_diseases import expected_text
from rechallenge.questions.analogy.published import expected_outcomes
from rechallenge.questions.attribution.comparisons import comparison_blocks
from rechallenge.questions.attribution.without_model import without_model
from rechallenge.report.scoring import sentence, title
from rechallenge.report.sections.causality import benefit_blocks
from rechallenge.report.sections.context import ReportContext

ANCHOR = "without-fit"


def without_fit_section(context: ReportContext) -> Section:
    """Build the section from a context that has neither answers nor a fit."""
    language, course = context.language, context.course
    drugs = drugs_under_question(course)
    blocks: list[Block] = [Text(language.text("without_fit.lead")), *benefit_blocks(drugs, context)]
    blocks += [Text(language.text("causality.adaptation"), "small")] if drugs else []
    for drug in drugs:
        if len(drugs) > 1:
            blocks.append(Heading(capitalised(language.drug(drug))))
        blocks += comparison_blocks(without_model(course, drug, context.seed), "", context)
    blocks += _like_diseases(drugs, context)
    blocks += _criteria(context)
    cited = context.citations.listing(language.code)
    blocks += [Heading(language.text("section.references")), cited] if cited.entries else []
    return Section(ANCHOR, language.text("without_fit.title"), tuple(blocks))


def _like_diseases(drugs: Iterable[str], context: ReportContext) -> Iterable[Block]:
    """What was published of like diseases, where a drug is one that this is about."""
    if any(site_of(drug_model(drug)).borrowed for drug in drugs):
        yield Heading(context.language.text("without_fit.published"))
        yield Text(expected_text(expected_outcomes(disease_of(context.course)), context.language))


def _criteria(context: ReportContext) -> Iterable[Block]:
    """Each set that the course bears on, in one sentence."""
    language = context.language
    scores = score_relevant(context.course)
    if scores:
        yield Heading(language.text("section.criteria"))
    for score in scores:
        yield Text(language.text("without_fit.criteria", criteria=title(score, language), said=sentence(score, language)))
