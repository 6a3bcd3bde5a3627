"""Events whose offer once said the opposite, another dose or another day: what is offered can be written and says the same."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def course_of(what: str, **times: str) -> Course:
    data = {
        "rechallenge": 1,
        "treatments": [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"}],
        "events": [{"what": what, **times}],
    }
    return read_course(Source(json.dumps(data))).course


def refusal(what: str, **times: str) -> str:
    with pytest.raises(CourseError) as caught:
        course_of(what, **times)
    return " ".join(problem.english for problem in caught.value.problems)


def kind(what: str) -> str:
    (event,) = course_of(what, **{"from": "20 d", "to": "60 d"}).events
    return event.what


@pytest.mark.parametrize("what", ["steroid-free remission", "drug-free remission", "remission off treatment"])
def test_a_remission_without_a_drug_is_one(what: str) -> None:
    assert kind(what) == "remission"


@pytest.mark.parametrize(
    "what",
    [
        "failed to achieve remission", "n'a pas atteint la rémission", "resolution of flare", "poussée enrayée", "fewer flares",
        "moins de poussées", "impression of flare", "declined to stop", "refused stop of anakinra", "planned stop", "arrêt prévu",
        "refus d'arrêt", "withdrawal of consent", "RAS", "onset of symptoms",
    ],
)  # fmt: skip
def test_what_did_not_happen_or_ended_is_shown_only(what: str) -> None:
    course = course_of(what, at="20 d")
    assert [event.what for event in course.events] == ["other"]
    assert course.switches == ()


@pytest.mark.parametrize("what", ["negative rechallenge", "rechallenge: negative", "réintroduction négative"])
def test_a_negative_rechallenge_was_a_rechallenge(what: str) -> None:
    told = refusal(what, at="20 d")
    assert "such as {what: stop, drug: anakinra, at: 6..19 d}, and {what: restart, drug: anakinra, at: 20 d}" in told


@pytest.mark.parametrize("what", ["relapse ×3", "flare x2", "2 flares", "monthly flares", "rechutes multiples"])
def test_several_events_are_several_lines(what: str) -> None:
    assert "tells of several events: write {what: relapse, at: 20 d}" in refusal(what, at="20 d")


@pytest.mark.parametrize(
    ("what", "dose"),
    [
        ("restarted at half dose", "50 mg"),
        ("dose doubled", "200 mg"),
        ("demi-dose", "50 mg"),
        ("anakinra tapered", "unknown"),
        ("anakinra started", "100 mg"),
    ],
)
def test_the_step_that_is_offered_has_the_dose_that_was_told(what: str, dose: str) -> None:
    assert f"{{dose: {dose}, every: 1 d, from: 20 d}}" in refusal(what, at="20 d")


@pytest.mark.parametrize("what", ["switched anakinra to canakinumab", "anakinra remplacé par canakinumab"])
def test_a_switch_is_a_stop_and_a_start(what: str) -> None:
    told = refusal(what, at="20 d")
    assert "write {what: stop, drug: anakinra, at: 20 d}" in told
    assert "among the steps of canakinumab" in told


@pytest.mark.parametrize("what", ["anakinra without benefit", "anakinra sans bénéfice"])
def test_no_benefit_is_an_effect_and_no_stop(what: str) -> None:
    assert "'outcome: none'" in refusal(what, at="20 d")


def test_a_relapse_at_each_stop_is_no_relapse_of_one_day() -> None:
    assert "relapses: at each stop" in refusal("rechute à chaque arrêt", at="20 d")


@pytest.mark.parametrize(
    ("what", "day"), [("rechute J18", 18), ("relapse on 2018-03-30", 18), ("flare (day 18)", 18), ("rechute le 30 mars 2018", 18)]
)
def test_a_day_in_a_description_is_its_day(what: str, day: float) -> None:
    data = {"rechallenge": 1, "anchor": "2018-03-12", "events": [{"what": what}]}
    (event,) = read_course(Source(json.dumps(data))).course.events
    assert (event.what, event.at.low, event.at.high) == ("relapse", day, day)


def test_a_stop_with_its_day_in_a_description_is_read() -> None:
    (switch,) = course_of("arrêt d'anakinra J15").switches
    assert (switch.kind, switch.at.low) == ("stop", 15)


def test_two_facts_with_their_days_are_offered_with_them() -> None:
    told = refusal("arrêt J15, rechute J18")
    assert "write {what: stop, drug: anakinra, at: J15} and {what: relapse, at: J18}" in told
    assert "time is missing" not in told


@pytest.mark.parametrize(
    ("what", "within"),
    [
        ("relapse 5 days after stopping anakinra", "5..5 d"),
        ("rechute 3 jours après l'arrêt d'anakinra", "3..3 d"),
        ("relapse 2 weeks after stopping anakinra", "10..18 d"),
        ("relapse within 5 days after stopping anakinra", "0..5 d"),
        ("relapse 3-5 days after stopping anakinra", "3..5 d"),
        ("relapse 48 h after stopping anakinra", "2..2 d"),
    ],
)
def test_a_delay_after_a_stop_is_offered_as_it_is_told(what: str, within: str) -> None:
    assert f"within: {within}" in refusal(what)
    data = {
        "rechallenge": 1,
        "treatments": [{"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "30 d"}],
        "events": [{"what": "relapse", "after": "stop of anakinra", "within": within}],
    }
    assert read_course(Source(json.dumps(data))).course.events[0].what == "relapse"


@pytest.mark.parametrize("what", ["remission D20-D60", "rémission de J20 à J60"])
def test_two_days_in_a_description_are_its_ends(what: str) -> None:
    (event,) = course_of(what).events
    assert (event.at.low, event.until and event.until.high) == (20, 60)


def test_a_day_until_which_nothing_was_is_not_the_day_of_it() -> None:
    assert "at: day 60" not in refusal("no relapse until day 60")


@pytest.mark.parametrize(
    ("what", "first", "second"),
    [
        ("stopped then restarted", "what: stop, drug: anakinra, at: 20 d", "what: restart, drug: anakinra, at: 21..34 d"),
        ("arrêt puis rechute", "what: stop, drug: anakinra, at: 20 d", "what: relapse, at: 21..34 d"),
        ("relapse then remission", "what: relapse, at: 20 d", "what: remission, at: 21..34 d"),
        ("infection suivie d'une rechute", "what: infection, at: 20 d", "what: relapse, at: 21..34 d"),
    ],
)
def test_what_came_after_another_is_not_offered_on_its_day(what: str, first: str, second: str) -> None:
    assert f"write {{{first}}} and {{{second}}}, with the day of the later one" in refusal(what, at="20 d")


@pytest.mark.parametrize("what", ["each stop followed by relapse", "à chaque arrêt rechute", "every stop followed by a flare"])
def test_relapses_at_each_stop_are_told_so_in_either_order(what: str) -> None:
    assert "'relapses: at each stop'" in refusal(what)


@pytest.mark.parametrize(
    ("what", "offer"),
    [
        ("knee injection of triamcinolone 40 mg", "{drug: triamcinolone, dose: 40 mg, at: 20 d, route: local}"),
        ("perfusion de Solumédrol 500 mg", "{drug: methylprednisolone, dose: 500 mg, at: 20 d, route: iv}"),
        ("canakinumab 150 mg injection", "{drug: canakinumab, dose: 150 mg, at: 20 d}"),
        ("anakinra 200 mg once", "{dose: 200 mg, at: 20 d}"),
        ("prednisone started 20 mg/d", "{drug: prednisone, dose: 20 mg, every: 1 d, from: 20 d}"),
    ],
)
def test_a_dose_given_once_is_offered_once(what: str, offer: str) -> None:
    assert f"as {offer}; or" in refusal(what, at="20 d")
