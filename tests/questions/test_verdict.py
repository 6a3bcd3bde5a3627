"""The verdict on a drug: its four values, when none is computed, and that each reason told is true."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Account, Fit
from rechallenge.inference.summary import Message
from rechallenge.presentation.language import Language
from rechallenge.questions.attribution.answer import AttributionAnswer
from rechallenge.questions.attribution.compute import attribution
from rechallenge.questions.attribution.verdict import IDLE, WORKS, computed_verdict, why_undecided
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.ratio import TOLD_RATIO, log_factor_text
from rechallenge.vocabulary.catalogues import read_catalogue
from rechallenge.vocabulary.languages import base
from tests.questions.conftest import RESPONDER, SILENT, STOPPED, made_fit

HIGH, LOW = math.log(WORKS / (1.0 - WORKS)), math.log(IDLE / (1.0 - IDLE))
LANGUAGES = ("en", "fr")


def with_factor(fit: Fit, log: float, error: float, **diagnostics: object) -> Fit:
    accounts: dict[str, Account] = {**fit.accounts, "anakinra": replace(fit.accounts["anakinra"], bayes_factor=Evidence(log, error))}
    return Fit(fit.course, fit.problem, fit.method, 0, accounts, replace(fit.diagnostics, **diagnostics))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("log", "verdict"),
    [
        (HIGH + 0.7, "drug"),
        (HIGH + 0.5, "not_computed"),
        (HIGH - 0.5, "not_computed"),
        (HIGH - 0.7, "undecided"),
        (0.0, "undecided"),
        (LOW + 0.7, "undecided"),
        (LOW + 0.5, "not_computed"),
        (LOW - 0.5, "not_computed"),
        (LOW - 0.7, "not_drug"),
        (90.0, "drug"),
    ],
)
def test_no_verdict_is_computed_exactly_where_two_errors_reach_over_a_limit(log: float, verdict: str) -> None:
    assert computed_verdict(Evidence(log, 0.3)) == verdict


def test_a_factor_that_is_no_number_gives_no_verdict() -> None:
    assert computed_verdict(Evidence(float("nan"), float("inf"))) == "not_computed"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_verdict_that_is_not_computed_tells_why_and_a_way_on_and_no_probability(working: Fit, code: str) -> None:
    (answer,) = attribution(Forecasts(working.course, with_factor(working, HIGH, 0.3)))
    assert (answer.verdict, answer.p_drug_works, answer.sensitivity) == ("not_computed", None, ())
    assert answer.why_not_computed is not None
    assert answer.why_not_computed.code == "not_computed.numerical"
    told = Language(code).message(answer.sentence)
    assert "--seed" in told
    assert "%" not in told


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    ("diagnostics", "why"),
    [
        ({"pareto_k": 0.8}, "not_computed.approximation"),
        ({"pareto_k": 0.3, "starts_agree": False}, "not_computed.several_ends"),
        ({"pareto_k": 0.3}, "not_computed.first_answer"),
    ],
)
def test_a_first_answer_without_a_verdict_names_the_full_one(working: Fit, diagnostics: dict[str, object], why: str, code: str) -> None:
    fit = with_factor(working, HIGH, 0.3, method="laplace", **diagnostics)
    fit.method = "laplace"
    (answer,) = attribution(Forecasts(working.course, fit))
    assert answer.verdict == "not_computed"
    assert answer.why_not_computed is not None
    assert answer.why_not_computed.code == why
    assert {"en": "full answer", "fr": "réponse complète"}[code] in Language(code).message(answer.sentence)


def test_a_first_answer_that_is_good_has_a_verdict(working: Fit) -> None:
    fit = with_factor(working, 5.0, 0.3, method="laplace", pareto_k=0.3)
    fit.method = "laplace"
    (answer,) = attribution(Forecasts(working.course, fit))
    assert answer.verdict == "drug"


# each reason with a record of which it is true

BASE = SILENT.split("treatments:")[0]
TREATED = BASE + "treatments:\n  - {drug: anakinra, dose: 100 mg, route: sc, every: 1 d, from: 0 d%s}\n"
READINGS = "observations:\n" + "".join(f"  - {{what: CRP, at: {day} d, value: {60 - day} mg/L}}\n" for day in range(-2, 10))
TWICE = ", interruptions: [{from: 20 d, to: 25 d}, {from: 40 d, to: 45 d}]"
RELAPSE = "  - {what: relapse, after: stop %d of anakinra, within: 1..3 d}\n"
QUIET = "  - {what: remission, after: stop %d of anakinra, within: 0..0 d, for: 5 d}\n"
FALL = "observations:\n" + "".join(
    f"  - {{what: CRP, at: {day} d, value: {crp} mg/L}}\n" for day, crp in {-7: 95, 0: 99, 3: 30, 7: 5}.items()
)
ALONE = "  - {what: pain, at: -5 d, change: improved, since: -20 d}\n"
LATE = "observations:\n" + "".join(f"  - {{what: CRP, at: {day} d, value: {crp} mg/L}}\n" for day, crp in {-7: 95, 20: 99, 24: 30}.items())
STEROID = "  - {drug: prednisone, steps: [%s{dose: 40 mg, every: 1 d, from: %d d}]}\n"
BEFORE = "{dose: 5 mg, every: 1 d, from: -60 d}, "
REASONS = {
    "reason.cannot_tell_apart": TREATED % "" + "  - {drug: colchicine, dose: 1 mg, every: 1 d, from: 0 d}\n" + FALL,
    "reason.steroid_raised.same_day": TREATED % "" + STEROID % (BEFORE, 0) + FALL,
    "reason.steroid_raised.same_interval": TREATED % "" + STEROID % (BEFORE, 1) + FALL,
    "reason.steroid_begun.same_day": TREATED % "" + STEROID % ("", 0) + FALL,
    "reason.steroid_begun.same_interval": TREATED % "" + STEROID % ("", 1) + FALL,
    "reason.followed_another": TREATED % "" + "  - {drug: infliximab, dose: 300 mg, at: 21 d}\n" + LATE,
    "reason.hidden": TREATED % "" + FALL + "events:\n  - {what: infection, from: -1 d, to: 5 d}\n",
    "reason.at_the_same_time": TREATED % "" + "  - {drug: colchicine, dose: 1 mg, every: 1 d, from: 1 d}\n" + READINGS,
    "reason.no_observation": TREATED % "",
    "reason.never_stopped": TREATED % "" + READINGS,
    "reason.stops_untold": STOPPED,
    "reason.no_relapse": TREATED % TWICE + READINGS + "events:\n" + QUIET % 1 + QUIET % 2,
    "reason.some_relapses": TREATED % TWICE + READINGS + "events:\n" + RELAPSE % 1 + QUIET % 2,
    "reason.stopped_once": RESPONDER,
    "reason.few_statements": RESPONDER,
    "reason.one_change": TREATED % "" + FALL,
    "reason.improved_without": TREATED % "" + FALL.replace("observations:\n", "observations:\n" + ALONE),
    "reason.start_untold": TREATED % "" + "observations:\n  - {what: CRP, at: -1 d, value: 90 mg/L}\n",
    "reason.volatile": RESPONDER,
}
LASTING = "conditions: [{name: Schnitzler syndrome}]\n"
BALANCE = {"reason.balanced", "reason.leans_for", "reason.leans_against"}


def reasons(text: str, log: float = 0.0) -> dict[str, Message]:
    course = read_course(text).course
    forecasts = Forecasts(course, made_fit(course, log))
    found = why_undecided(course, forecasts.fit, forecasts.causes["anakinra"], forecasts.tallies["anakinra"], Evidence(log, 0.1))
    return {reason.code: reason for reason in found}


def test_the_reasons_are_a_fixed_list_each_of_which_is_tried() -> None:
    told = {code for code in read_catalogue(base().folder / "answers.po") if code.startswith("reason.")}
    assert told == REASONS.keys() | BALANCE


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_told_where_it_is_true_and_reads_in_both_languages(reason: str) -> None:
    # one change is told where the model makes something of it
    found = reasons(REASONS[reason], 1.0 if reason == "reason.one_change" else 0.0)
    assert reason in found
    for code in LANGUAGES:
        assert "{" not in Language(code).message(found[reason])
    # of the facts about stops one alone can hold
    about_stops = {"reason.never_stopped", "reason.stops_untold", "reason.no_relapse", "reason.some_relapses", "reason.stopped_once"}
    assert len(about_stops & set(found)) == 1


def test_many_observations_are_never_told_to_be_few() -> None:
    assert "reason.few_statements" not in reasons(TREATED % "" + READINGS)


@pytest.mark.parametrize(("log", "reason"), [(0.0, "balanced"), (2.0, "leans_for"), (-1.2, "leans_against")])
def test_where_no_fact_of_the_record_explains_it_the_balance_of_the_model_does(log: float, reason: str) -> None:
    # a disease that lasts is not quiet by itself
    text = TREATED % TWICE + READINGS + "events:\n" + RELAPSE % 1 + RELAPSE % 2 + LASTING
    found = {code for code in reasons(text, log) if code != "reason.start_untold"}
    assert found == {f"reason.{reason}"}
    assert found <= BALANCE
    for code in LANGUAGES:
        assert "{" not in Language(code).text(f"reason.{reason}", ratio=7.4)


@pytest.mark.parametrize("code", LANGUAGES)
def test_beyond_a_thousand_to_one_no_digits_of_a_factor_are_told(working: Fit, code: str) -> None:
    """Factors of 29 digits and more had no report at all."""
    language = Language(code)
    for log in (math.log(TOLD_RATIO) + 0.1, 70.0, 5000.0):
        assert log_factor_text(log, 0.2, language) == log_factor_text(50.0, None, language)
        assert log_factor_text(-log, 0.2, language) == log_factor_text(-50.0, None, language)
    assert "±" in log_factor_text(6.8, 0.2, language)
    (answer,) = attribution(Forecasts(working.course, with_factor(working, 5000.0, 0.3)))
    assert answer.verdict == "drug"


# what else changed: courses of the same fall of CRP, by what the model alone makes of them


def answered(text: str, log: float) -> AttributionAnswer:
    course = read_course(text).course
    (answer,) = attribution(Forecasts(course, made_fit(course, log)))
    return answer


@pytest.mark.parametrize(
    ("other", "log"),
    [("  - {drug: colchicine, dose: 1 mg, every: 1 d, from: 0 d}\n", 4.0), (STEROID % (BEFORE, 0), 10.0), (STEROID % ("", 1), 80.0)],
)
def test_a_drug_that_cannot_be_told_from_another_is_never_held_to_work(other: str, log: float) -> None:
    assert answered(TREATED % "" + FALL + LASTING, log).verdict == "drug"
    answer = answered(TREATED % "" + other + FALL + LASTING, log)
    assert answer.verdict == "undecided"
    # with even odds that the other brought it, at most two thirds
    assert answer.p_drug_works is not None
    assert answer.p_drug_works <= 2.0 / 3.0 + 1e-9
    assert all(each.p_drug_works <= 2.0 * each.prior / (1.0 + each.prior) + 1e-9 for each in answer.sensitivity)


def test_the_sentence_names_the_other_drug() -> None:
    colchicine = answered(TREATED % "" + "  - {drug: colchicine, dose: 1 mg, every: 1 d, from: 0 d}\n" + FALL, 10.0)
    steroid = answered(TREATED % "" + STEROID % (BEFORE, 0) + FALL, 10.0)
    for code, either, raised in (
        ("en", "anakinra or colchicine", "prednisone was raised the same day"),
        ("fr", "anakinra ou colchicine", "prednisone a été augmentée le même jour"),
    ):
        assert either in Language(code).message(colchicine.sentence)
        assert raised in Language(code).message(steroid.sentence)


@pytest.mark.parametrize(("log", "verdict"), [(-5.0, "not_drug"), (5.0, "undecided")])
def test_a_drug_that_did_nothing_before_another_came_is_not_held_to_work_and_the_other_is_named(log: float, verdict: str) -> None:
    answer = answered(TREATED % "" + "  - {drug: infliximab, dose: 300 mg, at: 21 d}\n" + LATE, log)
    assert (answer.verdict, answer.tally.improved) == (verdict, 0)
    assert all("infliximab" in Language(code).message(answer.sentence) for code in LANGUAGES)


def test_one_that_was_raised_before_the_last_bad_value_is_named_beside_the_verdict() -> None:
    answer = answered(TREATED % "" + STEROID % (BEFORE, -3) + FALL + LASTING, 5.0)
    assert answer.verdict == "drug"
    assert all("prednisone" in Language(code).message(answer.sentence) for code in LANGUAGES)


def test_a_relapse_after_a_stop_of_the_drug_alone_clears_the_other_drug() -> None:
    relapse = "events:\n  - {what: relapse, after: stop of anakinra, within: 3 d}\n"
    alone = answered(TREATED % ", to: 60 d" + FALL + relapse, 5.0)
    both = answered(TREATED % ", to: 60 d" + "  - {drug: colchicine, dose: 1 mg, every: 1 d, from: 0 d}\n" + FALL + relapse, 5.0)
    assert (both.verdict, both.log_bayes_factor) == ("drug", alone.log_bayes_factor)


def test_a_response_that_an_infection_hides_is_no_evidence() -> None:
    assert answered(REASONS["reason.hidden"], 5.0).verdict == "undecided"
    against = answered(REASONS["reason.hidden"], -5.0)
    assert against.verdict == "not_drug"
    assert "cannot be read (an infection)" in Language("en").message(against.sentence)
