"""Running the tests on a mutant, in a copy of the tree."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from studies.mutation.mutants import Mutant
from studies.mutation.selection import Selection

TOP = Path(__file__).resolve().parents[2]
# A mutant whose tests take longer counts as one that they do not notice.
LIMIT_S = 300


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


def tried(mutant: Mutant, tests: Sequence[str], top: Path) -> Result:
    """Run tests on one mutant in a copy of the tree, which is left as it was."""
    if not tests:
        return Result(mutant.name, mutant.line, False, why="no test runs it")
    file = top / "src/rechallenge" / mutant.module
    source = file.read_text(encoding="utf-8")
    try:
        file.write_text(mutant.apply(source), encoding="utf-8")
        # compiled code is told apart by time and size, which a quick change may leave alike
        shutil.rmtree(file.parent / "__pycache__", ignore_errors=True)
        status, output = pytest(tests, top)
    except subprocess.TimeoutExpired:
        return Result(mutant.name, mutant.line, False, why=f"its tests took more than {LIMIT_S} s")
    finally:
        file.write_text(source, encoding="utf-8")
        shutil.rmtree(file.parent / "__pycache__", ignore_errors=True)
    if status == 0:
        return Result(mutant.name, mutant.line, False, why="its tests pass")
    found = re.search(r"^(?:FAILED|ERROR) ((?:tests|src)/\S+)", output, re.MULTILINE)
    return Result(mutant.name, mutant.line, True, by=found[1] if found else f"exit {status}")


def pytest(tests: Sequence[str], top: Path) -> tuple[int, str]:
    """Run tests until one fails; gives the exit status and what was printed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:cov", "--no-header", *tests]
    environment = {**os.environ, "PYTHONPATH": str(top / "src"), "PYTHONDONTWRITEBYTECODE": "", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(command, cwd=top, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    return done.returncode, done.stdout + done.stderr


def run(mutants: Sequence[Mutant], selection: Selection, results: Path, workers: int) -> Iterator[Result]:
    """Try mutants, each result written as it comes; those with a result are not tried again."""
    done = read_results(results)
    left = [m for m in mutants if m.name not in done]
    yield from (done[m.name] for m in mutants if m.name in done)
    trees: SimpleQueue[Path] = SimpleQueue()
    lock = Lock()

    def work(mutant: Mutant) -> Result:
        top = trees.get()
        try:
            result = tried(mutant, selection.of(mutant.module, mutant.line), top)
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
        left = list(tests)
        while left:
            status, output = pytest(left, top)
            found = re.search(r"^(?:FAILED|ERROR) ((?:tests|src)/\S+)", output, re.MULTILINE)
            if status == 0 or found is None:
                break
            failing.append(found[1])
            left = [test for test in left if test != found[1]]
    return failing
