"""What a record taught of each parameter, and where it disagrees with what had been published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from rechallenge.arrays import Floats

# A record that left a parameter nearly as wide as it was cannot disagree with its prior: chance alone moves the mean of the draws.
LEAST_CONTRACTION = 0.1


@dataclass(frozen=True, slots=True)
class Contraction:
    """What a record taught of one parameter.

    Attributes
    ----------
    contraction
        One minus the ratio of the variances after and before, on the scale where the prior is normal (Schad 2021,
        doi:10.1037/met0000275): 0 where the record taught nothing, 1 where it taught all; below 0 where it left more doubt.
    conflict
        Probability, before any data, of a record that moves the parameter as far as this one did (Evans and Moshonov 2006,
        doi:10.1214/06-BA129); None where the record taught too little for that.
    """

    name: str
    contraction: float
    conflict: float | None


def learned(names: tuple[str, ...], normals: Floats) -> tuple[Contraction, ...]:
    """Compare posterior draws with the prior.

    The statistic of the conflict is the posterior mean. Before the data its variance is that of the prior less what remains
    after them, by the law of total variance; where readings are normal about a linear model this is the check of Evans and
    Moshonov itself, elsewhere an approximation to it.

    Parameters
    ----------
    names
        Of the parameters.
    normals
        Posterior draws of shape (draws, parameters), on the scale where each prior is a standard normal.
    """
    found = []
    for name, draws in zip(names, normals.T, strict=True):
        contraction = 1.0 - float(draws.var())
        moved = None
        if contraction > LEAST_CONTRACTION:
            moved = float(2.0 * ndtr(-abs(draws.mean()) / np.sqrt(contraction)))
        found.append(Contraction(name, contraction, moved))
    return tuple(found)
