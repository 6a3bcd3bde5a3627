"""Classification criteria: what the record holds of each item, the range of the score, and what could change the verdict."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.criteria.choosing import score_relevant
from rechallenge.criteria.score import Score
from rechallenge.presentation.document import Block, Heading, Section, Table, TableCell, Text, table
from rechallenge.presentation.language import capitalised
from rechallenge.report.scoring import basis, meaning, remarks, sentence, title
from rechallenge.report.sections.context import ReportContext


def criteria_section(context: ReportContext) -> Section:
    """Build the section on the classification criteria that the course bears on."""
    language = context.language
    scores = score_relevant(context.course)
    blocks: list[Block] = [Text(language.text("criteria.lead" if scores else "criteria.none"))]
    for score in scores:
        blocks += _score(score, context)
    return Section("criteria", language.text("section.criteria"), tuple(blocks))


def _score(score: Score, context: ReportContext) -> Iterable[Block]:
    language = context.language
    yield Heading(title(score, language) + context.citations.mark(score.criteria.source))
    yield Text(sentence(score, language))
    if score.arms:
        yield from _items(score, context)
    for remark in remarks(score, language):
        yield Text(remark, "small")


def _items(score: Score, context: ReportContext) -> Iterable[Table]:
    """Show the items of which the record says something; the others are told as those that could change the verdict."""
    language = context.language
    counted = {item.id: n for item, n in score.counted}
    rows = []
    for item in score.criteria.items:
        evidence = score.evidence[item.id]
        if evidence.status == "unknown":
            continue
        there = evidence.status == "present"
        rows.append(
            (
                TableCell(capitalised(meaning(item, language))),
                TableCell(language.text(f"criteria.status.{evidence.status}"), strong=there),
                TableCell(_signed(counted[item.id]) if item.id in counted else "", numeric=True),
                TableCell(basis(evidence, language)),
            )
        )
    if rows:
        head = [language.text(f"head.criteria_{name}") for name in ("item", "status", "points", "because")]
        yield table(head, rows, title(score, language), (3.4, 0.9, 0.7, 2.4))


def _signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"
