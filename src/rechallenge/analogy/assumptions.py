"""What is assumed of how patients come to be reported, and what else might have helped them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Assumed = Literal["modelled", "no_bias", "strong_bias", "spontaneous"]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Selection of reported patients.

    A responder is more likely to be written up than another, by some odds ratio: that of a series, and that of a report of single
    cases; patients of a trial were chosen before the outcome was known. Its logarithm is `offset` and a half-normal of SD `spread`.

    Attributes
    ----------
    series_offset, series_spread, cases_offset, cases_spread
        Logarithm of that odds ratio: what it is at least, and how far above it may lie.
    spontaneous
        Share of patients whom the drug did not help, and who reached the same level by themselves or by other treatment.
    """

    series_offset: float = 0.0
    series_spread: float = 0.0
    cases_offset: float = 0.0
    cases_spread: float = 0.0
    spontaneous: float = 0.0


# No published value says how much likelier a success is to be written up. As modelled, the odds of a responder are up to 2.7 times
# those of another in a series, and up to 19 times in a case report (95th percentiles); the others are bounds for a doubter.
ASSUMPTIONS: dict[Assumed, Assumptions] = {
    "modelled": Assumptions(series_spread=0.5, cases_spread=1.5),
    "no_bias": Assumptions(),
    "strong_bias": Assumptions(series_offset=math.log(3.0), cases_offset=math.log(10.0)),
    "spontaneous": Assumptions(series_spread=0.5, cases_spread=1.5, spontaneous=0.3),
}
