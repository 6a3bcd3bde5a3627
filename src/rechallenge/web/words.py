"""The words of the page, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from rechallenge.course.problems import Problem
from rechallenge.presentation.language import Language
from rechallenge.vocabulary.catalogues import texts
from rechallenge.vocabulary.languages import known_or_base, languages


@cache
def language_of(code: str) -> Language:
    """Return a language; English when there is no such one."""
    return Language(known_or_base(code).code)


@cache
def page_words(code: str) -> Mapping[str, str]:
    """Texts that the page itself fills in, by code, their blanks left as ``{name}``."""
    language = languages()[code]
    return {name: language.typeset(text) for name, text in texts(code).items() if name.startswith("web.")}


def told(problem: Problem, language: Language) -> str:
    """Write a problem in a language, without its place: the page shows it beside its field."""
    return language.note(replace(problem, place=None))


def preferred(accepted: str, fallback: str) -> str:
    """Choose a language from what a browser accepts (``fr-FR,fr;q=0.9``), else the fallback.

    >>> preferred("fr-FR,fr;q=0.9,en;q=0.8", "en")
    'fr'
    """
    for part in accepted.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in languages():
            return code
    return fallback
