"""The known name closest to what was written, and never one that says the opposite, or more or less than was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache, lru_cache

from typing_extensions import TypedDict

from rechallenge.data_files import checked
from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.words import merged

# No known name is near to a longer text, and comparing one takes time that grows with the square of its length.
LONGEST = 80


@dataclass(frozen=True, slots=True)
class _Turns:
    """What turns a name round, or says another degree of it; see ``likeness.toml`` of each language."""

    negations: frozenset[str]
    prefixes: tuple[str, ...]
    degrees: Mapping[str, str]


class _NearestFile(TypedDict):
    negations: frozenset[str]
    prefixes: tuple[str, ...]
    degrees: dict[str, list[str]]


@cache
def _turns() -> _Turns:
    raw = checked(_NearestFile, merged("likeness"), "likeness")
    degrees = {word: kind for kind, words in raw["degrees"].items() for word in words}
    return _Turns(raw["negations"], raw["prefixes"], degrees)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])n't\b|(?<=\bcan)not\b", " not", text))


@lru_cache(maxsize=4096)
def _degree_of(word: str) -> str | None:
    """What a word of degree does to what is said, even if it is misspelt; None for another word."""
    degrees = _turns().degrees
    close = [word] if word in degrees or len(word) < 4 else get_close_matches(word, degrees, 1, 0.8)
    return degrees.get(close[0]) if close else None


@cache
def _said_of(text: str) -> tuple[bool, frozenset[str], tuple[str, ...]]:
    """Whether a name is turned round, the kinds of degree in it, and its numbers."""
    words = _words(text)
    turned = sum(word in _turns().negations for word in words) % 2 == 1 or bool(re.search(r"\bd'absence\b", text))
    return turned, frozenset(filter(None, map(_degree_of, words))), tuple(re.findall(r"\d+", text))


def _stem(word: str) -> str:
    """A word without the ending of its gender and number."""
    return re.sub(r"[es]+$", "", word)


def _alike(first: str, second: str) -> bool:
    """Whether two stems are of one word: "normal" and "normali" of "normalised"."""
    return min(len(first), len(second)) > 3 and (first.startswith(second) or second.startswith(first))


def _prefixes(text: str, other: str) -> bool:
    """Whether two names differ by a beginning that turns a word round: "subnormal" and "abnormal", "usual" and "unusual"."""
    first, second, starts = _words(text), _words(other), ("", *_turns().prefixes)
    if len(first) == len(second):
        pairs = list(zip(first, second, strict=True))
    else:  # "initially effective" and "ineffective"
        pairs = [(a, b) for a in first for b in second if a not in second and b not in first]
    for a, b in pairs:
        tails_a, tails_b = ({(start, word[len(start) :]) for start in starts if word.startswith(start)} for word in (a, b))
        if a != b and any(x != y and _alike(_stem(s), _stem(t)) for x, s in tails_a for y, t in tails_b):
            return True
    return False


def _joined(text: str) -> str:
    """Return a name whose prefix stands apart with both in one word: "sub normal" is "subnormal"."""
    return re.sub(rf"\b({'|'.join(sorted(_turns().prefixes, key=len, reverse=True))}) (?=\w{{4}})", r"\1", text)


def says_another_thing(text: str, name: str) -> bool:
    """Whether a name, however alike, says the opposite of a text, or another degree of it.

    >>> says_another_thing("not improved", "improved"), says_another_thing("subnormal", "abnormal")
    (True, True)
    >>> says_another_thing("sub-normal", "abnormal"), says_another_thing("disparition des symptômes", "réapparition des symptômes")
    (True, True)
    >>> says_another_thing("slightly improved", "greatly improved"), says_another_thing("improvd", "improved")
    (True, False)
    """
    first, second = folded(text), folded(name)
    if _prefixes(first, second) or _prefixes(_joined(first), _joined(second)):
        return True
    if len(_words(first)) == len(_words(second)) == 1:
        degrees = _degree_of(first), _degree_of(second)  # where one is none, it may be the other, misspelt
        return re.findall(r"\d", first) != re.findall(r"\d", second) or (None not in degrees and degrees[0] != degrees[1])
    return _said_of(first) != _said_of(second)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.72) -> str | None:
    """Return the known name most like a word, or None when none is like it.

    Letters changed places ("CPR" for "CRP") count as alike whatever the length. A name that says the opposite is none, nor is one
    that says more or less.

    >>> nearest("CPR", ["CRP", "pain"])
    'CRP'
    >>> nearest("anakinara", ["anakinra", "canakinumab"])
    'anakinra'
    >>> nearest("not improved", ["improved"])
    """
    return None if len(word) > LONGEST else _nearest(word, tuple(known), cutoff)


@lru_cache(maxsize=512)
def _nearest(word: str, known: tuple[str, ...], cutoff: float) -> str | None:
    # a column of a table brings the same misspelling on each of its rows
    target = folded(word)
    matcher = SequenceMatcher(None, "", target)
    best: tuple[float, str] | None = None
    for name, candidate in _folded_names(known):
        least = cutoff if best is None else max(cutoff, best[0])
        size = len(candidate)
        jumbled = size == len(target) > 2 and sorted(target) == sorted(candidate)
        if not jumbled:
            if 2 * min(size, len(target)) < least * (size + len(target)):  # no ratio of two such lengths is higher
                continue
            matcher.set_seq1(candidate)
            if matcher.quick_ratio() < least:
                continue
        # as in the other direction, which the cutoffs were chosen with
        ratio = max(SequenceMatcher(None, target, candidate).ratio(), 0.95 if jumbled else 0.0)
        if ratio >= cutoff and (best is None or ratio > best[0]) and not says_another_thing(target, candidate):
            best = (ratio, name)
    return best[1] if best else None


@lru_cache(maxsize=64)
def _folded_names(known: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Names, each with what it is compared by; none of those that no text is compared with."""
    return tuple((name, folded(name)) for name in known if len(name) <= LONGEST)
