"""The phrases with which charts write values, from ``values.toml`` of each language, compared without accents and case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.words import merged


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by what they do to a value; a pattern matches any of them, in a text without accents and in small letters."""

    connectors: str
    about: str
    about_fraction: float
    about_points: float
    at_most: str
    at_least: str
    between: str
    and_: str
    normal: str
    limit: str
    times: str
    flags: str
    numbers: Mapping[str, float]
    parts: Mapping[str, float]
    down: str
    up: str
    better: str
    worse: str
    by: str
    divided: str
    multiplied: str
    factors: Mapping[str, float]
    factor_rounding: float
    least_titre: int
    screened_titre: int
    sites: frozenset[str]
    sides: frozenset[str]
    between_words: frozenset[str]
    scores: frozenset[str]
    laboratory: frozenset[str]


def plain(text: str) -> str:
    """Return a text without accents and capitals, each letter in the place where it was, and with one kind of each sign.

    >>> plain("Élevée à 85 mg/L")
    'elevee a 85 mg/l'
    """
    return "".join(_plain_letter(letter) for letter in text)


@cache
def _plain_letter(letter: str) -> str:
    found = folded(letter) if letter.isalpha() else letter
    return found if len(found) == 1 else letter


def _any_of(listed: Iterable[str]) -> str:
    ordered = sorted({plain(phrase) for phrase in listed}, key=len, reverse=True)
    return "(?:" + "|".join(_bounded(phrase) for phrase in ordered) + ")"


def _bounded(phrase: str) -> str:
    pattern = re.escape(phrase).replace(r"\ ", r"\s+")
    before = r"(?<![^\W\d_])" if phrase[0].isalpha() else ""
    return before + pattern + (r"(?![^\W\d_])" if phrase[-1].isalpha() else "")


def _by_word(table: Mapping[str, Iterable[str]]) -> dict[str, float]:
    return {plain(word): float(number) for number, words in table.items() for word in words}


@cache
def phrases() -> Phrases:
    """Load the phrases."""
    raw = merged("values", Path(__file__).with_name("values.toml"))
    change, names = raw["change"], raw["names"]
    factors = {"halved": 0.5, "doubled": 2.0, "tripled": 3.0}
    patterns = ("connectors", "about", "at_most", "at_least", "between", "and_", "normal", "limit", "times", "flags")
    read: dict[str, Any] = {name: _any_of(raw[name]) for name in patterns}
    read |= {name: _any_of(change[name]) for name in ("down", "up", "better", "worse", "by", "divided", "multiplied")}
    read |= {name: frozenset(names[name]) for name in ("sites", "sides", "between_words", "scores", "laboratory")}
    return Phrases(
        **read,
        about_fraction=float(raw["about_fraction"]),
        about_points=float(raw["about_points"]),
        numbers=_by_word(raw["numbers"]),
        parts=_by_word(raw["parts"]),
        factors={plain(word): factor for name, factor in factors.items() for word in change[name]},
        factor_rounding=float(change["factor_rounding"]),
        least_titre=int(raw["titre"]["least"]),
        screened_titre=int(raw["titre"]["screened"]),
    )
