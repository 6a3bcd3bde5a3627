"""Digits read as letters, values told twice, ages as times, uncertain days, and abbreviations of drugs."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.reading import Source, converted, read_course
from tests.vocabulary.offers import errors_of
from tests.vocabulary.test_offers import course


def refusal(field: str, text: str) -> Problem:
    (problem,) = errors_of(course(field, text))
    return problem


def read(treatment: str) -> Course:
    text = f"rechallenge: 1\ntreatments:\n  - {treatment}\nobservations:\n  - {{what: CRP, at: 0 d, value: 120 mg/L}}\n"
    return read_course(Source(text)).course


@pytest.mark.parametrize(
    ("field", "text", "write"),
    [
        ("value", "1O2 mg/L", "102 mg/L"),
        ("value", "l2", "12 mg/L"),
        ("value", "12,O mg/L", "12,0 mg/L"),
        ("dose", "1OO mg", "100 mg"),
        ("dose", "2O mg/j", "20 mg/j"),
    ],
)
def test_a_letter_in_a_number_is_refused_with_the_digits(field: str, text: str, write: str) -> None:
    problem = refusal(field, text)
    assert (problem.code, problem.values["write"]) == ("number.letter", write)


@pytest.mark.parametrize(
    ("field", "text", "write"), [("value", "douze mg/L", "12 mg/L"), ("value", "three", "3 mg/L"), ("dose", "twenty mg", "20 mg")]
)
def test_a_number_in_words_is_refused_with_the_digits(field: str, text: str, write: str) -> None:
    assert refusal(field, text).values["write"] == write


@pytest.mark.parametrize("text", ["-5", "-5 mg/L"])
def test_a_value_below_zero_is_never_offered_with_a_unit(text: str) -> None:
    assert refusal("value", text).code == "value.negative"


@pytest.mark.parametrize("text", ["85 mg/L soit 17 N", "85 mg/L (17 N)", "85 mg/L = 17 x ULN"])
def test_a_value_with_its_multiple_of_normal_is_one_value(text: str) -> None:
    problem = refusal("value", text)
    assert (problem.code, problem.values["write"]) == ("value.remark", "85 mg/L")


def test_of_several_values_each_is_offered_with_its_unit() -> None:
    assert list(map(str, refusal("value", "120, 80, 45").values["values"])) == ["120 mg/L", "80 mg/L", "45 mg/L"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("45 ans", "time.age"), ("77 years", "time.age"), ("20 ans", "time.age_or_years"), ("16 years", "time.age_or_years"),
        ("12.3.", "time.no_year"), ("date inconnue", "time.unknown"), ("J5 environ", "time.about"), ("day 5 or so", "time.about"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_asked_for(text: str, code: str) -> None:
    assert refusal("at", text).code == code


@pytest.mark.parametrize("text", ["20 a", "14 years", "-20 years"])
def test_years_that_are_no_age_are_read(text: str) -> None:
    assert errors_of(course("at", text)) == ()


@pytest.mark.parametrize(("text", "write"), [("day 5 ± 1", "4..6 d"), ("J5 +/- 2", "3..7 d"), ("5 d ± 1 d", "4..6 d"), ("5±1 d", "4..6 d")])
def test_a_day_give_or_take_some_is_offered_as_an_interval(text: str, write: str) -> None:
    assert refusal("at", text).values["write"] == write


def test_a_delay_in_the_field_of_the_day_is_a_delay() -> None:
    data = course("event", "relapse")
    data["treatments"] = [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "30 d"}]
    data["events"] = [{"what": "relapse", "after": "stop of anakinra", "at": "3 d after"}]
    (problem,) = errors_of(data)
    assert (problem.code, problem.values["write"]) == ("time.write_within", "3..3 d")


@pytest.mark.parametrize(
    ("written", "drug"),
    [("HC", "hydrocortisone"), ("hydrocort", "hydrocortisone"), ("TCZ", "tocilizumab"), ("IFX", "infliximab"), ("ANK", "anakinra")],
)
def test_a_drug_is_known_by_its_abbreviation(written: str, drug: str) -> None:
    assert [each.drug for each in read(f"{{drug: {written}, dose: 20 mg, every: 1 d, from: 0 d}}").treatments] == [drug]


@pytest.mark.parametrize("head", ["stop anakinra", "arrêt anakinra", "anakinra stopped", "off anakinra", "restart anakinra"])
def test_a_column_that_marks_stops_is_refused_as_one(head: str) -> None:
    with pytest.raises(CourseError) as caught:
        converted(Source(f"day,CRP (mg/L),{head}\n0,120,\n30,3,x\n"), "course")
    assert [problem.code for problem in caught.value.problems] == ["table.switch"]


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("Pred ↓15", "{drug: prednisone, dose: 15 mg, every: 1 d, from: 20 d}"),
        ("slow relapse over 2 weeks", "{what: relapse, at: 20 d, for: 2 wk, note: slow relapse over 2 weeks}"),
        ("poussée déclenchée par le froid", "{what: relapse, at: 20 d, note: poussée déclenchée par le froid}"),
        ("ré-intro", "{what: restart, drug: anakinra, at: 20 d}"),
    ],
)
def test_an_event_is_offered_as_what_it_says(what: str, line: str) -> None:
    assert str(refusal("event", what).values["line"]) == line


@pytest.mark.parametrize("head", ["flare?", "rechute (oui/non)", "relapse (y/n)"])
def test_a_column_that_asks_whether_there_was_a_relapse_tells_them(head: str) -> None:
    text, _ = converted(Source(f"day,CRP (mg/L),{head}\n0,120,no\n33,90,yes\n"), "course")
    assert [(event.what, event.at.low) for event in read_course(Source(text)).course.events] == [("relapse", 33)]


def test_an_end_that_is_not_known_is_no_treatment_that_goes_on() -> None:
    with pytest.raises(CourseError) as caught:
        converted(Source("drug,dose,start,stop\nanakinra,100 mg daily,2018-03-12,?\n"), "course")
    assert [problem.code for problem in caught.value.problems] == ["time.unknown_end"]
    text, _ = converted(Source("drug,dose,start,stop\nanakinra,100 mg daily,2018-03-12,\n"), "course")
    assert "to:" not in text
