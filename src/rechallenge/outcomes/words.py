"""Words that stand for an interval of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from rechallenge.vocabulary.languages import base


@dataclass(frozen=True, slots=True)
class Word:
    """What a word becomes.

    Attributes
    ----------
    words
        The word and its synonyms in all languages; the first English one leads.
    low, high
        The interval, None where open.
    limit
        The end ("low" or "high") that a laboratory's own upper limit of normal replaces.
    reason
        Published source, or our own reason.
    by_language
        The spellings of each language, where the data file tells them apart.
    """

    words: tuple[str, ...]
    low: float | None
    high: float | None
    limit: str | None
    reason: str
    by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def leading(self, language: str) -> str:
        """The spelling that leads in a language, the English one where it has none."""
        return (self.by_language.get(language) or self.words)[0]


def in_all_languages(entry: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Spellings of an entry ``{en = [...], fr = [...]}``, English first, each once."""
    return tuple(
        dict.fromkeys(spelling for language in sorted(entry, key=lambda code: code != base().code) for spelling in entry[language])
    )


def word_from(entry: Mapping[str, Any]) -> Word:
    """Build a word from its entry in a data file."""
    low, high = entry["interval"]
    languages = {key: value for key, value in entry.items() if isinstance(value, list) and key != "interval"}
    return Word(
        words=in_all_languages(languages),
        low=float(low) if isfinite(low) else None,
        high=float(high) if isfinite(high) else None,
        limit=entry.get("limit"),
        reason=str(entry.get("source") or entry["why"]),
        by_language={code: tuple(spellings) for code, spellings in languages.items()},
    )
