"""Draws of the sampler, with their effective number and the agreement of their chains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rechallenge.arrays import Chained, ChainedCounts, ChainedDraws, ChainedFlags, Floats


@dataclass(frozen=True)
class Chains:
    """Draws of the sampler.

    Attributes
    ----------
    vectors
        Shape (chains, draws, size).
    log_densities
        Log posteriors of the draws, shape (chains, draws).
    diverging
        Whether the integrator lost the energy on the way to a draw (a region that the sampler could not explore), shape (chains, draws).
    n_steps
        Gradients that each draw took, shape (chains, draws).
    """

    vectors: ChainedDraws
    log_densities: Chained
    diverging: ChainedFlags
    n_steps: ChainedCounts

    @property
    def divergences(self) -> int:
        """Number of draws that diverged."""
        return int(self.diverging.sum())

    @cached_property
    def _each(self) -> tuple[Floats, Floats]:
        """Effective number and R-hat of each unknown: 0 and infinite where the chains do not move, or where there are too few draws."""
        from arviz_stats.base.array import array_stats

        n_chains, n_draws, size = self.vectors.shape
        ess, rhat = np.zeros(size), np.full(size, np.inf)
        least, most = self.vectors.min(axis=(0, 1)), self.vectors.max(axis=(0, 1))
        moves = np.isfinite(self.vectors).all(axis=(0, 1)) & (most > least)
        by_unknown = np.moveaxis(self.vectors[..., moves], 2, 0)
        ess[moves] = array_stats.ess(by_unknown, chain_axis=1, draw_axis=2)
        if n_chains == 1:
            # R-hat compares chains: one chain is compared with itself, its first half with its second
            by_unknown = by_unknown[..., : 2 * (n_draws // 2)].reshape(len(by_unknown), 2, -1)
        # chains that stand still at different places give an infinite R-hat
        with np.errstate(divide="ignore"):
            rhat[moves] = array_stats.rhat(by_unknown, chain_axis=1, draw_axis=2)
        return np.where(np.isnan(ess), 0.0, ess), np.where(np.isnan(rhat), np.inf, rhat)

    @property
    def effective_size(self) -> float:
        """Smallest effective number of draws over the unknowns (bulk, rank-normalised); 0 where it cannot be told."""
        return float(np.min(self._each[0]))

    @cached_property
    def density_size(self) -> float:
        """Effective number of draws for the log posterior, which all unknowns share in."""
        from arviz_stats.base.array import array_stats

        return float(np.asarray(array_stats.ess(self.log_densities, chain_axis=0, draw_axis=1)))

    @property
    def rhat(self) -> float:
        """Largest R-hat over the unknowns (split, rank-normalised); infinite where it cannot be told."""
        return float(np.max(self._each[1]))
