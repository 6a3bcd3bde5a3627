"""The words of the page, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from rechallenge.course.problems import Problem
from rechallenge.presentation.language import LANGUAGES, LOCALE, Language, english_typography, french_typography, read_catalogue


@cache
def language_of(code: str) -> Language:
    """Return a language with the catalogue of the page; English when there is no such language."""
    known = code if code in LANGUAGES else "en"
    return Language(known, extra=[LOCALE / known / "web.po"])


@cache
def page_words(code: str) -> Mapping[str, str]:
    """Texts that the page itself fills in, by code, their blanks left as ``{name}``."""
    typography = french_typography if code == "fr" else english_typography
    return {name: typography(text) for name, text in read_catalogue(LOCALE / code / "web.po").items()}


def told(problem: Problem, language: Language) -> str:
    """Write a problem in a language, without its place: the page shows it beside its field."""
    return language.note(replace(problem, line=None, column=None))


def preferred(accepted: str, fallback: str) -> str:
    """Choose a language from what a browser accepts (``fr-FR,fr;q=0.9``), else the fallback.

    >>> preferred("fr-FR,fr;q=0.9,en;q=0.8", "en")
    'fr'
    """
    for part in accepted.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return fallback
