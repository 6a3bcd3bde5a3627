"""Bounds of a test that is looked at several times, from the error spent until each look (Lan and DeMets 1983).

doi:10.1093/biomet/70.3.659; the density between the looks is carried on by numerical integration (Armitage, McPherson and Rowe 1969,
doi:10.2307/2343787).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from rechallenge.arrays import Floats
from rechallenge.planning.trials.design import Spending

_POINTS, _FARTHEST = 801, 8.0


def spent(share: float, alpha: float, spending: Spending) -> float:
    """Error that may have been spent, one-sided, when a share of the information is there.

    Examples
    --------
    >>> round(spent(0.5, 0.025, "O'Brien-Fleming"), 5), round(spent(1.0, 0.025, "Pocock"), 5)
    (0.00153, 0.025)
    """
    if spending == "Pocock":
        return alpha * math.log(1.0 + (math.e - 1.0) * share)
    return float(2.0 * (1.0 - ndtr(-ndtri(alpha / 2.0) / math.sqrt(share))))


def bounds(shares: Sequence[float], alpha: float, sides: int, spending: Spending) -> tuple[float, ...]:
    """Normal deviates above which each look is significant; of a two-sided test its upper ones.

    The error of one side is spent side by side, which leaves out that a trial may cross both: a matter of one in a million.

    Parameters
    ----------
    shares
        Shares of the information at the looks, growing, the last being 1.
    """
    alpha /= sides
    found: list[float] = []
    before = 0.0
    grid: Floats = np.zeros(1)
    density: Floats = np.ones(1)  # of the score, z * sqrt(share), among trials that go on
    last = 0.0
    for share in shares:
        total = spent(share, alpha, spending)
        step = math.sqrt(share - last)

        def crossing(bound: float, grid: Floats = grid, density: Floats = density, step: float = step, share: float = share) -> float:
            return float(np.sum(density * ndtr((grid - bound * math.sqrt(share)) / step)))

        more = max(total - before, 0.0)
        bound = _FARTHEST if more <= 1e-15 else float(brentq(lambda b, more=more: crossing(b) - more, -_FARTHEST, _FARTHEST, xtol=1e-10))
        found.append(bound)
        upper = bound * math.sqrt(share)
        new = np.linspace(-_FARTHEST, upper, _POINTS)
        weight = np.full(_POINTS, new[1] - new[0])
        weight[[0, -1]] *= 0.5
        kernel = np.exp(-0.5 * ((new[:, None] - grid) / step) ** 2) / (step * math.sqrt(2.0 * math.pi))
        density = weight * (kernel @ density)
        grid, before, last = new, total, share
    return tuple(found)
