"""Many sessions at once: each is answered, and the redraw of one that is looked at stays as quick as it is alone."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.web.alone import alone
from tests.web.conftest import ANSWERS_MS, Served, Visits
from tests.web.crowd import crowd
from tests.web.using import answers_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

SESSIONS, MINUTES, PAUSE_S = 50, 5, 20.0
"""Each session but the watched one does something every twenty seconds: it writes in the course, or tries a regimen."""
MOVES_ALONE = 100
DOSES = ("25", "50", "75", "100", "125", "150")


def moved(page: Page, move: int) -> None:
    """Move the slider of a dose, and wait for the new picture."""
    drawn = page.evaluate("window.rechallengeTimings.length")
    page.locator("#try-1-anakinra-dose").fill(DOSES[move % len(DOSES)])
    page.wait_for_function("(before) => window.rechallengeTimings.length > before", arg=drawn, timeout=ANSWERS_MS)


def watched(visits: Visits) -> Page:
    """A page with answers, on which a slider is under the hand."""
    page = answers_of(visits)
    page.wait_for_selector("html[data-job=done]", timeout=ANSWERS_MS)
    page.click("#tab-whatif")
    page.select_option("#try-1-anakinra", "give")
    for move in range(len(DOSES)):
        moved(page, move)
    return page


def p95(milliseconds: list[float]) -> float:
    return sorted(milliseconds)[math.ceil(0.95 * len(milliseconds)) - 1]


def test_sessions_at_once_are_all_answered_while_one_moves_a_slider(answered: Served, visits: Visits) -> None:
    page = watched(visits)
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(alone, crowd(answered, 5, lambda done: done < 4, 0.2))
        move = 0
        while not others.done():
            moved(page, move)
            move += 1
    visitors = others.result()
    assert [visitor.wrong for visitor in visitors] == [[]] * 5
    assert all(len(visitor.seconds) == 6 for visitor in visitors)


@pytest.mark.slow
def test_fifty_sessions_for_five_minutes_leave_a_redraw_within_twice_what_it_takes_alone(answered: Served, visits: Visits) -> None:
    page = watched(visits)

    def redraws(most: int, until: float) -> list[float]:
        page.evaluate("window.rechallengeTimings.length = 0")
        move = 0
        while move < most and time.monotonic() < until:
            moved(page, move)
            page.wait_for_timeout(500)  # as a hand does
            move += 1
        return list(page.evaluate("window.rechallengeTimings"))

    before = redraws(MOVES_ALONE, math.inf)
    end = time.monotonic() + 60 * MINUTES
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(alone, crowd(answered, SESSIONS - 1, lambda _: time.monotonic() < end, PAUSE_S))
        among = redraws(10_000, end)
        visitors = others.result()
    idle = [*before, *redraws(MOVES_ALONE, math.inf)]
    asked = sorted(seconds for visitor in visitors for seconds in visitor.seconds)
    print(
        f"{SESSIONS} sessions, {len(asked)} requests of the others (median {asked[len(asked) // 2]:.2f} s, longest {asked[-1]:.1f} s); "
        f"redraw, p95: {p95(idle):.0f} ms alone ({len(idle)} moves), {p95(among):.0f} ms among them ({len(among)} moves)"
    )
    assert [visitor.wrong for visitor in visitors] == [[]] * (SESSIONS - 1)
    assert p95(among) <= 2 * p95(idle)
