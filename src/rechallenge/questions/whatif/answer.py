"""Answer to what would happen under a regimen of the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rechallenge.questions.answer import Answer, Band, Count, Estimate, NotNegative, Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfAnswer(Answer):
    """Risk of relapse under a regimen, beside that of the treatment as it is.

    Attributes
    ----------
    horizon_days
        How far it looks.
    p_relapse_by_day
        Probability of a relapse by each day after today.
    p_relapse_continued
        The same by the horizon with treatment as it is.
    mg_per_day
        Mean daily milligrams over the horizon, by drug.
    changed, as_it_is
        Probability of a relapse against days from today.
    """

    horizon_days: Count
    p_relapse_by_day: Mapping[int, Probability]
    p_relapse_continued: Estimate
    mg_per_day: Mapping[str, NotNegative]
    changed: Band
    as_it_is: Band
