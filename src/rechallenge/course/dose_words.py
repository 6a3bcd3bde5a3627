"""The words of doses and spacings, and how a text is made plain before they are looked for in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from typing_extensions import TypedDict

from rechallenge.course.characters import plain, unaccented
from rechallenge.course.moments import DAYS
from rechallenge.course.units import number_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.data_files import checked
from rechallenge.literature.drugs import folded, without_footnotes
from rechallenge.vocabulary.words import merged

_MARKS = str.maketrans(
    {
        "∗": "x",
        "*": "x",
        **dict.fromkeys("\u2192\u2193\u2191\u2198\u2197\u21d2\u2794\u279c\u21a6", "->"),
        "®": " ",
        "™": " ",
        "©": " ",
        "½": "1/2",
        "¼": ".25",
        "¾": ".75",
    }
)


@dataclass(frozen=True, slots=True)
class DoseWords:
    """All words, by what they say; numbers and lengths by the word."""

    numbers: Mapping[str, float]
    mass_mg: Mapping[str, float]
    unit_days: Mapping[str, float]
    adverb_days: Mapping[str, float]
    often: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]


def dose_plain(text: str) -> str:
    """Return a text as `plain` and `unaccented` make it, with one spelling of signs and abbreviations that doses are written with.

    >>> dose_plain("  0,5 mg × 2/J ")
    '0,5 mg x 2/j'
    """
    bare = unaccented(plain(without_footnotes(text).translate(_MARKS)))
    bare = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", bare)  # b.i.d., i.v.
    bare = re.sub(r"\b(bid|tid|qid|qd|qod|od|eod|iv|sc|im|po|sem|j|d)\.(?=\s|$)", r"\1", bare)
    bare = re.sub(r"(?<=[a-z0-9])\s*[.*\u00b7\u22c5]?\s*(kg|jour|day|sem|wk|mo|j|d|h)\s*\^?-1(?![\d-])", r"/\1", bare)  # mg.kg-1.j-1
    bare = re.sub(r"(?<![\d.,/])(\d{1,3})\s?(?:1/2)(?=\s*[a-z])", r"\1.5", bare)  # 7½ mg
    bare = re.sub(r"(?<!\d)(\d{1,3})['\u2019](\d{3})(?!\d)", r"\1\2", bare)  # 1'000 mg
    bare = re.sub(r"\bq\s?(4|6|8|12|24|36|48|72)(?=$|[\s,;.)])(?!\s*[a-z])", r"q\1h", bare)  # q24
    bare = re.sub(r"(?:(?<=[a-z\d] )|\bq\s?)(?:q\s?)?(\d{1,2})[\s-]?(week|month|hour)ly\b", r"every \1 \2s", bare)  # 8-weekly
    return " ".join(re.sub(r"\ben (\w+) fois\b", r"en \1 prises", bare).split())


class _DoseWordsFile(TypedDict):
    numbers: dict[float, list[str]]
    mass: dict[float, list[str]]
    units: dict[float, list[str]]
    adverbs: dict[float, list[str]]
    often: dict[float, list[str]]
    words: dict[str, tuple[str, ...]]


def _by_word(table: Mapping[float, list[str]]) -> dict[str, float]:
    return {word: key for key, words in table.items() for word in words}


@cache
def words_of_doses() -> DoseWords:
    """Load the words."""
    raw = checked(_DoseWordsFile, merged("doses", Path(__file__).with_name("dose_words.toml")), "doses")
    years = {"a", "y", "an"}  # "a day" is no year
    return DoseWords(
        numbers=_by_word(raw["numbers"]),
        mass_mg=_by_word(raw["mass"]),
        unit_days={**{word: days for word, days in DAYS.items() if word not in years}, **_by_word(raw["units"])},
        adverb_days=_by_word(raw["adverbs"]),
        often=_by_word(raw["often"]),
        words=raw["words"],
    )


def one_of(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, the longer ones first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def pattern_of(name: str) -> str:
    """Return the pattern of a list of words, of ``units``, of ``numbers`` or of ``mass``, whole words alone."""
    table = words_of_doses()
    if name == "numbers":
        return rf"(?:\d{{1,3}}(?: \d{{3}})+(?!\d)|\d+(?:[.,]\d+)?(?:e[-+]?\d+)?|(?:{one_of(table.numbers)})(?![\w/]))"
    words: Iterable[str] = {"units": table.unit_days, "mass": table.mass_mg, "adverbs": table.adverb_days, "often": table.often}.get(
        name
    ) or table.words[name]
    return rf"(?:{one_of(words)})(?![a-z])"


def number(text: str) -> float:
    """Return the number that digits or a word write.

    Raises
    ------
    RefusedError
        When a comma may be one of thousands.
    """
    known = words_of_doses().numbers.get(text)
    return known if known is not None else number_of(text.replace(" ", ""))


@cache
def _routes() -> Mapping[str, str]:
    return {dose_plain(word): route for route, words in vocabulary().choices["route"].items() for word in (route, *words)}


def route_at(text: str) -> tuple[str, int] | None:
    """Return the route that a text begins with, and the length of its words."""
    found = re.match(rf"(?:{one_of(_routes())})(?![a-z])", text)
    return None if found is None else (_routes()[found[0]], found.end())


@cache
def _spacings() -> Mapping[str, float]:
    return {folded(word): days for days, words in vocabulary().spacing.items() for word in words}


def spacing_word_at(text: str) -> tuple[float, int] | None:
    """Return the days of the longest word of spacing that a text begins with, and its length."""
    found = re.match(rf"(?:{one_of(_spacings())})(?![a-z0-9])", text.replace("-", " "))
    return None if found is None else (_spacings()[found[0]], found.end())
