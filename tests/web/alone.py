"""A scenario in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def alone(scenario: Coroutine[Any, Any, Any]) -> Any:
    """Run a scenario where no loop runs yet; the browser of other tests may keep one running in the thread of the tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, scenario).result()
