"""The program's own words: each that it needs is there, and is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rechallenge.cli.outcome import printable
from rechallenge.cli.progress import Clock, stage_name
from rechallenge.cli.words import language_of
from rechallenge.report import steps
from rechallenge.report.steps import Step
from rechallenge.vocabulary.catalogues import read_catalogue
from rechallenge.vocabulary.languages import base, languages

SOURCE = Path(steps.__file__).parents[1] / "cli"
ENGLISH = read_catalogue(base().folder / "cli.po")


def test_every_code_in_the_source_has_a_text_and_every_text_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    # codes with a blank in them name a family, as "cli.stage.{…}" does
    written = set(re.findall(r"[\"']cli\.([\w.]+)[{\"']", source)) | set(re.findall(r"self\.text\(f?[\"']([\w.]+)[{\"']", source))
    written |= {name for choice in re.findall(r'code = (".*)', source) for name in re.findall(r'"(\w+)"', choice)}
    written = written | {"error", "warning", "note"}  # severities
    families = tuple(name for name in written if name.endswith("."))
    codes = {code.removeprefix("cli.") for code in ENGLISH}
    assert sorted(name for name in written - codes if not name.endswith(".")) == []
    assert sorted(code for code in codes - written if not code.startswith(families)) == []


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("stage", ["answers", "write"])
@pytest.mark.parametrize("lang", languages())
def test_every_stage_has_a_name(lang: str, stage: steps.Stage, quick: bool) -> None:
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
    assert language_of("fr").code == "fr"


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
