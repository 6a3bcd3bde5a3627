"""A course of 500 observations, as a monitor or a laboratory sends it, goes through the page."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from tests.web.conftest import Visits
from tests.web.using import field, remark

pytest.importorskip("playwright")

ROWS = 500
DENSE_MS = 400_000


def long_course(folder: Path) -> Path:
    """Write a record of every day: CRP and pain, low under anakinra and high in the two months without it."""
    chance = random.Random(1)
    rows = []
    for day in range(ROWS):
        off = 150 <= day < 180 or 400 <= day < 430
        if day % 5 == 4:
            rows.append(f"{{what: pain, at: {day} d, value: {min(10, max(0, round(chance.gauss(6 if off else 2, 1))))}}}")
        else:
            rows.append(f"{{what: CRP, at: {day} d, value: {(60 if off else 4) * math.exp(chance.gauss(0, 0.4)):.1f} mg/L}}")
    off = "interruptions: [{from: 150 d, to: 180 d}, {from: 400 d, to: 430 d}]"
    path = folder / "long.yaml"
    path.write_text(
        "rechallenge: 1\ntitle: Every day\ntreatments:\n"
        f"  - {{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, {off}}}\n"
        "observations:\n" + "".join(f"  - {row}\n" for row in rows)
    )
    return path


def test_five_hundred_observations_are_written_judged_and_drawn(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    page.set_input_files("#file", long_course(tmp_path))
    page.locator("#course-name", has_text="Every day").wait_for()
    page.locator(f'[data-became="observations[{ROWS - 1}]"]:not(:empty)').wait_for()
    assert page.locator('#editor [data-became^="observations"]:not(:empty)').count() == ROWS
    before = page.locator("#live svg").inner_html()
    last = field(page, f"observations[{ROWS - 1}].value")
    last.press("Control+a")
    last.press_sequentially("9")  # a letter after another, as a hand does
    page.wait_for_function("(before) => document.querySelector('#live svg').innerHTML !== before", arg=before)
    last.fill("much")
    remark(page, f"observations[{ROWS - 1}].value").locator(".error").wait_for()
    page.locator("#faults button").click()
    assert page.evaluate("document.activeElement.dataset.path") == f"observations[{ROWS - 1}].value"
    last.fill("3")
    last.press("Enter")
    assert page.evaluate("document.activeElement.dataset.path") == f"observations[{ROWS}].at"
    page.click("#undo")
    assert field(page, f"observations[{ROWS}].at").count() == 0


@pytest.mark.slow
def test_five_hundred_observations_are_answered_and_the_page_says_how_long_it_takes(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    page.locator("#stop:visible").click()
    page.set_input_files("#file", long_course(tmp_path))
    page.locator("#course-name", has_text="Every day").wait_for()
    page.locator("#ask:not([disabled])").wait_for()
    page.click("#ask")
    page.locator("#job-text", has_text="for ").wait_for(timeout=DENSE_MS)  # how long it has taken, until it can say
    page.locator("#job-text", has_text="left").wait_for(timeout=DENSE_MS)  # how long it will take
    page.wait_for_selector("html[data-job=done]", timeout=DENSE_MS)
    page.click("#tab-answers")
    assert page.locator("#answer-panel-summary .headline").count() >= 5
    page.click("#answer-timeline")
    page.locator("#answer-panel-timeline .chart svg").wait_for()
    page.click("#tab-whatif")
    page.locator('[data-place="1"] .numbers-of dd').first.wait_for()
    drawn = page.evaluate("window.rechallengeTimings.length")
    page.select_option("#try-1-anakinra", "give")
    page.wait_for_function("(before) => window.rechallengeTimings.length > before", arg=drawn)
