"""How much of an answer comes from this patient and not from the literature."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rechallenge.inference.summary import Estimate

LITTLE = 0.2
"""An answer learned little when its interval narrowed by less than this, and its distribution moved by less than this."""


def share_from_data(prior: Estimate, posterior: Estimate, shift: float | None = None, *, logarithmic: bool = False) -> float | None:
    """Share of a number that comes from the data: one minus the ratio of the widths of its intervals, floored at 0.

    Parameters
    ----------
    shift
        How far the data moved the distribution (`moved`), where that is known.
    logarithmic
        Whether widths are compared on the logarithmic scale.

    Returns
    -------
    float or None
        None where an interval is endless or has no width; and where the data moved the number without narrowing it: then they did say
        much, but the widths do not show it.

    Examples
    --------
    >>> share_from_data(Estimate(6.0, 1.0, 11.0), Estimate(4.0, 3.0, 5.0))
    0.8
    """
    bounds = np.array([prior.low, prior.high, posterior.low, posterior.high], float)
    if logarithmic:
        if np.any(bounds <= 0.0):
            return None
        bounds = np.log(bounds)
    if not np.all(np.isfinite(bounds)) or bounds[1] <= bounds[0]:
        return None
    share = float(max(0.0, 1.0 - (bounds[3] - bounds[2]) / (bounds[1] - bounds[0])))
    return None if shift is not None and share < LITTLE <= shift else share


def moved(prior: ArrayLike, posterior: ArrayLike) -> float:
    """Largest distance between the two distributions (Kolmogorov and Smirnov), 0 to 1; draws may be infinite."""
    a, b = np.sort(np.asarray(prior, float)), np.sort(np.asarray(posterior, float))
    at = np.concatenate([a, b])
    above = np.searchsorted(a, at, side="right") / len(a) - np.searchsorted(b, at, side="right") / len(b)
    return float(np.max(np.abs(above)))


def says_little(from_data: float | None, shift: float) -> bool:
    """Whether the answer is mostly what was believed before."""
    return (from_data is None or from_data < LITTLE) and shift < LITTLE
