"""Events told with the day until which they lasted, with several days, with a delay in words, or as one of two."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def course_of(what: str, to: str | None = None, **times: str) -> Course:
    given = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"} | ({"to": to} if to else {})
    data = {"rechallenge": 1, "anchor": "2018-03-12", "treatments": [given], "events": [{"what": what, **times}]}
    return read_course(Source(json.dumps(data))).course


def refusal(what: str, to: str | None = None, **times: str) -> str:
    with pytest.raises(CourseError) as caught:
        course_of(what, to, **times)
    return " ".join(problem.english for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("what", "end"),
    [
        ("no relapse until day 60", "day 60"),
        ("pas de rechute jusqu'à J60", "J60"),
        ("relapse-free up to M6", "M6"),
        ("no relapse through day 60", "day 60"),
        ("no flare before month 6", "month 6"),
        ("remission until March 2018", "March 2018"),
    ],
)
def test_an_end_without_a_beginning_is_asked_for_with_both(what: str, end: str) -> None:
    told = refusal(what)
    assert f"write {{what: remission, from: 0 d, to: {end}}}" in told
    assert "time is missing" not in told


@pytest.mark.parametrize("what", ["no relapse until day 60", "pas de rechute jusqu'à J60", "no flare until 2018-05-11"])
def test_an_end_beside_a_beginning_is_read(what: str) -> None:
    (event,) = course_of(what, **{"from": "10 d"}).events
    assert (event.what, event.at.low, event.until and event.until.high) == ("remission", 10, 60)


def test_a_relapse_before_a_day_did_not_last_until_it() -> None:
    assert "to: day 60" not in refusal("relapse before day 60")


@pytest.mark.parametrize(
    ("what", "lines"),
    [
        (
            "arrêt J30, rechute J33, reprise J35",
            "{what: stop, drug: anakinra, at: J30}, {what: relapse, at: J33} and {what: restart, drug: anakinra, at: J35}",
        ),
        (
            "stop day 30; flare day 33; restart day 35",
            "{what: stop, drug: anakinra, at: day 30}, {what: relapse, at: day 33} and {what: restart, drug: anakinra, at: day 35}",
        ),
        ("relapse on day 33 after stopping anakinra on day 30", "{what: relapse, at: day 33} and {what: stop, drug: anakinra, at: day 30}"),
    ],
)
def test_each_fact_is_offered_with_its_own_day(what: str, lines: str) -> None:
    assert f"write {lines}, or" in refusal(what)
    assert f"write {lines}, or" in refusal(what, at="20 d")


@pytest.mark.parametrize(
    ("what", "within"),
    [
        ("relapse the day after stopping", "1..1 d"),
        ("rechute le lendemain de l'arrêt", "1..1 d"),
        ("relapse as soon as it was stopped", "0..3 d"),
        ("rechute dès l'arrêt", "0..3 d"),
        ("relapse a few days after stopping anakinra", "1..7 d"),
        ("rechute quelques semaines après l'arrêt", "7..28 d"),
        ("relapse after stopping anakinra", "1..14 d"),
    ],
)
def test_a_delay_in_words_is_offered_in_days(what: str, within: str) -> None:
    assert f"{{what: relapse, after: stop of anakinra, within: {within}}}" in refusal(what, to="30 d")
    (event,) = course_of("relapse", to="30 d", after="stop of anakinra", within=within).events
    assert event.what == "relapse"


def test_a_relapse_after_a_stop_that_the_record_lacks_is_offered_with_it() -> None:
    assert "write {what: stop, drug: anakinra, at: 17 d} and {what: relapse, at: 20 d}" in refusal("rechute 3j après l'arrêt", at="20 d")
    told = refusal("rechute dès l'arrêt")
    assert "such as {what: stop, drug: anakinra, at: 30 d}, and {what: relapse, after: stop of anakinra, within: 0..3 d}" in told
    assert "relapses: at each stop" in told


def test_the_start_of_a_drug_that_no_treatment_names_is_a_treatment() -> None:
    told = refusal("début prednisone 20 mg/j", at="20 d")
    assert "write it there, as {drug: prednisone, dose: 20 mg, every: 1 d, from: 20 d}" in told


@pytest.mark.parametrize(
    "what",
    [
        "PCR covid neg",
        "COVID PCR negative",
        "PCR grippe en attente",
        "covid test pending",
        "relapse or infection",
        "rechute ou infection ?",
    ],
)
def test_what_is_denied_or_one_of_two_is_no_event_of_the_model(what: str) -> None:
    assert [event.what for event in course_of(what, at="20 d").events] == ["other"]


@pytest.mark.parametrize("what", ["no relapse or infection", "pas de rechute ou d'infection", "ni rechute ni infection"])
def test_a_denial_of_two_is_a_remission(what: str) -> None:
    assert [event.what for event in course_of(what, **{"from": "20 d", "to": "60 d"}).events] == ["remission"]


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("CRP remonte à 85 mg/L", "{what: CRP, at: 20 d, value: 85 mg/L}"),
        ("CRP back up to 120 mg/L", "{what: CRP, at: 20 d, value: 120 mg/L}"),
        ("CRP fell to 4 mg/L", "{what: CRP, at: 20 d, value: 4 mg/L}"),
    ],
)
def test_a_value_behind_a_verb_is_an_observation(what: str, line: str) -> None:
    assert f"write {line}" in refusal(what, at="20 d")


@pytest.mark.parametrize("what", ["arrêt du ttt", "arrêt ttt"])
def test_the_treatment_by_its_abbreviation_is_stopped(what: str) -> None:
    (switch,) = course_of(what, at="20 d").switches
    assert (switch.kind, switch.drug) == ("stop", "anakinra")


def test_a_reintroduction_in_short_is_one() -> None:
    assert "what: restart, drug: anakinra" in refusal("ré-intro", at="20 d")
