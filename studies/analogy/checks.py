"""Each disease predicted from the others: what the analogy would have said, had nothing been published on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, logsumexp, ndtr

from rechallenge.analogy.assumptions import Assumptions
from rechallenge.analogy.effect import level_logit
from rechallenge.literature.evidence import PublishedEvidence, Responses, Study
from studies.analogy.model import DESIGNS, Floats, reported, selection
from studies.analogy.synthesis import PosteriorDraws, Synthesis

N_DEVIATIONS = 20
"""New diseases and studies imagined for each draw."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One count of responders, predicted without any study of its disease.

    Attributes
    ----------
    observed, of
        The count, in patients (rounded where the paper counts episodes).
    median, low, high
        Predicted share of responders with its 90 % interval, chance of so few patients included.
    place
        Probability of fewer than observed, and half of that of as many: near 0 or 1 when the prediction was wrong.
    log_score
        Logarithm of the probability of what was observed, less that when every count is as likely as any other.
    """

    study: str
    disease: str
    observed: int
    of: int
    median: float
    low: float
    high: float
    place: float
    log_score: float

    @property
    def covered(self) -> bool:
        """Whether the observed share lies within the interval."""
        return self.low <= self.observed / self.of <= self.high


def leave_out(synthesis: Synthesis, disease: str, assumed: Assumptions, seed: int = 0) -> tuple[Prediction, ...]:
    """Predict the responders of one disease from all others; studies that mix it with another are left out with it."""
    found = synthesis.run(assumed, seed=seed, held_out=disease)
    return tuple(
        _prediction(found, study, study.responses[0], assumed, seed)
        for study in synthesis.evidence.studies
        if study.diseases == (disease,) and study.responses
    )


def predictable(evidence: PublishedEvidence) -> tuple[str, ...]:
    """Diseases with a count of responders of their own."""
    return tuple(key for key in evidence.diseases if any(study.diseases == (key,) and study.responses for study in evidence.studies))


def predicted_share(found: PosteriorDraws, study: Study, told: Responses, assumed: Assumptions, rng: np.random.Generator) -> Floats:
    """Probability that a reported patient counts, in a study of a disease that was not seen, a few for each draw."""
    # A surprise lies in the tail, where a few deviations for each draw would not be enough.
    draws = {name: np.repeat(values, N_DEVIATIONS, axis=0) for name, values in found.draws.items()}
    noise = rng.standard_normal((2, len(draws["typical"])))
    center = draws["typical"] + draws["between_diseases"] * noise[0] + draws["between_studies"] * noise[1]
    half, most = (ndtr((center - level_logit(level)) / draws["between_patients"]) for level in ("half", "most"))
    half, most = (p + (1.0 - p) * assumed.spontaneous for p in (half, most))
    design, chosen = DESIGNS.index(study.design), selection(assumed)
    odds = np.exp(chosen.offset[design] + chosen.spread[design] * draws["selection_z"][:, design])
    return np.asarray(reported(half, most, odds, np.array(0 if told.level == "half" else 1)), float)


def _prediction(found: PosteriorDraws, study: Study, told: Responses, assumed: Assumptions, seed: int) -> Prediction:
    rng = np.random.default_rng(seed)
    p = predicted_share(found, study, told, assumed, rng)
    of = study.patients if told.by_episode else round(told.of)
    observed = round(told.n * of / told.of)
    counts = rng.binomial(of, np.clip(p, 0.0, 1.0))
    low, median, high = np.quantile(counts / of, [0.05, 0.5, 0.95], method="inverted_cdf")
    place = float(np.mean(counts < observed) + 0.5 * np.mean(counts == observed))
    inside = np.clip(p, 1e-12, 1.0 - 1e-12)
    log_choices = gammaln(of + 1) - gammaln(observed + 1) - gammaln(of - observed + 1)
    log_each = log_choices + observed * np.log(inside) + (of - observed) * np.log1p(-inside)
    score = float(logsumexp(log_each) - np.log(len(p)) + np.log(of + 1.0))
    return Prediction(study.identifier, study.diseases[0], observed, of, float(median), float(low), float(high), place, score)
