"""How far an answer depends on the trust in like diseases: draws weighted anew, without fitting again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from rechallenge.analogy.borrowing import Sensitivity
from rechallenge.arrays import Floats
from rechallenge.inference.diagnostics import LEAST_DRAWS
from rechallenge.inference.fit import PRIOR_WORKS, Account, Fit
from rechallenge.inference.reweighting import bayes_factor_under
from rechallenge.mechanism.sites import IL1_SHARE

# A share of exactly 0 or 1 has no logit; none of the draws comes this near by right.
_EDGE = 1e-12


@dataclass(frozen=True, slots=True)
class Reweighted:
    """An answer under another prior of the sensitivity to the drug.

    Attributes
    ----------
    prior, posterior
        Probability of a response before and after this patient's data; None where too few draws carry the weight.
    log_bayes_factor, works
        Of the drug's working against its doing nothing, and the probability that it works at all; None likewise.
    draws
        Effective number of posterior draws.
    """

    prior: float | None
    posterior: float | None
    log_bayes_factor: float | None
    works: float | None
    draws: float


class Reweighting:
    """Weights that turn draws under the prior of a fit into draws under another.

    Parameters
    ----------
    fit, drug
        The fit, and a drug whose site borrows its share from like diseases.
    """

    def __init__(self, fit: Fit, drug: str) -> None:
        self._fit, self._drug = fit, drug
        self._place = fit.problem.layout.parameters.index(IL1_SHARE)
        priors = fit.problem.data.priors
        self._location, self._spread = float(priors.location[self._place]), float(priors.spread[self._place])

    def weights(self, share: Floats, other: Sensitivity) -> Floats:
        """Ratio of the other prior to that of the fit, at each draw of the share, shape (draws,)."""
        inside = np.clip(share, _EDGE, 1.0 - _EDGE)
        return np.asarray(np.exp(self._log_ratio(logit(inside), other)))

    def _log_ratio(self, share_logit: Floats, other: Sensitivity) -> Floats:
        standard = (share_logit - self._location) / self._spread
        fitted = -0.5 * standard**2 - np.log(self._spread) - 0.5 * np.log(2.0 * np.pi)
        return np.asarray(other.log_density(share_logit) - fitted)

    def log_ratio(self, account: Account, other: Sensitivity) -> Floats:
        """Logarithm of that ratio at each draw of an account, shape (draws,)."""
        # Where no blocker acts the share is not in the likelihood, and the mean of the ratios is 1.
        if not self._blocked(account.works):
            return np.zeros(len(account.vectors))
        return self._log_ratio(self._location + self._spread * account.vectors[:, self._place], other)

    def log_bayes_factor(self, other: Sensitivity) -> float | None:
        """Log Bayes factor of the drug's working under the other prior; None where the draws cannot tell."""
        found = bayes_factor_under(self._fit, self._drug, lambda account: self.log_ratio(account, other))
        return found.log_bayes_factor.log if found.trusted else None

    def _blocked(self, works: Floats) -> bool:
        exposures = self._fit.problem.layout.exposures
        return any(exposure.site.share_parameter == IL1_SHARE and acts > 0.0 for exposure, acts in zip(exposures, works, strict=False))

    def reweighted(self, other: Sensitivity, before: tuple[Floats, Floats], after: tuple[Floats, Floats]) -> Reweighted:
        """Weigh the probability of a response anew; `before` and `after` hold the draws' shares and whether each responds."""
        (prior, _), (posterior, n) = (_mean(self.weights(share, other), responds) for share, responds in (before, after))
        evidence = self.log_bayes_factor(other)
        works = None if evidence is None else float(expit(logit(PRIOR_WORKS) + evidence))
        return Reweighted(prior, posterior, evidence, works, n)


def effective(weights: Floats) -> float:
    """Effective number of weighted draws (Kish)."""
    total = float(weights.sum())
    return total * total / float(np.sum(weights**2)) if total > 0.0 else 0.0


def _mean(weights: Floats, values: Floats) -> tuple[float | None, float]:
    n = effective(weights)
    return (float(np.average(values, weights=weights)) if n >= LEAST_DRAWS else None), n
