"""Fits run in processes of their own: shared between sessions, stopped by ending them, and a failure is told and harms nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rechallenge.report.steps import Step
from rechallenge.web import jobs as jobs_module
from rechallenge.web.jobs import Jobs
from rechallenge.web.work import Answering, Ended, WorkProgress, WorkResult
from rechallenge.web.workers import Task, Workers
from tests.web.alone import alone


class Pretended(Workers):
    """Workers that only remember what they were asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Task] = []
        self.ended: list[Task] = []

    def submit(self, order: Any, listener: Any, *, brief: bool = False) -> Task:
        self.asked.append(Task(order, listener, brief))
        return self.asked[-1]

    def stop(self, task: Task) -> None:
        self.ended.append(task)


def one() -> None: ...


def other() -> None: ...


def test_two_sessions_with_one_course_share_one_fit() -> None:
    workers = Pretended()
    jobs = Jobs(workers)
    assert jobs.ask("a course", one) is jobs.ask("a course", other)
    assert jobs.ask("another course", other) is not jobs.ask("a course", one)
    assert len(workers.asked) == 2


def test_both_sessions_hear_how_far_it_is() -> None:
    workers = Pretended()
    heard = []
    job = Jobs(workers).ask("a course", lambda: heard.append("one"))
    job.listeners.append(lambda: heard.append("other"))
    workers.asked[0].listener(WorkProgress(Step("laplace", 0.5)))
    assert heard == ["one", "other"]
    assert job.step == Step("laplace", 0.5)


def test_what_a_slider_needs_is_made_ready_before_the_answers_are_there() -> None:
    heard, ready = list[None](), list[Any]()
    job = Jobs(Pretended(), foresee=ready.append).ask("course", lambda: heard.append(None))
    job.hear(WorkResult("forecast_start"))  # type: ignore[arg-type]
    assert ready == ["forecast_start"]
    assert (heard, job.findings) == ([], None)


def test_a_fit_that_nobody_looks_at_is_stopped_after_a_while_and_one_that_was_only_reloaded_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "GRACE_S", 0.05)

    async def scenario() -> tuple[str, str]:
        workers = Pretended()
        jobs = Jobs(workers)
        left, reloaded = jobs.ask("left", one), jobs.ask("reloaded", one)
        jobs.leave(left, one)
        jobs.leave(reloaded, one)
        jobs.ask("reloaded", other)
        await asyncio.sleep(0.2)
        return left.state, reloaded.state

    assert alone(scenario()) == ("stopped", "waiting")


def test_a_failure_is_told_with_its_reason_and_asking_again_tries_again() -> None:
    workers = Pretended()
    jobs = Jobs(workers)
    job = jobs.ask("a course", one)
    workers.asked[0].listener(Ended("failed", "it broke"))
    assert (job.state, job.reason) == ("failed", "it broke")
    assert jobs.ask("a course", one).state == "waiting"
    assert len(workers.asked) == 2


def test_a_process_that_fails_or_is_stopped_leaves_the_next_order_to_be_done() -> None:
    async def scenario() -> list[str]:
        workers, told = Workers(most=1), []
        done = asyncio.Event()

        def listener(name: str) -> Any:
            def hear(report: Any) -> None:
                if isinstance(report, Ended):
                    told.append(f"{name} {report.how}")
                    done.set()

            return hear

        try:
            stopped = workers.submit(Answering("rechallenge: 1\nobservations: [{what: CRP, at: 5 d, value: normal}]"), listener("stopped"))
            workers.submit(Answering("this is no course"), listener("wrong"))
            workers.stop(stopped)
            await asyncio.wait_for(done.wait(), 60)
        finally:
            workers.close()
        return told

    assert alone(scenario()) == ["wrong failed"]
