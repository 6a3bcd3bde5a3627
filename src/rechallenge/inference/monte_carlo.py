"""Monte Carlo errors: by how much a number would differ had other draws been made of the same posterior.

A number told from draws is a mean or a quantile over all hypotheses. Its error comes from the effective number of draws of that very
quantity within each hypothesis, carried through their weights, and from the error of the weights. Of a quantile, it is that of the share of
draws below it, which the draws about it turn into an error of the quantile (Vehtari 2021, doi:10.1214/20-BA1221, section 4.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Counts, Floats
from rechallenge.inference.summary import INTERVAL, Estimate

# Chains are halved before they are compared, and each half needs four draws for an autocorrelation.
FEWEST_A_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Part:
    """Draws of one hypothesis among those that answers rest on.

    Attributes
    ----------
    rows
        Which rows of the draws are its own.
    log_weight_error
        Standard error of the logarithm of its evidence.
    place
        Where each of them stood in the chains, chain after chain, shape (rows,), and how many draws each chain has; for independent draws,
        of which some stand there more than once, a number for each that equal ones share, and None.
    """

    rows: slice
    log_weight_error: float
    place: Counts
    chain_length: int | None

    def effective_size(self, values: Floats) -> float:
        """Effective number of draws for the mean of a quantity, from its values at `rows`.

        Draws lent to answers are a random choice of those made; taken in their order, they are chains too. Chains that are lent in
        different numbers are compared over the length of the shortest.
        """
        if len(values) == 0 or np.ptp(values) == 0.0:
            return float(len(values))
        if self.chain_length is None:
            times = np.unique(self.place, return_counts=True)[1]
            return float(len(values) ** 2 / np.sum(times**2))
        from arviz_stats.base.array import array_stats

        order = np.argsort(self.place)
        of_chain = self.place[order] // self.chain_length
        chains = [values[order][of_chain == chain] for chain in np.unique(of_chain)]
        shortest = min(map(len, chains))
        if shortest < FEWEST_A_CHAIN:
            return 1.0
        found = float(np.asarray(array_stats.ess(np.stack([each[:shortest] for each in chains]), chain_axis=0, draw_axis=1, method="mean")))
        scaled = found * len(values) / (shortest * len(chains))
        return float(np.clip(scaled, 1.0, len(values))) if np.isfinite(scaled) else 1.0


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the draws that answers rest on come from, hypothesis by hypothesis, in the order of the rows.

    Attributes
    ----------
    parts
        The hypotheses.
    repeats
        How many values in a row a quantity has of each draw: as many as there are futures of one past.
    """

    parts: Sequence[Part]
    repeats: int = 1

    @property
    def size(self) -> int:
        """Number of values of a quantity."""
        return self.repeats * sum(len(part.place) for part in self.parts)

    def taken(self, rows: Counts, repeats: int = 1) -> Provenance:
        """Those of some rows, which are in order and each taken once, with so many values a draw."""
        found, first = [], 0
        for part in self.parts:
            mine = rows[(rows >= part.rows.start) & (rows < part.rows.stop)] - part.rows.start
            found.append(Part(slice(first, first + len(mine)), part.log_weight_error, part.place[mine], part.chain_length))
            first += len(mine)
        return Provenance(found, repeats)

    def mean_error(self, values: Floats) -> float:
        """Standard error of the mean of a quantity, from its values, shape (draws * repeats,)."""
        values = values.reshape(-1, self.repeats).mean(axis=1)  # what differs between values of one draw is chance, and averages out
        overall, squared = float(values.mean()), 0.0
        for part in self.parts:
            mine = values[part.rows]
            if len(mine) == 0:
                continue
            weight = len(mine) / len(values)
            # a share of none or all among few draws is not known without error: one draw of each kind more
            variance = float(np.var(np.append(mine, [values.min(), values.max()])))
            squared += weight**2 * variance / part.effective_size(mine)
            squared += (weight * (float(mine.mean()) - overall) * part.log_weight_error) ** 2
        return float(np.sqrt(squared)) if np.ptp(values) > 0.0 else 0.0

    def quantile_error(self, values: Floats, p: float) -> float:
        """Standard error of a quantile; infinite where it may as well never be reached."""
        at = np.quantile(values, p, method="inverted_cdf")
        of_share = self.mean_error((values <= at).astype(float))
        low, high = np.quantile(values, np.clip([p - of_share, p + of_share], 0.0, 1.0), method="inverted_cdf")
        return 0.5 * float(high - low) if high > low else 0.0

    def estimate(self, values: Floats, unit: str = "") -> Estimate:
        """Median and 90 % interval of a quantity, with the largest error of the three."""
        found = Estimate.of(values, unit)
        return found.with_error(max(self.quantile_error(np.asarray(values, float), p) for p in INTERVAL))
