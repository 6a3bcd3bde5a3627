"""The help of each command stands in each language of the package: every text, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from rechallenge.cli import app
from rechallenge.cli.help_texts import FRAME, paragraphs, read_texts, translate
from rechallenge.vocabulary.languages import Definition, base, languages
from tests.cli.running import run
from tests.cli.test_start import COMMANDS

TRANSLATED = [each for each in languages().values() if each is not base()]
# "rechallenge demo    the report on a published case": the example has words beside it
_TOLD = re.compile(r"\S {2,}[a-z]")
# one word in all languages
_SAME = {"FORMAT", "MG", "N", "ML/MIN", "[OPTIONS]", "<en|fr>", "[QUESTION]..."}


def _commands() -> Iterator[object]:
    program = typer.main.get_command(app)
    yield program
    yield from program.commands.values()  # type: ignore[attr-defined]


def english_texts() -> set[str]:
    """All that the help says, in English."""
    found = {*FRAME, "Show this message and exit."}
    for command in _commands():
        found |= {text for begin, text in paragraphs(command.help) if not begin or _TOLD.search(text)}  # type: ignore[attr-defined]
        found |= {getattr(command, "subcommand_metavar", None)} - {None}
        for option in command.params:  # type: ignore[attr-defined]
            found |= {option.help, option.metavar} - {None}
    return found - _SAME


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda each: each.code)
def test_each_text_of_the_help_stands_in_each_language_and_no_other_does(language: Definition) -> None:
    assert set(read_texts(language)) == english_texts()


def test_the_help_of_a_command_holds_no_english_text(tmp_path: Path) -> None:
    english = {text for text in english_texts() if " " in text and not text.startswith("[")}
    for command in COMMANDS:
        done = run(command, "--help", "--lang", "fr", cache=tmp_path)
        shown = " ".join(re.sub(r"[│╭╮╰╯─]", " ", done.stdout).split())
        assert done.returncode == 0
        assert "Affiche cette aide" in shown
        assert [text for text in english if text in shown] == []


def test_the_list_of_commands_is_in_the_language_of_the_machine(tmp_path: Path) -> None:
    for arguments in ([], ["--help"]):
        done = run(*arguments, cache=tmp_path, LC_ALL="fr_FR.UTF-8")
        assert "Commandes" in done.stdout + done.stderr
        assert "Pour commencer" in done.stdout + done.stderr


def test_a_language_without_help_leaves_it_in_english(tmp_path: Path) -> None:
    from dataclasses import replace

    program = typer.main.get_command(app)
    before = [text for _, text in paragraphs(program.help or "")]
    translate(program, replace(TRANSLATED[0], folder=tmp_path))
    assert [text for _, text in paragraphs(program.help or "")] == before
