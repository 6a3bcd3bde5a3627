"""Running the tests on a mutant, in a copy of the tree."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import NoReturn

import pytest

from studies.mutation.mutants import Mutant

TOP = Path(__file__).resolve().parents[2]
# A mutant whose tests take longer counts as one that they do not notice.
LIMIT_S = 180
NO_SUCH_TEST, NO_TESTS = 4, 5
TestsOf = Callable[[Mutant], Iterable[Sequence[str]]]
# What the tests import, in memory before any is run.
LIBRARIES = ("hypothesis", "jax", "numpy", "pint", "pydantic", "pytest", "ruamel.yaml", "scipy.stats")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a mutant: `killed` by the test `by`, else it survived (`why`: no test runs it, they took too long, or they pass)."""

    name: str
    line: int
    killed: bool
    by: str | None = None
    why: str | None = None


@contextmanager
def copy_of_the_tree() -> Iterator[Path]:
    """Give a folder with all files that git knows of, to change at will."""
    with tempfile.TemporaryDirectory(prefix="rechallenge-mutant-") as name:
        top = Path(name)
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=True, text=True).stdout
        for file in filter(None, listed.split("\0")):
            if (TOP / file).is_file():
                (top / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(TOP / file, top / file)
        yield top


def tried(mutant: Mutant, tests: Iterable[Sequence[str]], top: Path) -> Result:
    """Run tests on one mutant in a copy of the tree, which is left as it was; groups of tests one after another, until one notices."""
    result = Result(mutant.name, mutant.line, False, why="no test runs it")
    for group in filter(None, tests):
        result = _tried(mutant, group, top)
        if result.killed:
            break
    return result


def _tried(mutant: Mutant, tests: Sequence[str], top: Path) -> Result:
    file = top / "src/rechallenge" / mutant.module
    source = file.read_text(encoding="utf-8")
    try:
        file.write_text(mutant.apply(source), encoding="utf-8")
        # compiled code is told apart by time and size, which a quick change may leave alike
        shutil.rmtree(file.parent / "__pycache__", ignore_errors=True)
        done = run_tests(tests, top)
        # tests of an older tree that are no longer there: pytest then runs none of the others
        if done.status == NO_SUCH_TEST:
            gone = re.findall(r"not found: (.+)$", done.output, re.MULTILINE)
            left = [test for test in tests if not any(found.endswith(test) for found in gone)]
            if left and len(left) < len(tests):
                done = run_tests(left, top)
    except TimeoutError:
        return Result(mutant.name, mutant.line, False, why=f"its tests took more than {LIMIT_S} s")
    finally:
        file.write_text(source, encoding="utf-8")
        shutil.rmtree(file.parent / "__pycache__", ignore_errors=True)
    if done.status == 0:
        return Result(mutant.name, mutant.line, False, why="its tests pass")
    if done.status in (NO_SUCH_TEST, NO_TESTS):
        return Result(mutant.name, mutant.line, False, why="no test runs it")
    return Result(mutant.name, mutant.line, True, by=done.failing or f"exit {done.status}")


@dataclass(frozen=True, slots=True)
class TestRun:
    """A run of pytest: its exit status, the first test that failed (as pytest selects it again), and what was printed."""

    status: int
    failing: str | None
    output: str


class _FirstFailure:
    """A plugin of pytest that writes the first test that failed, or file that cannot be collected, to a file.

    The summary that pytest prints ends a test's name at a dash or at the width of a line; its parameters may hold either.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.failed and not self._file.exists():
            self._file.write_text(report.nodeid, encoding="utf-8")


def run_tests(tests: Sequence[str], top: Path) -> TestRun:
    """Run tests until one fails.

    The process is forked from one that has the libraries in memory already: they take longer to import than most tests to run.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(LIBRARIES))
    with tempfile.TemporaryDirectory(prefix="rechallenge-mutant-") as folder:
        printed, failing = Path(folder, "printed.txt"), Path(folder, "failing.txt")
        process = context.Process(target=_pytest, args=(list(tests), str(top), printed, failing))
        process.start()
        process.join(LIMIT_S)
        if process.exitcode is None:
            if process.pid is not None:
                # with the programs that the tests started
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.join()
            raise TimeoutError(f"more than {LIMIT_S} s")
        return TestRun(
            process.exitcode,
            failing.read_text(encoding="utf-8") if failing.exists() else None,
            printed.read_text(encoding="utf-8", errors="replace"),
        )


def _pytest(tests: list[str], top: str, printed: Path, failing: Path) -> NoReturn:
    os.setsid()
    os.chdir(top)
    os.environ.update(PYTHONPATH=f"{top}/src", PYTHONDONTWRITEBYTECODE="", PYTEST_ADDOPTS="")
    sys.path[:0] = [f"{top}/src", top]
    with printed.open("w", encoding="utf-8") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist", "--no-header", "--tb=no"]
    os._exit(pytest.main([*options, *tests], plugins=[_FirstFailure(failing)]))


def run(mutants: Sequence[Mutant], tests: TestsOf, results: Path, workers: int) -> Iterator[Result]:
    """Try mutants, each with the groups of tests that `tests` gives for it; those that have a result in the file are not tried again."""
    done = read_results(results)
    left = [m for m in mutants if m.name not in done]
    yield from (done[m.name] for m in mutants if m.name in done)
    trees: SimpleQueue[Path] = SimpleQueue()
    lock = Lock()

    def work(mutant: Mutant) -> Result:
        top = trees.get()
        try:
            result = tried(mutant, tests(mutant), top)
        finally:
            trees.put(top)
        with lock, results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(result)) + "\n")
        return result

    def in_trees(number: int) -> Iterator[Result]:
        if number:
            with copy_of_the_tree() as top:
                trees.put(top)
                yield from in_trees(number - 1)
            return
        with ThreadPoolExecutor(workers) as pool:
            yield from pool.map(work, left)

    if left:
        yield from in_trees(workers)


def read_results(file: Path) -> dict[str, Result]:
    """Results kept in a file, by the name of the mutant."""
    if not file.exists():
        return {}
    kept = (Result(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines())
    return {result.name: result for result in kept}


def fail_anyway(tests: Sequence[str]) -> list[str]:
    """Which of some tests fail on the code as it is: what they say of a mutant counts for nothing."""
    failing: list[str] = []
    with copy_of_the_tree() as top:
        # what is no test ("exit 2") would have pytest run none of the others
        left = [test for test in tests if "::" in test]
        while left:
            done = run_tests(left, top)
            if done.status == 0 or done.failing is None:
                break
            failing.append(done.failing)
            left = [test for test in left if test not in (done.failing, done.failing.partition("[")[0])]
    return failing
