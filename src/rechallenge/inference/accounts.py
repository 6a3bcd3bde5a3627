"""The accounts of a course that a fit weighs against each other, and which of them lend draws to answers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.inference.chains import Chains
from rechallenge.inference.fit import Fit
from rechallenge.inference.problem import InferenceProblem

# An account of less probability than this lends answers so few draws that its own sampling does not matter.
CARRYING_WEIGHT = 0.05
# So many standard errors of its evidence are allowed for before that is known.
DOUBT = 2.0


def acting(problem: InferenceProblem) -> dict[str, Floats]:
    """Which exposures act, by account."""
    names = [exposure.name for exposure in problem.layout.exposures]
    works = {"works": np.ones(max(len(names), 1))}
    for drug in problem.drugs:
        works[drug] = np.where(np.array(names) == drug, 0.0, 1.0)
    return works


def may_carry(fit: Fit, drug: str) -> bool:
    """Whether the account in which the drug does nothing carries answers, or might by the error of its evidence."""
    weight = fit.weights[drug]
    odds = weight / max(1.0 - weight, 1e-300) * np.exp(DOUBT * fit.log_bayes_factor(drug).error)
    return bool(odds >= CARRYING_WEIGHT / (1.0 - CARRYING_WEIGHT))


def carrying(fit: Fit, chains: Mapping[str, Chains]) -> dict[str, Chains]:
    """Chains of the accounts that lend draws to answers: of one that the record has ruled out only the evidence counts, with its error."""
    return {name: each for name, each in chains.items() if fit.weights[name] >= CARRYING_WEIGHT}
