"""Requests of one session: carried out one after another, beside the loop that all sessions share, and each within a time.

Shiny answers one request at a time for all sessions. So a request is only noted when it comes; its answer is pushed when it is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language

T = TypeVar("T")
Answer = dict[str, Any]
"""What the browser gets, as JSON."""
Push = Callable[[str, Answer], Awaitable[None]]

DEADLINE_S = 60.0
"""What a request may take. A record within the limits of length is read in a second or two."""
MOST_WAITING = 50
"""Requests of one session that may wait; a page sends the next when it has the answer of the last."""
IDLE_S = 8 * 3600.0
"""After which a session of which nothing is asked is freed; its page, when it is looked at again, loads itself anew."""
THREADS_EACH = 2
"""Of all threads, those that one session may have at a time: a report being made, and what is typed meanwhile."""


@dataclass(eq=False, slots=True)
class Requests:
    """Carries out the requests of a session.

    Attributes
    ----------
    handlers
        What can be asked, by name.
    push
        Sends a message to the browser.
    language
        Language of the session, in which a refusal is told.
    close
        Ends the session.
    """

    handlers: Mapping[str, Callable[..., Awaitable[Answer]]]
    push: Push
    language: Callable[[], Language]
    close: Callable[[], Awaitable[None]]
    _order: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _idle: asyncio.TimerHandle | None = None

    async def call(self, number: object, name: object, arguments: object) -> Answer:
        """Note a request; its answer will be pushed with its number."""
        if not isinstance(number, int) or name not in self.handlers or not isinstance(arguments, (list, tuple)):
            raise ValueError("no such request")
        self._awake()
        if len(self._tasks) >= MOST_WAITING:
            await self.push("answered", {"number": number, "failed": self.language().text("web.too_many")})
            return {}
        self._begin(self._carry_out(number, self.handlers[str(name)], arguments))
        return {}

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _awake(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_S, lambda: self._begin(self._close()))

    async def _close(self) -> None:
        await self.close()

    async def _carry_out(self, number: int, handler: Callable[..., Awaitable[Answer]], arguments: list[Any] | tuple[Any, ...]) -> None:
        async with self._order:
            try:
                answer: Answer = {"value": await asyncio.wait_for(handler(*arguments), DEADLINE_S)}
            except TimeoutError:
                answer = {"failed": self.language().text("web.too_long", seconds=round(DEADLINE_S))}
            except Exception as error:
                answer = {"failed": f"{type(error).__name__}: {error}"}
        await self.push("answered", {"number": number, **answer})

    def end(self) -> None:
        """The browser has left: nothing of what waits is carried out any more."""
        if self._idle is not None:
            self._idle.cancel()
        for task in list(self._tasks):
            if task is not asyncio.current_task():
                task.cancel()


class ThreadShare:
    """The threads that one session may have at a time."""

    def __init__(self, pool: Executor) -> None:
        self._pool, self._free = pool, asyncio.Semaphore(THREADS_EACH)

    async def run(self, do: Callable[[], T]) -> T:
        """Do something in a thread; one that nobody waits for any more counts until it is done."""
        loop = asyncio.get_running_loop()
        await self._free.acquire()

        def done(_: Future[T]) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._free.release)

        future = self._pool.submit(do)
        future.add_done_callback(done)
        return await asyncio.wrap_future(future)
