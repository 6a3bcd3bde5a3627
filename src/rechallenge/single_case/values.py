"""Values of a phase, each known exactly or within bounds, and how two phases compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from rechallenge.arrays import Floats

Improvement = Literal["increase", "decrease"]

Numbers: TypeAlias = "Sequence[float] | Floats"
"""Numbers of one kind, such as days."""


class Values(NamedTuple):
    """Values of one phase in order of time: lower and upper bounds, equal where a value is known, infinite where open."""

    low: Floats
    high: Floats

    @property
    def censored(self) -> int:
        """How many are known only within bounds."""
        return int(np.count_nonzero(self.low != self.high))


Phase = Values | Sequence[float] | Floats


def values_of(phase: Phase) -> Values:
    """Take numbers as values that are known exactly.

    Raises
    ------
    ValueError
        When a value is missing or the bounds of one are the wrong way round.
    """
    if isinstance(phase, Values):
        if not (phase.low <= phase.high).all():
            raise ValueError("each value needs a lower bound that is not above its upper bound; leave out what is missing")
        return phase
    numbers = np.asarray(phase, float)
    if np.isnan(numbers).any():
        raise ValueError("a value is not a number; leave out what is missing")
    return Values(numbers, numbers)


def oriented(phase: Phase, improvement: Improvement) -> Values:
    """Turn the sign where less is better, so that more is better.

    Raises
    ------
    ValueError
        When the direction is neither ``increase`` nor ``decrease``.
    """
    values = values_of(phase)
    if improvement == "increase":
        return values
    if improvement != "decrease":
        raise ValueError(f"improvement is 'increase' or 'decrease', not {improvement!r}")
    return Values(-values.high, -values.low)


def order_of_pairs(first: Values, second: Values) -> Floats:
    """Sign of each value of the second phase minus each of the first, shape (first, second).

    It is 0 for equal values and for values whose bounds do not tell which is greater, as in the test of Gehan (1965).
    """
    above: Floats = np.greater(second.low, first.high[:, None]).astype(float)
    return above - np.less(second.high, first.low[:, None])


def unordered(first: Values, second: Values) -> int:
    """How many pairs the bounds leave open: not above, not below, and not both known and equal."""
    known = (first.low == first.high)[:, None] & (second.low == second.high)
    return int(np.count_nonzero((order_of_pairs(first, second) == 0) & ~known))


def least_favourable(first: Values, second: Values) -> tuple[Floats, Floats, bool]:
    """Numbers for two oriented phases: the baseline as good, and the treatment as bad, as the bounds allow.

    The last value tells whether any number was a bound. A number may be infinite.
    """
    return first.high, second.low, bool(first.censored or second.censored)
