"""The texts of published data stand in every language of the package; another language shows those that it lacks in English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import rechallenge
from rechallenge.presentation.language import Language
from rechallenge.vocabulary.languages import base, languages

ROOT = Path(rechallenge.__file__).parent
FILES = [path for folder in ("literature", "outcomes") for kind in ("*.toml", "*.yaml") for path in sorted((ROOT / folder).rglob(kind))]


def in_languages(data: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Parts of a file that hold a text in English, with their places."""
    if isinstance(data, dict):
        if base().code in data:
            yield place, data
        for key, value in data.items():
            yield from in_languages(value, f"{place}.{key}")
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from in_languages(value, f"{place}[{number}]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_text_of_published_data_is_missing_in_a_language_of_the_package(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    data = tomllib.loads(text) if path.suffix == ".toml" else YAML(typ="safe", pure=True).load(text)
    missing = {place: set(languages()) - set(found) for place, found in in_languages(data) if not set(languages()) <= set(found)}
    assert missing == {}


def test_a_text_that_a_data_file_lacks_is_shown_in_english() -> None:
    assert Language("fr").published({"en": "gout"}) == "gout"
    assert Language("fr").published({"en": "gout", "fr": "goutte"}) == "goutte"
