"""Uncertain moments as unknowns: each is uniform between its bounds, counted from day 0 or from another moment."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import ndtr
from numpy.typing import NDArray

from rechallenge.course.times import When


class Times(NamedTuple):
    """Bounds and ancestry of the moments of a course.

    Attributes
    ----------
    low, width
        Bounds of each moment counted from the one before it in its chain, in days, shape (moments,).
    unknown
        Which standard normal each moment takes, shape (moments,); the last one, for the known, is never used.
    ancestry
        Matrix of 0 and 1 that adds up each chain, shape (moments, moments).
    """

    low: NDArray[np.float64]
    width: NDArray[np.float64]
    unknown: NDArray[np.int64]
    ancestry: NDArray[np.float64]

    def days(self, normals: Array) -> Array:
        """Days from day 0 of every moment, from standard normals of shape (unknown moments,)."""
        shares = jnp.concatenate([ndtr(normals), jnp.zeros(1)])[self.unknown]
        return jnp.asarray(self.ancestry) @ (self.low + self.width * shares)


class Timetable:
    """Collects the moments of a course and numbers them; moment 0 is day 0 itself."""

    def __init__(self) -> None:
        self._moments: list[tuple[float, float, int | None]] = [(0.0, 0.0, None)]
        self._numbers: dict[object, int] = {}

    def number(self, when: When) -> int:
        """Number of a moment; two uses of one key are one moment, and an uncertain moment without a key is itself."""
        identity: object = when.key if when.key and when.low != when.high else when
        if identity not in self._numbers:
            base = None if when.after is None else self.number(when.after)
            self._moments.append((when.low, when.high, base))
            self._numbers[identity] = len(self._moments) - 1
        return self._numbers[identity]

    def knows(self, when: When) -> bool:
        """Whether a moment has a number already."""
        return (when.key if when.key and when.low != when.high else when) in self._numbers

    @property
    def keys(self) -> list[str]:
        """Keys of the unknown moments, in the order of their normals."""
        by_number = {number: identity for identity, number in self._numbers.items()}
        return [
            identity if isinstance(identity, str) else f"moment {number}"
            for number, identity in sorted(by_number.items())
            if self._moments[number][1] > self._moments[number][0]
        ]

    def times(self, n_unknown: int, n_moments: int) -> Times:
        """Arrays of the moments, padded with day 0 to `n_moments`; `n_unknown` normals feed them."""
        size = len(self._moments)
        low, width = np.zeros(n_moments), np.zeros(n_moments)
        unknown = np.full(n_moments, n_unknown)
        ancestry = np.eye(n_moments)
        next_unknown = 0
        for number, (first, last, base) in enumerate(self._moments):
            low[number], width[number] = first, last - first
            if last > first:
                unknown[number] = next_unknown
                next_unknown += 1
            if base is not None:
                ancestry[number] += ancestry[base]
        if next_unknown > n_unknown or size > n_moments:
            raise ValueError("more moments than places for them")
        return Times(low, width, unknown, ancestry)

    def __len__(self) -> int:
        return len(self._moments)

    @property
    def n_unknown(self) -> int:
        """How many moments are uncertain."""
        return sum(last > first for first, last, _ in self._moments)
