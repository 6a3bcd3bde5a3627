"""Draws of the sampler, with their effective number and the agreement of their chains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Chains:
    """Draws of the sampler.

    Attributes
    ----------
    vectors
        Shape (chains, draws, size).
    log_densities
        Log posteriors of the draws, shape (chains, draws).
    divergences
        Draws at which the integrator lost the energy: regions that the sampler could not explore.
    steps
        Mean number of gradients a draw.
    """

    vectors: Floats
    log_densities: Floats
    divergences: int
    steps: float

    @cached_property
    def _each(self) -> tuple[Floats, Floats]:
        from arviz_stats.base.array import array_stats

        by_unknown = np.moveaxis(self.vectors, 2, 0)
        ess = np.asarray(array_stats.ess(by_unknown, chain_axis=1, draw_axis=2))
        rhat = np.asarray(array_stats.rhat(by_unknown, chain_axis=1, draw_axis=2))
        return ess, rhat

    @property
    def effective_size(self) -> float:
        """Smallest effective number of draws over the unknowns (bulk, rank-normalised)."""
        return float(np.nanmin(self._each[0]))

    @cached_property
    def density_size(self) -> float:
        """Effective number of draws for the log posterior, which all unknowns share in."""
        from arviz_stats.base.array import array_stats

        return float(np.asarray(array_stats.ess(self.log_densities, chain_axis=0, draw_axis=1)))

    @property
    def rhat(self) -> float:
        """Largest R-hat over the unknowns."""
        return float(np.nanmax(self._each[1]))
