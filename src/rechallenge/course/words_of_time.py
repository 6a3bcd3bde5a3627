"""The words with which a record tells times: ``times.toml`` of each language, and the lengths in ``words_of_time.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked
from rechallenge.vocabulary.words import merged


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """A unit of time: how many days it has, and how many days a round number of it may be off."""

    days: float
    about: float


@dataclass(frozen=True, slots=True)
class TimeWords:
    """All words, without accents and in lower case; what each is for stands in ``vocabulary/en/times.toml``."""

    units: Mapping[str, TimeUnit]
    letters: Mapping[str, TimeUnit]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    thirds: Mapping[str, int]
    seasons: Mapping[str, int]
    words: Mapping[str, tuple[str, ...]]
    boundaries: Mapping[str, tuple[str, ...]]

    def is_one_of(self, kind: str, word: str) -> bool:
        """Whether a text is one of the words of a kind."""
        return word in self.words[kind]


class _Length(TypedDict):
    days: NotRequired[float]
    per_day: NotRequired[float]
    about: float


class _WordsOfTimeFile(TypedDict):
    lengths: dict[str, _Length]
    units: dict[str, list[str]]
    letters: dict[str, list[str]]
    numbers: dict[int, list[str]]
    ordinals: dict[int, list[str]]
    months: dict[int, list[str]]
    weekdays: dict[int, list[str]]
    thirds: dict[int, list[str]]
    seasons: dict[int, list[str]]
    words: dict[str, tuple[str, ...]]
    boundaries: dict[str, tuple[str, ...]]


@cache
def time_words() -> TimeWords:
    """Load the words."""
    raw = checked(_WordsOfTimeFile, merged("times", Path(__file__).with_name("words_of_time.toml")), "times")
    lengths = {
        name: TimeUnit(length["days"] if "days" in length else 1.0 / length["per_day"], length["about"])
        for name, length in raw["lengths"].items()
    }
    return TimeWords(
        units={word: lengths[name] for name, words in raw["units"].items() for word in words},
        letters={letter: lengths[name] for name, letters in raw["letters"].items() for letter in letters},
        numbers=_by_word(raw["numbers"]),
        ordinals=_by_word(raw["ordinals"]),
        months=_by_word(raw["months"]),
        weekdays=_by_word(raw["weekdays"]),
        thirds=_by_word(raw["thirds"]),
        seasons=_by_word(raw["seasons"]),
        words=raw["words"],
        boundaries=raw["boundaries"],
    )


def _by_word(table: Mapping[int, Iterable[str]]) -> dict[str, int]:
    return {word: number for number, words in table.items() for word in words}


def opening(words: Iterable[str]) -> str:
    """Return a regular expression for any of some words with what parts them from the next: a blank, or their own apostrophe."""
    return any_of(word if word.endswith("'") else f"{word} " for word in words)


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression for any of some words, the longest first.

    >>> any_of(["ago", "a fortnight"]) == any_of(["a fortnight", "ago"])
    True
    """
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"
