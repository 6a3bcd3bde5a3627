"""Words, numbers and limits become the intervals that the documentation promises."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rechallenge.course.model import Observation
from rechallenge.course.moments import span_of
from rechallenge.course.problems import CourseError, Problem, RefusedError
from rechallenge.course.units import factor
from rechallenge.course.vocabulary import vocabulary
from rechallenge.formats.reading import read_course
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import marker, outcomes


def observed(what: str, value: str, extra: str = "", kind: str = "value") -> Observation:
    text = (
        "rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"
        f"observations:\n  - {{what: {what}, at: 5 d, {kind}: '{value}'{extra}}}\n"
    )
    return read_course(text).course.observations[0]


def bounds(what: str, value: str, extra: str = "", kind: str = "value") -> tuple[float | None, float | None]:
    observation = observed(what, value, extra, kind)
    return observation.low, observation.high


class TestCrp:
    @pytest.mark.parametrize(
        ("written", "low", "high"),
        [
            ("120 mg/L", 120, 120),
            ("120 mg/l", 120, 120),
            ("12 mg/dL", 120, 120),
            ("0,12 g/L", 120, 120),
            ("< 5 mg/L", None, 5),
            ("<5 mg/L", None, 5),
            ("≤ 5 mg/L", None, 5),
            ("> 200 mg/L", 200, None),
            ("10..20 mg/L", 10, 20),
            ("1..2 mg/dL", 10, 20),
            ("normal", None, 10),
            ("Normalisée", None, 10),
            ("raised", 10, 100),
            ("ELEVEE", 10, 100),
            ("markedly raised", 40, 500),
            ("très élevée", 40, 500),
        ],
    )
    def test_a_value_becomes_its_interval_in_mg_per_litre(self, written: str, low: float | None, high: float | None) -> None:
        assert bounds("CRP", written) == (low, high)

    def test_normal_follows_the_upper_limit_of_the_laboratory(self) -> None:
        assert bounds("CRP", "normal", ", upper_limit: 5 mg/L") == (None, 5)
        assert bounds("CRP", "raised", ", upper_limit: 0.5 mg/dL") == (5, 100)

    def test_normal_follows_the_upper_limit_of_the_file(self) -> None:
        course = read_course("rechallenge: 1\nupper_limit: 6 mg/L\nobservations: [{what: CRP, at: 0, value: normal}]").course
        assert course.observations[0].high == 6

    @pytest.mark.parametrize("name", ["CRP", "crp", "C-reactive protein", "protéine C réactive", "PROTEINE C-REACTIVE"])
    def test_crp_goes_by_many_names(self, name: str) -> None:
        assert observed(name, "normal").outcome is marker()

    @pytest.mark.parametrize(
        ("written", "low", "high"),
        [
            ("-50 %", 0.45, 0.55),
            ("-97 %", None, 0.08),
            ("+100 %", 1.95, 2.05),
            ("-60..-40 %", 0.4, 0.6),
            ("improved", None, 0.7),
            ("worse", 1.4, None),
        ],
    )
    def test_a_change_of_crp_is_a_ratio(self, written: str, low: float | None, high: float | None) -> None:
        observation = observed("CRP", written, kind="change")
        assert observation.ratio
        assert (observation.low, observation.high) == (
            low if low is None else pytest.approx(low),
            high if high is None else pytest.approx(high),
        )


class TestPain:
    @pytest.mark.parametrize(
        ("written", "low", "high"),
        [
            ("0", None, 0.5),
            ("6", 5.5, 6.5),
            ("6/10", 5.5, 6.5),
            ("6.5", 6.5, 6.5),
            ("10", 9.5, None),
            ("35 mm", 3.5, 3.5),
            ("none", None, 0.5),
            ("mild", 0.5, 4),
            ("modérée", 3, 7),
            ("severe", 6, None),
            ("very severe", 8, None),
            ("< 3", None, 3),
            ("2..4", 2, 4),
        ],
    )
    def test_a_value_becomes_its_interval_on_0_to_10(self, written: str, low: float | None, high: float | None) -> None:
        assert bounds("pain", written) == (low, high)

    @pytest.mark.parametrize(
        ("written", "low", "high"),
        [
            ("improved", -10, -1.3),
            ("inchangée", -1.3, 1.3),
            ("worse", 1.3, 10),
            ("much improved", -10, -3),
            ("-3", -3.5, -2.5),
            ("-30 mm", -3, -3),
        ],
    )
    def test_a_change_is_a_difference_in_points(self, written: str, low: float, high: float) -> None:
        observation = observed("pain", written, kind="change")
        assert not observation.ratio
        assert (observation.low, observation.high) == (low, high)


class TestMotion:
    def test_a_better_range_of_motion_is_a_smaller_limitation(self) -> None:
        assert bounds("range of motion", "improved", kind="change") == (-10, -1.3)
        assert bounds("limitation of movement", "improved", kind="change") == (-10, -1.3)

    def test_a_number_of_limitation_is_read_and_a_number_of_motion_is_ambiguous(self) -> None:
        assert bounds("limitation of movement", "4") == (3.5, 4.5)
        with pytest.raises(CourseError, match="ambiguous"):
            observed("range of motion", "4")

    def test_degrees_are_shown_and_not_modelled(self) -> None:
        assert observed("range of motion", "90 deg").outcome is None


class TestWhatAChangeComparesWith:
    def test_the_last_earlier_record_of_the_same_variable(self) -> None:
        text = """rechallenge: 1
treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]
observations:
  - {what: pain, at: 9 d, change: worse}
  - {what: pain, at: -3 d, value: 8}
  - {what: pain, at: 4..6 d, value: 2}
  - {what: CRP, at: 8 d, value: normal}
"""
        course = read_course(text).course
        assert course.observations[0].since is course.observations[2].at

    def test_the_moment_before_the_last_start_of_a_drug_when_there_is_no_record(self) -> None:
        text = """rechallenge: 1
treatments:
  - {drug: prednisone, dose: 20 mg, every: 1 d, from: -60 d}
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0..2 d}
observations: [{what: pain, at: 5 d, change: improved}]
"""
        reading = read_course(text)
        start = next(b for b in reading.course.boundaries if b.drug == "anakinra")
        assert reading.course.observations[0].since is start.at
        assert "change.since_start" in {note.code for note in reading.notes}

    def test_the_moment_that_the_file_names(self) -> None:
        since = observed("pain", "improved", ", since: start of anakinra", "change").since
        assert since is not None
        assert since.key == "treatments[0].from"


@pytest.mark.parametrize("scale", ["points", "ratio"])
def test_no_word_means_two_things(scale: str) -> None:
    words = vocabulary()
    for table in (*(each.words for each in outcomes().values()), words.changes[scale]):
        spellings = [spelling for word in table for spelling in {folded(spelling) for spelling in word.words}]
        assert len(spellings) == len(set(spellings))


def test_every_word_has_a_reason() -> None:
    words = vocabulary()
    assert all(word.reason for table in (*(each.words for each in outcomes().values()), *words.changes.values()) for word in table)


@pytest.mark.parametrize(
    ("unit", "to", "what", "expected"),
    [
        ("mg/dL", "umol/L", "creatinine", 88.4),
        ("mmol/L", "umol/L", "creatinine", 1000),
        ("/uL", "/mm3", "cells", 1),
        ("G/L", "/mm3", "cells", 1000),
        ("lb", "kg", "weight", 0.4536),
        ("m", "cm", "height", 100),
        ("mo", "a", "age", 1 / 12),
        ("L/h", "mL/min", "creatinine_clearance", 16.67),
        ("ug", "mg", "dose", 0.001),
    ],
)
def test_units_convert_as_ucum_has_them(unit: str, to: str, what: str, expected: float) -> None:
    assert factor(unit, to, what) == pytest.approx(expected, rel=1e-3)


ANCHOR = date(2018, 3, 12)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("5 d", 5, 5),
        ("5 j", 5, 5),
        ("J5", 5, 5),
        ("2 wk", 14, 14),
        ("2 sem", 14, 14),
        ("1 a", 365.25, 365.25),
        ("12 h", 0.5, 0.5),
        ("-90..-30 d", -90, -30),
        ("0 d..2 wk", 0, 14),
        ("0..2 wk", 0, 14),
        ("2018-03-17", 5, 5),
        ("17/03/2018", 5, 5),
        ("2018-03", -11, 19),
        ("mars 2018", -11, 19),
        ("17 March 2018", 5, 5),
        ("1er avril 2018", 20, 20),
        ("2018", -70, 294),
        ("December 2018", 264, 294),
        ("2018-03-12..2018-03-17", 0, 5),
    ],
)
def test_a_time_is_days_from_day_0(written: str, low: float, high: float) -> None:
    span = span_of(written, ANCHOR)
    assert (span.low, span.high) == (pytest.approx(low), pytest.approx(high))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_whatever_stands_for_a_time_is_read_or_refused(text: str) -> None:
    try:
        span = span_of(text, ANCHOR)
    except RefusedError:
        return
    assert span.low <= span.high


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["CRP", "pain", "range of motion", "ESR"]), st.text(max_size=25), st.sampled_from(["value", "change"]))
def test_whatever_stands_for_a_value_is_read_or_refused_with_its_place(what: str, text: str, kind: str) -> None:
    course = {"rechallenge": 1, "observations": [{"what": what, "at": "5 d", kind: text, "since": "0 d"}]}
    problems: tuple[Problem, ...] = ()
    try:
        read_course(json.dumps(course))
    except CourseError as error:
        problems = error.problems
    assert all(problem.line is not None and str(problem) for problem in problems)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_whatever_stands_in_a_file_is_read_or_refused(text: str) -> None:
    with pytest.raises(CourseError):
        read_course("\n" + text)
