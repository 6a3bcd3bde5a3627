"""Parsed forms of data files are found again by their text, and never stand in for another text or fail a command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rechallenge.parsed_texts import LARGEST_NUMBER, parsed


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path))


def _never(text: str) -> object:
    raise AssertionError(f"{text} was parsed again")


def test_a_text_is_parsed_once() -> None:
    assert parsed("a", "letters", lambda text: {"found": [text, 1.5, True, None]}) == {"found": ["a", 1.5, True, None]}
    assert parsed("a", "letters", _never) == {"found": ["a", 1.5, True, None]}


def test_another_text_and_another_syntax_are_parsed_anew() -> None:
    parsed("a", "letters", str.upper)
    assert parsed("b", "letters", str.upper) == "B"
    assert parsed("a", "words", str.title) == "A"


@pytest.mark.parametrize("form", [(1, 2), {1: "a"}, {"a": object}, float("nan")])
def test_a_form_that_json_would_change_is_not_kept(form: object) -> None:
    parsed("a", "letters", lambda _: form)
    assert parsed("a", "letters", lambda _: "anew") == "anew"


def test_a_damaged_form_is_parsed_anew(tmp_path: Path) -> None:
    parsed("a", "letters", str.upper)
    (kept,) = (tmp_path / "parsed").iterdir()
    kept.write_text('"A')
    assert parsed("a", "letters", lambda _: "anew") == "anew"
    assert parsed("a", "letters", _never) == "anew"


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "parsed").write_text("a file where the folder should be")
    assert parsed("a", "letters", str.upper) == "A"


def test_an_error_of_the_parser_is_raised_and_not_kept() -> None:
    with pytest.raises(ZeroDivisionError):
        parsed("0", "numbers", lambda text: 1 / int(text))
    assert parsed("0", "numbers", int) == 0


def test_the_oldest_forms_go_when_a_process_keeps_its_first(tmp_path: Path) -> None:
    folder = tmp_path / "parsed"
    folder.mkdir()
    for number in range(LARGEST_NUMBER + 10):
        (folder / str(number)).touch()
        os.utime(folder / str(number), (number, number))
    assert parsed("0", "numbers", int) == 0
    left = {path.name for path in folder.iterdir()}
    assert len(left) == LARGEST_NUMBER
    assert not {str(number) for number in range(11)} & left
