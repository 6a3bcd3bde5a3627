"""Whether a computation can be trusted, in numbers and in messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rechallenge.inference.convergence import effective_draws, rhat_limit
from rechallenge.inference.faults import Fault
from rechallenge.inference.summary import Message

if TYPE_CHECKING:  # the report reads the limits below, and must not wait for JAX
    from rechallenge.inference.chains import Chains
    from rechallenge.inference.laplace import ImportanceSample, Mode

# Above this, or below, the report warns (Vehtari 2024). Limits of chains follow from what is asked of them (`convergence`).
LEAST_ESS, WORST_PARETO_K = effective_draws(), 0.7
# A mean over fewer draws than these, counted by their weights, is not told.
LEAST_DRAWS = 50.0
# What was recorded is a surprise when less likely than this a priori or a posteriori: by chance, one statement in twenty is. Of
# parameters there are many and all are looked at, so that a conflict must be five times rarer.
SURPRISE, CONFLICT = 0.05, 0.01
# Surprises beyond chance: two at least, and one in ten of all.
LEAST_SURPRISES, SHARE_SURPRISES = 2, 0.1


def too_many(surprises: int, total: int) -> bool:
    """Whether there are more surprises among so many statements than chance gives.

    Examples
    --------
    >>> too_many(1, 4), too_many(2, 4), too_many(5, 100)
    (False, True, False)
    """
    return surprises >= LEAST_SURPRISES and surprises >= SHARE_SURPRISES * total


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Diagnostics of a fit, the worst over its accounts.

    Attributes
    ----------
    method
        ``laplace``, ``nuts`` or ``tempering``.
    rhat_max, ess_min, divergences
        Of the sampler, over all unknowns; None for a first answer about a mode.
    rhat_limit
        What chains that agree pass with `rhat_max` in one report of twenty; None for a first answer about a mode.
    pareto_k
        Of the importance weights; None for the sampler.
    n_draws
        Draws made.
    starts_agree
        Whether the search for the mode came to one place from several starts.
    messages
        What else a reader should know.
    """

    method: str
    rhat_max: float | None
    ess_min: float | None
    divergences: int | None
    pareto_k: float | None
    n_draws: int
    starts_agree: bool
    messages: tuple[Message, ...] = ()
    rhat_limit: float | None = None

    @property
    def most_rhat(self) -> float:
        """Limit of `rhat_max`; that of a hundred unknowns in four chains where none is stated."""
        return rhat_limit(100, 4) if self.rhat_limit is None else self.rhat_limit

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What fell short of the limits above."""
        short = {
            Fault.POOR_APPROXIMATION: self.pareto_k is not None and not self.pareto_k <= WORST_PARETO_K,
            Fault.CHAINS_DISAGREE: self.rhat_max is not None and not self.rhat_max <= self.most_rhat,
            Fault.FEW_DRAWS: self.ess_min is not None and not self.ess_min >= LEAST_ESS,
            Fault.DIVERGENCES: bool(self.divergences),
            Fault.STARTS_DISAGREE: not self.starts_agree,
        }
        return tuple(fault for fault, is_so in short.items() if is_so)

    @property
    def rough(self) -> bool:
        """Whether the draws are not those of the posterior, so that a first answer is no more than its shape."""
        return bool({Fault.POOR_APPROXIMATION, Fault.CHAINS_DISAGREE} & set(self.faults))


def importance_diagnostics(modes: Mapping[str, Mode], samples: Mapping[str, ImportanceSample]) -> Diagnostics:
    """Diagnostics of a first answer."""
    effective = min(1.0 / float(np.sum(np.exp(2.0 * sample.log_weights))) for sample in samples.values())
    return Diagnostics(
        method="laplace",
        rhat_max=None,
        ess_min=effective,
        divergences=None,
        pareto_k=max(sample.pareto_k for sample in samples.values()),
        n_draws=len(samples["works"].vectors),
        starts_agree=all(mode.starts_agree for mode in modes.values()),
        messages=(Message("fit.first_answer"),),
    )


def first_diagnostics(method: str, chains: Mapping[str, Chains], modes: Mapping[str, Mode]) -> Diagnostics:
    """Diagnostics of a first answer that a sampler gave: fewer draws are asked of it, whose chains differ the more by chance."""
    return replace(chain_diagnostics(method, chains, modes, LEAST_DRAWS), messages=(Message("fit.first_answer"),))


def chain_diagnostics(
    method: str, chains: Mapping[str, Chains], modes: Mapping[str, Mode], effective_draws: float = LEAST_ESS
) -> Diagnostics:
    """Diagnostics of a sampler, over the accounts that lend draws to the answers: all their unknowns are looked at together.

    Parameters
    ----------
    effective_draws
        Those that are asked of each unknown.
    """
    shapes = [chain.vectors.shape for chain in chains.values()]
    looked_at = sum(shape[2] for shape in shapes)
    return Diagnostics(
        method=method,
        rhat_max=max(chain.rhat for chain in chains.values()),
        ess_min=min(chain.effective_size for chain in chains.values()),
        divergences=sum(chain.divergences for chain in chains.values()),
        rhat_limit=max(rhat_limit(looked_at, shape[0], effective_draws) for shape in shapes),
        pareto_k=None,
        n_draws=sum(chain.vectors.shape[0] * chain.vectors.shape[1] for chain in chains.values()),
        starts_agree=all(mode.starts_agree for mode in modes.values()),
    )
