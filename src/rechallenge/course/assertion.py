"""What a text says of a thing that it names: that it is there, that it is not, that nobody knows, or that it is of the family.

The text is cut into segments (at commas, "and", brackets); a cue ("no", "negative", "suspected") speaks of what stands before or behind
it in its own segment, and of the members of a list that it opens or closes. "But", a semicolon and a full stop end its reach. Where a
text can be read in two ways, the answer is ``unclear``, which is unknown: nothing is counted on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from rechallenge.course.cues import cues
from rechallenge.course.segments import Cue, Segment, named_in, segments_of

Assertion = Literal["present", "absent", "unknown", "suspected", "open", "family", "past", "unclear"]
"""What is said of one thing: ``open`` was not ruled out, ``past`` was there once."""
_END_OF_SENTENCE = re.compile(r"[;.]")


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
        """Give what the text names, stretch by stretch, with what it says of each.

        An examination that is only named, beside what it showed or did not show, is none of it: "ultrasound: no effusion".
        """
        found = list(self._named())
        shown = [each for each in found if each[1] is not None or cues().examination.fullmatch(each[0]) is None]
        yield from shown if any(assertion is not None for _, assertion in shown) else found

    def _named(self) -> Iterator[tuple[str, Assertion | None]]:
        for segment in self.segments:
            edges = [segment.start, *(edge for cue in segment.cues for edge in (cue.start, cue.end)), segment.end]
            for start, end in list(pairwise(edges))[::2]:
                words = list(named_in(self.text, start, end))
                if words:
                    # of "non-erosive arthritis" the last word counts, of "no infection of the tophi" the first
                    said = self.at(*words[-1])
                    yield self.text[words[0][0] : words[-1][1]].strip("'"), self.at(*words[0]) if said == "unclear" else said

    def not_ruled_out(self) -> bool:
        """Tell whether anything in it says that something was not ruled out; what was suspected may have been."""
        all_of = [cue for segment in self.segments for cue in segment.cues]
        turned = [self.text[cue.start : cue.end] for cue in all_of if cue.kind == "suspected" and cue.to != "right"]
        return any(cue.kind == "open" for cue in all_of) or any(cues().left_open.fullmatch(text) for text in turned)

    def bare(self) -> Assertion | None:
        """Return what a text says that names nothing ("not seen", "suspected"); None where it names something, or holds no cue."""
        if not all(segment.bare for segment in self.segments):
            return None
        found = [cue.kind for segment in self.segments for cue in segment.cues]
        return next((kind for kind in found if kind != "present"), found[0] if found else None)  # "history: none" is none

    def _seen(self, cue: Cue) -> bool:
        # "no tophi or erosions seen": a weak word of presence does not lift a denial
        return cue.kind == "present" and cues().sure.fullmatch(self.text[cue.start : cue.end]) is None

    def _before(self, found: list[Cue], start: int) -> Assertion | None:
        for number in range(len(found) - 1, -1, -1):
            cue = found[number]
            if cue.to != "right" or cues().where.search(self.text, cue.end, start):
                return None
            gap = sum(1 for _ in named_in(self.text, cue.end, start))
            if cue.reach == "near" and gap:
                return "unclear" if self.text[cue.start : cue.end] == "not" and gap == 1 else None
            if cue.kind == "absent" and self._of_another(cue.end, start):
                return "unclear"
            if cue.kind != "present":
                return (
                    "unclear" if cue.kind == "absent" and cue.reach in ("list", "after") and self._denied(found[:number], cue) else cue.kind
                )
            # "no history of gout": the denial stands before what confirms
            if number == 0 or any(True for _ in named_in(self.text, found[number - 1].end, cue.start)):
                return None
        return None

    def _denied(self, earlier: list[Cue], cue: Cue) -> bool:
        """Tell whether a denial is itself denied, word to word: "no absence of"; "sans aucun" denies once."""
        return bool(earlier) and earlier[-1].kind == "absent" and not any(True for _ in named_in(self.text, earlier[-1].end, cue.start))

    def _of_another(self, end: int, start: int) -> bool:
        """Tell whether a denial is of something of what is named: "no infection of the tophi"; "no crystals of urate" is no such thing."""
        gap = list(named_in(self.text, end, start))
        linked = cues().of.search(self.text, gap[-1][1] if gap else end, start) if gap else None
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
        if cue.to == "left" and self.segments[first + 1].joined in ("(", "["):
            return self._in_brackets(first, number, cue)  # "serology negative (HBV, HCV)"
        if cue.to != "right" and not heading:
            return None
        if cue.kind == "present" or cue.reach == "near":
            return None
        joints = [s.joined for s in self.segments[first + 1 : number + 1] if s.joined != ":"]
        if any(joint in "()[]" for joint in joints):
            return self._in_brackets(first, number, cue)
        if cue.kind != "absent" or cue.reach == "list" or heading:
            return cue.kind
        later = [s for s in self.segments[first + 1 :] if s.clause == here.clause]
        run = [s.joined for k, s in enumerate(later) if not any(c.cues for c in later[: k + 1])]
        return "absent" if "or" in run or "/" in run else "unclear"

    def _in_brackets(self, first: int, number: int, cue: Cue) -> Assertion | None:
        """Return what a denial says of what stands in brackets behind it: each member of a list, "no organ involved (heart, lung, kidney)".

        Of one thing alone nobody can tell whether it is denied as well: "no vasculitis (giant cell arteritis)", "no gout (CPPD)".
        """
        inside = next((k for k in range(first + 1, number + 1) if self.segments[k].joined in "(["), None)
        if cue.kind != "absent" or inside != first + 1 or any(s.joined in ")]" for s in self.segments[inside : number + 1]):
            return None
        later = self.segments[inside + 1 :]
        end = next((k for k, s in enumerate(later) if s.joined in (")", "]") or s.clause != self.segments[first].clause), len(later))
        members = (self.segments[inside], *later[:end])
        if any(s.cues for s in members):
            return None
        here = self.segments[number]
        if cues().examination.fullmatch(self.text[here.start : here.end].strip()):
            return None
        return "absent" if len(members) > 1 else "unclear"

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
        joined |= (
            all(joint == "/" for joint in joints) and re.search(r"\d\s*$|^\s*\d", self.text[here.start : here.end]) is None
        )  # "HBV/HCV neg"
        return cue.kind if cue.to == "left" and joined else None


@lru_cache(maxsize=4096)
def read(text: str) -> SegmentedText:
    """Cut a text into segments with their cues.

    >>> found = read("no tophi but urate crystals")
    >>> [found.at(found.text.index(word), found.text.index(word) + len(word)) for word in ("tophi", "urate crystals")]
    ['absent', None]
    """
    return SegmentedText(*segments_of(text))
