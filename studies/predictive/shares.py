"""Shares that interleukin-1 carries in the patients of a study, as the pooled studies expect them, with or without that study."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr
from scipy.stats import binom

from rechallenge.analogy.assumptions import ASSUMPTIONS
from rechallenge.analogy.effect import level_logit
from rechallenge.analogy.posterior import Draws, shipped
from rechallenge.arrays import Floats
from rechallenge.literature.evidence import Study
from studies.analogy.model import log_crp_fall, log_moments
from studies.predictive.variants import Studies, Variant

# Deviations of the study from its disease, over which its likelihood is taken.
N_DEVIATIONS = 200


def shares_of_studies(study: Study, studies: Studies, rng: np.random.Generator, variant: Variant) -> Floats:
    """Share of each patient of new studies of a disease, shape (size,); patients of one study are alike, unless they are not told apart."""
    draws = shipped()
    centers, _ = draws.of_disease(study.diseases[0], rng)
    weights = _weights_without(study, draws, rng) if variant.without_own else np.full(len(centers), 1.0 / len(centers))
    which = rng.choice(len(centers), studies.number, p=weights)
    setting = centers[which] + draws.between_studies[which] * rng.standard_normal(studies.number)
    own = draws.between_patients[which, None] * rng.standard_normal((studies.number, studies.patients))
    return np.asarray(expit(setting[:, None] + own).reshape(-1))


def _weights_without(study: Study, draws: Draws, rng: np.random.Generator) -> Floats:
    """Weights that take a study out of the draws, by integrating over its own deviation: responders, and the fall of CRP."""
    deviation = rng.standard_normal((N_DEVIATIONS, 1))
    center = draws.disease[:, draws.diseases.index(study.diseases[0])] + draws.between_studies * deviation
    log_odds = ASSUMPTIONS["modelled"].series_spread * np.abs(rng.standard_normal((N_DEVIATIONS, 1)))
    odds = np.exp(log_odds) if study.design == "series" else np.ones_like(deviation)
    likelihood = np.ones_like(center)
    half, most = (ndtr((center - level_logit(level)) / draws.between_patients) for level in ("half", "most"))
    for told in study.responses:
        p = odds * (half if told.level == "half" else most) / (1.0 + (odds - 1.0) * half)
        likelihood = likelihood * binom.pmf(round(told.n), round(told.of), p)
    if study.crp is not None:
        likelihood = likelihood * _of_crp(study, center, draws, odds)
    weights = 1.0 / np.maximum(likelihood.mean(axis=0), 1e-12)
    # No draw counts for more than a twentieth: beyond, the study has told most of what is known.
    weights = np.minimum(weights, 0.05 * weights.sum())
    return np.asarray(weights / weights.sum())


def _of_crp(study: Study, center: Floats, draws: Draws, odds: Floats) -> Floats:
    """Likelihood of the mean of CRP after, given that before, shape (deviations, draws)."""
    if study.crp is None:
        raise ValueError(f"{study.identifier}: no CRP is printed")
    (before, spread), (after, _) = log_moments(*study.crp.before), log_moments(*study.crp.after)
    shape = center.shape
    days = np.full(center.size, np.mean(study.crp.days))
    fall, variance = log_crp_fall(
        center.reshape(-1),
        np.broadcast_to(draws.between_patients, shape).reshape(-1)[:, None],
        np.broadcast_to(odds, shape).reshape(-1),
        days,
    )
    error = np.sqrt((spread**2 + np.asarray(variance)) / study.crp.patients)
    apart = (after - before - np.asarray(fall)) / error
    return np.asarray(np.exp(-0.5 * apart**2) / error).reshape(shape)
