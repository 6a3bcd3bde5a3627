"""The language in which the program speaks to whoever typed the command."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import typer

from rechallenge.vocabulary.languages import base, known_or_base, languages

if TYPE_CHECKING:
    from rechallenge.course.problems import Problem
    from rechallenge.presentation.language import Language

METAVAR = f"<{'|'.join(languages())}>"
"""How the help of the command line shows an option that names a language."""


class UnknownChoiceError(typer.BadParameter):
    """A value that is none of those that an option knows."""

    def __init__(self, value: str, known: Sequence[str]) -> None:
        super().__init__(f"{value!r} is not one of {', '.join(map(repr, known))}.")
        self.value = value
        self.known = tuple(known)


def language_code(chosen: str) -> str:
    """Return the code of a language that an option names."""
    if chosen not in languages():
        raise UnknownChoiceError(chosen, tuple(languages()))
    return chosen


def language_of(chosen: str | None) -> Language:
    """Return the language asked for, else that of the machine's locale, else English."""
    return _language(chosen or locale_language())


def locale_language() -> str:
    """Language of the locale; the first variable that is set decides, as POSIX has it."""
    setting = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return known_or_base(setting.lower()[:2]).code


@cache
def _language(code: str) -> Language:
    from rechallenge.presentation.language import Language

    return Language(code)


def problem_text(problem: Problem, language: Language) -> str:
    """Write a problem in a language, without its place; in English as an exception does, with the quotation marks that one types."""
    if language.definition is base():
        return problem.english
    return " ".join(language.text(code, **problem.values) for code in problem.sentences)
