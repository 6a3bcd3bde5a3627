"""The phrases with which charts write values, from ``values.toml`` of each language, compared without accents and case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from typing_extensions import TypedDict

from rechallenge.data_files import checked
from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.words import merged


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by what they do to a value; a pattern matches any of them, in a text without accents and in small letters."""

    connectors: str
    about: str
    about_fraction: float
    about_points: float
    reached: str
    extremes: str
    joining: frozenset[str]
    persisting: str
    denials: tuple[str, ...]
    not_yet: str
    at_most: str
    at_least: str
    or_less: str
    or_more: str
    between: str
    moves_from: str
    and_: str
    normal: str
    limit: str
    times: str
    flags: str
    first_flags: str
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
    least_fever: float
    sites: frozenset[str]
    sides: frozenset[str]
    between_words: frozenset[str]
    scores: frozenset[str]
    laboratory: frozenset[str]
    occasions: frozenset[str]


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


class _Titre(TypedDict):
    least: int
    screened: int


class _Fever(TypedDict):
    least: float


class _Change(TypedDict):
    down: list[str]
    up: list[str]
    better: list[str]
    worse: list[str]
    by: list[str]
    divided: list[str]
    multiplied: list[str]
    halved: list[str]
    doubled: list[str]
    tripled: list[str]
    factor_rounding: float


class _Names(TypedDict):
    sites: frozenset[str]
    sides: frozenset[str]
    between_words: frozenset[str]
    scores: frozenset[str]
    laboratory: frozenset[str]
    occasions: frozenset[str]


class _PhrasesFile(TypedDict):
    connectors: list[str]
    about: list[str]
    about_fraction: float
    about_points: float
    reached: list[str]
    extremes: list[str]
    joining: list[str]
    persisting: list[str]
    denials: list[str]
    not_yet: list[str]
    at_most: list[str]
    at_least: list[str]
    or_less: list[str]
    or_more: list[str]
    between: list[str]
    moves_from: list[str]
    and_: list[str]
    normal: list[str]
    limit: list[str]
    times: list[str]
    flags: list[str]
    first_flags: list[str]
    numbers: dict[float, list[str]]
    parts: dict[float, list[str]]
    titre: _Titre
    fever: _Fever
    change: _Change
    names: _Names


def _by_word(table: Mapping[float, Iterable[str]]) -> dict[str, float]:
    return {plain(word): number for number, words in table.items() for word in words}


@cache
def phrases() -> Phrases:
    """Load the phrases."""
    raw = checked(_PhrasesFile, merged("values", Path(__file__).with_name("values.toml")), "values")
    change, names = raw["change"], raw["names"]
    factors = ((0.5, change["halved"]), (2.0, change["doubled"]), (3.0, change["tripled"]))
    return Phrases(
        connectors=_any_of(raw["connectors"]),
        about=_any_of(raw["about"]),
        about_fraction=raw["about_fraction"],
        about_points=raw["about_points"],
        reached=_any_of(raw["reached"]),
        extremes=_any_of(raw["extremes"]),
        joining=frozenset(raw["joining"]),
        persisting=_any_of(raw["persisting"]),
        denials=tuple(map(plain, raw["denials"])),
        not_yet=_any_of(raw["not_yet"]),
        at_most=_any_of(raw["at_most"]),
        at_least=_any_of(raw["at_least"]),
        or_less=_any_of(raw["or_less"]),
        or_more=_any_of(raw["or_more"]),
        between=_any_of(raw["between"]),
        moves_from=_any_of(raw["moves_from"]),
        and_=_any_of(raw["and_"]),
        normal=_any_of(raw["normal"]),
        limit=_any_of(raw["limit"]),
        times=_any_of(raw["times"]),
        flags=_any_of(raw["flags"]),
        first_flags=_any_of(raw["first_flags"]),
        numbers=_by_word(raw["numbers"]),
        parts=_by_word(raw["parts"]),
        down=_any_of(change["down"]),
        up=_any_of(change["up"]),
        better=_any_of(change["better"]),
        worse=_any_of(change["worse"]),
        by=_any_of(change["by"]),
        divided=_any_of(change["divided"]),
        multiplied=_any_of(change["multiplied"]),
        factors={plain(word): factor for factor, words in factors for word in words},
        factor_rounding=change["factor_rounding"],
        least_titre=raw["titre"]["least"],
        screened_titre=raw["titre"]["screened"],
        least_fever=raw["fever"]["least"],
        sites=names["sites"],
        sides=names["sides"],
        between_words=names["between_words"],
        scores=names["scores"],
        laboratory=names["laboratory"],
        occasions=names["occasions"],
    )
