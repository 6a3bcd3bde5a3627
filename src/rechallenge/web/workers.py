"""The working processes of the page: as many as there are cores, started before they are needed, ended to stop what they do."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from rechallenge.questions.registry import questions
from rechallenge.web.work import Ended, Order, Report, work

MOST = max(1, min(4, os.cpu_count() or 1))
"""Processes at once: each fit uses what is left of the cores."""

Listener = Callable[[Report], None]


@dataclass(eq=False, slots=True)
class Task:
    """One order, waiting or being carried out; `listener` hears of it on the loop of the page."""

    order: Order
    listener: Listener
    brief: bool = False
    stopped: bool = False


@dataclass(eq=False, slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: Task | None = None


@dataclass(eq=False, slots=True)
class Workers:
    """Hands orders to working processes, in order of arrival. All methods are for the thread of one event loop."""

    most: int = MOST
    _all: list[_Worker] = field(default_factory=list)
    _waiting: deque[Task] = field(default_factory=deque)
    _closed: bool = False

    def begin(self) -> None:
        """Start one process ahead of the first order."""
        if not self._all and not self._closed:
            self._start()
            questions()  # answers of extensions come through a pipe, which reads only types that are loaded

    def submit(self, order: Order, listener: Listener, *, brief: bool = False) -> Task:
        """Carry out an order when a process is free; a brief one does not wait for long ones, but has a process more to take."""
        task = Task(order, listener, brief)
        if brief:
            self._waiting.appendleft(task)
        else:
            self._waiting.append(task)
        self._next()
        return task

    def stop(self, task: Task) -> None:
        """Stop an order: its process is ended, and another one takes its place. Nothing more is heard of it."""
        task.stopped = True
        if task in self._waiting:
            self._waiting.remove(task)
        for worker in [each for each in self._all if each.task is task]:
            self._end(worker)
        self.begin()
        self._next()

    def close(self) -> None:
        """End all processes."""
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
            worker.task = self._waiting.popleft()
            try:
                worker.pipe.send(worker.task.order)
            except OSError:
                self._waiting.appendleft(worker.task)
                self._end(worker)

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs,), name="rechallenge-worker", daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._all.append(worker)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(worker, loop), daemon=True).start()
        return worker

    def _listen(self, worker: _Worker, loop: asyncio.AbstractEventLoop) -> None:
        """Pass on what a process says, until it says no more."""
        try:
            while True:
                report = worker.pipe.recv()
                loop.call_soon_threadsafe(self._hear, worker, report)
        except (EOFError, OSError):
            pass
        except Exception as error:  # what it sent could not be read
            report = Ended("failed", f"{type(error).__name__}: {error}")
            _quietly(lambda: loop.call_soon_threadsafe(self._hear, worker, report))
        _quietly(lambda: loop.call_soon_threadsafe(self._lost, worker))

    def _hear(self, worker: _Worker, report: Report) -> None:
        task = worker.task
        if isinstance(report, Ended):
            worker.task = None
        if task is not None and not task.stopped:
            task.listener(report)
        if isinstance(report, Ended):
            self._next()

    def _lost(self, worker: _Worker) -> None:
        """A process ended by itself (out of memory, say): its order has failed, others go on."""
        if worker not in self._all:
            return
        self._hear(worker, Ended("failed", f"the process ended ({worker.process.exitcode})"))
        self._end(worker)
        self.begin()
        self._next()

    def _end(self, worker: _Worker) -> None:
        self._all.remove(worker)
        worker.task = None
        worker.process.terminate()
        worker.pipe.close()


def _quietly(do: Callable[[], object]) -> None:
    """Do something that fails only where the loop of the page has ended, and nobody is left to hear it."""
    try:
        do()
    except RuntimeError:
        return
