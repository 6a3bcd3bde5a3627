"""Draws of a patient under each hypothesis on which drugs act: as many of an improbable one as of a probable one.

The draws that answers rest on stand there in the shares of the hypotheses; what tells hypotheses apart needs as many of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Counts, Floats
from rechallenge.execution import Executors, threads
from rechallenge.inference.fit import Account, Fit
from rechallenge.inference.paths import Paths, paths
from rechallenge.planning.information import BLOCKS, Labelled, blocks

# Of each hypothesis; more cost time in proportion, and take away error with their root.
N_DRAWS = 160


@dataclass(frozen=True, slots=True)
class HypothesisDraws:
    """Draws of the patient under each hypothesis.

    Attributes
    ----------
    names, share
        The hypotheses as the fit names them, and the probability of each after the record, shape (hypotheses,).
    acting
        Which exposures act under each, shape (hypotheses, exposures).
    stratum, block
        Hypothesis of each draw, and its block of the jackknife, shape (draws,).
    paths, works
        The course under each draw, and which exposures act in it, shape (draws, exposures).
    """

    names: tuple[str, ...]
    share: Floats
    acting: Floats
    stratum: Counts
    block: Counts
    paths: Paths
    works: Floats

    def labelled(self, label: Counts) -> Labelled:
        """Ask something of the draws: which of its answers holds in each."""
        return Labelled(np.asarray(label, np.int64), self.stratum, self.share, self.block)

    @property
    def which_act(self) -> Labelled:
        """The question of which drugs act."""
        return self.labelled(self.stratum)

    def p_acts(self, exposure: int, of_hypothesis: Floats) -> Floats:
        """Probability that an exposure acts, from that of each hypothesis, shape (hypotheses, ...)."""
        return np.asarray(np.tensordot(self.acting[:, exposure], of_hypothesis, axes=1))


def draws_under_each(fit: Fit, n_draws: int = N_DRAWS, executor: Executors = threads) -> HypothesisDraws:
    """Take draws of every hypothesis that a fit has drawn from, evenly over its chains; `executor` gives what runs them side by side."""
    names = tuple(fit.accounts)
    taken = [_rows(fit.accounts[name], n_draws) for name in names]
    n_blocks = min(BLOCKS, *(len(np.unique(place)) for _, place in taken))
    vectors = np.concatenate([fit.accounts[name].vectors[rows] for name, (rows, _) in zip(names, taken, strict=True)])
    stratum = np.repeat(np.arange(len(names)), [len(rows) for rows, _ in taken])
    acting = np.stack([fit.accounts[name].works for name in names])
    works = acting[stratum]
    return HypothesisDraws(
        names,
        np.array([fit.weights[name] for name in names]),
        acting,
        stratum,
        np.concatenate([blocks(place, n_blocks) for _, place in taken]),
        paths(fit.problem, vectors, works, executor),
        works,
    )


def _rows(account: Account, n_draws: int) -> tuple[Counts, Counts]:
    """Rows of the draws of a hypothesis, and the place of each in its chains; of resampled ones, a number that equal ones share."""
    rows = np.unique(np.linspace(0, len(account.vectors) - 1, n_draws).round().astype(int))
    if account.drawn is None:
        return rows, np.unique(account.vectors[rows], axis=0, return_inverse=True)[1].reshape(-1)
    return rows, account.drawn.order[: len(account.vectors)][rows]
