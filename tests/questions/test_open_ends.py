"""What the record does not tell of an end is told with the answers; doubts of a planned regimen stand with its answer; none is proposed."""

from __future__ import annotations

import pytest

from rechallenge.cli.answer import answer_text
from rechallenge.course.model import Patient
from rechallenge.course.regimen import Regimen
from rechallenge.formats.reading import read_course
from rechallenge.formats.regimens import changed, read_regimen
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.presentation.language import Language
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.regimen.search_space import Choice, Limits, SearchSpace
from rechallenge.questions.whatif.compute import what_if
from rechallenge.questions.withdrawal.compute import withdrawal
from rechallenge.report.answers_json import answer_entry
from tests.questions.conftest import said

from .conftest import made_fit

ENDS_LAST = """
rechallenge: 1
patient: {age: 77 a, weight: 60 kg}
treatments:
  - {drug: anakinra, dose: 100 mg, route: sc, every: 1 d, from: 0 d, to: 20 d}
  - {drug: prednisone, dose: 10 mg, every: 1 d, from: -20 d}
observations:
  - {what: CRP, at: 0 d, value: 120 mg/L}
  - {what: CRP, at: 20 d, value: 5 mg/L}
"""


def test_a_stop_that_nobody_told_is_neither_a_stop_nor_given_and_the_answer_says_so() -> None:
    course = read_course(ENDS_LAST).course
    (answer,) = withdrawal(Forecasts(course, made_fit(course, 2.0), 0))
    warnings = {message.code for message in answer.warnings}
    assert said(answer) == "withdrawal.end_open"
    assert not answer.given_at_end
    assert "warning.end_open" in warnings
    assert "withdrawal.not_given" not in warnings


@pytest.mark.parametrize("language", ["en", "fr"])
def test_doubts_of_a_planned_regimen_stand_with_its_answer(language: str) -> None:
    course = read_course(ENDS_LAST).course
    plan = read_regimen("- {drug: prednisone, dose: 0.5 g, route: local}", course)
    answer = what_if(course, made_fit(course, 2.0), plan, horizon_days=7)
    assert {"dose.implausible", "route.unusual"} <= {message.code for message in answer.warnings}
    assert {"unit.converted", "dose.every_assumed", "withdrawal.relapse_level"} == {message.code for message in answer.notes}
    words = Language(language)
    entry, printed = answer_entry(answer, words), "\n".join(answer_text(answer, words))
    for message in (*answer.warnings, *answer.notes):
        text = words.message(message)
        assert text in [*entry["warnings"], *entry["notes"]]
        assert text.split()[0] in printed


def test_no_regimen_is_proposed_that_nothing_published_covers() -> None:
    course = read_course(
        "rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 20 g, every: 1 d, from: 0 d}\n"
        "observations: [{what: CRP, at: 9 d, value: 5 mg/L}]\n"
    ).course
    space = SearchSpace(Regimen.of(course, 9.0), "anakinra", Limits(), course.patient)
    assert max(space.doses) <= 100
    assert not space.allows(Choice(20_000.0, 1.0))


def test_with_failing_kidneys_daily_anakinra_is_no_rung() -> None:
    course = read_course("rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n").course
    space = SearchSpace(Regimen.of(course, 9.0), "anakinra", Limits(), Patient(creatinine_clearance_ml_min=20.0))
    assert not space.allows(Choice(100.0, 1.0))
    assert space.allows(Choice(100.0, 2.0))


def test_a_regimen_of_ones_own_is_answered_with_what_the_answer_does_not_know_of() -> None:
    reading = read_course(ENDS_LAST.replace("treatments:\n", "treatments:\n  - {drug: dexamethasone, outcome: partial}\n"))
    plan = changed(reading.course, ["anakinra@today"], None)
    fit = made_fit(reading.course, 2.0)
    told = what_if(reading.course, fit, plan, horizon_days=7, ledger=ledger_of_reading(reading)).warnings
    (warning,) = [message for message in told if message.code == "warning.shown_only"]
    assert "dexamethasone" in Language("en").message(warning)
