"""The words of a course file and the intervals that they become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from rechallenge.literature.drugs import folded
from rechallenge.outcomes.words import Word
from rechallenge.vocabulary.languages import languages
from rechallenge.vocabulary.words import merged, words_in

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
        return _folded_words()[scale].get(folded(written))

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


def _word(words: Iterable[str], raw: Mapping[str, Any], by_language: Mapping[str, tuple[str, ...]]) -> Word:
    low, high = raw["interval"]
    return Word(
        words=tuple(words),
        low=float(low) if isfinite(low) else None,
        high=float(high) if isfinite(high) else None,
        limit=raw.get("limit"),
        reason=str(raw.get("source") or raw["why"]),
        by_language=by_language,
    )


def _by_language(*tables: str) -> dict[str, tuple[str, ...]]:
    """The words of one list, by the languages that have any."""
    found = {}
    for code, language in languages().items():
        table: Any = words_in(language, _SUBJECT)
        for name in tables:
            table = table.get(name, {})
        if table:
            found[code] = tuple(table)
    return found


@cache
def vocabulary() -> Vocabulary:
    """Load the vocabulary."""
    raw = merged(_SUBJECT, Path(__file__).with_name("vocabulary.toml"))
    return Vocabulary(
        shown_only=tuple(raw["shown_only"]),
        inflammation=tuple(raw["inflammation"]),
        changes={
            scale: tuple(_word(raw["changes"][scale][name], each, _by_language("changes", scale, name)) for name, each in intervals.items())
            for scale, intervals in raw["intervals"].items()
        },
        events={event: tuple(names) for event, names in raw["events"].items()},
        choices={name: {k: tuple(v) for k, v in options.items()} for name, options in raw["choices"].items()},
        spacing={float(days): tuple(words) for days, words in raw["spacing"].items()},
        unknown=tuple(raw["unknown"]),
        percent_rounding=float(raw["percent_rounding"]),
        hold_fraction=float(raw["hold_fraction"]),
        late_relapse_days=float(raw["late_relapse_days"]),
        stop_relapses={share: frozenset(map(folded, known)) for share, known in raw["stop_relapses"].items()},
    )


@cache
def _folded_words() -> Mapping[str, Mapping[str, Word]]:
    tables = vocabulary().changes
    return {name: {folded(spelling): word for word in table for spelling in word.words} for name, table in tables.items()}


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
