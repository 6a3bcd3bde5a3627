"""Question of how far steroids can come down, without the drug and with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rechallenge.ledger.statement import Reason
from rechallenge.presentation.document import Number
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec
from rechallenge.questions.answer import Message
from rechallenge.questions.base import Question
from rechallenge.questions.dependence.answer import DependenceAnswer
from rechallenge.questions.dependence.chart import dependence_chart
from rechallenge.questions.dependence.use import use_of
from rechallenge.questions.quantities import number_row, share_beside
from rechallenge.questions.registry import register

if TYPE_CHECKING:
    from rechallenge.questions.forecasts import Forecasts


class Dependence(Question[DependenceAnswer]):
    """The least daily steroid that holds the disease, without and with the drugs, and what has been spared."""

    name, order, answer = "dependence", 30, DependenceAnswer
    per_drug = False
    defined_by = frozenset({"dependence.typical_activity"})
    bears_on = frozenset({Reason.UNMODELLED_STEROID, Reason.UNMODELLED_DRUG_AT_FIRST_DOSE, Reason.RELAPSES_AT_EACH_STOP})

    def compute(self, forecasts: Forecasts) -> tuple[DependenceAnswer, ...]:
        """Answer for the whole course; only to say so when it has no glucocorticoid."""
        from rechallenge.questions.dependence.compute import dependence

        return dependence(forecasts)

    def matters(self, answer: DependenceAnswer) -> bool:
        """Of a record with a glucocorticoid."""
        return answer.sentence.code != "dependence.no_steroid"

    def use(self, answer: DependenceAnswer) -> Message:
        """What to do with it."""
        return use_of(answer)

    def number_label(self, answer: DependenceAnswer, language: Language) -> str:
        """Name of what is spared; of the dose needed where no other drug could spare it."""
        return language.text("number.prednisone_without" if answer.spared_mg_per_day is None else "number.spared_mg_per_day")

    def numbers(self, answer: DependenceAnswer, language: Language) -> Iterable[Number]:
        """Doses needed without and with the drugs, what these spare a day, and what they have spared."""
        needed, expected = answer.prednisone_mg, answer.prior
        if needed is None or expected is None:
            return
        for code, now, before in (("without", needed.without, expected.without), ("with", needed.with_drugs, expected.with_drugs)):
            if now is not None:
                yield number_row(language.text(f"number.prednisone_{code}"), now, before, language, share_beside(now, before))
        if answer.spared_mg_per_day is not None:
            yield number_row(self.number_label(answer, language), answer.spared_mg_per_day, expected, language, answer.from_data)
        if answer.spared_cumulative_mg is not None:
            yield number_row(language.text("number.spared_cumulative_mg"), answer.spared_cumulative_mg, None, language, None)

    def charts(self, answer: DependenceAnswer, number: int, language: Language) -> Mapping[str, Spec]:
        """Doses needed without and with the drugs, on one axis."""
        if answer.prednisone_mg is None:
            return {}
        return {self.figure(number): dependence_chart(answer.prednisone_mg, answer.prior, language)}


register(Dependence())
