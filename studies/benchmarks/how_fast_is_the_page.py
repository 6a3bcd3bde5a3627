"""How long does one wait for the page? Measured in a browser (Chromium or Chrome on the path), on the index case.

Usable: from the address to fields that can be typed in and a timeline. Answers: from the question to what needs no fit, and to the first
answers, of a course that this machine never saw, its programs compiled before. Redraw: from a slider that moved to the new picture, 200
runs over 180 days. Typing: in a course of 500 observations, from a letter to the next frame, and to the timeline that knows it.
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

from studies.benchmarks.measuring import Timing, arguments, program, show

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

USABLE_S, WITHOUT_FIT_S, ANSWERS_S, REDRAW_S, REDRAW_P95_S = 2.0, 5.0, 10.0, 0.100, 0.250
FRAME_S, TIMELINE_S = 0.050, 0.500
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MOVES, LETTERS, OBSERVATIONS = 60, 20, 500

TYPE = """async (value) => {
  const input = document.querySelector('[data-path="observations[%d].value"]');
  const live = document.querySelector("#live");
  const drawn = new Promise((done) => new MutationObserver((_, each) => { each.disconnect(); done(); }).observe(live, { childList: true }));
  const start = performance.now();
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise(requestAnimationFrame);
  const frame = performance.now() - start;
  await drawn;
  return [frame, performance.now() - start];
}"""


def opened(browser: Browser, address: str) -> tuple[Page, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector("#live svg")
    return page, time.perf_counter() - start


def first_answers(page: Page, age: int) -> tuple[float, float]:
    """Seconds until what needs no fit, and until the first answers, of a course that differs from all before."""
    page.wait_for_selector("html[data-method]", timeout=600_000)
    page.wait_for_selector("html[data-job=done]", timeout=600_000)
    page.fill('[data-path="patient.age"]', f"{age} a")
    page.locator("#ask").filter(has_text="changed").wait_for()
    page.evaluate("delete document.documentElement.dataset.method")
    start = time.perf_counter()
    page.click("#ask")
    page.wait_for_selector("#without-fit", state="attached")
    without_fit = time.perf_counter() - start
    page.wait_for_selector("html[data-method]", timeout=600_000)
    return without_fit, time.perf_counter() - start


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


def typing(page: Page, folder: Path) -> tuple[list[float], list[float]]:
    """Seconds from a letter in a long course to the next frame, and to the timeline drawn anew."""
    rows = "".join(f"  - {{what: CRP, at: {day} d, value: {day % 90 + 1} mg/L}}\n" for day in range(OBSERVATIONS))
    drug = "treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]"
    path = folder / "long.yaml"
    path.write_text(f"rechallenge: 1\ntitle: Long\n{drug}\nobservations:\n{rows}")
    page.click("#tab-course")
    page.set_input_files("#file", path)
    page.locator("#course-name", has_text="Long").wait_for()
    page.wait_for_timeout(2000)
    frames, timelines = [], []
    for letter in range(LETTERS):
        frame, timeline = page.evaluate(TYPE % (OBSERVATIONS - 1), f"{letter + 20} mg/L")
        frames.append(frame / 1000.0)
        timelines.append(timeline / 1000.0)
        page.wait_for_timeout(300)
    return frames, timelines


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
            without_fit, answers = zip(*[first_answers(page, 60 + repeat) for repeat in range(options.repeats)], strict=True)
            drawn = sorted(redraws(page))
            frames, timelines = typing(page, Path(scratch))
        finally:
            browser.close()
            server.terminate()
    slow = drawn[min(len(drawn) - 1, round(0.95 * len(drawn)))]
    show(
        [
            Timing("page usable", USABLE_S, tuple(usable), 0.0),
            Timing("what needs no fit, new course", WITHOUT_FIT_S, without_fit, 0.0),
            Timing("first answers, new course", ANSWERS_S, answers, 0.0),
            Timing(f"redraw, {len(drawn)} moves", REDRAW_S, tuple(drawn), 0.0),
            Timing("redraw, 95th percentile", REDRAW_P95_S, (slow,), 0.0),
            Timing(f"a letter, {OBSERVATIONS} observations", FRAME_S, tuple(frames), 0.0),
            Timing("the timeline after it", TIMELINE_S, tuple(timelines), 0.0),
        ],
        as_json=options.json,
    )


if __name__ == "__main__":
    main()
