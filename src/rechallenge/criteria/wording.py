"""Finding words in what a record says, and telling "no crystals" from "crystals"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from rechallenge.literature.drugs import folded

_NEGATIONS = (
    "no",
    "not",
    "without",
    "none",
    "negative for",
    "absence of",
    "pas de",
    "pas d'",
    "sans",
    "aucun",
    "aucune",
    "absence de",
    "ni",
)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # a negation may stand up to two words ahead: "no urate crystals", "sans le moindre cristal d'urate"
    negation = "|".join(re.escape(folded(word)) for word in _NEGATIONS)
    named = "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?P<negated>(?<!\w)(?:{negation})\s?(?:[\w']+\s){{0,2}})?(?<!\w)(?:{named})(?!\w)")


def said(words: Iterable[str], text: str | None) -> bool | None:
    """Tell whether a text names one of the words (True), denies them all (False) or says nothing of them (None).

    >>> said(["urate"], "Many urate crystals"), said(["urate"], "no urate crystals"), said(["urate"], "calcifications")
    (True, False, None)
    """
    found = None if text is None else [match["negated"] is None for match in _pattern(tuple(words)).finditer(folded(text))]
    return any(found) if found else None
