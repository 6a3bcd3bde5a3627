"""How the disease of a patient goes by itself: the priors of its flares, from what is published of the diagnosis."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from statistics import NormalDist

from rechallenge.analogy.diagnosis import found_in
from rechallenge.course.model import Course
from rechallenge.literature.distributions import LogNormal
from rechallenge.literature.natural_history import NaturalHistory, Quantity, ShareOfPatients, natural_histories
from rechallenge.literature.parameters import Parameter
from rechallenge.mechanism.processes.episodic import variance_of_heights

UNNAMED = "unnamed"
LEAST_BETWEEN_PATIENTS = 0.5
"""Share of the variance of published heights that is taken to lie between patients at least (ours: no source tells it apart)."""


def natural_history_of(course: Course) -> NaturalHistory:
    """Natural history of the first diagnosis, else of the first finding, that has one; of an unnamed disease where none has.

    Examples
    --------
    >>> from rechallenge.course.model import Condition
    >>> natural_history_of(Course("", conditions=(Condition("tophaceous gout"),))).key
    'gout'
    """
    histories = natural_histories()
    found = found_in(course, {key: history.words for key, history in histories.items()})
    return histories[found or UNNAMED]


def with_natural_course(parameters: Mapping[str, Parameter], history: NaturalHistory) -> dict[str, Parameter]:
    """Parameters of a disease, those of its flares as they are published of this natural history."""

    def prior_of(name: str, quantity: Quantity) -> Parameter:
        prior: LogNormal = quantity.prior
        return dataclasses.replace(parameters[name], center=prior.median, spread=prior.spread, source=quantity.source, note=quantity.note)

    def of_share(name: str, share: ShareOfPatients) -> Parameter:
        # The share of patients above 1 is the mean of the published share.
        center = LogNormal(NormalDist().inv_cdf(share.prior.mean), 1.0).median
        return dataclasses.replace(parameters[name], center=center, spread=1.0, source=share.source, note=share.note)

    # What is published of CRP in flares holds how a patient's flares and moments differ, which is a parameter of its own.
    height = prior_of("drive_mg_l", history.crp_mg_l)
    least = LEAST_BETWEEN_PATIENTS * height.spread**2
    between_patients = max(height.spread**2 - _variance_within_patients(parameters["flare_spread"], history), least)
    return {
        **parameters,
        "drive_mg_l": dataclasses.replace(height, spread=math.sqrt(between_patients)),
        "flare_days": prior_of("flare_days", history.flare_days),
        "interval_days": prior_of("interval_days", history.interval_days),
        "persisting": of_share("persisting", history.persistent),
        "burnt_out": of_share("burnt_out", history.never_again),
    }


def _variance_within_patients(flare_spread: Parameter, history: NaturalHistory) -> float:
    """Variance of the logarithm of CRP between the moments of a patient's flares, on average over patients of the disease."""
    persistent = history.persistent.prior.mean
    of_flares = variance_of_heights(history.flare_days.prior.median, history.interval_days.prior.median)
    return flare_spread.center**2 * math.exp(2.0 * flare_spread.spread**2) * (persistent + (1.0 - persistent) * of_flares)
