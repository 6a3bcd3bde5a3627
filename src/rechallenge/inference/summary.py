"""Summaries of draws, and messages without a language: what inference and the questions tell with.

Numpy is imported where draws are summarised and not at the top: those who only pass on answers or read their types, such as
the languages of the report, and through them ``rechallenge check``, do without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rechallenge.arrays import Floats


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence without a language: `code` names it in the catalogues, `values` fill its blanks."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


# Probabilities of the bounds of an interval, and of the median between them.
INTERVAL = (0.05, 0.5, 0.95)
# A number is settled where its Monte Carlo error is at most this share of the width of its interval.
SETTLED = 0.1


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 90 % interval (median and 5th, 95th percentiles of the draws).

    Attributes
    ----------
    value, low, high, unit
        The number, its bounds, and their unit.
    error
        Monte Carlo standard error of the least certain of the three: by how much they would differ had other draws been made; None where
        it was not computed.
    """

    value: float
    low: float
    high: float
    unit: str = ""
    error: float | None = field(default=None, kw_only=True)

    @classmethod
    def of(cls, draws: ArrayLike, unit: str = "", weights: ArrayLike | None = None) -> Estimate:
        """Summarise draws; infinite draws (never reached) are kept and may make a bound infinite."""
        import numpy as np

        quantiles = np.quantile(
            np.asarray(draws, float),
            INTERVAL,
            method="inverted_cdf",
            weights=None if weights is None else np.asarray(weights, float),
        )
        return cls(float(quantiles[1]), float(quantiles[0]), float(quantiles[2]), unit)

    def with_error(self, error: float) -> Estimate:
        """The same, with its Monte Carlo error."""
        return replace(self, error=error)

    @property
    def settled(self) -> bool:
        """Whether other draws would hardly change it; where its error was not computed, nothing is said against it.

        Examples
        --------
        >>> Estimate(4.0, 3.0, 6.0, error=0.2).settled, Estimate(4.0, 3.0, 6.0, error=0.4).settled
        (True, False)
        """
        return self.error is None or self.error <= SETTLED * (self.high - self.low)


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
