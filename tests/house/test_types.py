"""Types say what a value is: `Any` and casts stand at the borders to JSON and to libraries alone, and there are few of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "rechallenge"
MODULES = {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
MOST = 40
"""Uses of `Any` outside imports, and casts, in the whole package."""
# JSON Schema and Vega-Lite, whose parts say their type themselves; what fills a blank of a message; transformations of JAX, which keep
# whatever tree of arrays they are given; libraries without types
TYPED = ("course", "inference", "outcomes", "questions")
"""Packages whose public signatures hold no `Any`."""


def untyped(tree: ast.AST) -> Iterator[int]:
    """Lines of each use of `Any` and of each cast."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("Any", "cast"):
            yield node.lineno


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        for each in inner:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not each.name.startswith("_"):
                yield each


def annotations(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    listed = function.args
    for argument in (*listed.posonlyargs, *listed.args, *listed.kwonlyargs, listed.vararg, listed.kwarg):
        if argument is not None and argument.annotation is not None:
            yield argument.annotation
    if function.returns is not None:
        yield function.returns


def test_few_values_are_of_any_type() -> None:
    found = {module: lines for module, tree in MODULES.items() if (lines := sorted(untyped(tree)))}
    assert sum(map(len, found.values())) <= MOST, found


@pytest.mark.parametrize("package", TYPED)
def test_no_public_signature_is_of_any_type(package: str) -> None:
    found = [
        f"{module}: {function.name}"
        for module, tree in MODULES.items()
        if module.startswith(f"{package}/")
        for function in public_functions(tree)
        if any(True for annotation in annotations(function) for _ in untyped(annotation))
    ]
    assert found == []


def test_a_cast_and_an_any_are_counted() -> None:
    assert list(untyped(ast.parse("from typing import Any, cast\nx: list[Any] = cast(int, 1)"))) == [2, 2]
