"""The working processes of the page: one executor of one process for each order at a time, ended in order to stop what it does."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, TypeVar

from rechallenge.execution import end_now, processes
from rechallenge.inference.faults import ComputationError
from rechallenge.questions.registry import questions
from rechallenge.web.work import Ended, Order, Report, WorkResult, ready, work

if TYPE_CHECKING:
    from rechallenge.web.work import Result

R = TypeVar("R")
MOST = max(1, min(4, os.cpu_count() or 1))
"""Processes at once: each fit uses what is left of the cores."""

Listener = Callable[[Report], None]


@dataclass(eq=False, slots=True)
class Task:
    """One order, waiting or being carried out; `listener` hears of it on the loop of the page."""

    order: Order
    listener: Listener
    brief: bool = False
    number: int = field(default_factory=count().__next__)


@dataclass(eq=False, slots=True)
class _Worker:
    pool: Executor
    task: Task | None = None


@dataclass(eq=False, slots=True)
class Workers:
    """Hands orders to executors, in order of arrival. All methods are for the thread of one event loop.

    Attributes
    ----------
    most
        Orders carried out at once.
    executor
        Makes an executor of one worker, which calls what it is given before its first work.
    moved
        Called when those that wait move up.
    """

    most: int = MOST
    executor: Callable[..., Executor] = processes
    moved: Callable[[], object] = lambda: None
    _all: list[_Worker] = field(default_factory=list)
    _waiting: deque[Task] = field(default_factory=deque)
    _closed: bool = False

    def begin(self) -> None:
        """Start one process ahead of the first order."""
        if not self._all and not self._closed:
            self._start()
            questions()  # answers of extensions come through a pipe, which reads only types that are loaded

    def submit(self, order: Order, listener: Listener, *, brief: bool = False) -> Task:
        """Carry out an order when a worker is free; a brief one does not wait for long ones, but has a worker more to take."""
        task = Task(order, listener, brief)
        if brief:
            self._waiting.appendleft(task)
        else:
            self._waiting.append(task)
        self._next()
        return task

    def place(self, task: Task) -> int:
        """Place of an order among those that wait, from 1; 0 where it does not wait."""
        return self._waiting.index(task) + 1 if task in self._waiting else 0

    @property
    def n_waiting(self) -> int:
        """How many orders wait."""
        return len(self._waiting)

    def stop(self, task: Task) -> None:
        """Stop an order: its worker is ended, and another one takes its place. Nothing more is heard of it."""
        if task in self._waiting:
            self._waiting.remove(task)
            self.moved()
        for worker in [each for each in self._all if each.task is task]:
            self._end(worker)
        self.begin()
        self._next()

    def close(self) -> None:
        """End all workers."""
        self._closed = True
        self._waiting.clear()
        for worker in list(self._all):
            self._end(worker)

    def _next(self) -> None:
        while self._waiting and not self._closed:
            worker = next((each for each in self._all if each.task is None), None)
            if worker is None:
                if len(self._all) >= self.most + self._waiting[0].brief:
                    return
                worker = self._start()
            task = self._waiting.popleft()
            try:
                future = worker.pool.submit(work, task.number, task.order)
            except BrokenExecutor:  # it ended as it waited
                self._waiting.appendleft(task)
                self._end(worker)
                continue
            worker.task = task
            self.moved()
            _when_done(future, partial(self._done, worker, task))

    def _start(self) -> _Worker:
        ours, theirs = Pipe(duplex=False)
        worker = _Worker(self.executor(1, ready, theirs))
        self._all.append(worker)
        # it makes ready now; our copy of its end of the pipe is closed when it has its own
        _when_done(worker.pool.submit(os.getpid), lambda _: theirs.close())
        threading.Thread(target=self._listen, args=(worker, ours, asyncio.get_running_loop()), daemon=True).start()
        return worker

    def _listen(self, worker: _Worker, reports: Connection, loop: asyncio.AbstractEventLoop) -> None:
        """Pass on what a worker says on the way, until it says no more."""
        with suppress(EOFError, OSError):
            while True:
                _on(loop, partial(self._hear, worker, *reports.recv()))
        reports.close()

    def _hear(self, worker: _Worker, number: int, report: Report) -> None:
        if worker.task is not None and worker.task.number == number:
            worker.task.listener(report)

    def _done(self, worker: _Worker, task: Task, future: Future[Result]) -> None:
        if worker.task is not task:  # it was stopped
            return
        worker.task = None
        error = future.exception()
        if error is None:
            task.listener(WorkResult(future.result()))
            task.listener(Ended("done"))
        elif isinstance(error, BrokenExecutor):  # out of memory, say: this order has failed, others go on
            self._end(worker)
            task.listener(Ended("failed", "the process ended"))
        else:
            reason = error.fault if isinstance(error, ComputationError) else f"{type(error).__name__}: {error}"
            task.listener(Ended("failed", reason))
        self.begin()
        self._next()

    def _end(self, worker: _Worker) -> None:
        self._all.remove(worker)
        worker.task = None
        end_now(worker.pool)


def _when_done(future: Future[R], do: Callable[[Future[R]], object]) -> None:
    loop = asyncio.get_running_loop()
    future.add_done_callback(lambda done: _on(loop, partial(do, done)))


def _on(loop: asyncio.AbstractEventLoop, do: Callable[[], object]) -> None:
    """Do something on the loop of the page; where that has ended, nobody is left to hear it."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(do)
