"""The words of the page, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from rechallenge.course.problems import Problem
from rechallenge.presentation.language import Language
from rechallenge.vocabulary.catalogues import messages
from rechallenge.vocabulary.languages import Definition, known_or_base, languages
from rechallenge.vocabulary.messages import Template


@cache
def language_of(code: str) -> Language:
    """Return a language; English when there is no such one."""
    return Language(known_or_base(code).code)


@cache
def page_words(code: str) -> Mapping[str, str | dict[str, object]]:
    """Texts that the page itself fills in, by code, their blanks left as ``{name}``; all forms of those that depend on a number."""
    language = languages()[code]
    return {name: _shown(template, language) for name, template in messages(code).items() if name.startswith("web.")}


def _shown(template: Template, language: Definition) -> str | dict[str, object]:
    forms = [language.typeset(text) for text in template.forms]
    if not template.counted:
        return forms[0]
    # a browser tells the category of a number, not its form
    numbers = [Decimal(n) for n in (*range(101), 1_000_000, "0.5", "1.5")]
    categories = {language.babel.plural_form(n): template.rule(n) for n in reversed(numbers)}
    return {"counted": template.counted, "forms": forms, "form": categories}


def problem_text(problem: Problem, language: Language) -> str:
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
