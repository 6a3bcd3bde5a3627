"""The page's fields and the course file are read by the same code: every error stands beside its field, and the rest goes on."""

from __future__ import annotations

import time
from typing import Any

import pytest

import rechallenge
from rechallenge.course.cases import case_names, case_path
from rechallenge.course.problems import CourseError
from rechallenge.web.meaning import assumed, became
from rechallenge.web.record import MAX_ROWS, check, opened
from rechallenge.web.words import language_of, problem_text

COURSE: dict[str, Any] = {
    "title": "A course for tests",
    "patient": {"sex": "female", "age": "77 a"},
    "treatments": [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "20 d"}],
    "observations": [
        {"what": "CRP", "at": "0 d", "value": "120 mg/L"},
        {"what": "CRP", "at": "5 d", "value": "normal"},
        {"what": "pain", "at": "0 d", "value": "severe"},
        {"what": "pain", "at": "5 d", "change": "improved"},
    ],
    "events": [{"what": "relapse", "after": "stop of anakinra", "within": "1..14 d"}],
}


def with_row(section: str, place: int, **fields: str) -> dict[str, Any]:
    rows = [dict(row) for row in COURSE[section]]
    rows[place] = {**rows[place], **fields}
    return {**COURSE, section: rows}


def errors(document: dict[str, Any]) -> dict[str, str]:
    return {remark.path: remark.problem.code for remark in check(document).remarks if remark.severity == "error"}


@pytest.mark.parametrize("name", case_names())
def test_a_course_read_from_the_page_is_the_course_read_from_its_file(name: str) -> None:
    checked = check(opened(case_path(name).read_text(encoding="utf-8")).document)
    assert checked.usable
    assert checked.course == rechallenge.check(case_path(name)).course


@pytest.mark.parametrize(
    ("section", "place", "fields", "path", "code"),
    [
        ("observations", 1, {"value": "nromal"}, "observations[1].value", "value.unreadable"),
        ("observations", 1, {"at": "five"}, "observations[1].at", "time.unreadable"),
        ("observations", 1, {"what": ""}, "observations[1].what", "key.missing"),
        ("treatments", 0, {"dose": "-100 mg"}, "treatments[0].dose", "dose.negative"),
        ("treatments", 0, {"from": "30 d"}, "treatments[0].to", "time.stop_before_start"),
        ("events", 0, {"after": "stop of colchicine"}, "events[0].after", "event.drug_absent"),
    ],
)
def test_an_error_stands_beside_its_field(section: str, place: int, fields: dict[str, str], path: str, code: str) -> None:
    assert errors(with_row(section, place, **fields)).get(path) == code


def test_rows_that_are_empty_are_not_there_and_shift_no_error() -> None:
    rows = [{"what": "", "at": ""}, {}, *COURSE["observations"], {"what": "CRP", "at": "6 d", "value": "nromal"}]
    assert list(errors({**COURSE, "observations": rows})) == ["observations[6].value"]


def test_a_wrong_row_leaves_the_others_in_the_timeline() -> None:
    course = check(with_row("observations", 1, value="nromal")).course
    assert course is not None
    assert [o.what for o in course.observations].count("CRP") == 1


def test_an_error_inside_a_step_of_dose_stands_beside_that_step() -> None:
    steps = [{"dose": "20 mg", "from": "0 d"}, {"dose": "much", "from": "20 d"}]
    document = {**COURSE, "treatments": [*COURSE["treatments"], {"drug": "prednisone", "every": "1 d", "steps": steps}]}
    assert errors(document) == {"treatments[1].steps[1].dose": "dose.unreadable"}


@pytest.mark.parametrize(("language", "words"), [("en", "Did you mean ‘normal’?"), ("fr", "Vouliez-vous écrire")])
def test_an_error_speaks_the_language_of_the_page_and_names_no_line(language: str, words: str) -> None:
    (remark,) = (r for r in check(with_row("observations", 1, value="nromal")).remarks if r.severity == "error")
    text = problem_text(remark.problem, language_of(language))
    assert words in text
    assert "line" not in text


def test_each_row_says_what_it_became() -> None:
    said = became(check(COURSE), language_of("en"))
    assert said["observations[1]"].startswith("at most 10\u00a0mg/L; used: ")
    assert said["observations[3]"].startswith("lower by 1.3 or more (compared with day 0); used: ")
    assert said["events[0]"].startswith("relapse")


def test_a_row_says_until_when_an_event_lasts() -> None:
    events = [{"what": "remission", "from": "130 d", "to": "365 d"}, {"what": "stop", "drug": "anakinra", "at": "10 d", "for": "3 d"}]
    said = became(check({**COURSE, "events": events}), language_of("en"))
    assert said["events[0]"].startswith("no relapse, day 130, until day 365; used: ")
    assert said["events[1]"].startswith("stop of anakinra, day 10, until day 13; used: ")


@pytest.mark.parametrize(("language", "used", "shown"), [("en", "used", "shown only"), ("fr", "utilisé", "montré seulement")])
def test_each_field_of_the_patient_says_whether_it_is_used(language: str, used: str, shown: str) -> None:
    patient = {"weight": "60 kg", "height": "162 cm"}
    said = became(check({**COURSE, "patient": patient, "title": "A case"}), language_of(language))
    assert said["patient.weight"].startswith(used)
    assert said["patient.height"].startswith(shown)
    assert said["title"].startswith((used, shown))


@pytest.mark.parametrize(
    ("fields", "limit"),
    [
        ({}, "10\u00a0mg/L"),
        ({"upper_limit": "6 mg/L"}, "6\u00a0mg/L"),
        ({"observations": [{"what": "CRP", "at": "0 d", "value": "< 5 mg/L"}]}, "5\u00a0mg/L"),
    ],
)
def test_an_empty_limit_of_normal_shows_the_one_that_is_gone_by(fields: dict[str, Any], limit: str) -> None:
    assert assumed(check({**COURSE, **fields}).course, language_of("en")) == {"upper_limit": limit}


def test_five_hundred_observations_are_read_while_one_types() -> None:
    rows = [{"what": "CRP", "at": f"{day} d", "value": f"{day % 90 + 1} mg/L"} for day in range(500)]
    check({**COURSE, "observations": rows})
    start = time.process_time()  # a machine at work takes longer by the clock
    assert check({**COURSE, "observations": rows}).usable
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    "document",
    [
        {"observations": [{"what": "CRP"}] * (MAX_ROWS + 1)},
        {"title": {"a": {"b": {"c": {"d": {"e": {"f": {"g": "deep"}}}}}}}},
        {"title": "x" * 1_000_000},
        {"observations": "not a list"},
        {"title": ["a", "list"]},
        {"treatments": [[1, 2, 3]]},
    ],
)
def test_what_no_page_would_send_is_refused_and_not_understood(document: dict[str, Any]) -> None:
    assert not check(document).usable


def test_opening_what_is_no_course_says_what_is_wrong() -> None:
    with pytest.raises(CourseError):
        opened("- just\n- a list\n")


def test_opening_a_file_with_an_unknown_field_keeps_the_rest_and_tells_it() -> None:
    found = opened("rechallenge: 1\ntitel: a slip\nobservations:\n  - {what: CRP, at: 5 d, value: normal}\n")
    assert found.document["observations"] == [{"what": "CRP", "at": "5 d", "value": "normal"}]
    assert [problem.code for problem in found.unread] == ["key.unknown"]
