"""Every code that the sources ask for has a message, in every language; codes made of parts match at least one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rechallenge
from rechallenge.vocabulary.catalogues import messages
from rechallenge.vocabulary.languages import languages

SOURCES = sorted(Path(rechallenge.__file__).parent.rglob("*.py"))


def asked(tree: ast.AST) -> Iterator[ast.expr]:
    """First arguments of ``language.text(...)`` and ``Message(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func)
            if name == "Message" or re.search(r"\blanguage\.text$|\bwords\.text$", name):
                yield node.args[0]


def patterns(code: ast.expr) -> Iterator[str]:
    """Regular expressions of the codes that an expression can be; none where it is only a name."""
    match code:
        case ast.Constant(value=str(text)):
            yield re.escape(text)
        case ast.IfExp(body=one, orelse=other):
            yield from (*patterns(one), *patterns(other))
        case ast.JoinedStr(values=parts):
            options = [""]
            for part in parts:
                inner = list(patterns(part.value)) if isinstance(part, ast.FormattedValue) else list(patterns(part))
                options = [option + each for option in options for each in inner or [r"[\w./-]+"]]
            yield from options


CODES = sorted(
    {(pattern, path.name) for path in SOURCES for code in asked(ast.parse(path.read_text("utf-8"))) for pattern in patterns(code)}
)


def test_the_sources_are_read() -> None:
    assert len(CODES) > 300


@pytest.mark.parametrize("language", languages())
def test_every_code_of_the_sources_has_a_message(language: str) -> None:
    known = "\n".join(messages(language))
    assert [(code, file) for code, file in CODES if not re.search(rf"^{code}$", known, re.MULTILINE)] == []
