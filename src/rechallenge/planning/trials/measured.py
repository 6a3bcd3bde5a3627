"""What is measured of virtual patients: the time to a relapse, and values averaged over the last days of a stretch."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Floats
from rechallenge.execution import in_double_precision
from rechallenge.mechanism.relapse import cumulative_hazard


@in_double_precision
def relapse_hazard_of(marker_level: Floats, recognition_per_day: Floats) -> Floats:
    """Cumulative hazard of a recognised relapse from the first of some days, shapes (patients, days) and (patients,)."""
    length = jnp.ones(marker_level.shape[-1] - 1)
    return np.asarray(cumulative_hazard(jnp.asarray(marker_level), length, jnp.asarray(recognition_per_day)[:, None]))


def first_event(hazard: Floats, threshold: Floats) -> Floats:
    """Days until a cumulative hazard reaches a threshold, infinite where it never does; shapes (patients, days), (patients,).

    Examples
    --------
    >>> first_event(np.array([[0.0, 1.0, 3.0], [0.0, 0.1, 0.2]]), np.array([2.0, 2.0])).tolist()
    [1.5, inf]
    """
    reached = hazard >= threshold[:, None]
    place = np.maximum(np.argmax(reached, axis=1), 1)
    rows = np.arange(len(hazard))
    below, above = hazard[rows, place - 1], hazard[rows, place]
    rise = np.where(above > below, above - below, 1.0)
    return np.where(reached.any(axis=1), place - 1 + (threshold - below) / rise, np.inf)


@dataclass(frozen=True, slots=True)
class DailyValues:
    """Daily values on the scale on which they are compared, from a first day on.

    Attributes
    ----------
    values
        Shape (patients, days).
    error
        Standard deviation of one measurement, shape (patients,).
    """

    values: Floats
    error: Floats

    def mean_before(self, end: Floats | int, over: int) -> Floats:
        """Mean over the last days before an end (itself included), of those that there are, shape (patients,)."""
        last = np.clip(np.floor(np.broadcast_to(end, len(self.values))).astype(np.int64), 0, self.values.shape[1] - 1)
        first = np.maximum(last - over + 1, np.minimum(last, 1))
        total = np.concatenate([np.zeros((len(self.values), 1)), np.cumsum(self.values, axis=1)], axis=1)
        rows = np.arange(len(self.values))
        return np.asarray((total[rows, last + 1] - total[rows, first]) / (last + 1 - first))

    def measured(self, mean: Floats, noise: NDArray[np.float64]) -> Floats:
        """Mean with the error of a measurement."""
        return mean + self.error * noise
