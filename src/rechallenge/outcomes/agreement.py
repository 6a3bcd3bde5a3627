"""Words that agree with what they describe: "négatif" and "négative" are one word."""

from __future__ import annotations

from functools import cache

from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.words import merged, word_lists

# A shorter word is mostly ending, and a longer text is a sentence and no word.
_LEAST_LETTERS, _LONGEST = 5, 80


@cache
def _endings() -> tuple[str, ...]:
    return tuple(word_lists(merged("agreement"), "agreement")["endings"])


def without_endings(text: str) -> str:
    """Return a text without accents, capitals and the endings by which its words agree; a sentence keeps its endings.

    >>> without_endings("non élevées") == without_endings("Non élevé"), without_endings("négatif") == without_endings("Négatives")
    (True, True)
    >>> without_endings("none")
    'none'
    """
    return folded(text) if len(text) > _LONGEST else _stems(text)


@cache
def _stems(text: str) -> str:
    return " ".join(_stem(word) for word in folded(text).split())


def _stem(word: str) -> str:
    if len(word) < _LEAST_LETTERS:
        return word
    return word[: -len(ending)] if (ending := next((each for each in _endings() if word.endswith(each)), "")) else word
