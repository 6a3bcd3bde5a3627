"""How far a Bayes factor is told: beyond a thousand to one its digits say nothing that anyone could check."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language

TOLD_RATIO = 1000.0
"""Beyond so many to one, either way, only that is told: priors and likelihood are not known as far out in their tails."""


def log_factor_text(log: float | None, error: float | None, language: Language) -> str:
    """Write a log Bayes factor with its numerical error; only that it lies beyond what is told, where it does."""
    limit = math.log(TOLD_RATIO)
    if log is None or not abs(log) > limit:
        return language.number(log) if log is None or error is None else language.text("value.with_error", value=log, error=error)
    side = language.definition.above if log > 0.0 else language.definition.below
    return side.format(language.number(math.copysign(limit, log)))
