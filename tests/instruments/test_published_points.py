"""The published tables of the instruments, number by number."""

from __future__ import annotations

import itertools

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.instruments.adverse_events import adverse_events
from rechallenge.instruments.care import TOPICS, topic_of
from rechallenge.instruments.checklists import checklists, facts_of, fill
from rechallenge.instruments.evidence_level import evidence_level
from rechallenge.instruments.naranjo import band_of, naranjo
from rechallenge.instruments.who_umc import who_umc

# Naranjo 1981: question, points for yes, for no; not known gives none
PUBLISHED = [
    ("previous_reports", 1, 0),
    ("after_drug", 2, -1),
    ("improved_on_stopping", 1, 0),
    ("recurred_on_restart", 2, -1),
    ("other_causes", -1, 2),
    ("recurred_on_placebo", -1, 1),
    ("toxic_level", 1, 0),
    ("dose_dependent", 1, 0),
    ("earlier_reaction", 1, 0),
    ("objective", 1, 0),
]


@pytest.mark.oracle
@pytest.mark.parametrize(("question", "yes", "no"), PUBLISHED)
def test_each_answer_of_naranjo_gives_its_published_points(question: str, yes: int, no: int) -> None:
    assert naranjo({question: True}).score == yes
    assert naranjo({question: False}).score == no
    assert question not in naranjo({question: False}).unanswered


@pytest.mark.oracle
@pytest.mark.parametrize(("question", "yes", "no"), PUBLISHED)
def test_an_unanswered_question_leaves_room_for_its_points_and_an_answered_one_for_none(question: str, yes: int, no: int) -> None:
    others = {name: True for name, _, _ in PUBLISHED if name != question}
    rest = sum(points for name, points, _ in PUBLISHED if name != question)
    found = naranjo(others)
    assert found.unanswered == (question,)
    assert (found.low, found.score, found.high) == (rest + min(0, yes, no), rest, rest + max(0, yes, no))
    told = naranjo({**others, question: True})
    assert (told.low, told.score, told.high) == (rest + yes,) * 3


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("score", "band"),
    [
        (13, "definite"),
        (9, "definite"),
        (8, "probable"),
        (5, "probable"),
        (4, "possible"),
        (1, "possible"),
        (0, "doubtful"),
        (-4, "doubtful"),
    ],
)
def test_naranjo_calls_nine_definite_five_probable_and_one_possible(score: int, band: str) -> None:
    assert band_of(score) == band


def umc(after: bool | None, others: bool | None, stopped: bool | None, again: bool | None, specific: bool | None) -> str:
    """The categories in words of the WHO-UMC table: certain and probable ask for all of their points."""
    if after is None:
        return "unassessable"
    if not after:
        return "unlikely"
    if (others, stopped, again) == (None, None, None):
        return "conditional"
    if others is False and stopped is True and again is True and specific is True:
        return "certain"
    if others is False and stopped is True:
        return "probable"
    if others is True and stopped is False:
        return "unlikely"
    return "possible"


@pytest.mark.oracle
@pytest.mark.parametrize("given", list(itertools.product((True, False, None), repeat=5)))
def test_who_umc_over_all_answers(given: tuple[bool | None, ...]) -> None:
    names = ("after_drug", "other_causes", "improved_on_stopping", "recurred_on_restart", "specific")
    answers = {name: answer for name, answer in zip(names, given, strict=True) if answer is not None}
    assert who_umc(answers) == umc(*given)


HEAD = "rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, interruptions: INTERRUPTIONS}\n"
STARTED_AGAIN_TWICE = HEAD.replace("INTERRUPTIONS", "[{from: 10 d, for: 5 d}, {from: 30 d, for: 5 d}]")
ONCE = HEAD.replace(", interruptions: INTERRUPTIONS", "")


def test_a_course_counts_how_often_its_drug_was_given_again() -> None:
    again, once = evidence_level(read_course(STARTED_AGAIN_TWICE).course), evidence_level(read_course(ONCE).course)
    assert again is not None
    assert once is not None
    assert (again.level, again.restarts) == (4, 2)
    assert (once.level, once.restarts) == (4, 0)


def test_a_drug_given_again_is_a_restart_for_the_checklists_and_a_first_start_is_none() -> None:
    assert facts_of(read_course(STARTED_AGAIN_TWICE).course, False)["restarts"] is True
    assert facts_of(read_course(ONCE).course, False)["restarts"] is False


def test_what_a_record_tells_is_found_for_the_checklists() -> None:
    text = (
        "rechallenge: 1\ntitle: 'Crowned dens: a case report'\nanchor: 2018-03-02\npatient: {age: 70 a, sex: female}\n"
        + ONCE.removeprefix("rechallenge: 1\n").replace("dose: 100 mg", "dose: 100 mg, route: sc")
        + "observations:\n  - {what: CRP, at: -1 d, value: 80 mg/L}\n  - {what: CRP, at: 5 d, value: 8 mg/L}\n"
        + "events:\n  - {what: infection, at: 9 d}\n"
    )
    facts = facts_of(read_course(text).course, True)
    assert {name for name, held in facts.items() if not held} == {"restarts", "conditions"}
    bare = facts_of(read_course("rechallenge: 1\ntitle: t\n").course, False)
    assert {name for name, held in bare.items() if held} == set()


@pytest.mark.parametrize(
    ("readings", "baseline", "after"), [(("-1",), True, False), (("0",), True, False), (("5",), False, False), (("-1", "5"), True, True)]
)
def test_a_baseline_is_a_reading_up_to_the_first_dose(readings: tuple[str, ...], baseline: bool, after: bool) -> None:
    rows = "".join(f"  - {{what: CRP, at: {day} d, value: 80 mg/L}}\n" for day in readings)
    facts = facts_of(read_course(f"{ONCE}observations:\n{rows}").course, False)
    assert (facts["baseline"], facts["measures_in_phases"]) == (baseline, after)


def test_an_item_is_filled_by_all_its_facts_or_by_the_author_and_partial_by_some() -> None:
    (cent,) = [each for each in checklists() if each.source.startswith("cent")]
    course = read_course(ONCE).course
    statuses = {item.id: status for item, status in fill(cent, course, False).statuses}
    assert set(statuses.values()) <= {"filled", "partial", "missing", "not_applicable"}
    for item, status in fill(cent, course, False).statuses:
        facts = facts_of(course, False)
        held = sum(facts[name] for name in item.facts)
        expected = "not_applicable" if item.trial else "missing" if held == 0 else "filled" if held == len(item.facts) else "partial"
        assert status == expected, item.id


ADVERSE = "rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0..2 d, to: 20 d}\n"
COLCHICINE = "  - {drug: colchicine, dose: 1 mg, every: 1 d, from: START}\n"


@pytest.mark.parametrize(("at", "after"), [("-1 d", False), ("0 d", None), ("1 d", None), ("2 d", True)])
def test_an_event_on_the_day_of_the_first_dose_may_come_after_it(at: str, after: bool | None) -> None:
    course = read_course(f"{ADVERSE}events: [{{what: adverse event, drug: anakinra, at: {at}}}]\n").course
    assert adverse_events(course)[0].answers.get("after_drug") is after


@pytest.mark.parametrize(("named", "assumed"), [("", True), (", drug: anakinra", False)])
def test_an_event_told_in_days_after_a_start_or_a_stop_is_held_against_that_drug(named: str, assumed: bool) -> None:
    both = f"{ADVERSE}{COLCHICINE.replace('START', '0 d')}"
    for boundary in ("start", "stop"):
        course = read_course(f"{both}events: [{{what: adverse event, after: {boundary} of anakinra, within: 2 d{named}}}]\n").course
        (found,) = adverse_events(course)
        assert (found.drug, found.assumed) == ("anakinra", assumed)
        assert found.answers["after_drug"] is True


def test_days_after_another_drug_say_nothing_of_the_suspected_one() -> None:
    both = f"{ADVERSE}{COLCHICINE.replace('START', '-30 d')}"
    course = read_course(f"{both}events: [{{what: adverse event, after: start of colchicine, within: 2 d, drug: anakinra}}]\n").course
    assert adverse_events(course)[0].answers["after_drug"] is False


def test_a_drug_that_began_later_is_not_suspected() -> None:
    later = read_course(f"{ADVERSE}{COLCHICINE.replace('START', '10 d')}events: [{{what: adverse event, at: 5 d}}]\n").course
    assert adverse_events(later)[0].drug == "anakinra"
    same_day = read_course(f"{ADVERSE}{COLCHICINE.replace('START', '5 d')}events: [{{what: adverse event, at: 5 d}}]\n").course
    assert adverse_events(same_day)[0].drug is None


def test_care_has_its_thirteen_topics() -> None:
    assert len(TOPICS) == 13
    assert [topic_of(name) for name in TOPICS] == list(TOPICS)
