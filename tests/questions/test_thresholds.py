"""Where one sentence ends and the next begins, what is warned of, and on which days answers look: numbers of their own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from rechallenge.course.model import Course
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.inference.fit import Fit
from rechallenge.inference.summary import Estimate, Message
from rechallenge.presentation.language import Language
from rechallenge.questions import reservations
from rechallenge.questions.analogy import published
from rechallenge.questions.attribution.verdict import verdict_of
from rechallenge.questions.dependence import compute as dependence
from rechallenge.questions.response import compute as response
from rechallenge.questions.whatif import compute as whatif
from rechallenge.questions.withdrawal import compute as withdrawal

ENDED, ENDLESS = Estimate(5.0, 2.0, 9.0, "d"), Estimate(5.0, 2.0, float("inf"), "d")


@pytest.mark.parametrize(
    ("p", "started_normal", "estimate", "code"),
    [
        (0.66, 0.0, ENDED, "response.normal"),
        (0.66, 0.0, ENDLESS, "response.normal_probably"),
        (0.65, 0.0, ENDED, "response.open"),
        (0.33, 0.0, ENDED, "response.open"),
        (0.32, 0.0, ENDED, "response.not_normal"),
        (0.99, 0.5, ENDED, "response.normal"),
        (0.99, 0.51, ENDED, "response.already_normal"),
        (0.01, 0.51, ENDED, "response.already_normal"),
    ],
)
def test_a_response_is_likely_from_two_thirds_and_unlikely_below_one_third(
    p: float, started_normal: float, estimate: Estimate, code: str
) -> None:
    assert response._code(p, started_normal, estimate, False) == code
    assert response._code(p, started_normal, estimate, True) == "response.little"


def test_the_relief_that_is_told_is_that_of_pain_by_2_2_points() -> None:
    felt, change = response.symptom_relieved()
    assert (felt.name, change) == ("pain", 2.2)


@pytest.mark.parametrize(
    ("given", "p_active", "difference", "code"),
    [
        (True, 0.5, 0.05, "withdrawal.stop"),
        (True, 0.5, 0.049, "withdrawal.no_difference"),
        (True, 0.51, 0.5, "withdrawal.while_active"),
        (False, 0.9, 0.5, "withdrawal.not_resumed"),
    ],
)
def test_a_stop_matters_from_five_points_of_risk(given: bool, p_active: float, difference: float, code: str) -> None:
    assert withdrawal._code(given, p_active, difference, False) == code
    assert withdrawal._code(given, p_active, difference, True) == ("withdrawal.little" if given else "withdrawal.little_not_given")


def test_a_regimen_of_one_s_own_is_told_at_round_days_and_at_its_end() -> None:
    assert whatif._shown_days(45) == [1, 3, 7, 14, 30, 45]
    assert whatif._shown_days(365) == [1, 3, 7, 14, 30, 60, 90, 180, 365]


@pytest.mark.parametrize(
    ("p_spared", "without", "code"),
    [
        (0.9, 10.0, "dependence.spares"),
        (0.89, 10.0, "dependence.open"),
        (0.11, 10.0, "dependence.open"),
        (0.09, 10.0, "dependence.spares_nothing"),
        (0.95, 0.99, "dependence.not_needed"),
        (0.95, 1.0, "dependence.spares"),
    ],
)
def test_steroid_is_spared_where_nine_in_ten_draws_spare_a_milligram(p_spared: float, without: float, code: str) -> None:
    assert dependence._code(p_spared, without, False) == code


@pytest.mark.parametrize(("p", "verdict"), [(0.901, "drug"), (0.9, "undecided"), (0.2, "undecided"), (0.199, "not_drug")])
def test_a_verdict_needs_nine_in_ten_for_the_drug_and_one_in_five_against_it(p: float, verdict: str) -> None:
    assert verdict_of(p) == verdict


def test_relapses_of_like_patients_are_told_for_days_7_14_30_and_90() -> None:
    assert list(published.expected_outcomes(None).p_relapse_by_day) == [7, 14, 30, 90]


@pytest.mark.parametrize(("told", "span"), [([0.2, 0.7], (0.2, 0.7)), ([0.4, None, 0.3], (0.3, 0.4)), ([0.4, None], None), ([], None)])
def test_the_span_of_an_answer_needs_two_numbers(told: list[float | None], span: tuple[float, float] | None) -> None:
    rows = [SimpleNamespace(p_response_posterior=each) for each in told]
    assert published.span(cast(Any, rows)) == span


# what a reader is warned of


def fit(how: str = "nuts", **found: Any) -> Fit:
    good: dict[str, Any] = {"method": "nuts", "rhat_max": 1.0, "ess_min": 1000.0, "divergences": 0, "pareto_k": None, "n_draws": 1000}
    return cast(Fit, SimpleNamespace(method=how, diagnostics=Diagnostics(**{**good, "starts_agree": True, **found})))


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        ({}, []),
        ({"rhat_max": 1.04, "rhat_limit": 1.04}, []),
        ({"rhat_max": 1.041, "rhat_limit": 1.04}, ["warning.chains_apart"]),
        ({"rhat_max": float("nan")}, ["warning.chains_apart"]),
        ({"ess_min": 400.0}, []),
        ({"ess_min": 399.0}, ["warning.few_draws"]),
        ({"divergences": 1}, ["warning.divergences"]),
        ({"starts_agree": False}, ["warning.starts_disagree"]),
        (
            {"how": "laplace", "method": "laplace", "pareto_k": 0.7, "rhat_max": None, "ess_min": None, "divergences": None},
            ["warning.approximation"],
        ),
        (
            {"how": "laplace", "method": "laplace", "pareto_k": 0.71, "rhat_max": None, "ess_min": 10.0, "divergences": None},
            ["warning.approximation_poor"],
        ),
        ({"how": "laplace", "method": "tempering", "rhat_max": 1.2, "rhat_limit": 1.25, "ess_min": 60.0}, ["warning.approximation"]),
        ({"how": "laplace", "method": "tempering", "rhat_max": 1.3, "rhat_limit": 1.25, "ess_min": 60.0}, ["warning.chains_apart"]),
    ],
)
def test_a_doubtful_computation_is_told(found: dict[str, Any], codes: list[str]) -> None:
    assert [message.code for message in reservations.computation(fit(**found))] == codes


@pytest.mark.parametrize(("idle", "told"), [(0.05, False), (0.06, True), (0.949, True), (0.951, False)])
def test_whether_the_drug_works_is_open_between_five_and_ninety_five_in_a_hundred(idle: float, told: bool) -> None:
    weights = cast(Fit, SimpleNamespace(weights={"anakinra": idle}))
    found = reservations.open_question(weights, "anakinra")
    assert bool(found) is told
    if told:
        assert found[0].values["p"] == pytest.approx(1.0 - idle)
    assert reservations.open_question(weights, "colchicine") == ()


@pytest.mark.parametrize(("above", "told"), [(1, False), (2, False), (3, True)])
def test_a_present_flare_is_told_when_more_than_half_of_the_draws_end_above_the_level_of_a_relapse(above: int, told: bool) -> None:
    # the marker's own data file gives 10 mg/L
    last = np.array([10.1] * above + [10.0] * (4 - above))
    paths = SimpleNamespace(marker=np.stack([np.full(4, 500.0), last], axis=1))
    fit = SimpleNamespace(paths=paths, problem=SimpleNamespace(end_day=1.0))
    found = reservations.active_today(Course(title="no drug that hides CRP"), cast(Fit, fit))
    assert [message.code for message in found] == (["warning.active"] if told else [])
    if told:
        assert (found[0].values["p"], found[0].values["level"]) == (0.75, 10.0)


def test_that_some_draws_never_get_there_is_told() -> None:
    assert reservations.endless(ENDED, 28.0) == ()
    assert [message.code for message in reservations.endless(ENDLESS, 28.0)] == ["warning.endless"]


def test_what_was_really_given_stands_beside_the_least_steroid_dose_in_both_languages() -> None:
    said = Message("dependence.alone", {"needed": Estimate(18.0, 8.0, 40.0, "mg/day")})
    tapered, level = (dependence._beside_given(said, last, 20.0) for last in (6.0, 20.0))
    english, french = Language("en"), Language("fr")
    assert english.message(tapered).endswith("Actually given: 6\u00a0mg a day at the end of the record, 20\u00a0mg a day at most.")
    assert english.message(level).endswith("Actually given: 20\u00a0mg a day at the end of the record, and never more.")
    assert french.message(tapered).endswith("6\u00a0mg/j à la fin du dossier, 20\u00a0mg/j au plus.")
