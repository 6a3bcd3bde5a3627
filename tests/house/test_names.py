"""One name, one meaning: no two classes of the project are called the same."""

from __future__ import annotations

import ast
from collections import defaultdict
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
