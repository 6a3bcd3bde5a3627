"""The accounts of a course that a fit weighs against each other, and which of them lend draws to answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.inference.chains import Chains
from rechallenge.inference.fit import WORKS, Fit
from rechallenge.inference.problem import InferenceProblem

# An account of less probability than this lends answers so few draws that its own sampling does not matter.
CARRYING_WEIGHT = 0.05
# So many standard errors of its evidence are allowed for before that is known.
DOUBT = 2.0


def acting(problem: InferenceProblem) -> dict[str, Floats]:
    """Which exposures act, by account: one for each set of drugs under question, first that in which all of them act.

    The others are named by the drugs that do nothing. Whether other suspects act is an unknown within each account.
    """
    names = [exposure.name for exposure in problem.layout.exposures]
    return {
        "+".join(idle) or WORKS: np.array([float(name not in idle) for name in names]) if names else np.ones(1)
        for idle in sets_of(problem.drugs)
    }


def sets_of(drugs: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """All sets of some drugs, the empty one first, each in the order of the drugs."""
    return (each for size in range(len(drugs) + 1) for each in combinations(drugs, size))


def may_carry(fit: Fit, account: str) -> bool:
    """Whether an account in which a drug does nothing carries answers, or might by the error of its evidence."""
    weight = fit.weights[account]
    odds = weight / max(1.0 - weight, 1e-300) * np.exp(DOUBT * fit.against(account).error)
    return bool(odds >= CARRYING_WEIGHT / (1.0 - CARRYING_WEIGHT))


def carrying(fit: Fit, chains: Mapping[str, Chains]) -> dict[str, Chains]:
    """Chains of the accounts that lend draws to answers: of one that the record has ruled out only the evidence counts, with its error."""
    return {name: each for name, each in chains.items() if fit.weights[name] >= CARRYING_WEIGHT}
