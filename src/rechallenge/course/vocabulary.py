"""The words of a course file and the intervals that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked
from rechallenge.literature.drugs import folded
from rechallenge.outcomes.agreement import without_endings
from rechallenge.outcomes.words import Word
from rechallenge.vocabulary.languages import languages
from rechallenge.vocabulary.words import merged, words_at

_SUBJECT = "words"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words, by what they are about; see ``words.toml`` of each language, and ``vocabulary.toml``."""

    shown_only: tuple[str, ...]
    inflammation: tuple[str, ...]
    changes: Mapping[str, tuple[Word, ...]]
    events: Mapping[str, tuple[str, ...]]
    choices: Mapping[str, Mapping[str, tuple[str, ...]]]
    spacing: Mapping[float, tuple[str, ...]]
    unknown: tuple[str, ...]
    percent_rounding: float
    hold_fraction: float
    late_relapse_days: float
    stop_relapses: Mapping[str, frozenset[str]]

    def choice(self, field: str, written: str) -> str | None:
        """Return the canonical word of a closed list ("femme" is "female"), or None."""
        return _folded_choices()[field].get(folded(written))

    def change(self, scale: str, written: str) -> Word | None:
        """Return what a word of change says, on a scale of ``points`` or as a ``ratio``."""
        return _folded_words()[scale].get(folded(written)) or _stems()[scale].get(without_endings(written))

    def is_shown_only(self, written: str) -> bool:
        """Tell whether a name is that of something observed which is shown and not modelled."""
        return folded(written) in {folded(name) for name in self.shown_only}

    def is_inflammation(self, written: str) -> bool:
        """Tell whether a name is that of inflammation at large, which is no variable."""
        return folded(written) in {folded(name) for name in self.inflammation}

    def event(self, written: str) -> str | None:
        """Return which event a name means, or None."""
        return _folded_choices()["event"].get(folded(written))

    def every(self, written: str) -> float | None:
        """Return the days between two doses that a word such as "weekly" means, or None."""
        found = _folded_choices()["spacing"].get(folded(written))
        return None if found is None else float(found)

    def is_unknown(self, written: str) -> bool:
        """Tell whether a value only says that it is not known."""
        return folded(written) in {folded(word) for word in self.unknown}


class _Interval(TypedDict):
    interval: tuple[float, float]
    limit: NotRequired[str]
    source: NotRequired[str]
    why: NotRequired[str]


class _VocabularyFile(TypedDict):
    shown_only: tuple[str, ...]
    inflammation: tuple[str, ...]
    intervals: dict[str, dict[str, _Interval]]
    changes: dict[str, dict[str, tuple[str, ...]]]
    events: dict[str, tuple[str, ...]]
    choices: dict[str, dict[str, tuple[str, ...]]]
    spacing: dict[float, tuple[str, ...]]
    unknown: tuple[str, ...]
    percent_rounding: float
    hold_fraction: float
    late_relapse_days: float
    stop_relapses: dict[str, tuple[str, ...]]


def _word(words: tuple[str, ...], raw: _Interval, by_language: Mapping[str, tuple[str, ...]]) -> Word:
    low, high = raw["interval"]
    return Word(
        words=words,
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        limit=raw.get("limit"),
        reason=raw["source"] if "source" in raw else raw["why"],
        by_language=by_language,
    )


def _by_language(*tables: str) -> dict[str, tuple[str, ...]]:
    """The words of one list, by the languages that have any."""
    found = {code: words_at(language, _SUBJECT, *tables) for code, language in languages().items()}
    return {code: words for code, words in found.items() if words}


@cache
def vocabulary() -> Vocabulary:
    """Load the vocabulary."""
    raw = checked(_VocabularyFile, merged(_SUBJECT, Path(__file__).with_name("vocabulary.toml")), _SUBJECT)
    return Vocabulary(
        shown_only=raw["shown_only"],
        inflammation=raw["inflammation"],
        changes={
            scale: tuple(_word(raw["changes"][scale][name], each, _by_language("changes", scale, name)) for name, each in intervals.items())
            for scale, intervals in raw["intervals"].items()
        },
        events=raw["events"],
        choices=raw["choices"],
        spacing=raw["spacing"],
        unknown=raw["unknown"],
        percent_rounding=raw["percent_rounding"],
        hold_fraction=raw["hold_fraction"],
        late_relapse_days=raw["late_relapse_days"],
        stop_relapses={share: frozenset(map(folded, known)) for share, known in raw["stop_relapses"].items()},
    )


@cache
def _folded_words() -> Mapping[str, Mapping[str, Word]]:
    tables = vocabulary().changes
    return {name: {folded(spelling): word for word in table for spelling in word.words} for name, table in tables.items()}


@cache
def _stems() -> Mapping[str, Mapping[str, Word]]:
    tables = vocabulary().changes
    return {name: {without_endings(spelling): word for word in table for spelling in word.words} for name, table in tables.items()}


@cache
def _folded_choices() -> Mapping[str, Mapping[str, str]]:
    words = vocabulary()
    tables: dict[str, Mapping[str, tuple[str, ...]]] = {
        **words.choices,
        "event": words.events,
        "spacing": {str(days): names for days, names in words.spacing.items()},
    }
    return {
        name: {folded(spelling): canonical for canonical, names in options.items() for spelling in (canonical, *names)}
        for name, options in tables.items()
    }
