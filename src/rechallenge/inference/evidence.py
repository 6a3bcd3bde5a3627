"""The weight of evidence: the logarithm of a ratio of marginal likelihoods, with its numerical error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from rechallenge.arrays import Floats


@dataclass(frozen=True, slots=True)
class Evidence:
    """Logarithm of a marginal likelihood, or of a ratio of two, and the standard error of that logarithm."""

    log: float
    error: float

    def over(self, other: Evidence) -> Evidence:
        """Log ratio of this one to another that was computed apart from it.

        Examples
        --------
        >>> Evidence(-2.0, 0.3).over(Evidence(-5.0, 0.4))
        Evidence(log=3.0, error=0.5)
        """
        return Evidence(self.log - other.log, float(np.hypot(self.error, other.error)))


def acceptance_ratio(forward: Floats, backward: Floats) -> float:
    """Log ratio of two normalisations from the works of walkers carried from the one to the other, and of others carried back.

    Bennett's acceptance ratio for works (Bennett 1976, doi:10.1016/0021-9991(76)90078-4; Crooks 1999, doi:10.1103/PhysRevE.60.2721).

    Parameters
    ----------
    forward, backward
        Gains of the log density on the way there, and on the way back; as many of each.

    Examples
    --------
    >>> round(acceptance_ratio(np.array([2.0, 2.0]), np.array([-2.0, -2.0])), 6)
    2.0
    """

    def excess(log_ratio: float) -> float:
        return float(np.sum(expit(forward - log_ratio)) - np.sum(expit(backward + log_ratio)))

    everything = np.concatenate([forward, -backward])
    low, high = float(everything.min()) - 1.0, float(everything.max()) + 1.0
    while excess(low) < 0.0:
        low -= 10.0
    while excess(high) > 0.0:
        high += 10.0
    return float(brentq(excess, low, high, xtol=1e-10))


def annealed(forward: Floats, backward: Floats) -> Evidence:
    """Log ratio of two evidences from the works of walkers of both directions, with an error that lag cannot hide.

    Walkers that lag behind the change of the density make the mean work of either direction err, the one low and the other high, by
    about as much: half their distance is a second estimate. The error is that of the jackknife over walkers, which are independent,
    together with the distance of the two estimates; and where the directions stand so far apart that hardly a walker of the one does
    what those of the other do, it grows with the distance, since the ratio then rests on one or two walkers.

    Parameters
    ----------
    forward, backward
        As for `acceptance_ratio`, shape (walkers,).
    """
    if not (np.isfinite(forward).all() and np.isfinite(backward).all()):
        return Evidence(float("nan"), float("inf"))
    found = acceptance_ratio(forward, backward)
    squared = jackknife(lambda each: acceptance_ratio(each, backward), forward) + jackknife(
        lambda each: acceptance_ratio(forward, each), backward
    )
    middle = 0.5 * float(forward.mean() - backward.mean())
    return Evidence(found, float(np.sqrt(squared + (found - middle) ** 2)))


def jackknife(estimate: Callable[[Floats], float], values: Floats) -> float:
    """Variance of an estimate from what it would be without each of some independent values, two or more of them."""
    n = len(values)
    without = np.array([estimate(np.delete(values, left_out)) for left_out in range(n)])
    return float((n - 1) / n * np.sum((without - without.mean()) ** 2))
