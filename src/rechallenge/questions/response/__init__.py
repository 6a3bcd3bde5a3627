"""Question of whether the drug worked, how much and how fast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rechallenge.ledger.statement import Reason
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, Number, Table, TableCell
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec
from rechallenge.questions.answer import Message
from rechallenge.questions.base import Question
from rechallenge.questions.quantities import number_row
from rechallenge.questions.registry import register
from rechallenge.questions.response.answer import ResponseAnswer
from rechallenge.questions.response.chart import response_chart
from rechallenge.questions.response.use import use_of

if TYPE_CHECKING:
    from rechallenge.questions.forecasts import Forecasts


class Response(Question[ResponseAnswer]):
    """Whether CRP became normal and pain less after the first dose, and how soon."""

    name, order, answer = "response", 10, ResponseAnswer
    bears_on = frozenset(
        {
            Reason.UNMODELLED_STEROID,
            Reason.UNMODELLED_DRUG_AT_FIRST_DOSE,
            Reason.OUTCOME_HIDDEN,
            Reason.UNMODELLED_OBSERVATION,
            Reason.SUPPRESSED,
            Reason.COMPARED_WITHOUT_MODEL,
            Reason.UNTIMED_OBSERVATION,
        }
    )

    def compute(self, forecasts: Forecasts) -> tuple[ResponseAnswer, ...]:
        """Answer for each drug under question."""
        from rechallenge.questions.response.compute import response

        return response(forecasts)

    def use(self, answer: ResponseAnswer) -> Message:
        """What to do with it."""
        return use_of(answer)

    def numbers(self, answer: ResponseAnswer, language: Language) -> Iterable[Number]:
        """Days to a normal CRP, the probability of a response, days to relief, CRP at the start and after five days.

        Those of CRP are left out where an infection or a drug hides it, and where nobody measured it near.
        """
        if not answer.unread:
            yield from super().numbers(answer, language)
            yield Number(language.text("number.p_response"), language.percent(answer.p_response))
        if answer.days_to_pain_relief is not None:
            yield number_row(language.text("number.days_to_pain_relief"), answer.days_to_pain_relief, None, language, None)
        for read, code, estimate in (
            (answer.crp_read_at_start, "number.crp_start", answer.crp_start),
            (answer.crp_read_at_day5, "number.crp_day5", answer.crp_day5),
        ):
            if read and not answer.unread:
                yield number_row(language.text(code), estimate, None, language, None)

    def details(self, answer: ResponseAnswer, number: int, composition: Composition) -> Iterable[Block]:
        """Table of the probabilities by day, from the first on which somebody looked."""
        language = composition.language
        named = (
            ({} if answer.unread else answer.p_normal_by_day, answer.first_look_days, "row.p_normal"),
            (answer.p_pain_relief_by_day, answer.first_look_at_symptom_days, "row.p_pain_relief"),
        )
        told = [({day: p for day, p in found.items() if look is None or day >= look}, code) for found, look, code in named]
        days = sorted({day for probabilities, _ in told for day in probabilities})
        if not days:
            return
        head = ("", *(language.day(day) for day in days))
        rows = [
            (TableCell(language.text(code)), *(_percent(probabilities.get(day), language) for day in days))
            for probabilities, code in told
            if probabilities
        ]
        yield Table(head, tuple(rows), language.text("table.response"), (2.6, *[1.0] * len(days)))

    def charts(self, answer: ResponseAnswer, number: int, language: Language) -> Mapping[str, Spec]:
        """CRP with the drug and without it, and the probability that it is normal, day by day."""
        return {self.figure(number): response_chart(answer, language)}


def _percent(p: float | None, language: Language) -> TableCell:
    return TableCell("–" if p is None else language.percent(p), numeric=True)


register(Response())
