"""The names of the fields of a course file, in English and French."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from rechallenge.literature.drugs import folded


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("rechallenge.course").joinpath("keys.toml").read_text(encoding="utf-8"))


@cache
def french_keys() -> Mapping[str, tuple[str, ...]]:
    """Return the French names of each field, by its English name; the first is the preferred one."""
    return {english: tuple(names) for english, names in _table()["french"].items()}


def meant(written: str, known: Iterable[str]) -> str | None:
    """Return the field for which people write such a word though it is not its name, among those known in one place.

    >>> meant("start", ["drug", "from", "to"])
    'from'
    """
    return next((name for name in known if folded(written) in map(folded, _table()["written_for"].get(name, ()))), None)


def spellings(english: str) -> tuple[str, ...]:
    """Return all names of a field, the English one first."""
    return (english, *french_keys().get(english, ()))


@cache
def keys_of(known: frozenset[str]) -> Mapping[str, str]:
    """Return the English name by folded spelling, among the fields known in one place.

    The place matters: ``titre`` is the title of a course and the titre of an antibody.
    """
    french = {folded(spelling): name for name in sorted(known) for spelling in spellings(name)}
    return {**french, **{folded(name): name for name in known}}


def key_in(english: str, code: str) -> str:
    """Return the name of a field in a language, the English one where that has none of its own.

    >>> key_in("dose", "en"), key_in("weight", "fr")
    ('dose', 'poids')
    """
    names = _table().get(_table()["tables"].get(code, ""), {}).get(english)
    return str(names[0]) if names else english
