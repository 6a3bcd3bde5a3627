"""Requests of sessions: in their order, none held up by another session, each within a time; jobs wait in a line that is told."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rechallenge.web import jobs as jobs_module
from rechallenge.web import requests as requests_module
from rechallenge.web.jobs import Jobs
from rechallenge.web.requests import Requests, ThreadShare
from rechallenge.web.session import PageSession
from rechallenge.web.words import language_of
from rechallenge.web.work import Answering
from rechallenge.web.workers import Task, Workers
from tests.web.alone import alone

Handler = Callable[..., Awaitable[dict[str, Any]]]


class Browser:
    """What one browser hears, and how it asks."""

    def __init__(self, **handlers: Handler) -> None:
        self.heard: list[dict[str, Any]] = []
        self.closed = False
        self.requests = Requests(handlers, self.push, lambda: language_of("en"), self.close)

    async def push(self, message: str, content: dict[str, Any]) -> None:
        self.heard.append(content)

    async def close(self) -> None:
        self.closed = True


async def echo(value: object) -> dict[str, Any]:
    await asyncio.sleep(0.01 if value == 1 else 0)
    return {"said": value}


async def never() -> dict[str, Any]:
    await asyncio.sleep(60)
    return {}


async def broken() -> dict[str, Any]:
    raise ValueError("it broke")


def test_answers_come_in_the_order_of_the_requests_with_their_numbers() -> None:
    async def scenario() -> list[dict[str, Any]]:
        browser = Browser(echo=echo)
        for number in range(1, 4):
            assert await browser.requests.call(number, "echo", [number]) == {}
        await asyncio.sleep(0.2)
        return browser.heard

    assert alone(scenario()) == [{"number": n, "value": {"said": n}} for n in range(1, 4)]


def test_a_failure_is_told_and_the_next_request_is_answered() -> None:
    async def scenario() -> list[dict[str, Any]]:
        browser = Browser(broken=broken, echo=echo)
        await browser.requests.call(1, "broken", [])
        await browser.requests.call(2, "echo", [])
        await browser.requests.call(3, "echo", [3])
        await asyncio.sleep(0.1)
        return browser.heard

    first, second, third = alone(scenario())
    assert first == {"number": 1, "failed": "ValueError: it broke"}
    assert second["failed"].startswith("TypeError")
    assert third["value"] == {"said": 3}


def test_what_takes_too_long_is_left_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests_module, "DEADLINE_S", 0.05)

    async def scenario() -> list[dict[str, Any]]:
        browser = Browser(never=never, echo=echo)
        await browser.requests.call(1, "never", [])
        await browser.requests.call(2, "echo", [2])
        await asyncio.sleep(0.3)
        return browser.heard

    late, after = alone(scenario())
    assert "takes longer" in late["failed"]
    assert after["value"] == {"said": 2}


def test_more_requests_than_a_page_makes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests_module, "MOST_WAITING", 3)

    async def scenario() -> list[dict[str, Any]]:
        browser = Browser(never=never)
        for number in range(5):
            await browser.requests.call(number, "never", [])
        browser.requests.end()
        return browser.heard

    refused = alone(scenario())
    assert [each["number"] for each in refused] == [3, 4]
    assert all("faster" in each["failed"] for each in refused)


@pytest.mark.parametrize(
    "call", [(None, "echo", []), (1, "end", []), (1, "__class__", []), (1, ["echo"], []), (1, "echo", "text"), (1, {}, {})]
)
def test_what_is_no_request_is_refused(call: tuple[Any, ...]) -> None:
    async def scenario() -> None:
        await Browser(echo=echo).requests.call(*call)

    with pytest.raises((ValueError, TypeError)):
        alone(scenario())


def test_a_session_of_which_nothing_is_asked_is_closed_and_one_that_is_used_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests_module, "IDLE_S", 0.2)

    async def scenario() -> tuple[bool, bool]:
        idle, used = Browser(echo=echo), Browser(echo=echo)
        await idle.requests.call(1, "echo", [0])
        for number in range(8):
            await used.requests.call(number, "echo", [0])
            await asyncio.sleep(0.05)
        return idle.closed, used.closed

    assert alone(scenario()) == (True, False)


def test_what_waits_is_not_carried_out_when_the_browser_has_left() -> None:
    async def scenario() -> int:
        done = []

        async def count() -> dict[str, Any]:
            await asyncio.sleep(0.02)
            done.append(1)
            return {}

        browser = Browser(count=count)
        for number in range(5):
            await browser.requests.call(number, "count", [])
        await asyncio.sleep(0.01)
        browser.requests.end()
        await asyncio.sleep(0.2)
        return len(done)

    assert alone(scenario()) == 0


def test_one_session_cannot_take_all_threads() -> None:
    async def scenario() -> float:
        gate = threading.Event()
        with ThreadPoolExecutor(4) as pool:
            greedy, other = ThreadShare(pool), ThreadShare(pool)
            tasks = [asyncio.create_task(greedy.run(gate.wait)) for _ in range(20)]
            await asyncio.sleep(0.05)
            began = time.monotonic()
            await asyncio.wait_for(other.run(lambda: None), 5)
            seconds = time.monotonic() - began
            gate.set()
            await asyncio.gather(*tasks)
        return seconds

    assert alone(scenario()) < 1


def test_the_loop_goes_on_while_a_course_is_opened_saved_pasted_or_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    def slow(*_: Any) -> Any:
        threads.append(threading.current_thread().name)
        raise RuntimeError("far enough")

    for name in ("opened", "saved", "pasted", "check"):
        monkeypatch.setattr(f"rechallenge.web.session.{name}", slow)

    async def scenario() -> None:
        with ThreadPoolExecutor(2, thread_name_prefix="beside") as pool:
            session = PageSession(Jobs(Workers()), Browser().push, pool)
            for asked in (
                session.open("x"),
                session.save({}, ""),
                session.paste("observations", "x"),
                session.ask({}, ""),
                session.check({}),
            ):
                with pytest.raises(RuntimeError, match="far enough"):
                    await asked

    alone(scenario())
    assert len(threads) == 5
    assert all(name.startswith("beside") for name in threads)


class Line(Workers):
    """Workers that are all busy: orders only wait."""

    def begin(self) -> None:
        return

    def _next(self) -> None:
        return


def test_jobs_know_their_places_and_hear_when_they_move_up() -> None:
    async def scenario() -> tuple[list[int], list[int], list[str]]:
        workers, moved = Line(), list[str]()
        jobs = Jobs(workers)
        listeners = [lambda name=name: moved.append(name) for name in "abc"]
        line = [jobs.ask(f"course {name}", listener) for name, listener in zip("abc", listeners, strict=True)]
        before = [jobs.place(job) for job in line]
        jobs.leave(line[0], listeners[0])
        return before, [jobs.place(job) for job in line], moved

    before, after, moved = alone(scenario())
    assert (before, after) == ([1, 2, 3], [0, 1, 2])
    assert {"b", "c"} <= set(moved)


def test_a_session_that_asks_again_and_again_has_one_place_in_the_line() -> None:
    async def scenario() -> int:
        workers = Line()
        jobs = Jobs(workers)

        def listener() -> None: ...

        for number in range(20):
            job = jobs.ask(f"course {number}", listener)
            if number < 19:
                jobs.leave(job, listener)
        return workers.n_waiting

    assert alone(scenario()) == 1


def test_a_full_line_is_told_and_a_course_that_is_answered_is_still_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "MOST_WAITING", 2)

    async def scenario() -> tuple[bool, bool]:
        jobs = Jobs(Line())
        for number in range(2):
            jobs.ask(f"course {number}", lambda: None)
        return jobs.full("another"), jobs.full("course 0")

    assert alone(scenario()) == (True, False)


def test_workers_tell_that_those_who_wait_have_moved() -> None:
    async def scenario() -> list[int]:
        workers, told = Line(), list[int]()
        workers.moved = lambda: told.append(workers.n_waiting)
        tasks: list[Task] = [workers.submit(Answering(str(number)), lambda _: None) for number in range(2)]
        workers.stop(tasks[0])
        return told

    assert alone(scenario()) == [1]
