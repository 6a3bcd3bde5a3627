"""What was published of like diseases, and how far the answer depends on them: a sentence, the forest plot and a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.presentation.document import Block, Cell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.answer import Answer
from rechallenge.report.sections.context import Context

NUMBERS = ("response_prior", "response_posterior", "drug_works")


def like_diseases(answer: Answer, context: Context) -> tuple[Block, ...]:
    """Blocks on the published outcomes of like diseases; none for a drug that they are not about."""
    details, language = answer.details, context.language
    published = details.get("published")
    if not published:
        return ()
    blocks: list[Block] = [Text(_expected(published, language))]
    if answer is next(each for each in context.answers["analogy"] if each.details.get("forest")):
        blocks += context.figure("forest", language.text("caption.forest"), _expected(published, language))
        marks = dict.fromkeys(context.citations.mark(source) for source in details["sources"])
        method = context.citations.mark("schmidli2014")
        blocks.append(Text(language.text("published.sources", marks="".join(marks), method=method), "small"))
    blocks.append(_sensitivity(details, language))
    return tuple(blocks)


def _expected(published: Mapping[str, Any], language: Language) -> str:
    disease = published["disease"]
    risks = published["p_relapse_by_day"]
    values = {
        "p": published["p_response"],
        "most": published["p_most"].value,
        "crp": published["crp_day5_mg_l"],
        **{f"by_{day}": risk for day, risk in risks.items()},
    }
    if disease is None:
        return language.text("published.expected_unlike", **values)
    return language.text("published.expected", disease=disease, **values)


def _sensitivity(details: Mapping[str, Any], language: Language) -> Block:
    """Table of the answer by how far like diseases are trusted, then by what is assumed of the reporting."""
    rows = [
        (Cell(_trust(row["borrowing"], language), strong=row["borrowing"] == details["borrowing"]), *_numbers(row, language))
        for row in details["by_borrowing"]
    ]
    rows += [
        (Cell(capitalised(language.text(f"assumed.{row['assumed']}"))), *_numbers(row, language))
        for row in details["by_assumption"]
        if row["assumed"] != "modelled"
    ]
    head = [language.text(f"head.{name}") for name in ("assumption", "response_before", "response_now", "log_bayes_factor", "p_works")]
    return table(head, rows, language.text("table.borrowing"), (3.2, 1.3, 1.2, 1.3, 1.2))


def _trust(weight: float, language: Language) -> str:
    if weight in (0.0, 1.0):
        return language.text("borrowing.none" if weight == 0.0 else "borrowing.full")
    return language.text("borrowing.weight", weight=weight)


def _numbers(row: Mapping[str, Any], language: Language) -> tuple[Cell, ...]:
    before, now, works = ("–" if row[f"p_{name}"] is None else language.percent(row[f"p_{name}"]) for name in NUMBERS)
    return tuple(Cell(text, numeric=True) for text in (before, now, language.number(row["log_bayes_factor"]), works))
