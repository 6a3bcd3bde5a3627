"""Times that count from something else, lie beside a date, or are parts of a year: what is offered is right and can be written."""

from __future__ import annotations

import json
import re

import pytest

from rechallenge.course.model import When
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def at(time: str) -> When:
    entry = {"what": "CRP", "at": time, "value": "12 mg/L"}
    return read_course(Source(json.dumps({"rechallenge": 1, "anchor": "2018-03-12", "observations": [entry]}))).course.observations[0].at


def refusal(time: str) -> str:
    with pytest.raises(CourseError) as caught:
        at(time)
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(
    ("time", "low", "high"),
    [
        ("before 2018", None, -71),
        ("avant mars 2018", None, -12),
        ("after March 2018", 20, None),
        ("> 2017", -70, None),
        ("after 12/03/2018", 1, None),
    ],
)
def test_both_ends_are_offered_beside_a_date_and_can_be_written(time: str, low: float | None, high: float | None) -> None:
    offered = re.search(r"such as (\S+)\.$", refusal(time))
    assert offered is not None
    when = at(offered[1])
    assert low is None or when.low == low
    assert high is None or when.high == high


@pytest.mark.parametrize("time", ["J5 post-op", "day 5 of colchicine", "J5 de traitement", "J5 d'anakinra", "5 d post"])
def test_a_day_of_something_else_is_no_day_of_the_record(time: str) -> None:
    assert "counts from a moment that day 0 need not be: if it is day 0, write 5 d" in refusal(time)


@pytest.mark.parametrize(("time", "write"), [("J5 matin", "J5"), ("March 2018 (fasting)", "March 2018")])
def test_a_remark_behind_a_time_belongs_into_the_note(time: str, write: str) -> None:
    assert f"write '{write}'" in refusal(time)


def test_a_half_and_a_year_of_two_digits_are_asked_about() -> None:
    assert "write 0.5 d" in refusal("1/2 d")
    assert "write 0.5 mo" in refusal("1/2 mo")
    assert "03/2018, 03/1918" in refusal("03/18")
    assert "write 12 wk" in refusal("12/52")


@pytest.mark.parametrize("time", ["a couple of weeks", "une quinzaine de jours"])
def test_a_vague_number_of_days_is_asked_about(time: str) -> None:
    assert "too vague" in refusal(time)


@pytest.mark.parametrize(
    ("time", "low", "high"),
    [
        ("15 March 2018 at 8 pm", 3 + 20 / 24, 3 + 20 / 24),
        ("15/03/2018 8 PM", 3 + 20 / 24, 3 + 20 / 24),
        ("1er trimestre 2018", -70, 19),
        ("first quarter of 2018", -70, 19),
        ("second half of 2018", 111, 294),
        ("2e semestre 2018", 111, 294),
        ("week of 12 March 2018", 0, 6),
        ("semaine du 12 mars 2018", 0, 6),
    ],
)
def test_clock_times_and_parts_of_a_year(time: str, low: float, high: float) -> None:
    assert (at(time).low, at(time).high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("time", ["winter 2018-19", "hiver 2018/2019"])
def test_a_winter_of_two_years_is_that_between_them(time: str) -> None:
    assert "2018-12..2019-02" in refusal(time)


@pytest.mark.parametrize(
    ("time", "listed"),
    [("S0 S2 S6", "S0; S2; S6"), ("J0, J14, J42", "J0; J14; J42"), ("12/03/2018 + 26/03/2018", "12/03/2018; 26/03/2018")],
)
def test_several_times_in_one_field_ask_for_an_entry_each(time: str, listed: str) -> None:
    assert f"write an entry for each of them ({listed})" in refusal(time)


def test_one_time_in_several_words_is_one() -> None:
    assert at("12 March 2018").earliest == 0.0
    assert at("2 wk").earliest == 14.0


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("visite M3", "{what: visite, at: M3}"),
        ("flare from J20 to J25", "{what: flare, from: J20, to: J25}"),
        ("relapse", "{what: relapse, at: 40 d}"),
    ],
)
def test_an_event_that_is_a_text_is_offered_with_the_time_that_the_text_tells(text: str, written: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(Source(json.dumps({"rechallenge": 1, "events": [text]})))
    assert f"write {written}" in str(caught.value)
