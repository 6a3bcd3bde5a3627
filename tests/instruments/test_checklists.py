"""CENT and SCRIBE promise nothing that the record does not hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rechallenge.course.cases import case_path
from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.instruments.checklists import Checklist, checklists, facts_of, fill

BY_NAME = {c.name: c for c in checklists()}


@pytest.mark.oracle
@pytest.mark.parametrize(("name", "items"), [("cent", 25), ("scribe", 26)])
def test_the_checklists_have_their_published_number_of_items(name: str, items: int) -> None:
    assert [item.number for item in BY_NAME[name].items] == [str(n + 1) for n in range(items)]


@pytest.mark.parametrize("checklist", checklists(), ids=lambda c: c.name)
def test_an_empty_record_fills_nothing(checklist: Checklist) -> None:
    found = fill(checklist, Course("t"), analysed=False)
    assert found.with_status("filled") == found.with_status("partial") == ()


@pytest.mark.parametrize("checklist", checklists(), ids=lambda c: c.name)
def test_every_fact_that_an_item_asks_for_is_known(checklist: Checklist) -> None:
    assert {fact for item in checklist.items for fact in item.facts} <= set(facts_of(Course("t"), analysed=True))


def test_the_index_case_holds_its_participant_and_its_replication_and_leaves_the_rest_to_the_author() -> None:
    course = read_course(case_path("index")).course
    found = {item.id: status for item, status in fill(BY_NAME["scribe"], course, analysed=True).statuses}
    assert found["participant"] == found["replication"] == found["analysis"] == "filled"
    assert found["design"] == found["intervention"] == "partial"  # uncertain days; the dose of colchicine is not printed
    assert found["blinding"] == found["ethics"] == found["funding"] == "missing"


def test_a_text_of_the_file_fills_its_item_in_either_language() -> None:
    course = replace(read_course(case_path("index")).course, care={"Financement": "aucun", "blinding": "none", "consent": "given"})
    found = {item.id: status for item, status in fill(BY_NAME["scribe"], course, analysed=True).statuses}
    assert found["funding"] == found["blinding"] == found["ethics"] == "filled"


def test_what_only_a_trial_has_is_not_asked_of_a_course() -> None:
    found = fill(BY_NAME["cent"], read_course(case_path("index")).course, analysed=True)
    assert {item.id for item in found.with_status("not_applicable")} >= {"allocation_concealment", "registration"}
