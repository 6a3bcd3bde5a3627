"""What a session does beside its requests: work in threads, and tasks whose failure is shown and leaves the rest of the page alive."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from typing import TypeVar

from rechallenge.web.requests import Push, ThreadShare

T = TypeVar("T")


class SessionTasks:
    """Work of one session that outlasts a request.

    Parameters
    ----------
    pool
        Threads of the whole server, of which this session takes a share.
    push
        Sends a message to the browser.
    """

    def __init__(self, pool: Executor, push: Push) -> None:
        self._threads, self._push = ThreadShare(pool), push
        self._tasks: set[asyncio.Task[None]] = set()

    async def apart(self, do: Callable[[], T]) -> T:
        """Do something in a thread."""
        return await self._threads.run(do)

    def later(self, work: Awaitable[None], failure: str = "") -> None:
        """Run something beside the session; a failure is shown, as one of `failure`."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:
                print(without_text(error), file=sys.stderr)
                await self._push("failed", {"what": failure, "reason": f"{type(error).__name__}: {error}"})

        task = asyncio.get_running_loop().create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self) -> None:
        """Give up all that still runs."""
        for task in list(self._tasks):
            task.cancel()


def without_text(error: BaseException) -> str:
    """What failed and where, for the log: without the words of the error, in which a record may stand."""
    return "".join((*traceback.format_tb(error.__traceback__), type(error).__name__))
