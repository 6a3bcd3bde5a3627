"""The help, and a command line that cannot be understood, told in the language of whoever typed it.

In English typer tells both itself; its texts exist in no other language.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from rechallenge.cli.words import UnknownChoiceError, language_of, locale_language
from rechallenge.vocabulary.languages import base, languages

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language

# typer keeps the general classes to itself
_Usage: type[Exception] = typer.BadParameter.__mro__[1]
_WRONG = 2


def asked_language(arguments: Sequence[str]) -> str | None:
    """Return the language that a command line asks for; None where it asks for none that there is.

    >>> asked_language(["check", "case.yaml", "--lang", "fr"]), asked_language(["--lang=fr"]), asked_language(["--lang", "klingon"])
    ('fr', 'fr', None)
    """
    named = [part.partition("=")[2] for part in arguments if part.startswith("--lang=")]
    named += [after for part, after in pairwise(arguments) if part == "--lang"]
    return next((code for code in named if code in languages()), None)


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for help, which it does as well when it is empty.

    >>> asks_for_help(["check", "-h"]), asks_for_help([]), asks_for_help(["check", "case.yaml"])
    (True, True, False)
    """
    return not arguments or any(part in ("-h", "--help") for part in arguments)


def run(app: typer.Typer) -> None:
    """Run the program; SystemExit with its status."""
    code = asked_language(sys.argv[1:]) or locale_language()
    if code == base().code:
        app(prog_name="rechallenge")
        return
    program = typer.main.get_command(app)
    if asks_for_help(sys.argv[1:]):
        from rechallenge.cli.help_texts import translate

        translate(program, languages()[code])
    try:
        status = program.main(prog_name="rechallenge", standalone_mode=False)
    except _Usage as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            error.show()  # type: ignore[attr-defined]  # the list of commands
        else:
            print(usage_text(error, language_of(code)), file=sys.stderr)
        status = _WRONG
    except typer.Abort:
        print(language_of(code).text("cli.interrupted"), file=sys.stderr)
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


def usage_text(error: Exception, language: Language) -> str:
    """Say what is wrong with a command line, and where help is."""
    context = getattr(error, "ctx", None)
    sentences = [f"{language.text('cli.error')}: {_sentence(error, language)}"]
    if context is not None:
        sentences.append(language.text("cli.usage.help", command=context.command_path))
    return "\n".join(sentences)


def _sentence(error: Exception, language: Language) -> str:
    message, kind = str(getattr(error, "message", "")), type(error).__name__
    quoted = re.search(r"'([^']*)'", message)
    option = getattr(error, "option_name", None) or _option(getattr(error, "param", None))
    if isinstance(error, UnknownChoiceError):
        return language.text("cli.usage.choice", value=error.value, option=option or "", known=error.known)
    if kind == "NoSuchOption":
        near = tuple(getattr(error, "possibilities", None) or ())
        return " ".join([language.text("cli.usage.option", name=option), *([language.text("cli.usage.near", names=near)] if near else [])])
    if kind == "BadOptionUsage":
        return language.text("cli.usage.takes_none" if "does not take" in message else "cli.usage.takes_one", name=option)
    if kind == "MissingParameter":
        return language.text("cli.usage.missing_option", name=option) if option else language.text("cli.usage.missing")
    if option:
        return language.text("cli.usage.value", option=option)
    if message.startswith("No such command") and quoted:
        return language.text("cli.usage.command", name=quoted[1])
    extra = re.search(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", message)
    if extra:
        return language.text("cli.usage.extra", names=extra[1])
    return language.text("cli.usage.wrong")


def _option(parameter: object) -> str:
    """The longest name of an option; nothing for an argument."""
    return next((name for name in sorted(getattr(parameter, "opts", ()), key=len, reverse=True) if name.startswith("-")), "")
