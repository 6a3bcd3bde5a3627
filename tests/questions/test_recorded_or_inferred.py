"""The indicative is for what was recorded; what the model infers is told as its own, the future as future, the unmeasured not at all."""

from __future__ import annotations

import re

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.inference.summary import Message
from rechallenge.outcomes import marker, outcome
from rechallenge.presentation.language import Language
from rechallenge.questions.first_dose_readings import FirstDoseReadings, first_dose_readings, unread
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.registry import questions
from rechallenge.questions.response.answer import ResponseAnswer
from rechallenge.questions.response.compute import _in_time, response
from rechallenge.vocabulary.catalogues import messages
from tests.questions.conftest import made_fit

HEAD = "rechallenge: 1\ntitle: t\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: %s}\nobservations:\n"
LANGUAGES = ("en", "fr")
BY_THE_MODEL = {"en": r"[Bb]y the model|believed before|\{said:told\}", "fr": r"[Dd]'après le modèle|pensait avant|\{said:told\}"}


def course_text(readings: dict[float, str], start: str = "0 d", what: str = "CRP") -> str:
    return HEAD % start + "".join(f"  - {{what: {what}, at: {day} d, value: {value}}}\n" for day, value in readings.items())


def readings(found: dict[float, str], end_day: float, start: str = "0 d") -> FirstDoseReadings:
    course = read_course(course_text(found, start)).course
    return first_dose_readings(course, marker(), course.treatments[0].steps[0].start, end_day)


def answered(text: str) -> ResponseAnswer:
    course = read_course(text).course
    (answer,) = response(Forecasts(course, made_fit(course, 3.0)))
    return answer


def test_what_was_read_is_told_in_the_words_of_the_record() -> None:
    read = readings({-1: "110 mg/L", 3: "60 mg/L", 6: "normal", 9: "3 mg/L"}, 90.0)
    told = read.message("anakinra")
    assert told is not None
    assert "CRP “110 mg/L” (day −1), then “normal” (day 6)" in Language("en").message(told)
    assert "CRP « 110 mg/L » (J−1), puis « normal » (J6)" in re.sub("[\u00a0\u202f]", " ", Language("fr").message(told))
    assert read.first_look == 3.0


@pytest.mark.parametrize(
    ("found", "end_day", "told"),
    [
        ({0: "80 mg/L", 14: "4 mg/L"}, 90.0, False),
        ({0: "80 mg/L", 15: "4 mg/L"}, 90.0, True),
        ({0: "80 mg/L"}, 90.0, True),
        ({0: "80 mg/L"}, 13.0, False),
    ],
)
def test_nobody_measured_it_near_unless_in_two_weeks_or_these_are_not_over(found: dict[float, str], end_day: float, told: bool) -> None:
    read = readings(found, end_day)
    course = read_course(course_text(found)).course
    assert unread(course, read) == ((Message("hidden.not_measured", {"days": 14.0}),) if told else ())


def test_a_value_is_near_a_day_by_three_days() -> None:
    read = readings({-3: "80 mg/L", 8: "4 mg/L"}, 90.0)
    assert [read.near(day) for day in (0.0, 4.9, 5.0, 11.0)] == [True, False, True, True]
    assert not readings({-4: "80 mg/L", 8: "4 mg/L"}, 90.0).near(0.0)


def test_no_number_is_shown_of_a_crp_that_nobody_measured_near() -> None:
    """CRP fell below 10 mg/L in 1.2 days, it said, where no CRP was recorded."""
    answer = answered(course_text({0: "80 mg/L", 30: "4 mg/L"}))
    assert (answer.sentence.code, answer.estimate, answer.unread) == ("response.hidden", None, True)
    (question,) = (each for each in questions() if each.name == "response")
    assert list(question.numbers(answer, Language("en"))) == []
    for code in LANGUAGES:
        assert re.search(r"\d+ ?(?:%|mg)", Language(code).message(answer.sentence)) is None


def test_days_before_anybody_looked_have_no_column() -> None:
    """Pain relieved by day 1, it said, where nobody looked before day 5."""
    answer = answered(course_text({0: "80 mg/L", 5: "4 mg/L", 40: "4 mg/L"}))
    assert answer.first_look_days == 5.0
    assert answer.days_to_pain_relief is None
    assert Message("response.no_pain", {"day": 14.0}) in answer.warnings


def test_pain_is_told_where_it_was_asked_about_in_time() -> None:
    course = read_course(course_text({0: "8/10", 20: "1/10"}, what="pain")).course
    assert not first_dose_readings(course, outcome("pain"), course.treatments[0].steps[0].start, 60.0).after


@pytest.mark.parametrize(
    ("found", "end_day", "code", "told"),
    [
        ({0: "80 mg/L", 6: "4 mg/L"}, 90.0, "response.normal", "response.normal.recorded"),
        ({0: "80 mg/L", 6: "4 mg/L"}, 7.0, "response.open", "response.normal.recorded"),
        ({0: "80 mg/L", 6: "40 mg/L"}, 90.0, "response.open", "response.open"),
        ({0: "80 mg/L", 6: "40 mg/L"}, 7.0, "response.normal", "response.ahead"),
        ({0: "80 mg/L"}, 2.0, "response.not_normal", "response.ahead"),
        ({0: "80 mg/L"}, 2.0, "response.little", "response.little"),
    ],
)
def test_a_fall_that_was_recorded_is_told_as_one_and_one_to_come_as_to_come(
    found: dict[float, str], end_day: float, code: str, told: str
) -> None:
    assert _in_time(code, readings(found, end_day), reached=True) == told


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_with_an_inferred_number_says_whose_it_is(code: str) -> None:
    name_of_one = re.compile(r"(response|dependence|withdrawal|regimen|whatif)\.[a-z_.]+")
    number = re.compile(r"\{\w+:(percent\w*|chance\w*|interval\w*)\}")
    told = {name: each.forms for name, each in messages(code).items() if name_of_one.fullmatch(name)}
    inferred = {name: form for name, forms in told.items() for form in forms if number.search(form)}
    # of single regimens beneath a sentence that says it
    assert {name for name, form in inferred.items() if not re.search(BY_THE_MODEL[code], form)} == {"regimen.beaten"}
