"""The names of the fields of a course file, in every language; the English ones are also those of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from rechallenge.data_files import checked
from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.languages import base, known_or_base, languages
from rechallenge.vocabulary.words import merged, words_at

SUBJECT = "fields"


@cache
def _table() -> Mapping[str, dict[str, list[str]]]:
    return checked(dict[str, dict[str, list[str]]], merged(SUBJECT), SUBJECT)


@cache
def other_names() -> Mapping[str, tuple[str, ...]]:
    """Return the names of each field beside its English one, in all other languages; the preferred one of each language leads its own."""
    return {english: tuple(name for name in names if name != english) for english, names in _table()["fields"].items() if len(names) > 1}


def names_in(english: str, code: str) -> tuple[str, ...]:
    """Return the names of a field in one language, the preferred one first; none where that language has none of its own.

    >>> names_in("dose", "fr")
    ('dose', 'posologie')
    """
    return words_at(known_or_base(code), SUBJECT, "fields", english)


def meant(written: str, known: Iterable[str]) -> str | None:
    """Return the field for which people write such a word though it is not its name, among those known in one place.

    >>> meant("start", ["drug", "from", "to"])
    'from'
    """
    return next((name for name in known if folded(written) in map(folded, _table()["written_for"].get(name, ()))), None)


@cache
def is_field(written: str) -> bool:
    """Whether a name is that of a field of any entry, and so no misspelling of another: "dose" at an event."""
    return any(folded(written) == folded(name) for names in _table()["fields"].values() for name in names)


def spellings(english: str) -> tuple[str, ...]:
    """Return all names of a field, the English one first."""
    return (english, *other_names().get(english, ()))


@cache
def keys_of(known: frozenset[str]) -> Mapping[str, str]:
    """Return the English name by folded spelling, among the fields known in one place.

    The place matters: ``titre`` is the title of a course and the titre of an antibody.
    """
    others = {folded(spelling): name for name in sorted(known) for spelling in spellings(name)}
    return {**others, **{folded(name): name for name in known}}


def key_in(english: str, code: str) -> str:
    """Return the name of a field in a language, the English one where that has none of its own.

    >>> key_in("dose", "en"), key_in("weight", "fr")
    ('dose', 'poids')
    """
    return next(iter(names_in(english, code)), english)


def language_of(names: Iterable[str]) -> str:
    """Return the language in which the fields of a course are named, by how its treatments are called; English where they are not.

    >>> language_of(["titre", "traitements"]), language_of(["title", "treatments"])
    ('fr', 'en')
    """
    written = {folded(str(name)) for name in names}
    found = (code for code in languages() if written & {folded(name) for name in names_in("treatments", code)})
    return next(found, base().code)
