"""The response to a first dose is not told where an infection hides CRP, or a drug keeps it low."""

from __future__ import annotations

import pytest

from rechallenge.course.obscured import Hidden
from rechallenge.course.times import When
from rechallenge.formats.reading import read_course
from rechallenge.inference.summary import Message
from rechallenge.presentation.language import Language
from rechallenge.questions.analogy.compute import analogy
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.hidden import hidden_response
from rechallenge.questions.response.compute import response
from tests.questions.conftest import made_fit

INFECTION = "events: [{what: infection, from: -1 d, to: 10 d}]\n"
TOCILIZUMAB = "  - {drug: tocilizumab, dose: 520 mg, route: iv, every: 28 d, from: 3 d}\n"
NOTHING = Hidden()


def hidden(readings: dict[int, str], treatment: str = "", events: str = "") -> Hidden:
    rows = "".join(f"  - {{what: CRP, at: {day} d, value: {value}}}\n" for day, value in readings.items())
    head = "rechallenge: 1\ntitle: t\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"
    return hidden_response(read_course(f"{head}{treatment}observations:\n{rows}{events}").course, When(0, 0))


def test_what_was_read_before_and_after_shows_a_response() -> None:
    assert hidden({0: "200 mg/L", 7: "4 mg/L"}) == NOTHING


def test_the_state_before_the_first_dose_is_hidden_by_an_infection() -> None:
    assert hidden({-30: "15 mg/L", 0: "200 mg/L", 14: "4 mg/L"}, events=INFECTION) == Hidden(infection=True)


def test_a_value_before_the_infection_is_no_longer_the_last_one() -> None:
    assert hidden({-3: "90 mg/L", 0: "200 mg/L", 14: "4 mg/L"}, events=INFECTION) == Hidden(infection=True)
    assert hidden({-3: "90 mg/L", 14: "4 mg/L"}, events=INFECTION) == NOTHING


@pytest.mark.parametrize(("day", "told"), [(2, NOTHING), (5, Hidden(drugs=("tocilizumab",)))])
def test_a_normal_value_before_the_blocker_shows_a_response_and_one_under_it_does_not(day: int, told: Hidden) -> None:
    assert hidden({0: "95 mg/L", day: "4 mg/L", 20: "1 mg/L"}, TOCILIZUMAB) == told


def test_nothing_is_hidden_where_nothing_was_read() -> None:
    assert hidden({}, TOCILIZUMAB, INFECTION) == NOTHING


def test_no_sentence_on_response_rests_on_what_an_infection_hides() -> None:
    rows = "".join(f"  - {{what: CRP, at: {day} d, value: {crp} mg/L}}\n" for day, crp in {-30: 15, 0: 200, 3: 90, 7: 20, 14: 4}.items())
    head = "rechallenge: 1\ntitle: t\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"
    course = read_course(f"{head}observations:\n{rows}{INFECTION}").course
    forecasts = Forecasts(course, made_fit(course, 1.0))
    (answer,) = response(forecasts)
    assert (answer.sentence.code, answer.estimate, answer.from_data, answer.unread) == ("response.hidden", None, None, True)
    assert Message("warning.infected", {"n": 3}) in answer.warnings
    (expected,) = analogy(forecasts)
    assert (expected.sentence.code, expected.estimate) == ("analogy.like.hidden", None)
    for code in ("en", "fr"):
        assert all("{" not in Language(code).message(each.sentence) for each in (answer, expected))
