"""Words that stand for an interval of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked
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
        The end ("low" or "high") that a laboratory's own upper limit of normal replaces; of "most" the end above is at most that limit.
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

    def bounds(self, limit: float | None, usual: float | None) -> tuple[float | None, float | None]:
        """The interval for a laboratory with an upper limit of normal.

        An end that the limit does not replace was chosen for the usual limit, and moves up with a higher one, so that the interval
        never turns round.

        Parameters
        ----------
        limit
            The upper limit of the laboratory; None where it is not known.
        usual
            The one where nothing else is known, with which the interval was written.

        Examples
        --------
        >>> slightly = Word(("slightly raised",), 5.0, 50.0, "low", "")
        >>> slightly.bounds(None, 10.0), slightly.bounds(6.0, 10.0), slightly.bounds(60.0, 10.0)
        ((5.0, 50.0), (6.0, 50.0), (60.0, 300.0))
        """
        if limit is None:
            return self.low, self.high
        widened = max(1.0, limit / usual) if usual else 1.0
        low = limit if self.limit == "low" else None if self.low is None else self.low * widened
        if self.limit == "most" and self.high is not None:
            return low, min(self.high, limit)
        return low, limit if self.limit == "high" else None if self.high is None else self.high * widened

    def leading(self, language: str) -> str:
        """The spelling that leads in a language, the English one where it has none."""
        return (self.by_language.get(language) or self.words)[0]


def in_all_languages(entry: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Spellings of an entry ``{en = [...], fr = [...]}``, English first, each once."""
    return tuple(
        dict.fromkeys(spelling for language in sorted(entry, key=lambda code: code != base().code) for spelling in entry[language])
    )


class _WordsEntry(TypedDict):
    interval: tuple[float, float]
    limit: NotRequired[str]
    source: NotRequired[str]
    why: NotRequired[str]


def word_from(entry: Mapping[str, object], place: str) -> Word:
    """Build a word from its entry in a data file, where each language has its spellings under its code."""
    rest = {key: value for key, value in entry.items() if key in _WordsEntry.__annotations__}
    languages = {key: value for key, value in entry.items() if key not in rest}
    fields, spellings = checked(_WordsEntry, rest, place), checked(dict[str, list[str]], languages, place)
    low, high = fields["interval"]
    return Word(
        words=in_all_languages(spellings),
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        limit=fields.get("limit"),
        reason=fields["source"] if "source" in fields else fields["why"],
        by_language={code: tuple(each) for code, each in spellings.items()},
    )
