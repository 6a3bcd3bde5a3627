"""Processes that draw charts: vl-convert takes its time to start, and holds up all other threads as it draws."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import Any

from rechallenge.report.charts import pen

MOST = 4


class Pens:
    """As many processes as there are cores, `MOST` at the most; they make ready from the moment that they are asked for.

    A chart whose process could not be started, or has died, is drawn in this one.
    """

    def __init__(self) -> None:
        self._all: list[subprocess.Popen[str]] = []
        self._free: SimpleQueue[subprocess.Popen[str] | None] = SimpleQueue()
        for _ in range(min(os.cpu_count() or 1, MOST)):
            started = None
            with suppress(OSError):
                started = subprocess.Popen(
                    [sys.executable, "-m", pen.__name__],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    encoding="utf-8",
                    start_new_session=True,  # Ctrl-C does not reach it: it ends when its input does
                )
                self._all.append(started)
            self._free.put(started)

    def __enter__(self) -> Pens:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for each in self._all:
            each.kill()
            each.communicate()

    def draw(self, specs: Iterable[dict[str, Any]], number_format: dict[str, Any]) -> list[tuple[str, bytes]]:
        """Draw specifications, with numbers in a D3 format: each as SVG and as PDF, in their order."""
        with ThreadPoolExecutor(MOST) as pool:
            return list(pool.map(lambda spec: self._drawn(spec, number_format), specs))

    def _drawn(self, spec: dict[str, Any], number_format: dict[str, Any]) -> tuple[str, bytes]:
        free = self._free.get()
        try:
            if free is not None:
                assert free.stdin is not None
                assert free.stdout is not None
                with suppress(OSError, ValueError):  # what goes wrong there goes wrong again here, and is told
                    print(json.dumps({"spec": spec, "number_format": number_format}), file=free.stdin, flush=True)
                    svg, pdf = json.loads(free.stdout.readline())
                    return svg, bytes.fromhex(pdf)
            return pen.drawn(spec, number_format)
        finally:
            self._free.put(free)
