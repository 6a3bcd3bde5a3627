"""A text cut into segments (at commas, "and", brackets), each with the cues ("no", "negative", "suspected") that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from rechallenge.course.characters import DASH
from rechallenge.course.cues import Kind, Reach, cues
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import folded

_PUNCTUATION = re.compile(r"[,:()/\[\]]|;|\.(?=\s|$)|\n")
# A box that is ticked, one that is not, and a cross: alone it denies, in a box of a form beside another it ticks
_TICKED = r"[\u2611\u2713\u2714\u2705]\ufe0f?|\[\s?[xX\u00d7\u2713\u2714]\s?\]"
_EMPTY = r"[\u2610\u25a1\u25a2\u25fb\u2b1c]\ufe0f?|\[\s*\]"
_CROSSED_BOX = r"\u2612\ufe0f?"
_CROSS = rf"{_CROSSED_BOX}|[\u2717\u2718\u274c\u2715\u2716]\ufe0f?"
_SIGNS_FIRST = (
    (re.compile(rf"(?<!\w){DASH}\s?ve(?!\w)"), " negative "),
    (re.compile(r"(?<!\w)\+\s?ve(?!\w)"), " positive "),
    (re.compile(rf"^\s*\({DASH}\)\s*(?=\w)"), "no "),
    (re.compile(r"(?<!\w)[\u00d8\u00f8\u2205\u2300\u03c6\u03a6\u019f\u0275](?=\s*[^\W\d_]{2})"), " no "),
    (re.compile(r"(?<!\w)[\u00d8\u00f8\u2205\u2300\u03c6\u03a6\u019f\u0275](?!\w)"), " negative "),
    (re.compile(_TICKED), " positive "),
    (re.compile(rf"{_EMPTY}|{_CROSS}"), " negative "),
)
_SYMBOLS = (
    (re.compile(r"\?+"), " ? "),
    (re.compile(rf"\(?(?:\+\s*/\s*{DASH}|\u00b1)\)?"), " equivocal "),
    (re.compile(r"(?<=\w)\+{1,3}(?=\s|[,;)/]|$)"), " positive "),
    (re.compile(rf"(?<=\w)(?<!anti)(?<!non){DASH}(?=\s|[,;)/]|$)"), " negative "),
    (re.compile(r"(?<=[\s(:])\(?\+{1,4}\)?(?=\s*(?:[,;)]|$))"), " positive "),
    (re.compile(rf"(?<=[\s(:])\(?{DASH}{{1,3}}\)?(?=\s*(?:[,;)]|$))"), " negative "),
)
_WORD = re.compile(r"(?:[a-z]|qu)'(?=\w)|[\w']+")
# a dash before a name may open a line of a list, or deny
_DASH_FIRST = re.compile(rf"^\s*{DASH}\s*(?=\w)")


class Cue(NamedTuple):
    """One cue where it stands, and to which side it speaks (None: to neither, as its segment names nothing)."""

    start: int
    end: int
    kind: Kind
    reach: Reach
    to: Literal["left", "right"] | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text between two separators; `joined` is the separator before it, `clause` counts those that end a reach."""

    start: int
    end: int
    joined: str
    clause: int
    cues: tuple[Cue, ...]
    bare: bool
    """Whether it names nothing: cues, fillers, and where or when."""


@cache
def _answers() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of the two answers of a form, with a box at each ("[ ] yes [x] no") or none ("yes/no"), and the word for it."""
    listed = vocabulary().choices["answer"]
    yes, no = (
        rf"(?<!\w)(?:{'|'.join(sorted({*listed[name], *(word[0] for word in listed[name])}, key=len, reverse=True))})(?!\w)"
        for name in ("yes", "no")
    )
    gap = r"\s*[/,;|]?\s*"
    texts = []
    ticked, empty = f"(?:{_TICKED}|{_CROSSED_BOX})", f"(?:{_EMPTY})"
    for boxes, word in (((ticked, empty), " positive "), ((empty, ticked), " negative ")):
        texts.append((rf"{boxes[0]}\s*{yes}{gap}{boxes[1]}\s*{no}", word))
        texts.append((rf"{yes}\s*{boxes[0]}{gap}{no}\s*{boxes[1]}", word))
    texts.append((rf"\(?{yes}\s*/\s*{no}\)?", " ? "))
    return tuple((re.compile(text, re.IGNORECASE), word) for text, word in texts)


def segments_of(text: str) -> tuple[str, tuple[Segment, ...]]:
    """Return a text, folded (`rechallenge.literature.drugs.folded`) and its signs made words, and its segments with their cues.

    >>> text, segments = segments_of("no tophi but urate crystals")
    >>> [(text[each.start : each.end], each.joined) for each in segments]
    [('no tophi ', ''), (' urate crystals', 'but')]
    """
    plain = text
    for pattern, word in (*_answers(), *_SIGNS_FIRST, (_DASH_FIRST, "equivocal "), *_SYMBOLS):
        plain = pattern.sub(word, plain)
    plain = folded(plain.replace("\n", " ; "))
    for denial, words in cues().denials:
        plain = words.sub(denial, plain)
    masked = plain
    for match in cues().masked.finditer(plain):
        masked = masked[: match.start()] + "_" * len(match[0]) + masked[match.end() :]
    found = _cues(masked)
    found = [cue for cue in found if not _tells_of_an_act(plain, cue, found)]
    edges = [(m.start(), m.end(), "but" if m[0] in (";", ".") else m[0]) for m in _PUNCTUATION.finditer(masked)]
    edges += [(m.start(), m.end(), name) for name, pattern in cues().separators for m in pattern.finditer(masked)]
    segments: list[Segment] = []
    start, joined, clause = 0, "", 0
    for left, right, name in [*sorted(edges, key=lambda edge: (edge[0], -edge[1])), (len(plain), len(plain), "")]:
        if left < start or any(cue.start <= left < cue.end for cue in found):
            continue
        own = _directed(plain, start, left, [cue for cue in found if start <= cue.start < left])
        if own or any(True for _ in named_in(plain, start, left, to_where=False)):
            bare = not any(True for piece in _between(own, start, left) for _ in named_in(plain, *piece))
            segments.append(Segment(start, left, joined, clause, own, bare))
            joined = name
        elif name != "" and joined != ":":
            joined = name
        clause += name == "but"
        start = right
    return plain, tuple(segments) or (Segment(0, len(plain), "", 0, (), True),)


_ENDS_A_CLAUSE = re.compile(r"[,;.]")


def _tells_of_an_act(text: str, cue: Cue, others: Sequence[Cue]) -> bool:
    """Tell whether a cue says of something done to the patient that it was done: "surgery performed", and not "biopsy performed"."""
    if cues().done.fullmatch(text[cue.start : cue.end]) is None:
        return False
    act = next(iter(cues().act.finditer(text[: cue.start])), None)
    if act is None or _ENDS_A_CLAUSE.search(text, act.end(), cue.start):
        return False
    return not any(act.end() <= other.start < cue.start for other in others)


def _cues(text: str) -> list[Cue]:
    """Return the cues of a text, the longest where several begin or overlap."""
    plain, places = _without_adverbs(text)
    all_of = [
        Cue(places[m.start()], places[m.end() - 1] + 1, kind, reach)
        for kind, reach, pattern in cues().found
        for m in pattern.finditer(plain)
        if m.end() > m.start()
    ]
    chosen: list[Cue] = []
    for cue in sorted(all_of, key=lambda c: (c.start, -c.end)):
        if not chosen or cue.start >= chosen[-1].end:
            chosen.append(cue)
    return chosen


def _without_adverbs(text: str) -> tuple[str, Sequence[int]]:
    """Return a text without the adverbs between its words, and where each of its letters stood: "not formally excluded"."""
    kept: list[tuple[int, int]] = []
    start = 0
    for match in cues().adverbs.finditer(text):
        kept.append((start, match.start()))
        start = match.end()
    if not kept:
        return text, range(len(text))
    kept.append((start, len(text)))
    return "".join(text[a:b] for a, b in kept), [place for a, b in kept for place in range(a, b)]


def _between(found: tuple[Cue, ...], start: int, end: int) -> Iterator[tuple[int, int]]:
    edges = [start, *(edge for cue in found for edge in (cue.start, cue.end)), end]
    yield from list(pairwise(edges))[::2]


def named_in(text: str, start: int, end: int, to_where: bool = True) -> Iterator[tuple[int, int]]:
    """Give the places of the words between two places that name something, up to what tells where or when."""
    where = cues().where.search(text, start, end) if to_where else None
    stop = end if where is None else where.start()
    for word in _WORD.finditer(text, start, stop):
        if cues().filler.fullmatch(word[0]) is None or _is_name(text, word.start()):
            yield word.start(), word.end()


def _is_name(text: str, start: int) -> bool:
    """Tell whether a word that mostly names nothing is a name where it stands."""
    name = cues().names.search(text, start)
    return name is not None and name.start() == start


def _directed(text: str, start: int, end: int, found: list[Cue]) -> tuple[Cue, ...]:
    """Return the cues of a segment with the side to which each speaks."""
    places = [start, *(cue.end for cue in found)], [*(cue.start for cue in found), end]
    named = [any(True for _ in named_in(text, a, b)) for a, b in zip(*places, strict=True)]
    after = ("after",)
    leading = False
    directed = []
    for k, cue in enumerate(found):
        left, right = named[k], named[k + 1]
        # cues that stand together speak of the same: "no history of gout", "tophi found positive"
        for other in range(k + 1, len(found)):
            if right:
                break
            right = named[other + 1]
        for other in range(k - 1, -1, -1):
            if left or found[other].reach not in after:
                break
            left = named[other]
        if cue.reach in after:
            leading = leading or (k == 0 and not left and right)
            to = "right" if (leading and right) or not left else "left"
            to = to if left or right else ""
        else:
            to = "right" if right else "left" if left else ""
        directed.append(cue._replace(to=to or None))  # type: ignore[arg-type]
    return tuple(directed)
