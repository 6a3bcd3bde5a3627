"""Rules of reading with their numbers written out, which a change of one figure or comparison must break."""

from __future__ import annotations

import pytest

from rechallenge.course.moments import delay_of
from rechallenge.course.problems import CourseError, Problem, RefusedError
from rechallenge.course.reading import Reading
from rechallenge.course.written_changes import WrittenChange, written_change
from rechallenge.formats.reading import Source, read_course
from rechallenge.outcomes import outcomes

HEAD = "rechallenge: 1\n"
DRUG = "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}\n"


def reading_of(observations: str, more: str = "", events: str = "") -> Reading:
    entries = "".join(f"  - {{{each}}}\n" for each in observations.splitlines())
    happened = "".join(f"  - {{{each}}}\n" for each in events.splitlines())
    return read_course(Source(f"{HEAD}{more}{DRUG}observations:\n{entries}" + (f"events:\n{happened}" if happened else "")))


def told(observations: str, more: str = "") -> set[str]:
    try:
        return {problem.code for problem in reading_of(observations, more).notes}
    except CourseError as error:
        return {problem.code for problem in error.problems}


STOPS = "what: stop, drug: anakinra, at: 10 d, for: 3 d\n"


@pytest.mark.parametrize(
    ("which", "days"), [("stop 1 of anakinra", (10, 15)), ("stop 2 of anakinra", (30, 35)), ("last stop of anakinra", (30, 35))]
)
def test_stops_are_numbered_from_one_in_order_of_time(which: str, days: tuple[float, float]) -> None:
    found = reading_of("what: CRP, at: 0 d, value: 120 mg/L", events=f"{STOPS}what: relapse, after: {which}, within: 5 d").course.events
    assert (found[-1].at.earliest, found[-1].at.latest) == days


@pytest.mark.parametrize(("which", "code"), [("stop of anakinra", "event.which_stop"), ("stop 3 of anakinra", "event.no_such_stop")])
def test_of_two_stops_one_must_be_named(which: str, code: str) -> None:
    with pytest.raises(CourseError) as caught:
        reading_of("what: CRP, at: 0 d, value: 120 mg/L", events=f"{STOPS}what: relapse, after: {which}, within: 5 d")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_stop_its_restart_and_the_next_stop_are_two_stretches() -> None:
    events = "what: stop, drug: anakinra, at: 10 d\nwhat: restart, drug: anakinra, at: 20 d\nwhat: stop, drug: anakinra, at: 25 d"
    steps = reading_of("what: CRP, at: 0 d, value: 120 mg/L", events=events).course.treatments[0].steps
    assert [(step.start.middle, None if step.stop is None else step.stop.middle) for step in steps] == [(0, 10), (20, 25)]


@pytest.mark.parametrize(("text", "days"), [("stopped anakinra for 3 or 4 days", (13, 14)), ("anakinra paused for 3 days", (13, 13))])
def test_a_pause_in_words_ends_when_it_says(text: str, days: tuple[float, float]) -> None:
    steps = reading_of("what: CRP, at: 0 d, value: 120 mg/L", events=f"what: {text}, at: 10 d").course.treatments[0].steps
    assert (steps[1].start.earliest, steps[1].start.latest) == days


def test_a_delay_needs_its_unit_unless_it_is_none() -> None:
    assert delay_of("0").high == 0
    with pytest.raises(RefusedError):
        delay_of("1")


@pytest.mark.parametrize(("below", "limit"), [("3", 3), ("2.9", 10), ("5", 5), ("9.9", 9.9), ("10", 10), ("12", 10)])
def test_results_written_below_a_limit_tell_the_limit_of_their_laboratory(below: str, limit: float) -> None:
    # laboratories put the upper limit of CRP at 3 to 10 mg/L; a lower one is a limit of detection
    course = reading_of(f"what: CRP, at: 0 d, value: 120 mg/L\nwhat: CRP, at: 9 d, value: < {below} mg/L").course
    assert course.upper_limit_of_normal(outcomes()["crp"]) == limit


@pytest.mark.parametrize(("limit", "doubted"), [("2.9 mg/L", True), ("3 mg/L", False), ("19.9 mg/L", False), ("20 mg/L", True)])
def test_a_limit_of_normal_is_doubted_from_twice_the_published_one(limit: str, doubted: bool) -> None:
    assert ("limit.doubted" in told("what: CRP, at: 0 d, value: 120 mg/L", f"upper_limit: {limit}\n")) == doubted


@pytest.mark.parametrize(
    ("patient", "refused"),
    [("age: 130 a", False), ("age: 131 a", True), ("weight: 700 kg", False), ("weight: 701 kg", True), ("height: 301 cm", True)],
)
def test_no_patient_is_older_or_heavier_than_anyone_was(patient: str, refused: bool) -> None:
    assert ("value.impossible" in told("what: CRP, at: 0 d, value: 120 mg/L", f"patient: {{{patient}}}\n")) == refused


@pytest.mark.parametrize(
    ("first", "second", "doubted"),
    [
        # within a day CRP may fall by 2.49 (a half-life of 18.2 h, one in forty is shorter), and each reading be off by 0.55 on the log
        # scale: by 11.4 in all
        ("0 d, value: 110 mg/L", "0 d, value: 10 mg/L", False),
        ("0 d, value: 120 mg/L", "0 d, value: 10 mg/L", True),
        ("0.25 d, value: 70 mg/L", "0.75 d, value: 10 mg/L", False),
        ("0.25 d, value: 80 mg/L", "0.75 d, value: 10 mg/L", True),
    ],
)
def test_two_readings_of_a_day_are_doubted_from_what_turnover_and_error_explain(first: str, second: str, doubted: bool) -> None:
    assert ("observation.pace" in told(f"what: CRP, at: {first}\nwhat: CRP, at: {second}")) == doubted


def test_what_is_shown_only_is_a_repeat_where_the_words_are_the_same() -> None:
    assert "observation.twice" in told("what: fatigue, at: 0 d, value: severe\nwhat: fatigue, at: 0 d, value: severe")
    assert "observation.twice" not in told("what: fatigue, at: 0 d, value: severe\nwhat: fatigue, at: 0 d, value: mild")


@pytest.mark.parametrize(("what", "value", "high"), [("pain", "0..2", 2), ("CRP", "0..5 mg/L", 5)])
def test_an_interval_from_nothing_is_open_below(what: str, value: str, high: float) -> None:
    found = reading_of(f"what: {what}, at: 0 d, value: {value}").course.observations[0]
    assert (found.low, found.high) == (None, high)


def test_an_interval_to_the_top_of_a_scale_is_open_above() -> None:
    found = reading_of("what: pain, at: 0 d, value: 8..10").course.observations[0]
    assert (found.low, found.high) == (8, None)


def test_a_value_may_be_divided_by_anything_but_nothing() -> None:
    assert written_change("divided by 1", None) == WrittenChange(None, 1.0)
    assert written_change("divided by 0", None) is None


@pytest.mark.parametrize(
    ("number", "date"), [("43171", "2018-03-12"), ("20180312", "2018-03-12"), ("20991231", "2099-12-31"), ("19000101", "1900-01-01")]
)
def test_the_number_of_a_date_is_named_as_its_date(number: str, date: str) -> None:
    found: list[Problem] = []
    with pytest.raises(CourseError) as caught:
        reading_of(f"what: CRP, at: {number}, value: 120 mg/L")
    found += caught.value.problems
    assert date in found[0].english
