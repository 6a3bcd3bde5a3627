"""Question of which regimens hold remission with the least drug and steroid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rechallenge.ledger.statement import Reason
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec
from rechallenge.questions.answer import Message
from rechallenge.questions.base import Question
from rechallenge.questions.regimen.answer import RegimenAnswer
from rechallenge.questions.regimen.chart import regimen_chart
from rechallenge.questions.regimen.rows import regimen_blocks
from rechallenge.questions.regimen.use import use_of
from rechallenge.questions.registry import register

if TYPE_CHECKING:
    from rechallenge.questions.forecasts import Forecasts


class LightestRegimen(Question[RegimenAnswer]):
    """Regimens that no other beats, and those that everyone asks about beside them."""

    name, order, answer = "regimen", 50, RegimenAnswer
    per_drug = False
    defined_by = frozenset({"withdrawal.relapse_level"})
    bears_on = frozenset({Reason.UNMODELLED_STEROID, Reason.RELAPSES_AT_EACH_STOP})

    def compute(self, forecasts: Forecasts) -> tuple[RegimenAnswer, ...]:
        """Answer for the drug under question that is given today, or was given last."""
        from rechallenge.questions.regimen.compute import regimen

        return regimen(forecasts)

    def use(self, answer: RegimenAnswer) -> Message:
        """What to do with it."""
        return use_of(answer)

    def details(self, answer: RegimenAnswer, number: int, composition: Composition) -> Iterable[Block]:
        """Tables of the regimens, and why each stands where it does."""
        return regimen_blocks(answer, composition.language)

    def charts(self, answer: RegimenAnswer, number: int, language: Language) -> Mapping[str, Spec]:
        """Risk and burden of each regimen; none where none is proposed."""
        if not (answer.frontier or answer.familiar):
            return {}
        return {self.figure(number): regimen_chart(answer, language)}


register(LightestRegimen())
