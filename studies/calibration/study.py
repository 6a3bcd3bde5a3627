"""Many virtual patients over all cores, each result kept as soon as it is there: work that was stopped goes on where it was."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import as_completed
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rechallenge.execution import Executors, cores, end_now, processes
from rechallenge.fingerprint import fingerprint
from studies.calibration.cases import Case, Replicate, Said

if TYPE_CHECKING:
    from rechallenge.inference.fit import Method

# What decides the result of a patient. A change of the report's words does not, nor one of the reader: charts of virtual patients say
# what they say in words that tests of the reader hold to their meaning.
DECIDED_BY = ("literature", "analogy", "mechanism", "inference", "questions")
# A process keeps every program that it has compiled, and the system lets it map only so many (65,530 on Linux, which sixty patients
# fill): after some patients others take over. The pool is made anew for that, since one that replaces its own processes stops for good
# in Python 3.11 once its tasks are all handed in (gh-115634).
PATIENTS_A_PROCESS = 48
# Patients with the same drugs, disease process and length of record share programs, and are done in a row; yet each block of numbers, which
# is balanced in all factors, is done before the next.
BLOCK = 256


def program() -> str:
    """Fingerprint of the code and data that decide the result of a patient."""
    return fingerprint(*DECIDED_BY)[:12]


def kept(path: Path) -> dict[str, Replicate]:
    """Results of a file, by the name of their case; a last line that was cut short is not one."""
    found: dict[str, Replicate] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            raw = json.loads(line)
        except json.JSONDecodeError:
            continue
        said = {method: Said(**each) for method, each in raw["said"].items()}
        replicate = Replicate(**{**raw, "case": Case(**raw["case"]), "said": said})
        found[replicate.case.name] = replicate
    return found


def line(replicate: Replicate) -> str:
    """Result as a line of JSON, its numbers to six digits: the results of a long run are published, and more would say nothing."""
    return json.dumps(json.loads(json.dumps(replicate.as_json()), parse_float=lambda digits: float(f"{float(digits):.6g}")))


def _ends_a_line(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _one(case: Case, methods: tuple[Method, ...]) -> Replicate:
    from studies.calibration.replicates import tried

    return tried(case, methods)


def _order(case: Case) -> tuple[object, ...]:
    return case.number // BLOCK, case.process, case.drugs, case.stops > 1, case.record, case.number


def run(
    cases: Iterable[Case],
    methods: Callable[[Case], tuple[Method, ...]],
    path: Path,
    workers: int = 0,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    on_failure: Callable[[Case, Exception], None] = lambda case, failure: None,
    executor: Executors = processes,
) -> Iterator[Replicate]:
    """Try all cases that the file does not hold yet by all their methods, adding each to it; gives the new results.

    Parameters
    ----------
    methods
        By which a case is to be tried.
    path
        File of results, one line of JSON a patient.
    workers
        Processes; by default one a core. They change nothing but the time.
    on_progress
        Told how many are done, and of how many.
    on_failure
        Told which patient could not be tried, and why; it stays undone.
    executor
        Gives what tries them, from the number of workers: processes of this machine, or those of a cluster
        (``lambda _: client.get_executor()`` of Dask).
    """
    cases = list(cases)
    done = kept(path)
    left = sorted((case for case in cases if case.name not in done or not set(methods(case)) <= set(done[case.name].said)), key=_order)
    version = program()
    total, count = len(cases), len(cases) - len(left)
    on_progress(count, total)
    path.parent.mkdir(parents=True, exist_ok=True)
    side_by_side = workers or cores()
    with path.open("a+b") as file:
        if file.tell() and not _ends_a_line(file):
            file.write(b"\n")  # killed while it wrote: what comes next is not to be lost with that line
        for first in range(0, len(left), side_by_side * PATIENTS_A_PROCESS):
            some = left[first : first + side_by_side * PATIENTS_A_PROCESS]
            # Each process has a row of patients of its own: what it compiles serves the next, and no two compile one program at a time.
            length = math.ceil(len(some) / side_by_side)
            rows = [some[place : place + length] for place in range(0, len(some), length)]
            with ExitStack() as stack:
                pools = [stack.enter_context(executor(1)) for _ in rows]
                tried = {pool.submit(_one, case, methods(case)): case for pool, row in zip(pools, rows, strict=True) for case in row}
                try:
                    for future in as_completed(tried):
                        try:
                            replicate = replace(future.result(), program=version)
                        except Exception as failure:
                            on_failure(tried[future], failure)
                            continue
                        file.write(line(replicate).encode() + b"\n")
                        file.flush()
                        count += 1
                        on_progress(count, total)
                        yield replicate
                finally:
                    for pool in pools:
                        end_now(pool)
