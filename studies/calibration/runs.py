"""Which runs the kept results came from: how long each took, and on which machine."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

NAME = "runs.jsonl"


@dataclass(frozen=True, slots=True)
class StudyRun:
    """One run of a study, which may have gone on with what another left.

    Attributes
    ----------
    study
        Its name.
    seconds
        Wall-clock time.
    workers
        Processes side by side.
    machine
        Processor, number of its cores, system and Python.
    """

    study: str
    seconds: float
    workers: int
    machine: str


@contextmanager
def noted(study: str, workers: int, folder: Path) -> Iterator[None]:
    """Note in the folder how long a run took, even one that was stopped."""
    start = monotonic()
    try:
        yield
    finally:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / NAME).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(StudyRun(study, monotonic() - start, workers or os.cpu_count() or 1, machine()))) + "\n")


def noted_in(folder: Path) -> tuple[StudyRun, ...]:
    """Runs that a folder tells of."""
    path = folder / NAME
    return tuple(StudyRun(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()


def machine() -> str:
    """Processor, cores, system and Python of the machine that this runs on."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    cores = f"{os.cpu_count()} cores"
    return ", ".join(
        part for part in (model or platform.machine(), cores, platform.system(), f"Python {platform.python_version()}") if part
    )
