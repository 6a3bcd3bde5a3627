"""Naranjo and WHO-UMC as published, and what of them a record answers."""

from __future__ import annotations

from itertools import product

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course
from rechallenge.instruments.adverse_events import adverse_events
from rechallenge.instruments.evidence_level import evidence_level
from rechallenge.instruments.naranjo import POINTS, naranjo
from rechallenge.instruments.who_umc import who_umc

QUESTIONS = tuple(POINTS)
YES = dict.fromkeys(QUESTIONS, True)


@pytest.mark.oracle
def test_naranjo_spans_minus_four_to_thirteen() -> None:
    assert naranjo({}).score == 0
    assert (naranjo({}).low, naranjo({}).high) == (-4, 13)


@pytest.mark.oracle
def test_naranjo_of_a_published_case_of_2018() -> None:
    # PMC6136411, table 1: questions 2, 3, 5 and 10 give 2, 1, 2 and 1; printed as probable
    found = naranjo({"after_drug": True, "improved_on_stopping": True, "other_causes": False, "objective": True})
    assert (found.score, found.band) == (6, "probable")


@pytest.mark.oracle
def test_naranjo_of_a_published_case_of_2024() -> None:
    # World J Clin Cases 2024;12(7):1371, table 1: questions 1, 2, 5 and 10 give 1, 2, -1 and 1
    found = naranjo({"previous_reports": True, "after_drug": True, "other_causes": True, "objective": True})
    assert (found.score, found.band) == (3, "possible")


def test_the_bounds_of_naranjo_hold_every_way_to_answer_the_rest() -> None:
    known = {"after_drug": True, "improved_on_stopping": True, "toxic_level": False, "dose_dependent": False, "earlier_reaction": False}
    rest = [q for q in QUESTIONS if q not in known]
    scores = [
        naranjo(known | {q: a for q, a in zip(rest, answers, strict=True) if a is not None}).score
        for answers in product((True, False, None), repeat=len(rest))
    ]
    found = naranjo(known)
    assert (found.low, found.high) == (min(scores), max(scores))


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("answers", "category"),
    [
        (
            {"after_drug": True, "other_causes": False, "improved_on_stopping": True, "recurred_on_restart": True, "specific": True},
            "certain",
        ),
        ({"after_drug": True, "other_causes": False, "improved_on_stopping": True, "recurred_on_restart": True}, "probable"),
        ({"after_drug": True, "other_causes": False, "improved_on_stopping": True}, "probable"),
        ({"after_drug": True, "other_causes": True, "improved_on_stopping": True}, "possible"),
        ({"after_drug": True, "other_causes": False}, "possible"),
        ({"after_drug": False, "other_causes": True}, "unlikely"),
        ({"after_drug": True, "other_causes": True, "improved_on_stopping": False}, "unlikely"),
        ({"after_drug": True}, "conditional"),
        ({}, "unassessable"),
    ],
)
def test_who_umc_asks_for_all_points_of_a_category(answers: dict[str, bool], category: str) -> None:
    assert who_umc(answers) == category


HEAD = "rechallenge: 1\ntreatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}]\n"


def course(event: str, head: str = HEAD) -> Course:
    return read_course(f"{head}events: [{event}]").course


def test_an_adverse_event_is_held_against_the_drug_that_it_names() -> None:
    found = adverse_events(course("{what: adverse event, drug: Kineret, at: 3 d, objective: yes, other_causes: no}"))[0]
    assert (found.drug, found.assumed) == ("anakinra", False)
    assert found.answers == {"objective": True, "other_causes": False, "after_drug": True}


def test_without_a_name_it_is_held_against_the_only_drug_there_was() -> None:
    found = adverse_events(course("{what: effet indésirable, le: 3 d, objectivé: oui, autres causes: inconnu}"))[0]
    assert (found.drug, found.assumed) == ("anakinra", True)
    assert found.answers == {"objective": True, "after_drug": True}


@pytest.mark.parametrize(("at", "after"), [("-3 d", False), ("-5..5 d", None), ("0..3 d", True)])
def test_that_it_came_after_the_drug_follows_from_the_dates(at: str, after: bool | None) -> None:
    found = adverse_events(course(f"{{what: adverse event, drug: anakinra, at: {at}}}"))[0]
    assert found.answers.get("after_drug") is after


def test_two_drugs_and_no_name_leave_the_drug_open() -> None:
    two = HEAD.replace("]\n", ", {drug: colchicine, dose: 1 mg, every: 1 d, from: 0 d}]\n")
    found = adverse_events(course("{what: adverse event, at: 3 d}", two))[0]
    assert found.drug is None
    assert who_umc(found.answers) == "unassessable"


def test_such_an_answer_about_a_relapse_is_refused() -> None:
    with pytest.raises(CourseError) as caught:
        course("{what: relapse, at: 31 d, other_causes: no}, {what: adverse event, at: 3 d, objective: perhaps, drug: anakinara}")
    assert {p.code for p in caught.value.problems} == {"event.not_adverse", "word.unknown", "event.drug_absent"}


def test_restarts_of_a_drug_beside_the_one_in_question_make_nothing_more_convincing() -> None:
    def restarts(paused: str) -> int:
        gaps = ", interruptions: [{from: 10 d, to: 20 d}, {from: 30 d, to: 40 d}]"
        rows = [("anakinra", "100 mg"), ("methotrexate", "15 mg"), ("colchicine", "1 mg")]
        given = [f"{{drug: {drug}, dose: {dose}, every: 1 d, from: 0 d{gaps if drug == paused else ''}}}" for drug, dose in rows]
        found = evidence_level(read_course(f"rechallenge: 1\ntreatments: [{chr(44).join(given)}]\n").course)
        assert found is not None
        return found.restarts

    assert [restarts(drug) for drug in ("anakinra", "methotrexate", "colchicine")] == [2, 0, 0]


def test_one_course_is_evidence_of_level_four_and_a_simulated_one_of_none() -> None:
    found = evidence_level(read_course(HEAD).course)
    assert found is not None
    assert (found.level, found.restarts) == (4, 0)
    assert evidence_level(read_course(HEAD + "simulated: {}\n").course) is None
    assert evidence_level(Course("t")) is None
