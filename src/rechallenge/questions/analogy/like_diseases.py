"""What was published of like diseases, and how far the answer depends on them: a sentence, the forest plot and a table."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, TableCell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.analogy.answer import AnalogyAnswer, PublishedNumber, ReweighedExpectation
from rechallenge.questions.ratio import log_factor_text

FOREST = "forest"
"""Name of the chart of the studies; one is enough."""


def like_diseases(answer: AnalogyAnswer, composition: Composition) -> Iterable[Block]:
    """Blocks on the published outcomes of like diseases; none for a drug that they are not about."""
    language, published = composition.language, answer.published
    if published is None:
        return
    expected = expected_text(published, language)
    yield Text(expected)
    if figure := composition.figure(FOREST, language.text("caption.forest"), expected):
        yield from figure
        marks = dict.fromkeys(composition.citations.mark(source) for source in answer.sources)
        method = composition.citations.mark("schmidli2014")
        yield Text(language.text("published.sources", marks="".join(marks), method=method), "small")
    yield _sensitivity(answer, language)


def expected_text(published: PublishedNumber, language: Language) -> str:
    """Say what published outcomes lead one to expect of a new patient."""
    values = {
        "p": published.p_response,
        "most": published.p_most.value,
        "crp_day5": published.crp_day5_mg_l,
        **{f"by_{day}": risk for day, risk in published.p_relapse_by_day.items()},
    }
    if published.disease is None:
        return language.text("published.expected_unlike", **values)
    return language.text("published.expected", disease=published.disease, **values)


def _sensitivity(answer: AnalogyAnswer, language: Language) -> Block:
    """Table of the answer by how far like diseases are trusted, then by what is assumed of the reporting."""
    rows = [
        (TableCell(_trust(row.borrowing, language), strong=row.borrowing == answer.borrowing), *_numbers(row, language))
        for row in answer.by_borrowing
    ]
    rows += [
        (TableCell(capitalised(language.text(f"assumed.{row.assumed}"))), *_numbers(row, language))
        for row in answer.by_assumption
        if row.assumed != "modelled"
    ]
    head = [language.text(f"head.{name}") for name in ("assumption", "response_before", "response_now", "log_bayes_factor", "p_works")]
    return table(head, rows, language.text("table.borrowing"), (3.2, 1.3, 1.2, 1.3, 1.2))


def _trust(weight: float, language: Language) -> str:
    if weight in (0.0, 1.0):
        return language.text("borrowing.none" if weight == 0.0 else "borrowing.full")
    return language.text("borrowing.weight", weight=weight)


def _numbers(row: ReweighedExpectation, language: Language) -> tuple[TableCell, ...]:
    before, now, works = (
        "–" if p is None else language.percent(p) for p in (row.p_response_prior, row.p_response_posterior, row.p_drug_works)
    )
    return tuple(TableCell(text, numeric=True) for text in (before, now, log_factor_text(row.log_bayes_factor, None, language), works))
