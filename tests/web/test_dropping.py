"""A course file dragged onto the page, as a hand does it: the browser itself carries the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rechallenge.web.record import MAX_ROWS
from tests.cli.running import COURSE, WRONG_COURSE
from tests.web.conftest import Visits
from tests.web.using import field, remark

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright")

FIRST = "Anakinra in inflammatory flares of calcinosis in systemic sclerosis"
"""Title of the course that the page opens on."""


def dragged(page: Page, *files: Path, drop: bool = True) -> None:
    """Drag files from a desktop over the middle of the page, and let them go there."""
    line = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", *(("drop",) if drop else ("dragCancel",))):
        line.send("Input.dispatchDragEvent", {"type": kind, "x": 400, "y": 400, "data": data})
        if kind == "dragOver":
            page.locator("#dropping:visible").wait_for()
    line.detach()


def written(folder: Path, text: str | bytes, name: str = "course.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_course_dropped_on_any_tab_is_opened_and_shown(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    page.click("#tab-report")
    dragged(page, written(tmp_path, COURSE, "from-the-ward.yaml"))
    page.locator("#course-name", has_text="A course for tests").wait_for()
    assert page.locator("#panel-course").is_visible()
    assert page.locator("#dropping").is_hidden()
    assert field(page, "events[0].after").input_value() == "stop of anakinra"
    with page.expect_download() as waiting:
        page.click("#save")
    assert waiting.value.suggested_filename == "from-the-ward.yaml"
    page.click("#undo")  # the course that was there before is not lost
    page.locator("#course-name", has_text=FIRST).wait_for()


def test_a_drag_that_goes_away_changes_nothing(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    dragged(page, written(tmp_path, COURSE), drop=False)
    page.locator("#dropping").wait_for(state="hidden")
    assert page.locator("#course-name").inner_text() == FIRST


@pytest.mark.parametrize(("language", "meant"), [("en", "Did you mean"), ("fr", "Vouliez-vous")])
def test_a_wrong_course_that_is_dropped_is_opened_with_each_error_at_its_field(
    visits: Visits, tmp_path: Path, language: str, meant: str
) -> None:
    page = visits.open(language)
    dragged(page, written(tmp_path, WRONG_COURSE))
    remark(page, "observations[0].value").get_by_text(meant).wait_for()
    for path in ("treatments[0].dose", "observations[0].value"):
        assert field(page, path).get_attribute("aria-invalid") == "true"
        assert remark(page, path).locator(".error").is_visible()
    assert page.locator('[data-row="treatments[0]"] .error').count() >= 2  # the dose, and the stop before the start
    assert page.locator("#alerts li", has_text="titel").is_visible()  # a name that no field bears
    assert page.locator("#ask").is_disabled()


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"", b"- just\n- a list\n", b"{\\rtf1 CRP 120}", "CRP 120 le 5 mars".encode("latin-1")],
    ids=["picture", "empty", "list", "letter", "sentence"],
)
def test_what_is_no_course_is_refused_with_a_reason_and_the_course_stays(visits: Visits, tmp_path: Path, content: bytes) -> None:
    page = visits.open()
    dragged(page, written(tmp_path, content, "other.txt"))
    page.locator("#alerts li").first.wait_for()
    assert len(page.locator("#alerts li").first.inner_text()) > 10
    assert page.locator("#course-name").inner_text() == FIRST


def test_several_files_at_once_are_refused(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    dragged(page, written(tmp_path, COURSE, "one.yaml"), written(tmp_path, COURSE, "other.yaml"))
    page.locator("#alerts", has_text="One file at a time").wait_for()
    assert page.locator("#course-name").inner_text() == FIRST


def test_a_file_that_is_too_large_is_refused_before_it_is_read(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    dragged(page, written(tmp_path, "#" * 1_000_001))
    page.locator("#alerts", has_text="too large").wait_for()
    assert page.locator("#course-name").inner_text() == FIRST


def test_a_file_of_a_few_letters_that_would_unfold_into_millions_is_refused(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    doubled = "\n".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40))
    dragged(page, written(tmp_path, f"rechallenge: 1\na0: &a0 [x, x]\n{doubled}\n"))
    page.locator("#alerts li").first.wait_for()
    assert page.locator("#course-name").inner_text() == FIRST


def test_more_rows_than_a_course_can_hold_are_told_and_the_page_goes_on(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    rows = "\n".join(f"  - {{what: CRP, at: {day} d, value: 1 mg/L}}" for day in range(MAX_ROWS + 1))
    dragged(page, written(tmp_path, f"rechallenge: 1\nobservations:\n{rows}\n"))
    page.locator("#alerts li, #faults .warning").first.wait_for()
    field(page, "title").fill("Still alive")
    page.locator("#course-name", has_text="Still alive").wait_for()
