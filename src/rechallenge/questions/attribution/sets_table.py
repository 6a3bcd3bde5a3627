"""Which drugs act, as blocks: the probability of each drug, then of each set."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, Heading, TableCell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.attribution.answer import ActingSet, AttributionAnswer

# Sets that are less likely than this, now and before, are left to the file of answers.
LEAST_SHOWN = 0.01


def sets_table(answer: AttributionAnswer, composition: Composition) -> Iterable[Block]:
    """Table of the sets where more than one drug may act; nothing where the question of which acts is that of the one drug."""
    language, sets = composition.language, answer.acting_sets
    drugs = tuple(dict.fromkeys(drug for each in sets for drug in each.drugs))
    if len(drugs) < 2:
        return
    rows = [(TableCell(capitalised(language.drug(drug)), strong=True), *_each(sets, drug, language)) for drug in drugs]
    rows += [
        (TableCell(_named(each, language)), *_cells(each.p, each.prior_p, language))
        for each in sets
        if max(each.p, each.prior_p) >= LEAST_SHOWN
    ]
    title = language.text("table.acting_sets")
    yield Heading(title)
    yield table([language.text(f"head.{name}") for name in ("acting", "now", "before")], rows, title, (4, 1.2, 1.2))
    yield Text(language.text("acting_sets.note"), "small")


def _each(sets: tuple[ActingSet, ...], drug: str, language: Language) -> tuple[TableCell, TableCell]:
    mine = [each for each in sets if drug in each.drugs]
    return _cells(min(sum(each.p for each in mine), 1.0), sum(each.prior_p for each in mine), language)


def _cells(p: float, before: float, language: Language) -> tuple[TableCell, TableCell]:
    return TableCell(language.percent(p), numeric=True), TableCell(language.percent(before), numeric=True)


def _named(each: ActingSet, language: Language) -> str:
    if not each.drugs:
        return language.text("acting_sets.none")
    return capitalised(language.text("acting_sets.only", n=len(each.drugs), drugs=list(each.drugs)))
