"""Question of whether it was the drug, or a disease that waxes and wanes by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rechallenge.ledger.statement import Reason
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, Number
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec
from rechallenge.questions.answer import Message
from rechallenge.questions.attribution.answer import AttributionAnswer
from rechallenge.questions.attribution.assumed import assumed_blocks, ratio_text
from rechallenge.questions.attribution.carriers import carrier_blocks
from rechallenge.questions.attribution.chart import attribution_chart
from rechallenge.questions.attribution.comparisons import comparison_blocks
from rechallenge.questions.attribution.phases import phases_chart
from rechallenge.questions.attribution.sets_table import sets_table
from rechallenge.questions.attribution.use import use_of
from rechallenge.questions.base import Mark, Question
from rechallenge.questions.ratio import log_factor_text
from rechallenge.questions.registry import register

if TYPE_CHECKING:
    from rechallenge.questions.forecasts import Forecasts


class Attribution(Question[AttributionAnswer]):
    """Weight of the evidence for the drug, under the usual assumptions and others, and without a model."""

    name, order, answer = "attribution", 20, AttributionAnswer
    bears_on = frozenset(
        {
            Reason.UNMODELLED_STEROID,
            Reason.UNMODELLED_DRUG_AT_FIRST_DOSE,
            Reason.UNTIMED_DRUG,
            Reason.OUTCOME_HIDDEN,
            Reason.RELAPSES_AT_EACH_STOP,
            Reason.UNMODELLED_OBSERVATION,
            Reason.SUPPRESSED,
            Reason.COMPARED_WITHOUT_MODEL,
            Reason.UNTIMED_OBSERVATION,
        }
    )

    def compute(self, forecasts: Forecasts) -> tuple[AttributionAnswer, ...]:
        """Answer for each drug under question."""
        from rechallenge.questions.attribution.compute import attribution

        return attribution(forecasts)

    def use(self, answer: AttributionAnswer) -> Message:
        """What to do with it."""
        return use_of(answer)

    def numbers(self, answer: AttributionAnswer, language: Language) -> Iterable[Number]:
        """Probability that the drug works, and the Bayes factor."""
        p, before = language.value(answer.p_drug_works, "percent"), language.percent(answer.prior_p_drug_works)
        yield Number(language.text("number.p_drug_works"), p, "", before)
        if answer.p_removes_half is not None:
            yield Number(language.text("number.p_removes_half"), language.value(answer.p_removes_half, "percent"))
        log = None if answer.verdict == "not_computed" else answer.log_bayes_factor
        yield Number(self.number_label(answer, language), log_factor_text(log, answer.log_bayes_factor_error, language))

    def beneath(self, answer: AttributionAnswer, language: Language) -> Iterable[Block]:
        """What carries the verdict most."""
        yield from carrier_blocks(answer, language)

    def marks(self, answer: AttributionAnswer) -> Iterable[Mark]:
        """The same, in the timeline."""
        return tuple(
            Mark(entry.list, entry.index, str(each.rank)) for each in answer.carried_by if each.rank is not None for entry in each.entries
        )

    def details(self, answer: AttributionAnswer, number: int, composition: Composition) -> Iterable[Block]:
        """What the Bayes factor means, the verdict under other assumptions, the phases compared without a model."""
        yield from ratio_text(answer, composition)
        yield from sets_table(answer, composition)
        yield from assumed_blocks(answer, composition)
        yield from comparison_blocks(answer.single_case, _phases_name(number), composition)

    def charts(self, answer: AttributionAnswer, number: int, language: Language) -> Mapping[str, Spec]:
        """Scale of evidence with tally and sensitivity; and the readings of each phase, where some could be compared."""
        charts = {self.figure(number): attribution_chart(answer, language)}
        if (phases := phases_chart(answer.single_case, language)) is not None:
            charts[_phases_name(number)] = phases
        return charts


def _phases_name(number: int) -> str:
    return f"phases-{number}"


register(Attribution())
