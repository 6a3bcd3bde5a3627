"""A scenario in a thread of its own, and workers that leave it alone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rechallenge.web.workers import Task, Workers


def alone(scenario: Coroutine[Any, Any, Any]) -> Any:
    """Run a scenario where no loop runs yet; the browser of other tests may keep one running in the thread of the tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, scenario).result()


class Idle(Workers):
    """Workers that carry nothing out."""

    def submit(self, order: Any, listener: Any, *, brief: bool = False) -> Task:
        return Task(order, listener, brief)

    def begin(self) -> None:
        return
