"""Sources that contradict each other on the same quantity of the same disease: listed, not solved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rechallenge.literature.distributions import Published
from rechallenge.literature.natural_history import natural_histories
from studies.predictive.diseases import QUANTITIES, SHARES

# Medians contradict each other where they differ by so much and by more than chance makes them (90 %); shares likewise.
AT_LEAST = 1.5
NORMAL_90 = 1.644854


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two published numbers on one quantity of a disease."""

    disease: str
    quantity: str
    one: Published
    other: Published


def contradictions() -> Iterator[Contradiction]:
    """All pairs in the natural histories."""
    for key, history in natural_histories().items():
        for name in (*QUANTITIES, *SHARES):
            published = getattr(history, name).published
            for one, other in combinations(published, 2):
                if one.source != other.source and _apart(one, other):
                    yield Contradiction(key, name, one, other)


def _apart(one: Published, other: Published) -> bool:
    if one.form == other.form == "count" and one.within == other.within and one.n and other.n:
        first, second = ((each.values[0] + 0.5) / ((each.n or 0) + 1.0) for each in (one, other))
        error = math.sqrt(first * (1.0 - first) / one.n + second * (1.0 - second) / other.n)
        return abs(first - second) > NORMAL_90 * error
    if one.log_normal is None or other.log_normal is None or not one.n or not other.n:
        return False
    apart = abs(one.log_normal.location - other.log_normal.location)
    error = math.sqrt(one.log_normal.spread**2 / one.n + other.log_normal.spread**2 / other.n)
    return apart > max(math.log(AT_LEAST), NORMAL_90 * error)
