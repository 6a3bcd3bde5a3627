"""Tables of the documentation of the criteria, made from the data that the scorer uses."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.literature.classification import CriteriaSet, Item, criteria_sets
from rechallenge.literature.references import references
from rechallenge.vocabulary.languages import Definition, base, languages


def criteria_tables() -> str:
    """Return each set of criteria: its source, its rules, and the names and points of its items."""
    return "\n\n".join("\n".join(_lines(criteria)) for criteria in criteria_sets().values())


def _lines(criteria: CriteriaSet) -> Iterator[str]:
    source, title = references()[criteria.source], criteria.title[base().code]
    yield f"### `{criteria.name}`"
    yield ""
    yield f"{title[0].upper()}{title[1:]}. {source.citation}." + (f" doi:{source.doi}" if source.doi else "")
    yield ""
    for arm in criteria.arms:
        name = "" if len(criteria.arms) == 1 else f"{arm.id.replace('_', ' ')}: "
        most = f" of {arm.most}" if arm.most is not None else ""
        yield f"- {name}{arm.threshold}{most} points classify."
    yield ""
    names = " | ".join(f"in {language.babel.get_language_name(base().locale)}" for language in _others())
    yield f"| rule | item | {names} | points |"
    yield f"| --- | --- |{' --- |' * len(_others())} --- |"
    for rule, items in (("must be so", criteria.entry), ("must not be so", criteria.exclusion), ("suffices alone", criteria.sufficient)):
        yield from (_row(rule, item, "") for item in items)
    yield from (_row("before points count", item, "") for item in criteria.needed)
    for domain in criteria.domains:
        rule = "one of these" if domain.exclusive else "the highest of these" if len(domain.items) > 1 else ""
        optional = ", ".join(arm.replace("_", " ") for arm in domain.arms)
        for place, item in enumerate(domain.items):
            points = f"{item.weight}" if item.checked else f"{item.weight} (unverified)"
            yield _row((optional or rule) if place == 0 else "", item, points)


def _row(rule: str, item: Item, points: str) -> str:
    translated = " | ".join(item.meaning.get(language.code, "") for language in _others())
    return f"| {rule} | `{item.id}`: {item.meaning[base().code]} | {translated} | {points} |"


def _others() -> list[Definition]:
    """Languages beside that of the documentation."""
    return [language for language in languages().values() if language is not base()]
