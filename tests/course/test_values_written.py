"""Values as charts write them are read as what they say, or refused with what to write."""

from __future__ import annotations

import time

import pytest

from rechallenge.course.model import Course, Observation
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course

HEAD = "rechallenge: 1\nanchor: 2018-03-12\n"


def course_of(*entries: str, top: str = "") -> Course:
    return read_course(HEAD + top + "observations:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)).course


def read(what: str, value: str) -> Observation:
    return course_of(f"what: {what}, at: 5 d, value: {value}").observations[0]


def refusals(*entries: str) -> list[str]:
    with pytest.raises(CourseError) as error:
        course_of(*entries)
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(
    ("what", "value", "low", "high"),
    [
        ("CRP", "&lt; 5 mg/L", None, 5),
        ("CRP", "&#60; 5 mg/L", None, 5),
        ("CRP", "120&nbsp;mg/L", 120, 120),
        ("CRP", "“120 mg/L”", 120, 120),
        ("“CRP”", "« normale »", None, 10),
        ("CRP", "'CRP <0.6 mg/dL'", None, 6),
        ("CRP", "120 mg/L (N<5)", 120, 120),
        ("CRP", "élevée à 85 mg/L", 85, 85),
        ("CRP", "less than 5 mg/L", None, 5),
        ("CRP", "120 mg/L H", 120, 120),
        ("CRP", "10-20 mg/L", 10, 20),
        ("CRP", "indétectable", None, 5),
        ("CRP", "3x normal", 7.5, 35),
        ("CRP (mg/dL)", "4", 40, 40),
        ("hs-CRP", "4 mg/L", 4, 4),
        ("pain", "7 / 10", 6.5, 7.5),
        ("pain", "7 sur 10", 6.5, 7.5),
        ("pain", "EVA 8/10", 7.5, 8.5),
        ("pain", "VAS 80 mm", 8, 8),
        ("shoulder pain", "7", 6.5, 7.5),
        ("douleurs rhizoméliques", "7", 6.5, 7.5),
    ],
)
def test_a_value_of_a_chart_is_read(what: str, value: str, low: float | None, high: float | None) -> None:
    found = read(what, value)
    assert found.outcome is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("12 -> 3 mg/L", "value.two"),
        ("de 12 à 3 mg/L", "value.two"),
        ("0.1 g/L to 120 mg/L", "value.two_units"),
        ("0.1 g/L..120 mg/L", "value.two_units"),
        ("~120 mg/L", "value.about"),
        ("env. 120 mg/L", "value.about"),
        ("normal (25 mg/L)", "value.word_and_number"),
        ("ESR 50", "value.of_another"),
        ("halved", "value.change"),
        ("subnormal", "value.unreadable"),
        ("'1.2 mg/dL', unit: mg/L", "unit.two"),
        ("100", "unit.missing"),
    ],
)
def test_what_cannot_be_read_as_one_value_is_refused(value: str, code: str) -> None:
    assert refusals(f"what: CRP, at: 5 d, value: {value}") == [code]


@pytest.mark.parametrize(
    ("change", "low", "high"),
    [("not improved", -1.3, 10), ("slightly improved", -4, 0), ("halved", 0.4, 0.625), ("baisse de 3 points", -3.5, -2.5)],
)
def test_a_change_in_words_is_read(change: str, low: float, high: float) -> None:
    found = course_of("what: pain, at: 0 d, value: 8", f"what: pain, at: 5 d, change: {change}").observations[1]
    assert (found.low, found.high) == (low, high)


def test_a_change_without_a_sign_is_refused() -> None:
    assert refusals("what: pain, at: 0 d, value: 8", "what: pain, at: 5 d, change: 3") == ["change.unsigned"]


@pytest.mark.parametrize("what", ["abdominal pain", "CRP ratio", "pain medication", "VAS fatigue", "inflammation"])
def test_another_thing_is_shown_only(what: str) -> None:
    assert read(what, "4").outcome is None


def test_two_readings_of_a_day_are_both_used_and_one_line_written_twice_once() -> None:
    entries = [f"what: CRP, at: 2 d, value: {value} mg/L" for value in (31, 27, 31)]
    assert [o.low for o in course_of(*entries).observations] == [31, 27]


def test_what_no_turnover_explains_is_doubted_and_a_word_against_a_number_refused() -> None:
    both = [f"what: CRP, at: 2 d, value: {value} mg/L" for value in (4, 310)]
    told = read_course(HEAD + "observations:\n" + "".join(f"  - {{{entry}}}\n" for entry in both)).notes
    assert [note.code for note in told if note.severity == "warning"] == ["observation.pace"]
    assert refusals("what: CRP, at: 2 d, value: normal", "what: CRP, at: 2 d, value: 90 mg/L") == ["observation.contradiction"]


def test_a_limit_of_normal_widens_words_and_is_refused_where_it_has_no_effect() -> None:
    slightly = course_of("what: CRP, at: 5 d, value: slightly raised", top="upper_limit: 6 mg/dL\n").observations[0]
    assert (slightly.low, slightly.high) == (60, 300)
    assert refusals("what: pain, at: 5 d, value: 7, upper_limit: 5") == ["limit.of_none"]


def test_two_thousand_readings_are_checked_at_once() -> None:
    began = time.perf_counter()
    course_of(*["what: CRP, at: 2 d, value: 31 mg/L"] * 2000)
    assert time.perf_counter() - began < 20  # of which most is the reading of the text, on a busy machine
