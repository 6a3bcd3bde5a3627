"""Summaries of draws, and messages without a language: what inference and the questions tell with.

Numpy is imported where draws are summarised and not at the top: those who only pass on answers or read their types, such as
the languages of the report, and through them ``rechallenge check``, do without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rechallenge.arrays import Floats


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence without a language: `code` names it in the catalogues, `values` fill its blanks."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 90 % interval (median and 5th, 95th percentiles of the draws)."""

    value: float
    low: float
    high: float
    unit: str = ""

    @classmethod
    def of(cls, draws: ArrayLike, unit: str = "", weights: ArrayLike | None = None) -> Estimate:
        """Summarise draws; infinite draws (never reached) are kept and may make a bound infinite."""
        import numpy as np

        quantiles = np.quantile(
            np.asarray(draws, float),
            [0.05, 0.5, 0.95],
            method="inverted_cdf",
            weights=None if weights is None else np.asarray(weights, float),
        )
        return cls(float(quantiles[1]), float(quantiles[0]), float(quantiles[2]), unit)


@dataclass(frozen=True, slots=True)
class Band:
    """A curve over days with its uncertainty: median, central 50 % and 90 % intervals, arrays of one length."""

    days: Floats
    median: Floats
    low50: Floats
    high50: Floats
    low90: Floats
    high90: Floats
    unit: str = ""

    @classmethod
    def of(cls, days: ArrayLike, draws: ArrayLike, unit: str = "") -> Band:
        """Summarise curves, one draw a row."""
        import numpy as np

        low90, low50, median, high50, high90 = np.quantile(np.asarray(draws, float), [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
        return cls(np.asarray(days, float), median, low50, high50, low90, high90, unit)
