"""The known name closest to what was written."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from rechallenge.literature.drugs import folded


def nearest(word: str, known: Iterable[str], cutoff: float = 0.72) -> str | None:
    """Return the known name most like a word, or None when none is like it.

    Letters changed places ("CPR" for "CRP") count as alike whatever the length.

    >>> nearest("CPR", ["CRP", "pain"])
    'CRP'
    >>> nearest("anakinara", ["anakinra", "canakinumab"])
    'anakinra'
    """
    target = folded(word)
    quick = SequenceMatcher(None, b=target)
    letters = sorted(target)
    best: tuple[float, str] | None = None
    for name in known:
        candidate = folded(name)
        # a text can share no more letters than the shorter one has, nor more than it has of each
        if 2 * min(len(target), len(candidate)) < cutoff * (len(target) + len(candidate)):
            continue
        quick.set_seq1(candidate)
        if quick.quick_ratio() < cutoff:
            continue
        ratio = SequenceMatcher(None, target, candidate).ratio()
        if len(target) > 2 and letters == sorted(candidate):
            ratio = max(ratio, 0.95)
        if ratio >= cutoff and (best is None or ratio > best[0]):
            best = (ratio, name)
    return best[1] if best else None
