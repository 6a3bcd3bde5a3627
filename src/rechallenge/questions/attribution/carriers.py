"""What carries the verdict, as lines under its sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rechallenge.presentation.document import Block, Notices
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.attribution.answer import AttributionAnswer, Carrier
from rechallenge.questions.ratio import TOLD_RATIO

# More than these would not be read.
MOST_NAMED = 4


def carrier_blocks(answer: AttributionAnswer, language: Language) -> Iterable[Block]:
    """The weightiest statements, each with what the Bayes factor would be without it; and those of which that could not be computed."""
    told = sorted((each for each in answer.carried_by if each.rank is not None), key=lambda each: each.rank or 0)
    lines = [capitalised(_line(each, language)) for each in told]
    if untold := [each.statement for each in answer.carried_by if each.says_nothing]:
        code = "carried.untold" if len(untold) <= MOST_NAMED else "carried.untold.many"
        lines.append(language.text(code, n=len(untold), which=untold))
    if lines:
        yield Notices(tuple(lines), "note", language.text("carried.label", drug=answer.drug))


def _line(each: Carrier, language: Language) -> str:
    assert each.log_bayes_factor is not None  # only what was computed is told
    code = "carried.for" if each.log_bayes_factor > 0.0 else "carried.against"
    least = ".least" if each.bound is not None else ""
    ratio = math.exp(min(abs(each.log_bayes_factor), math.log(TOLD_RATIO)))
    if abs(each.log_bayes_factor) > math.log(TOLD_RATIO):
        least = ".more"
    return language.text(code + least, rank=each.rank, what=each.statement, ratio=ratio)
