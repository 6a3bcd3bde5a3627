"""How far the analogy is trusted: a mixture of what like diseases teach and of not knowing.

With the probability `borrowing` the patient is one of those that were published; otherwise nothing is known of the share of the
activity that interleukin-1 carries. Such a mixture gives way when the patient contradicts it (Schmidli et al. 2014, Biometrics
70:1023-1032, doi:10.1111/biom.12242).
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtr

from rechallenge.analogy.assumptions import Assumed
from rechallenge.analogy.diagnosis import disease_of
from rechallenge.analogy.posterior import shipped
from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.literature.parameters import Parameter, disease_parameters
from rechallenge.mechanism.sites import IL1_SHARE

BORROWING = 0.8
"""Trust in the analogy unless told otherwise; our choice, so the report shows the answer without it and with more of it."""
# A normal on the logit scale under which every share from 0 to 1 is about as likely (the logistic distribution has this SD).
UNKNOWN_LOGIT_SD = math.pi / math.sqrt(3.0)
# Of a disease without published outcomes, the mean is drawn; any seed will do.
_SEED = 0
# The density of the mixture is a mean over draws of the posterior; these many are enough.
_N_COMPONENTS = 200


@dataclass(frozen=True)
class Sensitivity:
    """Distribution of the logit of a new patient's share before the first dose.

    Attributes
    ----------
    centers, spreads
        One normal a draw of the posterior of the published outcomes, shape (draws,).
    borrowing
        Weight of these, 0 to 1.
    """

    centers: Floats
    spreads: Floats
    borrowing: float = BORROWING

    def __post_init__(self) -> None:
        """Refuse a weight that is none."""
        if not 0.0 <= self.borrowing <= 1.0:
            raise ValueError(f"borrowing is a probability, from 0 to 1, and not {self.borrowing}")

    @property
    def location(self) -> float:
        """Mean."""
        return float(self.borrowing * self.centers.mean())

    @property
    def spread(self) -> float:
        """Standard deviation."""
        known = float(np.mean(self.spreads**2 + self.centers**2))
        return math.sqrt(self.borrowing * known + (1.0 - self.borrowing) * UNKNOWN_LOGIT_SD**2 - self.location**2)

    def log_density(self, logit: Floats) -> Floats:
        """Logarithm of the density at these logits, any shape of one dimension."""
        # Evenly among the draws in order, so that the few lie as the many do.
        step = max(1, len(self.centers) // _N_COMPONENTS)
        few = np.argsort(self.centers)[step // 2 :: step]
        centers, spreads = self.centers[few], self.spreads[few]
        known = logsumexp(_log_normal(logit[:, None], centers, spreads), axis=1) - math.log(len(centers))
        unknown = _log_normal(logit, 0.0, UNKNOWN_LOGIT_SD)
        with np.errstate(divide="ignore"):
            return np.asarray(np.logaddexp(np.log(self.borrowing) + known, np.log1p(-self.borrowing) + unknown))

    def exceeds(self, logit: float) -> float:
        """Probability of a logit above this."""
        known = float(np.mean(ndtr((self.centers - logit) / self.spreads)))
        return self.borrowing * known + (1.0 - self.borrowing) * float(ndtr(-logit / UNKNOWN_LOGIT_SD))


def _log_normal(x: Floats, mean: Floats | float, sd: Floats | float) -> Floats:
    return np.asarray(-0.5 * ((x - mean) / sd) ** 2 - np.log(sd) - 0.5 * math.log(2.0 * math.pi))


def sensitivity(disease: str | None, borrowing: float = BORROWING, assumed: Assumed = "modelled") -> Sensitivity:
    """Sensitivity to an interleukin-1 blocker of a new patient with this disease (None: one without published outcomes)."""
    draws = shipped(assumed)
    centers, _ = draws.of_disease(disease, np.random.default_rng(_SEED))
    return Sensitivity(centers, np.hypot(draws.between_studies, draws.between_patients), borrowing)


def parameters_of(course: Course, borrowing: float = BORROWING) -> dict[str, Parameter]:
    """Parameters of the disease, the share that interleukin-1 carries as like diseases lead one to expect it.

    The normal of the same mean and standard deviation stands for the mixture.
    """
    known = dict(disease_parameters())
    expected = sensitivity(disease_of(course), borrowing)
    center = 1.0 / (1.0 + math.exp(-expected.location))
    known[IL1_SHARE] = dataclasses.replace(known[IL1_SHARE], center=center, spread=expected.spread)
    return known
