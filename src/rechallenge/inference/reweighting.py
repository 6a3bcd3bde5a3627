"""What draws of a posterior would have been under another prior: each counts by the ratio of the two, and nothing is fitted again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logsumexp

from rechallenge.arrays import Floats
from rechallenge.inference.diagnostics import LEAST_DRAWS, WORST_PARETO_K
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.pareto import smoothed

if TYPE_CHECKING:
    from rechallenge.inference.fit import Account, Fit


# Where no draw counts more than so many times the mean, there is no tail to smooth or to doubt.
TAIL = 5.0
# An account of a smaller share of its side of a question does not move the mean of that side.
LEAST_SHARE = 1e-3


@dataclass(frozen=True, slots=True)
class MeanRatio:
    """Mean over posterior draws of the ratio of another prior to the one that they were drawn under.

    The evidence under the other prior is the evidence under theirs times this mean.

    Attributes
    ----------
    log, error
        Its logarithm, the largest ratios smoothed by Pareto (Vehtari 2024), and the standard error of that logarithm.
    pareto_k
        Shape of the tail of the ratios; minus infinity where they are too alike to have one.
    draws
        Effective number of draws (Kish).
    trusted
        Whether the draws reach as far as the other prior asks: a tail that can be averaged, and draws enough.
    """

    log: float
    error: float
    pareto_k: float
    draws: float
    trusted: bool


def mean_ratio(log_ratio: Floats) -> MeanRatio:
    """Average a ratio of priors over draws, from its logarithm at each, shape (draws,).

    Examples
    --------
    >>> mean_ratio(np.zeros(1000)).log
    0.0
    """
    # A first answer holds some draws many times over: a tail of equal values has no shape.
    distinct, times = np.unique(log_ratio, return_counts=True)
    size, worst, pareto_k = len(log_ratio), WORST_PARETO_K, -np.inf
    if TAIL * np.average(np.exp(distinct - distinct[-1]), weights=times) < 1.0:
        distinct, pareto_k = smoothed(distinct)
        worst = min(worst, 1.0 - 1.0 / np.log10(len(distinct)))  # few draws need a lighter tail (Vehtari 2024, section 3.2.4)
    top = float(distinct.max())
    ratios = np.exp(distinct - top)
    mean = float(np.average(ratios, weights=times))
    error = float(np.sqrt(np.sum((times * (ratios - mean)) ** 2)) / (size * mean))
    draws = float((size * mean) ** 2 / np.sum(times * ratios**2))
    return MeanRatio(top + float(np.log(mean)), error, pareto_k, draws, bool(pareto_k <= worst and draws >= LEAST_DRAWS))


def shifted(normals: Floats, by: float) -> Floats:
    """Logarithm of the ratio of a normal about `by` to the standard normal, at these points."""
    return np.asarray(by * normals - 0.5 * by * by)


@dataclass(frozen=True, slots=True)
class Reweighed:
    """A log Bayes factor under another prior, with the worst over both accounts of what tells whether to believe it."""

    log_bayes_factor: Evidence
    pareto_k: float
    draws: float
    trusted: bool


def _mean_of_side(fit: Fit, shares: Mapping[str, float], log_ratio: Callable[[Account], Floats]) -> MeanRatio:
    """Mean over the accounts of one side of a question, by their shares; trusted where those are that matter."""
    each = {name: mean_ratio(log_ratio(fit.accounts[name])) for name, share in shares.items() if share >= LEAST_SHARE}
    logs = np.array([found.log for found in each.values()]) + np.log([shares[name] for name in each])
    log = float(logsumexp(logs))
    errors = np.exp(logs - log) * [found.error for found in each.values()]
    return MeanRatio(
        log,
        float(np.sqrt(np.sum(errors**2))),
        max(found.pareto_k for found in each.values()),
        min(found.draws for found in each.values()),
        all(found.trusted for found in each.values()),
    )


def bayes_factor_under(fit: Fit, drug: str, log_ratio: Callable[[Account], Floats]) -> Reweighed:
    """Log Bayes factor of the drug's working against its doing nothing, had another prior been taken.

    Parameters
    ----------
    log_ratio
        Logarithm of the ratio of the other prior to that of the fit, at each draw of an account; nothing but zeros where what
        the prior is about has no part in the account.
    """
    works, idle = (_mean_of_side(fit, fit.shares(drug, acts=acts), log_ratio) for acts in (True, False))
    taken = fit.log_bayes_factor(drug)
    return Reweighed(
        Evidence(taken.log + works.log - idle.log, float(np.sqrt(taken.error**2 + works.error**2 + idle.error**2))),
        max(works.pareto_k, idle.pareto_k),
        min(works.draws, idle.draws),
        works.trusted and idle.trusted,
    )
