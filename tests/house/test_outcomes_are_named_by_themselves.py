"""No code but an outcome's own file branches on which outcome it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import rechallenge

SOURCES = Path(rechallenge.__file__).parent
NAMES = {"crp", "pain", "motion", "ferritin", "esr"}
# Readers of published data, whose files name the outcome that a study printed.
ALLOWED = {
    "literature/evidence.py",
    "literature/outcomes.py",
}


def _named(node: ast.AST) -> Iterator[ast.expr]:
    """Expressions by which a node decides: sides of a comparison, an index, keys of a dictionary, patterns, members of a container."""
    if isinstance(node, ast.Compare):
        for side in (node.left, *node.comparators):
            yield side
            if isinstance(side, ast.Tuple | ast.List | ast.Set):
                yield from side.elts
    elif isinstance(node, ast.Subscript):
        yield node.slice
    elif isinstance(node, ast.Dict):
        yield from (key for key in node.keys if key is not None)
    elif isinstance(node, ast.MatchValue):
        yield node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop", "startswith"):
        yield from node.args[:1]


def _branches(path: Path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for each in _named(node)
        if isinstance(each, ast.Constant) and each.value in NAMES and hasattr(node, "lineno")
    ]


def test_no_code_outside_of_outcomes_asks_which_outcome_it_is() -> None:
    found = {
        f"{path.relative_to(SOURCES).as_posix()}:{line}"
        for path in SOURCES.rglob("*.py")
        if path.parent != SOURCES / "outcomes" and path.relative_to(SOURCES).as_posix() not in ALLOWED
        for line in _branches(path)
    }
    assert found == set()
    assert len(ALLOWED) <= 8


def test_the_exceptions_are_needed() -> None:
    assert {name for name in ALLOWED if not _branches(SOURCES / name)} == set()


def test_the_test_notices_what_it_is_about(tmp_path: Path) -> None:
    written = tmp_path / "module.py"
    written.write_text('a = {"crp": 1}\nb = a["pain"]\nc = b == "motion" or b in ("crp", "x")\nd = a.get("esr")\n', encoding="utf-8")
    assert sorted(_branches(written)) == [1, 2, 3, 3, 4]
