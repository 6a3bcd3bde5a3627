"""The program's own words: both languages have all of them, with the same blanks."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from rechallenge.cli.outcome import printable
from rechallenge.cli.progress import Clock, stage_name
from rechallenge.cli.words import Lang, language_of
from rechallenge.presentation.language import LOCALE, read_catalogue
from rechallenge.report import steps
from rechallenge.report.steps import Step

SOURCE = Path(steps.__file__).parents[1] / "cli"
CATALOGUES = {lang: read_catalogue(LOCALE / lang.value / "cli.po") for lang in Lang}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_codes() -> None:
    assert sorted(CATALOGUES[Lang.en]) == sorted(CATALOGUES[Lang.fr])


@pytest.mark.parametrize("code", sorted(CATALOGUES[Lang.en]))
def test_both_languages_fill_the_same_blanks(code: str) -> None:
    assert blanks(CATALOGUES[Lang.en][code]) == blanks(CATALOGUES[Lang.fr][code])


def test_every_code_in_the_source_has_a_text_and_every_text_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    # codes with a blank in them name a family, as "cli.stage.{…}" does
    written = set(re.findall(r"[\"']cli\.([\w.]+)[{\"']", source)) | set(re.findall(r"self\.text\(f?[\"']([\w.]+)[{\"']", source))
    written |= {name for choice in re.findall(r'code = (".*)', source) for name in re.findall(r'"(\w+)"', choice)}
    written = (written | {"error", "warning", "note"}) - {"po"}  # severities; and the name of the catalogue itself
    families = tuple(name for name in written if name.endswith("."))
    codes = {code.removeprefix("cli.") for code in CATALOGUES[Lang.en]}
    assert sorted(name for name in written - codes if not name.endswith(".")) == []
    assert sorted(code for code in codes - written if not code.startswith(families)) == []


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("stage", ["answers", "write"])
@pytest.mark.parametrize("lang", list(Lang))
def test_every_stage_has_a_name(lang: Lang, stage: steps.Stage, quick: bool) -> None:
    assert not stage_name(Step(stage, 0.0, quick), language_of(lang)).startswith("cli.")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_BE"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(settings: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert language_of(None).code == code
    assert language_of(Lang.fr).code == "fr"


def test_the_time_left_follows_from_the_time_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    clock = Clock()
    assert clock.left(Step("nuts", 0.0)) is None
    now[0] = 110.0
    assert clock.left(Step("nuts", 0.25)) == pytest.approx(30.0)
    assert clock.left(Step("answers", 0.25)) is None, "each stage has its own time"


def test_what_a_terminal_would_obey_is_taken_out() -> None:
    assert printable("a\x1b[2J\x07b\u202e\u00a0c\n") == "a [2J b  c "
