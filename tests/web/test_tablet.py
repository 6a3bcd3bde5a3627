"""A tablet held upright, with a finger and no mouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import rechallenge
from tests.web.conftest import ANSWERS_MS, Served, Visits
from tests.web.using import answers_of, field, saved, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright")

TABLET = {"width": 768, "height": 1024, "touch": True}

TOO_SMALL = """() => [...document.querySelectorAll('button, a, input, select, textarea, summary, [role=tab]')]
  .filter((each) => each.checkVisibility() && !each.closest('.hidden') && !each.classList.contains('skip') && !each.closest('p, li'))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
  .map(([each, box]) => `${each.tagName} ${each.id} ${each.textContent.slice(0, 30)} ${box.width} x ${box.height}`)"""
"""Targets under 24 px (WCAG 2.2, 2.5.8); links within a sentence are excepted there."""


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.evaluate(TOO_SMALL) == []


def in_sight(page: Page, selector: str) -> bool:
    return bool(
        page.locator(selector).evaluate(
            "(each) => { const box = each.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; }"
        )
    )


def test_a_course_is_written_with_a_finger(visits: Visits, tmp_path: Path) -> None:
    page = visits.open(**TABLET)  # type: ignore[arg-type]
    page.tap("#new")
    assert page.evaluate("'ontouchstart' in window")
    field(page, "title").tap()
    page.keyboard.type("On a tablet")
    field(page, "treatments[0].drug").tap()
    page.keyboard.type("anakinra")
    for name, text in (("dose", "100 mg"), ("every", "1 d"), ("from", "0 d")):
        field(page, f"treatments[0].{name}").tap()
        page.keyboard.type(text)
    for place, (at, value) in enumerate((("0 d", "120 mg/L"), ("5 d", "normal"))):
        if place:
            page.locator('[data-add="observations"]').tap()
        field(page, f"observations[{place}].at").fill(at)
        field(page, f"observations[{place}].what").fill("CRP")
        field(page, f"observations[{place}].value").fill(value)
    page.locator('[data-became="observations[1]"]', has_text="at most 10 mg/L").wait_for()
    page.locator("#ask:not([disabled])").wait_for()
    fits(page)
    page.locator('[data-row="observations[1]"] button[aria-expanded]').tap()
    assert field(page, "observations[1].note").is_visible()
    fits(page)
    page.locator('[data-section="observations"] button', has_text="Paste").tap()
    assert page.locator("#paste-text").is_visible()
    fits(page)
    page.tap("#paste-cancel")
    course = rechallenge.check(saved(page, tmp_path)).course
    assert (course.title, len(course.observations)) == ("On a tablet", 2)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_task_is_within_reach_of_a_finger(answered: Served, visits: Visits, language: str) -> None:
    page = answers_of(visits, language, **TABLET)
    fits(page)
    page.tap("#tab-answers")
    for tab in page.locator("#answers [role=tab]").all():
        tab.tap()
        assert tab.get_attribute("aria-selected") == "true"
        fits(page)
    page.tap("#tab-whatif")
    page.locator('[data-place="1"] .numbers-of dd').first.wait_for()
    page.locator("#try-add").tap()
    page.select_option("#try-1-anakinra", "give")
    fits(page)
    drawn = page.evaluate("window.rechallengeTimings.length")
    slider = page.locator("#try-1-anakinra-dose")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    page.wait_for_function("(before) => window.rechallengeTimings.length > before", arg=drawn)
    assert in_sight(page, "#whatif-chart")  # one sees what the slider does
    page.locator('[data-place="1"] input[type=checkbox]:not([id$="unlocked"])').tap()
    page.tap("#tab-regimens")
    page.tap("#search")
    page.wait_for_selector("table.frontier", timeout=ANSWERS_MS)
    page.locator("table.frontier summary").first.tap()
    fits(page)
    page.tap("#tab-report")
    page.tap("#report-make")
    page.locator("#report-preview iframe").wait_for(timeout=ANSWERS_MS)
    fits(page)
    assert page.locator("#report-pdf").is_enabled()
    page.tap("#theme")
    assert page.get_attribute("html", "data-theme") == "dark"


def test_axe_finds_nothing_against_wcag_on_a_tablet(answered: Served, visits: Visits) -> None:
    page = answers_of(visits, **TABLET)
    found = {}
    for tab in ("course", "answers", "whatif", "regimens", "report"):
        page.tap(f"#tab-{tab}")
        page.wait_for_timeout(300)
        found |= {f"{tab}: {rule}": nodes for rule, nodes in violations(page).items()}
    assert found == {}
