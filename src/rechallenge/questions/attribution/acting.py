"""Which drugs act: the probability of each set of those of which it is unknown, and that a drug removes half of the activity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import prod

import jax
import jax.numpy as jnp
import numpy as np

from rechallenge.arrays import Draws, Floats
from rechallenge.course.regimen import Dosage
from rechallenge.execution import in_double_precision
from rechallenge.inference.accounts import sets_of
from rechallenge.inference.fit import PRIOR_WORKS, Account, Fit
from rechallenge.inference.layout import named
from rechallenge.literature.suspects import prior_of_acting
from rechallenge.questions.attribution.answer import ActingSet
from rechallenge.questions.blocking import passing_share

# Sets are told down to this probability, now or before the record.
LEAST_TOLD = 0.005
# Where so much of the activity is removed, a drug is held to remove half of it or more.
HALF = 0.5


def acting_sets(fit: Fit, drug: str, p: float) -> tuple[ActingSet, ...]:
    """Probability of each set of drugs that may act, the likeliest first; glucocorticoids act in all of them.

    Parameters
    ----------
    p
        Probability that the drug acts, with what is known beside the model: the sets divide it, and its complement, as the fit does.
    """
    found: defaultdict[frozenset[str], float] = defaultdict(float)
    for acts, of_side in ((True, p), (False, 1.0 - p)):
        for name, share in fit.shares(drug, acts=acts).items():
            for drugs, of_account in _sets_of(fit, fit.accounts[name]).items():
                found[drugs] += of_side * share * of_account
    priors = dict.fromkeys(fit.problem.drugs, PRIOR_WORKS) | {each: prior_of_acting(each) for each in fit.problem.suspects}
    sets = [frozenset(each) for each in sets_of(tuple(priors))]
    before = {each: prod(prior if name in each else 1.0 - prior for name, prior in priors.items()) for each in sets}
    told = sorted((each for each in sets if max(found[each], before[each]) >= LEAST_TOLD), key=lambda each: -found[each])
    return tuple(
        ActingSet(drugs=tuple(name for name in priors if name in each), p=min(found[each], 1.0), prior_p=before[each]) for each in told
    )


def p_removes_half(fit: Fit, drug: str, p: float) -> float:
    """Probability that a drug acts and removes at least half of the activity at the dose that was given last.

    Parameters
    ----------
    p
        Probability that it acts.
    """
    dosage = fit.problem.regimen.latest(drug)
    shares = fit.shares(drug, acts=True)
    removing = sum(share * _removing_half(fit, fit.accounts[name], dosage) for name, share in shares.items())
    return min(p * removing, 1.0)


def _removing_half(fit: Fit, account: Account, dosage: Dosage) -> float:
    """Share of the draws of an account in which a drug removes at least half of the activity."""
    works = np.tile(account.works, (len(account.vectors), 1))
    passing = passing_share(fit.problem, _parameters(fit, account.vectors), works, dosage)
    return float(np.mean(1.0 - passing >= HALF))


def _sets_of(fit: Fit, account: Account) -> Mapping[frozenset[str], float]:
    """Share of each set of acting drugs among the draws of an account."""
    acting = [drug for drug in fit.problem.drugs if account.works[fit.place(drug)] > 0.0]
    parameters, suspects = _parameters(fit, account.vectors), fit.problem.suspects
    each = [np.asarray(fit.problem.layout.exposures[fit.place(name)].acts_under(parameters)) for name in suspects]
    counts = Counter(zip(*(flags.tolist() for flags in each), strict=True)) if each else Counter({(): len(account.vectors)})
    return {
        frozenset([*acting, *(name for name, acts in zip(suspects, flags, strict=True) if acts)]): count / len(account.vectors)
        for flags, count in counts.items()
    }


@in_double_precision
def _parameters(fit: Fit, vectors: Draws) -> Mapping[str, Floats]:
    layout = fit.problem.layout
    natural = jax.vmap(fit.problem.data.priors.natural)(jnp.asarray(vectors[:, : len(layout.parameters)]))
    return {name: np.asarray(values) for name, values in named(layout, natural.T).items()}
