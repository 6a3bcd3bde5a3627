"""Measuring whole commands as their user meets them: a new process each time, its wall time, and the most memory it held."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from rechallenge import __version__

LIBRARIES = ("jax", "numpyro", "numpy", "scipy", "pydantic", "typst")


@dataclass(frozen=True)
class Timing:
    """Repeats of one command, in seconds, and its peak memory in MB."""

    what: str
    budget_s: float | None
    seconds: tuple[float, ...]
    peak_mb: float

    @property
    def median(self) -> float:
        """Median of the repeats."""
        return statistics.median(self.seconds)


def program(*arguments: str) -> list[str]:
    """Return the command line of the program as installed beside this Python."""
    return [sys.executable, "-m", "rechallenge", *arguments]


def measure(
    what: str,
    command: Sequence[str],
    *,
    repeats: int,
    budget_s: float | None = None,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> Timing:
    """Run a command several times; `before` puts things in order ahead of each run, and is not timed.

    Raises
    ------
    RuntimeError
        When the command fails, with what it said.
    """
    seconds, peak = [], 0
    for _ in range(repeats):
        if before is not None:
            before()
        start = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with status {process.returncode}:\n{said.decode()}")
        # kilobytes, except on macOS, which counts bytes
        peak = max(peak, usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1))
    return Timing(what, budget_s, tuple(seconds), peak / 1024)


def arguments(description: str, repeats: int) -> argparse.Namespace:
    """Read the options that all benchmarks share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--repeats", type=int, default=repeats, help="runs of each command (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    return parser.parse_args()


def processor() -> str:
    """Name of the processor as the system tells it, else its architecture."""
    try:
        with open("/proc/cpuinfo") as told:
            return next(line.split(":", 1)[1].strip() for line in told if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def machine() -> dict[str, object]:
    """Describe what the figures depend on."""
    affinity = getattr(os, "sched_getaffinity", None)
    threads = len(affinity(0)) if affinity else os.cpu_count()
    versions = {"python": platform.python_version(), "rechallenge": __version__}
    for library in LIBRARIES:
        with suppress(PackageNotFoundError):  # a machine lent for one benchmark need not have all
            versions[library] = version(library)
    return {"processor": processor(), "system": platform.system(), "threads": threads, "versions": versions}


def show(timings: Sequence[Timing], *, as_json: bool) -> None:
    """Print the table of results, or the same as JSON."""
    about = machine()
    if as_json:
        print(json.dumps({"machine": about, "timings": [asdict(timing) for timing in timings]}, indent=2))
        return
    width = max(len(timing.what) for timing in timings)
    print(f"{'seconds':{width}}  median     min     max  runs  budget  peak MB")
    for timing in timings:
        budget = f"{timing.budget_s:.1f}" if timing.budget_s else "–"
        print(
            f"{timing.what:{width}}  {timing.median:6.2f}  {min(timing.seconds):6.2f}  {max(timing.seconds):6.2f}"
            f"  {len(timing.seconds):4d}  {budget:>6}  {timing.peak_mb:7.0f}"
        )
    versions = ", ".join(f"{name} {number}" for name, number in dict(about["versions"]).items())  # type: ignore[call-overload]
    print(f"\n{about['system']} on {about['processor']}, {about['threads']} threads; {versions}\n")
