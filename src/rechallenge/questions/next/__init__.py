"""Question of what would settle it: which act, which measurement, on which day, at which cost; and how the verdict grew."""

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
from rechallenge.questions.next.answer import NextAnswer
from rechallenge.questions.next.chart import next_chart
from rechallenge.questions.next.rows import next_blocks
from rechallenge.questions.next.use import use_of
from rechallenge.questions.registry import register

if TYPE_CHECKING:
    from rechallenge.questions.forecasts import Forecasts


class WhatNext(Question[NextAnswer]):
    """What would tell most about which drugs act, and what it would cost."""

    name, order, answer = "next", 70, NextAnswer
    per_drug = False
    bears_on = frozenset({Reason.UNMODELLED_STEROID, Reason.RELAPSES_AT_EACH_STOP})

    def compute(self, forecasts: Forecasts) -> tuple[NextAnswer, ...]:
        """Answer for the course, without limits of a user."""
        from rechallenge.questions.next.compute import next_step

        return (next_step(forecasts),)

    def matters(self, answer: NextAnswer) -> bool:
        """Where nothing is open, nothing need be done to settle it."""
        return use_of(answer) is not None

    def use(self, answer: NextAnswer) -> Message | None:
        """What to do with it."""
        return use_of(answer)

    def details(self, answer: NextAnswer, number: int, composition: Composition) -> Iterable[Block]:
        """Tables of the options and of how the verdict grew, and why other acts are not offered."""
        return next_blocks(answer, composition.language)

    def charts(self, answer: NextAnswer, number: int, language: Language) -> Mapping[str, Spec]:
        """Expected information by day; none where nothing was measured."""
        found = next_chart(answer, language)
        return {} if found is None else {self.figure(number): found}


register(WhatNext())
