"""Someone who has never seen the page writes the index case from its abstract, by what the page itself says and shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import rechallenge
from tests.web.conftest import ANSWERS_MS, Served, Visits
from tests.web.using import saved

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytest.importorskip("playwright")


class Reader:
    """A reader of the page: knows its visible words, and nothing of what is behind them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, button: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=button, exact=True).click()

    def row(self, table: str, number: int) -> Locator:
        return self.page.get_by_role("group", name=f"{table}, row {number}", exact=True).last

    def fill(self, label: str, text: str, row: Locator | None = None) -> None:
        found = (row or self.page).get_by_label(label, exact=row is None).first
        if found.evaluate("(each) => each.tagName") == "SELECT":
            found.select_option(label=text)
        else:
            found.fill(text)

    def write(self, table: str, number: int, button: str, more: bool = False, **said: str) -> Locator:
        """Fill one row of a table, made by its button where it is not there yet."""
        if not self.page.get_by_role("group", name=f"{table}, row {number}", exact=True).count():
            self.press(button)
        row = self.row(table, number)
        if more:
            self.page.get_by_role("button", name=f"More fields of {table}, row {number}", exact=True).click()
        for label, text in said.items():
            self.fill(LABELS.get(label, label.replace("_", " ").capitalize()), text, row)
        return row


LABELS = {"to": "To (empty: still given)", "value": "Value or word", "change": "or change", "held": "Least dose that held"}


def write_the_index_case(page: Page) -> None:
    me = Reader(page)
    me.press("New")
    # "a 77-year-old woman with limited cutaneous systemic sclerosis"
    me.fill("Title", "Anakinra in flares of calcinosis")
    me.fill("Sex", "female")
    me.fill("Age", "77")
    me.write("Diagnoses", 1, "Add a diagnosis", diagnosis="systemic sclerosis", subtype="limited cutaneous")
    # "colchicine had no effect; prednisone works, but cannot go below 20 mg a day"
    me.write("Treatments", 1, "Add a treatment", drug="colchicine", dose="unknown", effect="no effect")
    me.write("Treatments", 2, "Add a treatment", more=True, drug="prednisone", dose="20 mg", every="daily", held="20 mg")
    me.fill("From", "-60 d", me.row("Treatments", 2))
    # "anakinra 100 mg a day"; "each stop was followed by a relapse"; kept on since
    me.write("Treatments", 3, "Add a treatment", drug="Kineret", dose="100 mg", every="once daily")
    me.fill("From", "0 d", me.row("Treatments", 3))
    for place, (start, end) in enumerate((("30..60 d", "37..90 d"), ("120..150 d", "127..180 d")), 1):
        me.press("Add an interruption", me.row("Treatments", 3))
        inner = me.row("Interruptions", place)
        me.fill("From", start, inner)
        me.fill("To", end, inner)
    # "inflammatory pain and marked inflammation; by day 5 pain and movement better, CRP normal"
    seen = (
        {"day": "0 d", "what": "pain", "value": "severe"},
        {"day": "0 d", "what": "CRP", "value": "markedly raised"},
        {"day": "5 d", "what": "CRP", "value": "normal"},
        {"day": "5 d", "what": "pain", "value": "better"},
        {"day": "5 d", "what": "range of motion", "change": "improved"},
    )
    for number, said in enumerate(seen, 1):
        me.write("Observations", number, "Add an observation", **said)
    # "better" is no value: the page says where it goes
    page.get_by_text("compares with before").wait_for()
    me.fill("Value or word", "", me.row("Observations", 4))
    me.fill("or change", "better", me.row("Observations", 4))
    me.write("Events", 1, "Add an event", what="relapse", after="each stop of anakinra", within="1..14 d")
    # "giant cell arteritis ruled out; calcinosis of shoulders and thighs; both bursae punctured"
    page.get_by_text("Findings, imaging, fluids, diagnoses ruled out").click()
    me.write("Diagnoses ruled out", 1, "Add a diagnosis ruled out", diagnosis="giant cell arteritis")
    me.write("Findings", 1, "Add a finding", what="calcinosis", site="shoulder", side="both")
    me.write("Imaging", 1, "Add an image", method="ultrasound", what="subacromial-subdeltoid bursitis", site="shoulder", side="both")
    for number, cells in enumerate(("5000 /mm3", "7000 /mm3"), 1):
        me.write("Punctured fluids", number, "Add a fluid", what="bursal fluid", site="shoulder", cells=cells)

    page.get_by_text("No error").wait_for()


def test_the_index_case_is_written_from_its_abstract(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    write_the_index_case(page)
    course = rechallenge.check(saved(page, tmp_path)).course
    assert [treatment.drug for treatment in course.treatments] == ["colchicine", "prednisone", "anakinra"]
    assert len([each for each in course.boundaries if each.drug == "anakinra" and each.kind == "stop"]) == 2
    assert len(course.observations) == 5
    assert len(course.events) == 2  # one relapse after each stop


@pytest.mark.slow
def test_what_was_written_from_the_abstract_is_answered(visits: Visits) -> None:
    page = visits.open()
    write_the_index_case(page)
    Reader(page).press("Get the answers")
    page.get_by_role("tab", name="The answers").click()
    page.get_by_role("tab", name="Was it the drug?").wait_for(timeout=ANSWERS_MS)
    sentences = page.locator("#answer-panel-summary .headline p").all_inner_texts()
    assert any("anakinra" in each for each in sentences)
    assert len(sentences) >= 6


def test_answers_of_one_patient_never_stand_beside_the_course_of_another(answered: Served, visits: Visits) -> None:
    page = visits.open()
    page.wait_for_selector("html[data-method]", timeout=ANSWERS_MS)
    Reader(page).press("New")
    page.get_by_text("holds no observation").wait_for()
    for tab in ("The answers", "What if", "Regimens", "The report"):
        page.get_by_role("tab", name=tab, exact=True).click()
        assert page.get_by_text("The answers appear here when").filter(visible=True).count() == 1, tab
    page.get_by_role("tab", name="The course", exact=True).click()
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_role("button", name="Get the answers", exact=True).click()
    page.wait_for_selector("html[data-method][data-job=done]")  # found again, and not computed again
