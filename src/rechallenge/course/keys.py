"""The names of the fields of a course file, in English and French."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from rechallenge.literature.drugs import folded


@cache
def french_keys() -> Mapping[str, tuple[str, ...]]:
    """Return the French names of each field, by its English name; the first is the preferred one."""
    raw = tomllib.loads(files("rechallenge.course").joinpath("keys.toml").read_text(encoding="utf-8"))
    return {english: tuple(names) for english, names in raw.items()}


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
