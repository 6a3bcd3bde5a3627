"""A share of patients, and how far chance alone may have moved it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scipy.special import betaincinv

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many.

    Examples
    --------
    >>> print(Proportion(45, 50))
    90 % (78 to 97)
    """

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share; not a number where there is nobody."""
        return self.count / self.total if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Binomial interval of 95 % (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404)."""
        tail = 0.5 * (1.0 - CONFIDENCE)
        missed = self.total - self.count
        low = float(betaincinv(self.count, missed + 1, tail)) if self.count else 0.0
        return low, float(betaincinv(self.count + 1, missed, 1.0 - tail)) if missed else 1.0

    def agrees_with(self, nominal: float) -> bool:
        """Whether chance explains how far it lies from a nominal share."""
        low, high = self.interval
        return low <= nominal <= high

    def __str__(self) -> str:
        if not self.total:
            return "–"
        low, high = self.interval
        return f"{100 * self.value:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def share(each: Iterable[bool]) -> Proportion:
    """Share of those that are true."""
    found = [bool(one) for one in each]
    return Proportion(sum(found), len(found))
