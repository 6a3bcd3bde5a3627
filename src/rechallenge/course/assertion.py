"""What a text says of a thing that it names: that it is there, that it is not, that nobody knows, or that it is of the family.

The text is cut into segments (at commas, "and", brackets); a cue ("no", "negative", "suspected") speaks of what stands before or behind
it in its own segment, and of the members of a list that it opens or closes. "But", a semicolon and a full stop end its reach. Where a
text can be read in two ways, the answer is ``unclear``, which is unknown: nothing is counted on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from rechallenge.course.characters import DASH
from rechallenge.course.cues import Kind, Reach, cues
from rechallenge.literature.drugs import folded

Assertion = Literal["present", "absent", "unknown", "suspected", "open", "family", "past", "unclear"]
"""What is said of one thing: ``open`` was not ruled out, ``past`` was there once."""

_END_OF_SENTENCE = re.compile(r"[;.]")
_PUNCTUATION = re.compile(r"[,:()/\[\]]|;|\.(?=\s|$)|\n")
_SYMBOLS = (
    (re.compile(r"\?+"), " ? "),
    (re.compile(rf"\(?(?:\+\s*/\s*{DASH}|\u00b1)\)?"), " equivocal "),
    (re.compile(r"(?<=\w)\+{1,3}(?=\s|[,;)/]|$)"), " positive "),
    (re.compile(rf"(?<=\w)(?<!anti)(?<!non){DASH}(?=\s|[,;)/]|$)"), " negative "),
    (re.compile(r"(?<=[\s(:])\(?\+{1,4}\)?(?=\s*(?:[,;)]|$))"), " positive "),
    (re.compile(rf"(?<=[\s(:])\(?{DASH}{{1,3}}\)?(?=\s*(?:[,;)]|$))"), " negative "),
)
_WORD = re.compile(r"(?:[a-z]|qu)'(?=\w)|[\w']+")
_OF = re.compile(r"(?<!\w)(?:of|de|du|des|d')")
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


@dataclass(frozen=True, slots=True)
class SegmentedText:
    """A text, folded (`rechallenge.literature.drugs.folded`), with its segments."""

    text: str
    segments: tuple[Segment, ...]

    def at(self, start: int, end: int) -> Assertion | None:
        """Return what is said of what stands there; None where no cue speaks of it, and it is simply named.

        A cue within it is part of its name ("negative biopsy").
        """
        number = next((i for i, s in enumerate(self.segments) if start < s.end), len(self.segments) - 1)
        segment = self.segments[number]
        around = [cue for cue in segment.cues if cue.end <= start or cue.start >= end]
        for kind in ("family", "suspected", "open"):
            if any(cue.kind == kind and cue.reach == "anywhere" for cue in around):
                return kind
        before = self._before([cue for cue in around if cue.end <= start], start)
        after = next((cue for cue in around if cue.start >= end), None)
        after = after if after is not None and after.to == "left" else None
        inherited = None
        if not any(cue.end <= start for cue in around) and (after is None or self._seen(after)):
            inherited = self._inherited(number) if after is None else self._opened(number)
        elif before in ("suspected", "open") and after is None:
            settled = self._settled(number)
            return settled or before
        said = self._together(before or inherited, after) or self._left_open(number)
        if said == "absent" and self._with_exception(end):
            return "unclear"
        return "unclear" if said is None and self._alternative(number) else said

    def _with_exception(self, end: int) -> bool:
        """Tell whether a denial leaves something out, in its own sentence: "no tophi except on the left ear"."""
        stop = _END_OF_SENTENCE.search(self.text, end)
        return cues().exception.search(self.text, end, len(self.text) if stop is None else stop.start()) is not None

    def _left_open(self, number: int) -> Assertion | None:
        """Return whether the next clause says of a segment that it was not ruled out: "infection, which could not be excluded"."""
        return "open" if any(s.bare and s.cues and s.cues[0].kind == "open" for s in self.segments[number + 1 : number + 2]) else None

    def _alternative(self, number: int) -> bool:
        """Tell whether a segment is one of two of which only one need be true: "gout or pseudogout"."""
        following = self.segments[number + 1 : number + 2]
        return self.segments[number].joined == "or" or any(segment.joined == "or" and not segment.bare for segment in following)

    def chunks(self) -> Iterator[tuple[str, Assertion | None]]:
        """Give what the text names, stretch by stretch, with what it says of each."""
        for segment in self.segments:
            edges = [segment.start, *(edge for cue in segment.cues for edge in (cue.start, cue.end)), segment.end]
            for start, end in list(pairwise(edges))[::2]:
                words = list(_content(self.text, start, end))
                if words:
                    # of "non-erosive arthritis" the last word counts, of "no infection of the tophi" the first
                    said = self.at(*words[-1])
                    yield self.text[words[0][0] : words[-1][1]], self.at(*words[0]) if said == "unclear" else said

    def not_ruled_out(self) -> bool:
        """Tell whether anything in it says that something was not ruled out; what was suspected may have been."""
        all_of = [cue for segment in self.segments for cue in segment.cues]
        turned = [self.text[cue.start : cue.end] for cue in all_of if cue.kind == "suspected" and cue.to != "right"]
        return any(cue.kind == "open" for cue in all_of) or any(cues().left_open.fullmatch(text) for text in turned)

    def bare(self) -> Assertion | None:
        """Return what a text says that names nothing ("not seen", "suspected"); None where it names something, or holds no cue."""
        if not all(segment.bare for segment in self.segments):
            return None
        return next((cue.kind for segment in self.segments for cue in segment.cues), None)

    def _seen(self, cue: Cue) -> bool:
        # "no tophi or erosions seen": a weak word of presence does not lift a denial
        return cue.kind == "present" and cues().sure.fullmatch(self.text[cue.start : cue.end]) is None

    def _before(self, found: list[Cue], start: int) -> Assertion | None:
        for number in range(len(found) - 1, -1, -1):
            cue = found[number]
            if cue.to != "right" or cues().where.search(self.text, cue.end, start):
                return None
            gap = sum(1 for _ in _content(self.text, cue.end, start))
            if cue.reach == "near" and gap:
                return "unclear" if self.text[cue.start : cue.end] == "not" and gap == 1 else None
            if cue.kind == "absent" and self._of_another(cue.end, start):
                return "unclear"
            if cue.kind != "present":
                return (
                    "unclear" if cue.kind == "absent" and cue.reach in ("list", "after") and self._denied(found[:number], cue) else cue.kind
                )
            # "no history of gout": the denial stands before what confirms
            if number == 0 or any(True for _ in _content(self.text, found[number - 1].end, cue.start)):
                return None
        return None

    def _denied(self, earlier: list[Cue], cue: Cue) -> bool:
        """Tell whether a denial is itself denied, word to word: "no absence of"; "sans aucun" denies once."""
        return bool(earlier) and earlier[-1].kind == "absent" and not any(True for _ in _content(self.text, earlier[-1].end, cue.start))

    def _of_another(self, end: int, start: int) -> bool:
        """Tell whether a denial is of something of what is named: "no infection of the tophi"; "no crystals of urate" is no such thing."""
        gap = list(_content(self.text, end, start))
        linked = _OF.search(self.text, gap[-1][1] if gap else end, start) if gap else None
        return linked is not None and not all(cues().generic.fullmatch(self.text[a:b]) for a, b in gap)

    def _together(self, before: Assertion | None, after: Cue | None) -> Assertion | None:
        if after is None:
            return before
        if after.kind == "present":
            if self._seen(after):
                plainly = before == "unclear" and self.text.startswith("present", after.start)
                return "present" if plainly else before or "present"
            return "absent" if before == "absent" else "present"
        if before == "absent":
            return "unclear"  # denied twice, or denied and doubted
        return after.kind

    def _settled(self, number: int) -> Assertion | None:
        """Return what the next segment says of a suspicion, where it says nothing else: "suspected gout, ruled out"."""
        following = self.segments[number + 1 : number + 2]
        if not following or not following[0].bare or following[0].clause != self.segments[number].clause:
            return None
        return next((cue.kind for cue in following[0].cues if not self._seen(cue)), None)

    # lists

    def _inherited(self, number: int) -> Assertion | None:
        return self._opened(number) or self._closed(number)

    def _opened(self, number: int) -> Assertion | None:
        """Return what the cue that opens a list says of a later member: "no tophi, erosions or crystals"."""
        here = self.segments[number]
        first = next((k for k in range(number - 1, -1, -1) if self.segments[k].cues), None)
        if first is None or self.segments[first].clause != here.clause:
            return None
        opener = self.segments[first]
        cue = opener.cues[-1]
        heading = opener.bare and self.segments[first + 1].joined == ":"
        if cue.to != "right" and not heading:
            return None
        if cue.kind == "present" or cue.reach == "near":
            return None
        joints = [s.joined for s in self.segments[first + 1 : number + 1] if s.joined != ":"]
        if any(joint in "()[]" for joint in joints):
            return None
        if cue.kind != "absent" or cue.reach == "list" or heading:
            return cue.kind
        later = [s for s in self.segments[first + 1 :] if s.clause == here.clause]
        run = [s.joined for k, s in enumerate(later) if not any(c.cues for c in later[: k + 1])]
        return "absent" if "or" in run or "/" in run else "unclear"

    def _closed(self, number: int) -> Assertion | None:
        """Return what the cue that closes a list says of an earlier member: "tophi and erosions absent", "tophi: not seen"."""
        here = self.segments[number]
        last = next((k for k in range(number + 1, len(self.segments)) if self.segments[k].cues), None)
        if last is None or self.segments[last].clause != here.clause:
            return None
        closer = self.segments[last]
        cue = closer.cues[0]
        joints = [s.joined for s in self.segments[number + 1 : last + 1]]
        if closer.bare:
            near = last == number + 1 or all(s.bare for s in self.segments[number + 1 : last])
            listed = (
                (closer.joined == ":" and ":" not in joints[:-1])
                or all(joint in ("and", "or") for joint in joints[:-1])
                or "and" in joints
                or "or" in joints
            )
            return cue.kind if near or (listed and closer.joined not in "([") else None
        joined = all(joint in ("and", "or", ",") for joint in joints) and any(joint in ("and", "or") for joint in joints)
        return cue.kind if cue.to == "left" and joined else None


@lru_cache(maxsize=4096)
def read(text: str) -> SegmentedText:
    """Cut a text into segments with their cues.

    >>> found = read("no tophi but urate crystals")
    >>> [found.at(found.text.index(word), found.text.index(word) + len(word)) for word in ("tophi", "urate crystals")]
    ['absent', None]
    """
    plain = _DASH_FIRST.sub("equivocal ", text)
    for pattern, word in _SYMBOLS:
        plain = pattern.sub(word, plain)
    plain = folded(plain.replace("\n", " ; "))
    masked = plain
    for match in cues().masked.finditer(plain):
        masked = masked[: match.start()] + "_" * len(match[0]) + masked[match.end() :]
    found = _cues(masked)
    edges = [(m.start(), m.end(), "but" if m[0] in (";", ".") else m[0]) for m in _PUNCTUATION.finditer(masked)]
    edges += [(m.start(), m.end(), name) for name, pattern in cues().separators for m in pattern.finditer(masked)]
    segments: list[Segment] = []
    start, joined, clause = 0, "", 0
    for left, right, name in [*sorted(edges, key=lambda edge: (edge[0], -edge[1])), (len(plain), len(plain), "")]:
        if left < start or any(cue.start <= left < cue.end for cue in found):
            continue
        own = _directed(plain, start, left, [cue for cue in found if start <= cue.start < left])
        if own or any(True for _ in _content(plain, start, left, to_where=False)):
            bare = not any(True for piece in _between(own, start, left) for _ in _content(plain, *piece))
            segments.append(Segment(start, left, joined, clause, own, bare))
            joined = name
        elif name != "" and joined != ":":
            joined = name
        clause += name == "but"
        start = right
    return SegmentedText(plain, tuple(segments) or (Segment(0, len(plain), "", 0, (), True),))


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


def _content(text: str, start: int, end: int, to_where: bool = True) -> Iterator[tuple[int, int]]:
    """Give the places of the words between two places that name something, up to what tells where or when."""
    where = cues().where.search(text, start, end) if to_where else None
    stop = end if where is None else where.start()
    for word in _WORD.finditer(text, start, stop):
        if cues().filler.fullmatch(word[0]) is None:
            yield word.start(), word.end()


def _directed(text: str, start: int, end: int, found: list[Cue]) -> tuple[Cue, ...]:
    """Return the cues of a segment with the side to which each speaks."""
    places = [start, *(cue.end for cue in found)], [*(cue.start for cue in found), end]
    named = [any(True for _ in _content(text, a, b)) for a, b in zip(*places, strict=True)]
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
