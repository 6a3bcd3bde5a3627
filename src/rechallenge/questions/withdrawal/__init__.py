"""Question of how likely a relapse is if the drug is stopped today, and how soon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rechallenge.ledger.statement import Reason
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, TableCell, table
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec
from rechallenge.questions.answer import Message
from rechallenge.questions.base import Question
from rechallenge.questions.registry import register
from rechallenge.questions.withdrawal.answer import WithdrawalAnswer
from rechallenge.questions.withdrawal.chart import withdrawal_chart
from rechallenge.questions.withdrawal.use import use_of

if TYPE_CHECKING:
    from rechallenge.questions.forecasts import Forecasts


class Withdrawal(Question[WithdrawalAnswer]):
    """Risk of relapse after a stop, beside that of going on."""

    name, order, answer = "withdrawal", 40, WithdrawalAnswer
    defined_by = frozenset({"withdrawal.relapse_level"})
    bears_on = frozenset({Reason.UNMODELLED_STEROID, Reason.RELAPSES_AT_EACH_STOP, Reason.SUPPRESSED})

    def compute(self, forecasts: Forecasts) -> tuple[WithdrawalAnswer, ...]:
        """Answer for each drug under question; where it is no longer given, for its not being resumed."""
        from rechallenge.questions.withdrawal.compute import withdrawal

        return withdrawal(forecasts)

    def use(self, answer: WithdrawalAnswer) -> Message:
        """What to do with it."""
        return use_of(answer)

    def details(self, answer: WithdrawalAnswer, number: int, composition: Composition) -> Iterable[Block]:
        """Table of the risk by day."""
        language = composition.language
        rows = [
            (
                TableCell(language.days(float(day))),
                TableCell(language.percent(p), strong=True, numeric=True),
                TableCell(language.bounds(answer.p_relapse_by_day_interval[day], "probability"), numeric=True),
            )
            for day, p in sorted(answer.p_relapse_by_day.items())
        ]
        head = (language.text("head.after_stop"), language.text("head.risk"), language.text("head.interval90_risk"))
        yield table(head, rows, language.text("table.withdrawal"))

    def charts(self, answer: WithdrawalAnswer, number: int, language: Language) -> Mapping[str, Spec]:
        """Risk of relapse over the days to come."""
        return {self.figure(number): withdrawal_chart(answer, language)}


register(Withdrawal())
