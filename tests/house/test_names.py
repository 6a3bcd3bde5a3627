"""One name, one meaning: no two classes of the project are called the same."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parents[2]


def test_no_class_name_means_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for folder in ("src", "studies"):
        for file in sorted((TOP / folder).rglob("*.py")):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(file.relative_to(TOP).as_posix())
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


# What a word of ours gave way to: the field's own term, or what a thing is (docs and keys of files that others read keep theirs).
GAVE_WAY = {
    "account": "hypothesis",
    "around": "first-dose window",
    "desk": "session",
    "futures": "forecasts",
    "hints": "pseudo-observations",
    "idle": "null",
    "ladder": "search space",
    "ladders": "search space",
    "learning": "contraction",
    "leaving": "exit",
    "lived": "simulate a patient",
    "outlook": "forecast start",
    "pens": "renderer pool",
    "rung": "level",
    "rungs": "levels",
    "signs": "misfit",
    "stated": "causality items",
    "tell": "on_progress, note",
    "told": "text, notes",
    "worlds": "scenarios",
}
# of the packages of the model, which are renamed apart
LATER = ("src/rechallenge/inference/", "src/rechallenge/mechanism/")


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def test_no_module_function_or_class_is_called_by_a_word_that_gave_way() -> None:
    found = []
    for folder in ("src", "studies"):
        for file in sorted((TOP / folder).rglob("*.py")):
            name = file.relative_to(TOP).as_posix()
            if not name.startswith(LATER):
                named = (*_names(ast.parse(file.read_text(encoding="utf-8"))), *file.relative_to(TOP / folder).with_suffix("").parts)
                found += [f"{name}: {each}" for each in named if GAVE_WAY.keys() & set(_words(each))]
    assert found == []


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]
