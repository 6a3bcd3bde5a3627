"""The full answers take the place of the first ones while the page is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import COURSE
from tests.web.conftest import Served, Visits
from tests.web.using import field, remark

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("playwright")

SAMPLED_MS = 400_000


@pytest.fixture
def sampling(browser: Browser, tmp_path: Path) -> Iterator[Visits]:
    server = Served(tmp_path, quick=False)
    visits = Visits(browser, server)
    yield visits
    for page in visits:
        page.context.close()
    server.end()
    assert visits.wrong == []


def asked(page: Page) -> None:
    page.locator("#ask:not([disabled])").wait_for()
    page.evaluate("delete document.documentElement.dataset.method")
    page.click("#ask")
    page.wait_for_selector("html[data-method=laplace][data-job=running]", timeout=SAMPLED_MS)


@pytest.mark.slow
def test_the_sampled_answers_replace_the_first_ones_in_place_while_the_page_is_used(sampling: Visits, tmp_path: Path) -> None:
    page = sampling.open()
    page.locator("#stop:visible").click()  # the index case, for a smaller one
    course = tmp_path / "small.yaml"
    course.write_text(COURSE)
    page.set_input_files("#file", course)
    page.locator("#course-name", has_text="A course for tests").wait_for()
    asked(page)

    # a reader in the middle of everything
    page.click("#tab-regimens")
    page.fill("#limit-max_per_week", "3.5")
    page.click("#tab-answers")
    page.focus("#answer-withdrawal")
    page.click("#answer-withdrawal")
    assert "by an approximation" in page.locator("#answers .method").inner_text()
    page.click("#tab-whatif")
    page.select_option("#try-0-anakinra", "give")
    page.fill('[data-place="0"] .name', "Half")
    page.evaluate("document.querySelector('#try-0-anakinra-dose').dataset.same = 'slider'")

    # nothing waits for the sampler: sliders redraw, rows are judged, progress is told
    page.locator("#job-bar:visible").wait_for()
    for dose in ("25", "50", "75"):
        drawn = page.evaluate("window.rechallengeTimings.length")
        page.fill("#try-0-anakinra-dose", dose)
        page.wait_for_function("(before) => window.rechallengeTimings.length > before", arg=drawn)
    page.click("#tab-course")
    field(page, "observations[1].value").fill("nromal")
    remark(page, "observations[1].value").get_by_text("Did you mean").wait_for()
    page.keyboard.press("Control+z")
    page.locator("#faults", has_text="No error").wait_for()
    assert page.get_attribute("html", "data-job") == "running", "the sampler was done before the page was tried"
    page.locator("#job-text", has_text="left").wait_for(timeout=SAMPLED_MS)
    assert 0.0 < float(page.get_attribute("#job-bar", "value") or 0.0) < 1.0
    page.click("#tab-answers")
    page.focus("#answer-withdrawal")
    drawn = page.evaluate("window.rechallengeTimings.length")

    page.wait_for_selector("html[data-method=nuts][data-job=done]", timeout=SAMPLED_MS)
    # the answers are others, the reader is where he was
    page.locator("#answers .method", has_text="Full answers, by sampling").wait_for()
    page.locator("#answer-panel-withdrawal .chart svg").wait_for()
    assert page.locator("#answer-withdrawal").get_attribute("aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "answer-withdrawal"
    page.wait_for_function("(before) => window.rechallengeTimings.length > before", arg=drawn)  # the curves follow by themselves
    page.click("#tab-whatif")
    assert page.input_value('[data-place="0"] .name') == "Half"
    assert page.evaluate("document.querySelector('#try-0-anakinra-dose').dataset.same") == "slider"
    assert page.input_value("#limit-max_per_week") == "3.5"
    assert page.locator("#job-bar").is_hidden()

    # another course: stopped, it keeps its first answers and says so
    page.click("#tab-course")
    field(page, "patient.age").fill("81 a")
    page.locator("#ask", has_text="changed").wait_for()
    asked(page)
    page.click("#stop")
    page.locator("#job-text", has_text="Stopped").wait_for()
    page.click("#tab-answers")
    page.locator("#answers .method", has_text="by an approximation").wait_for()
    assert page.locator("#answer-panel-withdrawal .lead").is_visible()
    assert page.locator("#ask").is_enabled()
