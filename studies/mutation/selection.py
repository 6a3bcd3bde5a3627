"""Which tests run a line of the package, by the contexts that coverage kept of a run of the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from coverage import CoverageData

# Tests that a mutant is given, those first that run the fewest lines: they are quick, and mean to test this one.
MOST_TESTS = 600
# Tests of the tree and of the page as a whole need more than the package that was changed.
LEFT_OUT = ("tests/house/", "tests/web/")


class Selection:
    """The tests that run each line, read from a data file of coverage with contexts (``pytest --cov --cov-context=test``).

    Parameters
    ----------
    data_file
        The data file of coverage.
    """

    def __init__(self, data_file: Path) -> None:
        data = CoverageData(str(data_file))
        data.read()
        self._lines: dict[str, dict[int, list[str]]] = {}
        breadth: Counter[str] = Counter()
        for file in data.measured_files():
            module = Path(file).as_posix().rpartition("src/rechallenge/")[2]
            contexts = {line: [_test(c) for c in found if _chosen(c)] for line, found in data.contexts_by_lineno(file).items()}
            self._lines[module] = contexts
            for tests in contexts.values():
                breadth.update(set(tests))
        self._breadth = breadth

    def of(self, module: str, line: int) -> list[str]:
        """Tests that run a line; for one that is run at import, those that run any line of its module."""
        lines = self._lines.get(module, {})
        tests = set(lines.get(line, ()))
        if not tests:
            tests = {test for found in lines.values() for test in found}
        return self._narrowest(tests)

    def _narrowest(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=lambda test: (self._breadth[test], test))[:MOST_TESTS]


def _test(context: str) -> str:
    # what a test is run for ("run", "setup") comes last; its parameters may hold the mark too
    return context.rpartition("|")[0] or context


def _chosen(context: str) -> bool:
    return "::" in context and context.startswith(("tests/", "src/")) and not context.startswith(LEFT_OUT)
