"""What the Bayes factor means, and the verdict under other assumptions about the drug and the disease, as blocks."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rechallenge.inference.diagnostics import LEAST_DRAWS
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, Heading, TableCell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.attribution.answer import Assumed, AttributionAnswer
from rechallenge.questions.ratio import TOLD_RATIO, log_factor_text


def ratio_text(answer: AttributionAnswer, composition: Composition) -> Iterable[Block]:
    """Say how many times as likely the record is if the drug works, or if it does nothing."""
    bayes = answer.log_bayes_factor
    if answer.verdict == "not_computed":
        return
    side = "for" if bayes >= 0 else "against"
    code, ratio = f"attribution.ratio_{side}", TOLD_RATIO
    if abs(bayes) > math.log(TOLD_RATIO):
        code += ".more"
    else:
        ratio = _rounded(math.exp(abs(bayes)))
    yield Text(composition.language.text(code, ratio=ratio, kass=composition.citations.mark("kass1995")), "small")


def assumed_blocks(answer: AttributionAnswer, composition: Composition) -> Iterable[Block]:
    """Table of the verdict under other assumptions."""
    language = composition.language
    if not answer.assumptions:
        return
    rows = [
        (TableCell(language.text("assumption.as_taken"), strong=True), *_weighed(answer, language)),
        *(
            (TableCell(capitalised(language.text(f"assumption.{each.assumption}"))), *_weighed(each, language))
            for each in answer.assumptions
        ),
    ]
    head = [language.text(f"head.{name}") for name in ("assumption", "log_bayes_factor", "p_works")]
    yield Heading(language.text("table.assumptions"))
    yield table(head, rows, language.text("table.assumptions"), (4, 1.6, 1.2))
    untold = any(each.log_bayes_factor is None for each in answer.assumptions)
    note = language.text("assumptions.note", cite=composition.citations.mark("vehtari2024"))
    yield Text(f"{note} {language.text('assumptions.untold', least=LEAST_DRAWS)}" if untold else note, "small")


def _weighed(found: Assumed | AttributionAnswer, language: Language) -> tuple[TableCell, TableCell]:
    text = log_factor_text(found.log_bayes_factor, found.log_bayes_factor_error, language)
    p = "–" if found.p_drug_works is None else language.percent(found.p_drug_works)
    return TableCell(text, numeric=True), TableCell(p, numeric=True)


def _rounded(ratio: float) -> int:
    """Round a ratio to two figures: nobody can use the third."""
    size = 10 ** max(0, math.floor(math.log10(ratio)) - 1)
    return int(round(ratio / size) * size)
