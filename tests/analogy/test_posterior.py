"""The draws that ship are those of the studies and the model that ship."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import binom

from rechallenge.analogy.assumptions import ASSUMPTIONS
from rechallenge.analogy.effect import level_logit
from rechallenge.analogy.expectation import expectation
from rechallenge.analogy.posterior import Draws, shipped, shipped_digest
from rechallenge.literature.evidence import evidence
from studies.analogy.checks import leave_out
from studies.analogy.posterior import content_digest
from studies.analogy.synthesis import Synthesis

PAGE = Path(__file__).parents[2] / "docs" / "analogy.md"


def test_the_draws_were_drawn_from_these_studies_by_this_model() -> None:
    assert shipped_digest() == content_digest(), "run: make data"


def test_a_disease_without_studies_is_less_known_than_any_other() -> None:
    def width(disease: str | None) -> float:
        low, high = np.quantile(expectation(disease).responders, [0.05, 0.95])
        return float(high - low)

    assert all(width(None) > width(disease) - 0.02 for disease in evidence().diseases)
    assert width("gout") < width(None) - 0.1


def test_the_disease_whose_series_disagree_is_expected_to_respond_least() -> None:
    found = {disease: expectation(disease).responders.mean() for disease in evidence().diseases}
    assert min(found, key=lambda disease: found[disease]) == "cppd"


def test_whoever_doubts_the_reporting_expects_less() -> None:
    p = {name: expectation("calcinosis", name).responders.mean() for name in ASSUMPTIONS}
    assert p["strong_bias"] < p["modelled"] < p["no_bias"]
    assert p["spontaneous"] < p["modelled"]


def test_relapse_is_a_matter_of_days_in_schnitzler_syndrome_and_of_years_in_hydroxyapatite_arthritis() -> None:
    assert np.median(expectation("autoinflammatory").days_to_relapse) < 2.0
    assert np.median(expectation("hydroxyapatite").days_to_relapse) > 365.0
    # half of the 31 on placebo by day 60, of which rilonacept went on acting for 15
    assert 30.0 < np.median(expectation("pericarditis").days_to_relapse) < 65.0


def without_still(draws: Draws, rng: np.random.Generator) -> np.ndarray:
    """Weights that take both studies of Still's disease out of the draws, by integrating over the studies' own deviations."""
    studies = [study for study in evidence().studies if study.diseases == ("still",) and study.responses]
    weights = np.ones(len(draws.typical))
    for study in studies:
        (told,) = study.responses
        odds = np.exp(ASSUMPTIONS["modelled"].series_spread * np.abs(rng.standard_normal((400, 1)))) if study.design == "series" else 1.0
        center = draws.disease[:, draws.diseases.index("still")] + draws.between_studies * rng.standard_normal((400, len(weights)))
        half, most = (ndtr((center - level_logit(level)) / draws.between_patients) for level in ("half", "most"))
        weights /= binom.pmf(told.n, told.of, odds * most / (1.0 + (odds - 1.0) * half)).mean(axis=0)
    return weights / weights.sum()


@pytest.mark.oracle
def test_still_predicted_from_the_others_by_weights_is_as_predicted_by_sampling_anew() -> None:
    """The page of the documentation holds the prediction of a fit without the disease; weights on the whole fit give it as well."""
    draws, rng = shipped(), np.random.default_rng(0)
    weights = without_still(draws, rng)
    rows = rng.choice(len(weights), 20_000, p=weights)
    noise = rng.standard_normal((2, len(rows)))
    center = draws.typical[rows] + draws.between_diseases[rows] * noise[0] + draws.between_studies[rows] * noise[1]
    p = ndtr((center - level_logit("most")) / draws.between_patients[rows])
    counts = rng.binomial(12, p) / 12
    line = re.search(r"nordstrom2012 \| 7/12 \| (\d+)% \((\d+)% to (\d+)%\)", PAGE.read_text(encoding="utf-8"))
    assert line is not None
    median, low, high = (int(text) / 100 for text in line.groups())
    found = np.quantile(counts, [0.5, 0.05, 0.95], method="inverted_cdf")
    assert found == pytest.approx([median, low, high], abs=1.1 / 12)


@pytest.mark.slow
def test_drawing_anew_gives_what_ships_and_predicts_a_disease_that_is_left_out() -> None:
    synthesis = Synthesis(evidence())
    found = synthesis.run(ASSUMPTIONS["modelled"], seed=5)
    assert found.rhat_max < 1.03
    kept = shipped()
    for name in ("typical", "between_diseases", "between_studies", "between_patients", "relapse_spread", "start_spread"):
        theirs = getattr(kept, name)
        assert np.median(found.draws[name]) == pytest.approx(np.median(theirs), abs=0.25 * theirs.std()), name
    assert np.median(found.draws["disease"], axis=0) == pytest.approx(np.median(kept.disease, axis=0), abs=0.3)
    for prediction in leave_out(synthesis, "still", ASSUMPTIONS["modelled"], seed=5):
        assert prediction.covered
        assert prediction.log_score > -1.0
