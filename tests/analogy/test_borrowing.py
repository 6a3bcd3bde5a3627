"""How far like diseases are trusted, and what that does to the prior and to an answer."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.analogy.borrowing import BORROWING, UNKNOWN_LOGIT_SD, parameters_of, sensitivity
from rechallenge.analogy.diagnosis import disease_of
from rechallenge.course.cases import case_path
from rechallenge.course.model import Condition, Course
from rechallenge.formats.reading import read_course
from rechallenge.inference.fit import Fit
from rechallenge.inference.problem import build_problem
from rechallenge.inference.summary import Estimate
from rechallenge.literature.parameters import disease_parameters
from rechallenge.mechanism.sites import IL1_SHARE
from rechallenge.questions.analogy.compute import analogy
from rechallenge.questions.analogy.published import BORROWINGS, counted_twice
from rechallenge.questions.borrowing import Reweighting
from rechallenge.questions.forecasts import Forecasts
from tests.questions.conftest import RESPONDER, SILENT, made_fit


@pytest.fixture(scope="module")
def silent() -> Fit:
    return made_fit(read_course(SILENT).course, 0.0)


CASES = {
    "index": "calcinosis",
    "index.fr": "calcinosis",
    "simulated-responder": "calcinosis",
    "tumoral_calcinosis_boy": "calcinosis",
    "gout_60m": "gout",
    "gout_59m": "gout",
    "cppd_63m": "cppd",
    "crowned_dens_aouba_1": "cppd",
    "pericarditis_usc_1": "pericarditis",
    "aosd_33": "still",
    "schnitzler_71": "autoinflammatory",
    "ecd_brno": None,
}


@pytest.mark.parametrize("name", CASES)
def test_the_disease_of_a_course_is_found_among_those_with_studies(name: str) -> None:
    assert disease_of(read_course(case_path(name)).course) == CASES[name]


@pytest.mark.parametrize(
    ("diagnosis", "disease"),
    [
        ("Chondrocalcinose articulaire", "cppd"),
        ("maladie de Still de l'adulte", "still"),
        ("Péricardite récidivante idiopathique", "pericarditis"),
        ("rhumatisme à hydroxyapatite", "hydroxyapatite"),
        ("rheumatoid arthritis", None),
    ],
)
def test_a_diagnosis_is_known_in_both_languages(diagnosis: str, disease: str | None) -> None:
    assert disease_of(Course("", conditions=(Condition(diagnosis),))) == disease


def test_a_diagnosis_that_was_ruled_out_lends_no_strength() -> None:
    assert disease_of(Course("", conditions=(Condition("gout", excluded=True),))) is None


@pytest.mark.parametrize("borrowing", BORROWINGS)
def test_the_normal_of_the_prior_has_the_moments_of_the_mixture(borrowing: float) -> None:
    expected = sensitivity("calcinosis", borrowing)
    grid = np.linspace(-40.0, 40.0, 8001)
    density = np.exp(expected.log_density(grid))
    total, mean = np.trapezoid(density, grid), np.trapezoid(density * grid, grid)
    assert total == pytest.approx(1.0, abs=1e-3)
    assert mean == pytest.approx(expected.location, abs=0.1)
    assert np.sqrt(np.trapezoid(density * (grid - mean) ** 2, grid)) == pytest.approx(expected.spread, rel=0.05)
    assert np.trapezoid(np.where(grid > 0.2, density, 0.0), grid) == pytest.approx(expected.exceeds(0.2), abs=0.02)


def test_without_trust_any_share_is_about_as_likely() -> None:
    expected = sensitivity("gout", 0.0)
    assert (expected.location, expected.spread) == (0.0, UNKNOWN_LOGIT_SD)
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert expected.exceeds(np.log(share / (1.0 - share))) == pytest.approx(1.0 - share, abs=0.04)


def test_the_more_trust_the_likelier_a_response_where_others_responded() -> None:
    p = [sensitivity("gout", weight).exceeds(0.2) for weight in BORROWINGS]
    assert p == sorted(p)


@pytest.mark.parametrize("weight", [-0.1, 1.1])
def test_a_trust_that_is_no_probability_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="borrowing"):
        sensitivity("gout", weight)


def test_the_prior_of_a_patient_is_that_of_like_diseases_and_all_else_stays() -> None:
    course = read_course(RESPONDER.replace("title: A responder", "title: A responder\nconditions: [gout]")).course
    known, given = disease_parameters(), parameters_of(course)
    assert [name for name in known if known[name] != given[name]] == [IL1_SHARE]
    expected = sensitivity("gout")
    problem = build_problem(course)
    place = problem.layout.parameters.index(IL1_SHARE)
    assert problem.data.priors.location[place] == pytest.approx(expected.location)
    assert problem.data.priors.spread[place] == pytest.approx(expected.spread)
    distrustful = build_problem(course, borrowing=0.0)
    assert distrustful.layout == problem.layout
    assert distrustful.data.priors.spread[place] == pytest.approx(UNKNOWN_LOGIT_SD)


def test_draws_of_one_prior_are_weighted_into_draws_of_another() -> None:
    fit = made_fit(read_course(RESPONDER).course, 1.0)
    reweighting = Reweighting(fit, "anakinra")
    share = fit.paths.parameters[IL1_SHARE]
    for weight in BORROWINGS:
        other = sensitivity(None, weight)
        weights = reweighting.weights(share, other)
        assert weights.mean() == pytest.approx(1.0, abs=0.1)
        half = 1.0 / (1.0 + np.exp(-0.2))
        assert np.average(share > half, weights=weights) == pytest.approx(other.exceeds(0.2), abs=0.05)


def test_a_record_that_says_nothing_gives_the_drug_even_odds_whatever_is_trusted(silent: Fit) -> None:
    (answer,) = analogy(Forecasts(silent.course, silent))
    assert [row.p_drug_works for row in answer.by_borrowing] == pytest.approx([0.5] * len(BORROWINGS), abs=0.02)
    # 1,000 draws of the fit's prior do not always reach the tail of another: the probability is then withheld, and never a different one
    told = {row.assumed: row.p_drug_works for row in answer.by_assumption if row.p_drug_works is not None}
    assert {"modelled", "no_bias", "spontaneous"} <= set(told)
    assert list(told.values()) == pytest.approx([0.5] * len(told), abs=0.02)


def test_the_answer_at_the_trust_of_the_fit_is_the_answer() -> None:
    fit = made_fit(read_course(RESPONDER.replace("title: A", "conditions: [gout]\ntitle: A")).course, 3.0)
    (answer,) = analogy(Forecasts(fit.course, fit))
    (row,) = (row for row in answer.by_borrowing if row.borrowing == BORROWING)
    # the fit's normal stands for the mixture: near it, not the same
    assert row.p_response_prior == pytest.approx(answer.p_response_prior, abs=0.04)
    assert row.log_bayes_factor == pytest.approx(3.0, abs=0.1)
    assert row.p_drug_works == pytest.approx(fit.weights["works"], abs=0.02)
    assert answer.published is not None
    assert answer.published.disease == "gout"
    assert isinstance(answer.published.p_response, Estimate)


def test_a_disease_without_studies_is_warned_about(silent: Fit) -> None:
    (answer,) = analogy(Forecasts(silent.course, silent))
    assert "analogy.unlike" in {warning.code for warning in answer.warnings}
    assert answer.notes[0].code == "analogy.sources_unlike"


@pytest.mark.parametrize(
    ("name", "source"),
    [("index", None), ("cppd_63m", "mcgonagle2008"), ("crowned_dens_aouba_1", "aouba2015"), ("tumoral_calcinosis_boy", "iccbh2019")],
)
def test_a_course_out_of_a_pooled_study_is_known_to_count_twice(name: str, source: str | None) -> None:
    assert counted_twice(read_course(case_path(name)).course) == (() if source is None else (source,))
