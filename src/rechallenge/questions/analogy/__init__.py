"""Question of what like diseases led one to expect, and how far this patient has moved that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, Number
from rechallenge.presentation.language import Language, capitalised
from rechallenge.presentation.theme import Spec
from rechallenge.questions.analogy.answer import AnalogyAnswer
from rechallenge.questions.analogy.chart import analogy_chart
from rechallenge.questions.analogy.forest import forest_chart
from rechallenge.questions.analogy.like_diseases import FOREST, like_diseases
from rechallenge.questions.base import Question
from rechallenge.questions.quantities import number_row, share_beside
from rechallenge.questions.registry import register

if TYPE_CHECKING:
    from rechallenge.questions.forecasts import Forecasts


class Analogy(Question[AnalogyAnswer]):
    """What was expected before the first dose, beside what is believed now."""

    name, order, answer = "analogy", 60, AnalogyAnswer

    def compute(self, forecasts: Forecasts) -> tuple[AnalogyAnswer, ...]:
        """Answer for each drug under question."""
        from rechallenge.questions.analogy.compute import analogy

        return analogy(forecasts)

    def matters(self, answer: AnalogyAnswer) -> bool:
        """What was expected of others decides nothing about this patient any more."""
        return False

    def numbers(self, answer: AnalogyAnswer, language: Language) -> Iterable[Number]:
        """Each quantity before and after."""
        for row in answer.table:
            label, share = capitalised(language.text(row.quantity)), share_beside(row.posterior, row.prior)
            yield number_row(label, row.posterior, row.prior, language, share)

    def details(self, answer: AnalogyAnswer, number: int, composition: Composition) -> Iterable[Block]:
        """What was published, and how far the answer depends on it; nothing for a drug that it is not about."""
        return like_diseases(answer, composition)

    def charts(self, answer: AnalogyAnswer, number: int, language: Language) -> Mapping[str, Spec]:
        """Each quantity on its own axis; and the forest of the studies, which is the same whatever the drug."""
        charts = {self.figure(number): analogy_chart(answer.table, language)} if answer.table else {}
        if answer.published is not None:
            charts[FOREST] = forest_chart(answer.forest, answer.published.disease, language)
        return charts


register(Analogy())
