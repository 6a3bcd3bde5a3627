"""Nothing but its folder names a language: no code compares with one, lists them or looks a text up by one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import rechallenge
from rechallenge.vocabulary.languages import languages

SOURCES = sorted(Path(rechallenge.__file__).parent.rglob("*.py"))


def named(node: ast.AST) -> bool:
    """Whether it is the code of a language, or its name."""
    return isinstance(node, ast.Constant) and node.value in {*languages(), "french", "english"}


def choosing(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others) if any(map(named, (left, *others))):
                yield node
            case ast.Dict(keys=keys) if any(key is not None and named(key) for key in keys):
                yield node
            case ast.Tuple(elts=each) | ast.List(elts=each) | ast.Set(elts=each) if any(map(named, each)):
                yield node
            case ast.MatchValue(value=value) if named(value):
                yield node
            case ast.Subscript(slice=key) if named(key):
                yield node


def test_no_code_chooses_by_the_name_of_a_language() -> None:
    found = {
        f"{path.relative_to(SOURCES[0].parent)}: {ast.unparse(node)}"
        for path in SOURCES
        for node in choosing(ast.parse(path.read_text(encoding="utf-8")))
    }
    # the language in which codes fall back and exceptions speak is named once
    assert found == {"vocabulary/languages.py: languages()['en']"}
