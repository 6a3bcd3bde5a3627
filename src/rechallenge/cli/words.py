"""The language in which the program speaks to whoever typed the command."""

from __future__ import annotations

import os
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rechallenge.course.problems import Problem
    from rechallenge.presentation.language import Language


class Lang(StrEnum):
    """Languages that there are."""

    en = "en"
    fr = "fr"


def language_of(chosen: Lang | None) -> Language:
    """Return the language asked for, else that of the machine's locale, else English."""
    return _language(chosen.value if chosen else _locale())


def _locale() -> str:
    """Language of the locale; the first variable that is set decides, as POSIX has it."""
    setting = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "fr" if setting.lower().startswith("fr") else "en"


@cache
def _language(code: str) -> Language:
    from rechallenge.presentation.language import LOCALE, Language

    return Language(code, extra=[LOCALE / code / "cli.po"])


def told(problem: Problem, language: Language) -> str:
    """Write a problem in a language, without its place."""
    if language.code == "en":
        from rechallenge.course.wording import ENGLISH

        return " ".join(ENGLISH[code].format(**problem.values) for code in problem.sentences)
    return " ".join(language.text(code, **problem.values) for code in problem.sentences)
