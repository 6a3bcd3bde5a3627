"""Every language says the same things: the same codes, with the same blanks."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from rechallenge.presentation.language import _WAYS
from rechallenge.vocabulary.catalogues import catalogues, read_catalogue, texts
from rechallenge.vocabulary.languages import base, languages

OTHERS = [code for code in languages() if code != base().code]


def blanks(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_catalogues_of_english_with_the_same_codes(code: str) -> None:
    def codes(language: str) -> dict[str, set[str]]:
        return {path.name: set(read_catalogue(path)) for path in languages()[language].folder.glob("*.po")}

    assert codes(code) == codes(base().code)


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_fills_the_same_blanks(code: str) -> None:
    english, other = texts(base().code), texts(code)
    # a sentence may need a blank in another form (the article of a drug), never another blank
    assert {name for name, text in english.items() if blanks(text) != blanks(other[name])} == set()


@pytest.mark.parametrize("code", languages())
def test_every_format_named_in_a_catalogue_exists(code: str) -> None:
    used = {spec for text in texts(code).values() for _, field, spec, _ in string.Formatter().parse(text) if field and spec}
    assert used <= set(_WAYS)


@pytest.mark.parametrize("code", languages())
def test_no_code_stands_in_two_catalogues(code: str) -> None:
    codes = [name for path in catalogues(code) for name in read_catalogue(path)]
    assert len(codes) == len(set(codes))


def test_the_texts_of_an_extension_are_english_where_it_lacks_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rechallenge.vocabulary import catalogues as module

    (tmp_path / "en.po").write_text('msgid "made.up"\nmsgstr "Made up"\n', encoding="utf-8")
    monkeypatch.setattr(module, "_FURTHER", [])
    module.add_catalogues(tmp_path)
    assert {texts(code)["made.up"] for code in languages()} == {"Made up"}
    monkeypatch.undo()
    texts.cache_clear()
