"""What the fields of the page suggest, from its catalogue and the outcomes; tests hold that a course file knows all these words."""

from __future__ import annotations

from rechallenge.course.model import Course
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import cotreatments, folded, known_drugs
from rechallenge.outcomes import outcomes
from rechallenge.presentation.language import Language

LISTS = ("what", "event", "every", "change", "unknown")
"""Lists of words in the catalogue (``web.words.<list>``), separated by bars."""


def suggestions(language: Language) -> dict[str, list[str]]:
    """Return the suggested words by list."""
    found = {name: [word.strip() for word in language.text(f"web.words.{name}").split("|")] for name in LISTS}
    for outcome in outcomes().values():
        found[f"value-{outcome.name}"] = [word.leading(language.code) for word in outcome.words]
    found["drug"] = [language.drug(name) for name in (*known_drugs(), *cotreatments())]
    return found


def choices(field: str, language: Language) -> list[dict[str, str]]:
    """Return a closed list as options: what the file says, and how the language says it."""
    return [{"value": name, "text": language.text(f"web.choice.{field}.{name}")} for name in vocabulary().choices[field]]


def variables() -> dict[str, str]:
    """Return which outcome each known name means, without accents and capitals; ``other`` for what is shown only."""
    known = {folded(name): outcome.name for outcome in outcomes().values() for name in (outcome.name, *outcome.names)}
    return {**{folded(name): "other" for name in vocabulary().shown_only}, **known}


def boundary_phrases(course: Course | None, language: Language) -> list[str]:
    """Return the starts and stops that an event of this course may follow, as a file writes them."""
    phrases: list[str] = []
    for boundary in course.boundaries if course is not None else ():
        assert course is not None
        several = sum(each.drug == boundary.drug and each.kind == boundary.kind for each in course.boundaries) > 1
        of = language.of_drug(boundary.drug)
        kind = language.text(f"web.boundary.{boundary.kind}")
        if several:
            phrases.append(f"{language.text(f'web.boundary.each_{boundary.kind}')} {of}")
        phrases.append(f"{kind} {boundary.occurrence} {of}" if several else f"{kind} {of}")
    return list(dict.fromkeys(phrases))
