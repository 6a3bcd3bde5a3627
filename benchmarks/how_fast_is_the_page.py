"""How long does one wait for the page? Measured in a browser (Chromium or Chrome on the path), on the index case.

Usable: from the address to fields that can be typed in and a timeline. Answers: from the same to the first answers of a course that
this machine never saw, its programs compiled before. Redraw: from a slider that moved to the new picture, 200 runs over 180 days.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measuring import Timing, arguments, program, show

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

USABLE_S, ANSWERS_S, REDRAW_S, REDRAW_P95_S = 2.0, 10.0, 0.100, 0.250
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MOVES = 60


def opened(browser: Browser, address: str) -> tuple[Page, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector("#live svg")
    return page, time.perf_counter() - start


def first_answers(page: Page, age: int) -> float:
    """Seconds until the first answers of a course that differs from all before."""
    page.wait_for_selector("html[data-method]", timeout=600_000)
    page.wait_for_selector("html[data-job=done]", timeout=600_000)
    page.fill('[data-path="patient.age"]', f"{age} a")
    page.locator("#ask").filter(has_text="changed").wait_for()
    page.evaluate("delete document.documentElement.dataset.method")
    start = time.perf_counter()
    page.click("#ask")
    page.wait_for_selector("html[data-method]", timeout=600_000)
    return time.perf_counter() - start


def redraws(page: Page) -> list[float]:
    """Seconds of each redraw while a slider moves."""
    page.wait_for_selector("html[data-job=done]", timeout=600_000)
    page.click("#tab-whatif")
    page.select_option("#try-1-anakinra", "give")
    page.wait_for_timeout(3000)
    slider = page.locator("#try-1-anakinra-dose")
    for move in range(MOVES + 5):
        if move == 5:  # the first ones compile
            page.evaluate("window.rechallengeTimings.length = 0")
        slider.fill(str((25, 50, 75, 100, 125, 150)[move % 6]))
        page.wait_for_timeout(200)
    return [ms / 1000.0 for ms in page.evaluate("window.rechallengeTimings")]


def main() -> None:
    options: Any = arguments(__doc__ or "", repeats=3)
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        sys.exit(f"The page is measured in a browser: one of {', '.join(BROWSERS)}.")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        environment = {**os.environ, "RECHALLENGE_CACHE": str(Path(scratch) / "cache")}
        server = subprocess.Popen(
            program("serve", "--port", "0", "--quick", "--no-open"), env=environment, stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        try:
            page, _ = opened(browser, address)
            first_answers(page, 50)  # compiles
            usable = []
            for _ in range(options.repeats):
                again, seconds = opened(browser, address)
                usable.append(seconds)
                again.close()
            answers = [first_answers(page, 60 + repeat) for repeat in range(options.repeats)]
            drawn = sorted(redraws(page))
        finally:
            browser.close()
            server.terminate()
    slow = drawn[min(len(drawn) - 1, round(0.95 * len(drawn)))]
    show(
        [
            Timing("page usable", USABLE_S, tuple(usable), 0.0),
            Timing("first answers, new course", ANSWERS_S, tuple(answers), 0.0),
            Timing(f"redraw, {len(drawn)} moves", REDRAW_S, tuple(drawn), 0.0),
            Timing("redraw, 95th percentile", REDRAW_P95_S, (slow,), 0.0),
        ],
        as_json=options.json,
    )


if __name__ == "__main__":
    main()
