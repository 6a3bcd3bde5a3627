"""Fits under way or done, by the text that they are of: two sessions with one course share them, and a reload finds them again."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from rechallenge.inference.faults import Fault
from rechallenge.report.steps import Step
from rechallenge.web.findings import Findings
from rechallenge.web.work import Answering, Ended, Report, WorkProgress, WorkResult
from rechallenge.web.workers import Task, Workers

if TYPE_CHECKING:
    from rechallenge.questions.forecast_start import ForecastStart

KEPT = 16
"""Finished jobs kept in memory; older ones come back from the cache on disk."""

MOST_WAITING = 50
"""Jobs that may wait for a worker; each session has one at most, so that all have their turn."""

GRACE_S = 20.0
"""How long a job goes on when nobody looks any more: a page that is loaded again comes back within this."""


def _nothing(_: ForecastStart) -> None: ...


@dataclass(eq=False, slots=True)
class Job:
    """One course being answered.

    Attributes
    ----------
    text
        The course file.
    step
        What is being done; None before it begins and when nothing is.
    began
        When its stage began, by the monotonic clock, in s.
    findings
        The latest answers; the quick ones are replaced by the full ones.
    state
        ``waiting``, ``running``, ``done``, ``failed`` or ``stopped``.
    foresee
        Given the forecast start as soon as there is one, before the answers.
    """

    text: str
    step: Step | None = None
    began: float = 0.0
    findings: Findings | None = None
    state: str = "waiting"
    reason: str | Fault = ""
    task: Task | None = None
    listeners: list[Callable[[], None]] = field(default_factory=list)
    foresee: Callable[[ForecastStart], object] = _nothing

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    def hear(self, report: Report) -> None:
        """Take note of what the worker says, and tell the sessions."""
        self.state = "running"
        if isinstance(report, WorkProgress):
            if self.step is None or self.step.stage != report.step.stage:
                self.began = time.monotonic()
            self.step = report.step
        elif isinstance(report, WorkResult) and isinstance(report.what, Findings):
            self.findings = report.what
        elif isinstance(report, WorkResult):
            self.foresee(cast("ForecastStart", report.what))
            return
        elif isinstance(report, Ended):
            self.state, self.reason, self.step = report.how, report.reason, None
        self.notify()

    def notify(self) -> None:
        """Tell all sessions that look at it that something changed."""
        for listener in list(self.listeners):
            listener()


@dataclass(eq=False, slots=True)
class Jobs:
    """All jobs of one server; `quick_only` stops each at its first answers, `foresee` is given each forecast start ahead of the answers."""

    workers: Workers
    quick_only: bool = False
    foresee: Callable[[ForecastStart], object] = _nothing
    _jobs: OrderedDict[str, Job] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        """Tell those that wait when they move up."""
        self.workers.moved = self._moved

    def full(self, text: str) -> bool:
        """Whether too many wait already for a course to be answered that is not yet."""
        job = self._jobs.get(text)
        return (job is None or job.state in ("failed", "stopped")) and self.workers.n_waiting >= MOST_WAITING

    def place(self, job: Job) -> int:
        """Place of a job among those that wait, from 1; 0 where it does not."""
        return 0 if job.task is None or job.state != "waiting" else self.workers.place(job.task)

    def _moved(self) -> None:
        for job in self._jobs.values():
            if job.state == "waiting":
                job.notify()

    def ask(self, text: str, listener: Callable[[], None]) -> Job:
        """Return the job of a course file, begun if it is not there, and listen to it."""
        job = self._jobs.get(text)
        if job is None or job.state in ("failed", "stopped"):
            job = self._jobs[text] = Job(text, findings=None if job is None else job.findings, foresee=self.foresee)
            job.task = self.workers.submit(Answering(text, self.quick_only), job.hear)
        self._jobs.move_to_end(text)
        if listener not in job.listeners:
            job.listeners.append(listener)
        self._forget()
        return job

    def leave(self, job: Job, listener: Callable[[], None]) -> None:
        """Listen to a job no more; when nobody does for a while, it is stopped."""
        if listener in job.listeners:
            job.listeners.remove(listener)
        if job.listeners or not job.active:
            return
        if self.place(job):  # nothing of it is done: it takes nobody's turn
            self.stop(job)
        else:
            asyncio.get_running_loop().call_later(GRACE_S, self._stop_if_alone, job)

    def stop(self, job: Job) -> None:
        """Stop a job for all who look at it; what it found stays."""
        if job.active and job.task is not None:
            job.state, job.step = "stopped", None
            self.workers.stop(job.task)
            job.notify()

    def _stop_if_alone(self, job: Job) -> None:
        if not job.listeners:
            self.stop(job)

    def _forget(self) -> None:
        for text, job in list(self._jobs.items()):
            if len(self._jobs) <= KEPT:
                return
            if not job.listeners and not job.active:
                del self._jobs[text]
