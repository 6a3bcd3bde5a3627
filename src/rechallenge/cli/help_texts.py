"""The help of the commands in another language than the one in which the code says it.

The English texts stand where the commands are defined, and are the keys of ``vocabulary/<language>/help/commands.po`` as usual in gettext:
one entry for each paragraph, each option, and each word of the frame. A text that a language lacks stays English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from typing import TYPE_CHECKING

import typer.core

from rechallenge.parsed_texts import parsed
from rechallenge.vocabulary.languages import Definition

if TYPE_CHECKING:
    from typer._click import Command, Context

CATALOGUE = "help/commands.po"
"""Where a language has them, in its folder."""

FRAME = ("Commands", "default: {default}", "required")
"""Words that typer puts around the texts; its other words are the same in English and French."""

_KEPT_LINES = "\b\n"
"""What a paragraph begins with whose lines stay as they are."""


def paragraphs(help_text: str) -> list[tuple[str, str]]:
    r"""Return the paragraphs of a help text, each with what it begins with; those whose lines do not stay as they are in one line.

    >>> paragraphs("Write a course\nin another format.\n\n\b\n  rechallenge demo")
    [('', 'Write a course in another format.'), ('\x08\n', '  rechallenge demo')]
    """
    parts = help_text.strip("\n").split("\n\n")
    kept = [part.strip("\n").removeprefix(_KEPT_LINES) if part.strip("\n").startswith(_KEPT_LINES) else None for part in parts]
    return [("", " ".join(part.split())) if lines is None else (_KEPT_LINES, lines) for part, lines in zip(parts, kept, strict=True)]


def read_texts(language: Definition) -> Mapping[str, str]:
    """Return the texts of a language by the English ones; none where it brings none."""
    path = language.folder / CATALOGUE
    if not path.is_file():
        return {}
    return parsed(path.read_text(encoding="utf-8"), "help", _texts)


def _texts(text: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    return {str(message.id): str(message.string) for message in read_po(StringIO(text)) if message.id and message.string}


def translate(program: Command, language: Definition) -> None:
    """Put the texts of a language in place of the English ones, in the program and all its commands."""
    texts = read_texts(language)

    def said(english: str) -> str:
        return language.typeset(texts[english]) if english in texts else english

    vars(typer.core)["_"] = said  # its own gettext, which has no language
    for command, context in _commands(program, None):
        parts = paragraphs(command.help or "")
        command.help = "\n\n".join(f"{begin}{texts.get(text, text) if begin else said(text)}" for begin, text in parts)
        _translate_one(command, context, said)


def _commands(command: Command, parent: Context | None) -> Iterator[tuple[Command, Context]]:
    context = command.context_class(command, parent=parent, info_name=command.name, **command.context_settings)
    yield command, context
    for each in getattr(command, "commands", {}).values():
        yield from _commands(each, context)


def _translate_one(command: Command, context: Context, said: Callable[[str], str]) -> None:
    if command.options_metavar:
        command.options_metavar = said(command.options_metavar)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = said(command.subcommand_metavar)
    for option in command.get_params(context):
        if getattr(option, "help", None):
            option.help = said(option.help)  # type: ignore[attr-defined]  # arguments have it as well, in typer
        if option.metavar:
            option.metavar = said(option.metavar)
