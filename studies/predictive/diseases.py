"""Virtual patients with a disease, study by study: how it goes by itself, with or without what it owes to the study that is predicted."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from scipy.special import expit, ndtri

from rechallenge.analogy.borrowing import BORROWING, parameters_of
from rechallenge.analogy.natural_course import UNNAMED, with_natural_course
from rechallenge.arrays import Floats
from rechallenge.course.model import Condition, Course
from rechallenge.literature.distributions import LogNormal, Published, Share
from rechallenge.literature.natural_history import NaturalHistory, Quantity, ShareOfPatients, natural_histories
from rechallenge.literature.parameters import Parameter, disease_parameters
from rechallenge.outcomes import marker, outcome_parameters
from studies.predictive.patients import Altered, prior_under
from studies.predictive.variants import Studies, Variant, drawn

Part = TypeVar("Part", Quantity, ShareOfPatients)
QUANTITIES = ("flare_days", "interval_days", "crp_mg_l")
SHARES = {"never_again": "burnt_out", "persistent": "persisting"}
"""Shares of patients of a natural history, and the parameter that says whether a patient is one of them."""
# Where other numbers remain, a share whose source is taken out is known less well by this factor on the logit. Ours.
LESS_KNOWN = 1.5
YEAR_DAYS = 365.25


def history_without(disease: str, source: str | None) -> NaturalHistory:
    """Natural history of a disease, what it owes to a source taken out; None takes nothing out.

    A prior moves as the mean of the published medians does, and is wider by as much; where nothing else was published it is that of a
    disease that is not named.
    """
    history = natural_histories()[disease]
    if source is None:
        return history
    parts = {name: _without(getattr(history, name), getattr(natural_histories()[UNNAMED], name), source) for name in (*QUANTITIES, *SHARES)}
    return dataclasses.replace(history, **parts)


def _without(part: Part, unnamed: Part, source: str) -> Part:
    if part.source != source and all(each.source != source for each in part.published):
        return part
    if isinstance(part, ShareOfPatients):
        if all(each.source == source for each in part.published):
            return unnamed
        return dataclasses.replace(part, prior=_wider(part.prior))
    medians = {each: at for each in part.published if (at := _log_median(each)) is not None}
    left = [at for each, at in medians.items() if each.source != source]
    if not left:
        return unnamed
    moved = float(np.mean(left)) - float(np.mean(list(medians.values())))
    return dataclasses.replace(part, prior=LogNormal(part.prior.location + moved, math.hypot(part.prior.spread, moved)))


def _log_median(told: Published) -> float | None:
    """Logarithm of the median that a published number amounts to; of a rate, of the time between two; None of a count."""
    if told.log_normal is not None:
        return told.log_normal.location
    if told.form == "rate":
        return math.log(YEAR_DAYS / told.values[0])
    return math.log(told.values[0]) if told.form in ("quantiles", "median_ci", "mean_ci") else None


def _wider(share: Share) -> Share:
    half = 0.5 * LESS_KNOWN * (_logit(share.high) - _logit(share.low))
    return Share(*(float(expit(share.location + side * half)) for side in (-1.0, 1.0)))


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))


def parameters_of_patients(
    disease: str | None,
    studies: Studies,
    rng: np.random.Generator,
    altered: Altered,
    variant: Variant,
    source: str,
    borrowing: float = BORROWING,
) -> dict[str, Floats]:
    """Parameters of the disease and of CRP of all patients of virtual studies, by name, shape (size,).

    Parameters
    ----------
    disease
        Key of a natural history; None for one that is not named.
    source
        Of the study that is predicted.
    borrowing
        Weight of the published outcomes of like diseases in the share that interleukin-1 carries.
    """
    history = history_without(disease or UNNAMED, source if variant.without_own else None)
    words = () if disease is None else (Condition(history.words[0]),)
    known: Mapping[str, Parameter] = {**disease_parameters(), **parameters_of(Course("", conditions=words), borrowing)}
    if variant.flares:
        known = with_natural_course(known, history)
    known = {**known, **outcome_parameters([marker()])}
    found = {name: drawn(prior_under(variant, name, parameter, source), studies, rng, variant) for name, parameter in known.items()}
    if variant.apart:
        # What is not known of a share is common to the patients of a study; whether one of them is such a patient is not.
        for name, parameter in SHARES.items():
            share = getattr(history, name).prior
            of_studies = expit(share.location + share.spread * rng.standard_normal((studies.number, 1)))
            found[parameter] = np.exp(ndtri(of_studies) + rng.standard_normal((studies.number, studies.patients))).reshape(-1)
    return {name: values * altered.get(name, 1.0) for name, values in found.items()}
