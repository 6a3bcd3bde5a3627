"""Fixtures of the report's tests: a made-up course with its fit and answers, and a language that knows their sentences."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from rechallenge.presentation.language import Language
from rechallenge.report.build import ReportFiles, build_report
from rechallenge.vocabulary.catalogues import read_catalogue

_spec = importlib.util.spec_from_file_location("report_fixtures", Path(__file__).parent / "fixtures.py")
assert _spec is not None
assert _spec.loader is not None
_made_up = importlib.util.module_from_spec(_spec)
sys.modules["report_fixtures"] = _made_up
_spec.loader.exec_module(_made_up)


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    return _made_up


@pytest.fixture(scope="session")
def language() -> Callable[[str], Language]:
    def made(code: str) -> Language:
        known = Language(code)
        known._messages.update(read_catalogue(_made_up.CATALOGUES / f"{code}.po"))
        return known

    return made


@pytest.fixture(scope="session")
def english(language: Callable[[str], Language]) -> Language:
    return language("en")


@pytest.fixture(scope="session")
def built(language: Callable[[str], Language]) -> Callable[..., ReportFiles]:
    """Build a report from the made-up pieces, some of them replaced; identical reports are built once."""
    kept: dict[str, ReportFiles] = {}

    def build(code: str = "en", **changed: Any) -> ReportFiles:
        if not changed and code in kept:
            return kept[code]
        pieces = {"course": _made_up.course(), "answers": _made_up.answers(), "fit": _made_up.fit(), **changed}
        files = build_report(
            pieces["course"],
            pieces["answers"],
            pieces["fit"],
            language=language(code),
            notes=pieces.get("notes", ()),
            version="0.0",
            seed=7,
        )
        if not changed:
            kept[code] = files
        return files

    return build
