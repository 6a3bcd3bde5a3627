"""What would settle it: what is offered, what it tells and costs, and what is never offered."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from rechallenge.arrays import Floats
from rechallenge.formats.reading import read_course
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Fit
from rechallenge.inference.forecast import forecast, plan
from rechallenge.inference.problem import build_problem
from rechallenge.planning.acts import ActBurden, steroid_by_day
from rechallenge.planning.bands import measured_days, risk_bands, steroid_bands_mg
from rechallenge.planning.hypotheses import HypothesisDraws, draws_under_each
from rechallenge.planning.measures import RELAPSE, RESULTS, results_of
from rechallenge.presentation.language import Language
from rechallenge.questions.answer import Message, innermost
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.next.acts import acts_for
from rechallenge.questions.next.answer import NextAnswer, NextLimits, NextOption
from rechallenge.questions.next.compute import next_step
from rechallenge.questions.next.rows import next_blocks, shown_options
from rechallenge.questions.next.sentence import sentence_of
from rechallenge.questions.next.use import use_of
from tests.questions.conftest import RESPONDER, STOPPED, made_fit

DISEASE = "conditions: [{name: DISEASE}]\ntreatments:"


@pytest.fixture(scope="module")
def undecided() -> Fit:
    return made_fit(read_course(RESPONDER).course, 1.1)


@pytest.fixture(scope="module")
def answer(undecided: Fit) -> NextAnswer:
    return next_step(Forecasts(undecided.course, undecided))


@pytest.fixture(scope="module")
def draws(undecided: Fit) -> HypothesisDraws:
    return draws_under_each(undecided)


def test_doing_nothing_and_going_on_are_always_among_the_options(answer: NextAnswer) -> None:
    assert [each.bits for each in answer.options if each.action == "nothing"] == [0.0]
    assert {"nothing", "go_on", "stop", "step_down"} <= {each.action for each in answer.options}


def test_what_is_open_is_the_entropy_of_which_drugs_act(answer: NextAnswer) -> None:
    p = 1.0 / (1.0 + np.exp(-1.1))
    assert answer.open is not None
    assert answer.open.bits == pytest.approx(-p * np.log2(p) - (1 - p) * np.log2(1 - p))
    assert all(each.bits <= answer.open.bits + 3.0 * (each.bits_error or 0.0) for each in answer.options)


def test_options_that_tell_most_come_first_and_ties_are_said(answer: NextAnswer) -> None:
    bits = [each.bits for each in answer.options]
    assert bits == sorted(bits, reverse=True)
    assert any(each.tied for each in answer.options)
    assert not answer.options[0].tied


def test_each_option_has_its_errors_and_its_burden(answer: NextAnswer) -> None:
    for each in answer.options:
        assert each.bits_error is not None
        assert each.burden.disease_days >= 0.0
        if each.action == "go_on":
            assert each.burden.disease_days_added == 0.0
        if each.action == "go_on" and each.measure == "crp" and each.day == 10:
            assert each.burden.steroid_mg == pytest.approx(100.0)  # 10 mg a day for 10 days
            assert each.burden.visits == 1
        if each.measure in ("pain", RELAPSE):
            assert each.burden.visits == 0  # told from home


def test_a_stop_costs_more_days_of_disease_the_longer_it_lasts(answer: NextAnswer) -> None:
    days = {each.day: each.burden.disease_days_added for each in answer.options if each.action == "stop" and each.measure == "crp"}
    assert days[90] > days[28] > days[7] > 0.0


def test_limits_of_the_user_leave_out_what_goes_beyond_them(undecided: Fit) -> None:
    limited = next_step(Forecasts(undecided.course, undecided), NextLimits(within_days=7, visits=0))
    assert limited.n_beyond_limits > 0
    assert all((each.day or 0) <= 7 and each.burden.visits == 0 for each in limited.options)
    nothing = next_step(Forecasts(undecided.course, undecided), NextLimits(within_days=0))
    assert nothing.sentence.code == "next.beyond_limits"
    assert [each.action for each in nothing.options] == ["nothing"]


@pytest.mark.parametrize("limits", [{"within_days": -1.0}, {"visits": -1}, {"steroid_mg": float("nan")}])
def test_a_limit_below_none_is_refused(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be 0 or more"):
        NextLimits(**limits)  # type: ignore[arg-type]


def acts(text: str) -> tuple[set[tuple[str, str | None]], set[str]]:
    course = read_course(text).course
    offered = acts_for(course, build_problem(course))
    reasons = {each.code for why in offered.withheld for each in cast(list[Message], why.values["why"])}
    return {(each.action, each.drug) for each in offered.acts}, reasons


def test_a_dangerous_stop_is_never_offered_and_it_is_told_why() -> None:
    found, withheld = acts(RESPONDER)
    assert ("stop", "anakinra") in found
    found, withheld = acts(RESPONDER.replace("treatments:", DISEASE.replace("DISEASE", "AA amyloidosis")))
    assert ("stop", "anakinra") not in found
    assert ("step_down", "anakinra") not in found
    assert ("go_on", None) in found
    assert "advice.stop.dangerous" in withheld


def test_a_glucocorticoid_is_not_stopped_at_once_nor_lowered_fast() -> None:
    found, withheld = acts(RESPONDER)  # 10 mg a day for 56 days
    assert ("stop", "prednisone") not in found
    assert "advice.adrenal.below" in withheld


def test_in_pregnancy_nothing_but_going_on_is_offered() -> None:
    found, withheld = acts(RESPONDER.replace("age: 70 a", "age: 30 a").replace("treatments:", DISEASE.replace("DISEASE", "pregnancy")))
    assert {each for each in found if each[1] == "anakinra"} == set()
    assert any(code.startswith("advice.pregnancy") for code in withheld)


def test_what_is_no_longer_given_may_be_begun_again_and_not_stopped() -> None:
    found, _ = acts(STOPPED)
    assert ("restart", "anakinra") in found
    assert ("stop", "anakinra") not in found


def test_a_stop_of_which_nothing_is_published_says_so() -> None:
    course = read_course(RESPONDER).course
    stop = next(each for each in acts_for(course, build_problem(course)).acts if each.action == "stop")
    assert [each.code for each in stop.remarks] == ["next.stop_unpublished"]
    known = read_course(RESPONDER.replace("treatments:", DISEASE.replace("DISEASE", "recurrent pericarditis"))).course
    stop = next(each for each in acts_for(known, build_problem(known)).acts if each.action == "stop")
    assert stop.remarks == ()  # Brucato 2016, nine of ten


def results(fit: Fit, draws: HypothesisDraws, day: int) -> tuple[tuple[str, ...], Floats]:
    future = forecast(fit.problem, draws.paths, draws.works, plan(fit.problem, (), 90), 90, 0)
    found = results_of(fit.problem, fit.course, draws.paths, future, draws.which_act.weight, [day], 0)
    return tuple(each.name for each in found.measures), found.probabilities


def test_the_results_of_each_measure_share_out_all_that_may_be_found(undecided: Fit, draws: HypothesisDraws) -> None:
    names, probabilities = results(undecided, draws, 5)
    assert set(names) == {*(model.name for model in undecided.problem.layout.outcomes), RELAPSE}
    assert probabilities.sum(axis=2) == pytest.approx(1.0, abs=1e-6)
    weight, even = draws.which_act.weight, 1.0 / RESULTS
    crp = weight @ probabilities[:, names.index("crp")]
    # intervals of even probability, laid out by one drawn value a draw: within four standard errors of a share of so many values
    assert crp == pytest.approx(even, abs=4.0 * np.sqrt(even * (1.0 - even) * np.sum(weight**2)))


def test_an_outcome_that_an_infection_hides_is_not_measured_then(draws: HypothesisDraws) -> None:
    infected = made_fit(read_course(RESPONDER + "  - {what: infection, at: 34 d}\n").course, 1.1)
    own = draws_under_each(infected)
    assert "crp" not in results(infected, own, 5)[0]
    assert "crp" in results(infected, own, 60)[0]


def test_without_a_drug_under_question_there_is_nothing_to_settle() -> None:
    course = read_course(
        RESPONDER.split("  - drug: anakinra")[0].replace("  - {drug: prednisone, dose: 10 mg, every: 1 d, from: -20 d}\n", "  []\n")
    ).course
    fit = made_fit(course, 0.0)
    assert fit.problem.drugs == ()
    found = next_step(Forecasts(course, fit))
    assert found.sentence.code == "next.no_drug"
    assert [each.action for each in found.options] == ["nothing"]


def test_evidence_without_a_number_gives_none(undecided: Fit) -> None:
    failed = made_fit(undecided.course, 1.1)
    for name, each in dict(failed.accounts).items():
        if name != "works":
            object.__setattr__(each, "evidence", Evidence(float("nan"), float("inf")))
    assert next_step(Forecasts(failed.course, failed)).sentence.code == "next.not_computed"


def option(bits: float, error: float = 0.01, action: str = "stop", tied: bool = False, name: str = "regimen.name.stop") -> NextOption:
    from rechallenge.questions.next.options import NOTHING

    return replace(
        NOTHING,
        action=action,
        name=name,
        values={"drug": "anakinra"},
        measure="crp",
        day=5,
        bits=bits,
        bits_error=error,
        tied=tied,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("options", "settled", "code"),
    [
        ([option(0.3)], False, "next.best"),
        ([option(0.3, action="go_on")], False, "next.best_now"),
        ([option(0.3), option(0.29, action="go_on", tied=True, name="regimen.name.continue")], False, "next.best"),
        ([option(0.3)], True, "next.settled"),
        ([option(0.019)], False, "next.none_tells"),
        ([option(0.3, error=0.16)], False, "next.none_tells"),
        ([option(0.001)], True, "next.settled_nothing"),
    ],
)
def test_the_sentence_says_what_the_numbers_say(options: list[NextOption], settled: bool, code: str) -> None:
    sentence = sentence_of(options, 0.8, settled, True)
    assert innermost(sentence).code == code
    for language in ("en", "fr"):
        assert Language(language).message(sentence)


def test_a_present_flare_comes_before_any_question(answer: NextAnswer) -> None:
    calm = replace(answer, sentence=Message("next.best"), p_active_today=0.5, options=(option(0.3),))
    assert use_of(calm) == Message("use.next.stop", {"days": 0.0})
    assert use_of(replace(calm, p_active_today=0.51)) == Message("use.next.flare_first")
    assert use_of(replace(calm, p_active_today=0.51, options=(option(0.3, action="go_on"),))) == Message("use.next.measure", {"days": 0.0})
    assert use_of(replace(calm, sentence=Message("next.settled"))) is None


@pytest.mark.parametrize(
    ("p", "said"), [(0.05, "in less than 1 of 10 futures"), (0.051, "in 1 of 10 futures"), (0.7, "in 7 of 10 futures")]
)
def test_futures_that_it_decides_are_told_in_tenths(p: float, said: str) -> None:
    sentence = sentence_of([replace(option(0.3), p_decides=p)], 0.8, False, True)
    assert said in Language("en").message(sentence)


def test_what_is_tied_is_tied_with_the_best_of_its_kind(answer: NextAnswer) -> None:
    for several in (True, False):
        kind = [each for each in answer.options if each.measure is not None and bool(each.series) is several]
        assert not kind[0].tied
        assert kind[0].bits == max(each.bits for each in kind)


def test_a_tie_with_another_act_is_told() -> None:
    tied = sentence_of([option(0.3), option(0.29, action="go_on", tied=True, name="regimen.name.continue")], 0.8, False, True)
    assert tied.code == "next.tied"
    assert Language("en").message(tied).endswith("1 other act cannot be told apart from it: continue as now.")


def test_the_table_names_each_act_and_measure_once(answer: NextAnswer) -> None:
    shown = shown_options(answer.options)
    keys = [(each.name, str(each.values), each.measure) for each in shown]
    assert len(keys) == len(set(keys))
    assert shown[-1].action == "nothing"
    for language in ("en", "fr"):
        assert list(next_blocks(answer, Language(language)))


def test_how_the_verdict_grew_ends_with_the_verdict_and_never_guesses(answer: NextAnswer, undecided: Fit) -> None:
    points = answer.growth["anakinra"]
    assert [each.day for each in points] == [-1.0, 6.0, 17.0, 18.0, 24.0, 35.0]
    causes = Forecasts(undecided.course, undecided).causes["anakinra"]
    assert points[-1].log_bayes_factor == pytest.approx(causes.doubt.shared(undecided.log_bayes_factor("anakinra")).log)
    # draws of the prior do not reach as far as a record of several readings
    assert points[1].p_drug_works is None


def test_bands_are_data_with_edges_in_order() -> None:
    assert risk_bands() == (0.1, 0.33)
    assert steroid_bands_mg() == (5.0, 10.0)
    assert list(measured_days()) == sorted(measured_days())


def test_doses_count_from_the_day_after_they_are_given() -> None:
    assert steroid_by_day(np.array([0.0, 1.0, 1.5]), np.array([5.0, 4.0, 3.0]), 3).tolist() == [0.0, 5.0, 12.0, 12.0]


def test_a_burden_is_held_against_each_limit() -> None:
    burden = ActBurden(3.0, 2.0, 100.0, 2)
    assert NextLimits().allow(burden, 90.0)
    assert NextLimits(within_days=5, disease_days=2, steroid_mg=100, visits=2).allow(burden, 5.0)
    for limits in (NextLimits(within_days=4), NextLimits(disease_days=1.9), NextLimits(steroid_mg=99), NextLimits(visits=1)):
        assert not limits.allow(burden, 5.0)
