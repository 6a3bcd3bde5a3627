"""How much work a fit may be, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.inference.diagnostics import LEAST_ESS


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the sampler goes on for one account.

    Attributes
    ----------
    chains, draws
        Chains, and draws of each.
    stretches
        Chains that do not agree, or hold too few independent draws, go on, up to so many times their draws; runs of the sampler by
        tempering are then joined by others, up to so many times their number.
    least_effective
        Independent draws of every unknown that are enough.
    """

    chains: int = 4
    draws: int = 250
    stretches: int = 2
    least_effective: float = LEAST_ESS


# An account in which a drug does nothing is mostly asked for its evidence; one that carries answers is then sampled as the other is.
FULL, FULL_IDLE = Effort(), Effort(chains=2, least_effective=100.0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fit has come: the stage's name and the share of the whole that is done."""

    stage: str
    done: float
