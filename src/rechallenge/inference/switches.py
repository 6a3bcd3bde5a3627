"""Unknowns that all but jump from one kind of course to another, and how a sampler begins with each kind often enough.

Where a record asks for a kind of course that is rare beforehand (a disease that mostly persists has ended by itself, say), few
particles of the prior are of that kind, and the evidence of a run is as uncertain as their number. So a sampler begins with both sides
of each switch more evenly than the prior has them, and the ratio of the two is let in by and by, with the likelihood.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from rechallenge.arrays import Counts, Draws, Floats, PerDraw
from rechallenge.inference.layout import Layout, Priors

# How far a sampler begins with both sides of a switch alike: 0 as the prior has them, 1 evenly.
EVENNESS = 0.5
# Where a normal is cut: further out lies less than the smallest share of a side.
LEAST_SHARE = 1e-12


class Switches(NamedTuple):
    """The switches of a vector of unknowns, which are standard normals beforehand.

    Attributes
    ----------
    places
        Of the switches in the vector, shape (switches,).
    thresholds
        Value of each above which it lies on its upper side, shape (switches,).
    """

    places: Counts
    thresholds: Floats

    @classmethod
    def of(cls, layout: Layout, priors: Priors) -> Switches:
        """Those of a problem; a parameter that is one lies on its upper side above 1."""
        parameters, normals = layout.switching_parameters, layout.process.switching_normals
        places = [*parameters, *(layout.activity.start + place for place in normals)]
        at_1 = [-float(priors.location[place] / priors.spread[place]) for place in parameters]
        return cls(np.array(places, np.int64), np.array([*at_1, *normals.values()], float))

    @property
    def above(self) -> Floats:
        """Probability of the upper side beforehand, shape (switches,)."""
        return np.clip(ndtr(-self.thresholds), LEAST_SHARE, 1.0 - LEAST_SHARE)

    @property
    def begin_above(self) -> Floats:
        """Share of the upper side with which a sampler begins, shape (switches,)."""
        return (1.0 - EVENNESS) * self.above + 0.5 * EVENNESS

    def drawn(self, rng: np.random.Generator, n_draws: int) -> Draws:
        """Values with which a sampler begins, shape (draws, switches): of each side those of the prior."""
        shape = (n_draws, len(self.places))
        side, within = rng.random(shape) < self.begin_above, rng.random(shape)
        below = 1.0 - self.above
        at = np.where(side, below + self.above * within, below * within)
        return np.asarray(ndtri(np.clip(at, LEAST_SHARE, 1.0 - LEAST_SHARE)))

    def log_ratio(self, vectors: Draws) -> PerDraw:
        """Logarithm of the density of the prior over that with which a sampler begins, shape (draws,)."""
        upper = np.log(self.above / self.begin_above)
        lower = np.log((1.0 - self.above) / (1.0 - self.begin_above))
        return np.asarray(np.where(vectors[:, self.places] > self.thresholds, upper, lower).sum(axis=1))
