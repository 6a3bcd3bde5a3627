"""The words that deny, doubt or confirm a finding, in every language: one data file each, ``vocabulary/<language>/assertion.toml``.

A record may mix languages, so that those of all of them are looked for together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rechallenge.course.patterns import Pattern
from rechallenge.data_files import checked
from rechallenge.vocabulary.words import merged

Kind = Literal["present", "absent", "unknown", "suspected", "open", "family", "past"]
Reach = Literal["before", "list", "near", "after", "anywhere"]
KINDS: tuple[Kind, ...] = ("absent", "unknown", "suspected", "open", "family", "past", "present")


class CuePhrases:
    """Patterns of phrases, of which only those are compiled that can begin somewhere in a text: most texts hold none."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple((_openings(pattern), pattern) for pattern in patterns)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Give all places of all phrases, which may overlap."""
        words = f" {_NO_WORD.sub(' ', text)} "
        for openings, pattern in self.patterns:
            if any(opening in words for opening in openings):
                yield from _phrase(pattern).finditer(text)


_NO_WORD = re.compile(r"\W")
_LOOK_BEHIND = re.compile(r"(?:\(\?<[=!][^()]*\))+")
_CHOICE = re.compile(r"\(\?:([^()]*)\)(\??)")
_LETTERS = re.compile(r"[a-z0-9 ]*")


def _openings(pattern: str) -> tuple[str, ...]:
    """Return the letters with which matches of a pattern can begin, each behind a blank; a blank alone where they are not known."""
    behind = _LOOK_BEHIND.match(pattern)
    rest = pattern[behind.end() :] if behind else pattern
    choice = _CHOICE.match(rest)
    if choice is None:
        return (_opening(rest + " "),)
    following = rest[choice.end() :]
    found = tuple(_opening(each + " " * following.startswith(" ")) for each in choice[1].split("|"))
    return (*found, *_openings(following)) if choice[2] else found


def _opening(pattern: str) -> str:
    letters = _LETTERS.match(pattern)
    assert letters is not None  # the pattern matches nothing as well
    end = letters.end()
    # the last may be left out or be one of several
    return " " + (pattern[: end - 1] if end < len(pattern) and pattern[end] in "?*+{|" else pattern[:end])


@cache
def _phrase(pattern: str) -> Pattern:
    return _within([pattern])


@dataclass(frozen=True, slots=True)
class Cues:
    """The patterns of all languages.

    Attributes
    ----------
    found
        What each kind of cue looks like, by how far it reaches.
    alone
        What a value says that is nothing else.
    sure
        What settles a suspicion.
    left_open
        What behind a name says that it was not ruled out.
    masked
        What looks like a denial and is none of the finding: "no change", "negative birefringence".
    separators
        What parts a text: ``but`` ends the reach of all before it, ``and`` and ``or`` join the members of a list.
    where
        What begins to tell where or when.
    exception
        What begins to tell of what a denial leaves out.
    adverbs
        Words that may stand between those of any cue, each with the blank before it.
    filler
        Words that name nothing.
    names
        Names that are words that name nothing as well, where they are names: "Still's disease".
    generic
        Words whose denial denies what the value is of: "no crystals" of urate crystals.
    fluid, antibody, antinuclear
        Names of fluids, of antibodies, and of antinuclear ones.
    normal
        Words for a normal result.
    abnormal
        Names of results that are not normal: "leukocytosis", "raised ferritin".
    fever
        Names of fever, which a temperature tells.
    crystals
        Words for crystals of any kind.
    quantity
        Words in the name of a quantity that leave it the same: "serum urate" is urate.
    of
        What ties a thing to the one behind it: "tophi of the ear".
    examination
        How one looked, and not what was found: "ultrasound".
    act, done
        What is done to a patient, and is no examination ("surgery"); what says that it was.
    denials
        Words that deny a thing that they do not name, each with the denial that names it: "afebrile" is no fever.
    no_diagnosis
        Words that name no diagnosis: "no past medical history".
    """

    found: tuple[tuple[Kind, Reach, CuePhrases], ...]
    alone: tuple[tuple[Kind, Pattern], ...]
    sure: Pattern
    left_open: Pattern
    masked: CuePhrases
    separators: tuple[tuple[Literal["but", "and", "or"], Pattern], ...]
    where: Pattern
    exception: Pattern
    adverbs: Pattern
    filler: Pattern
    names: Pattern
    generic: Pattern
    fluid: Pattern
    antibody: Pattern
    antinuclear: Pattern
    normal: Pattern
    abnormal: Pattern
    fever: Pattern
    crystals: Pattern
    quantity: Pattern
    of: Pattern
    examination: Pattern
    act: Pattern
    done: Pattern
    denials: tuple[tuple[str, Pattern], ...]
    no_diagnosis: Pattern


def _any_of(patterns: Iterable[str]) -> str:
    # the longest first: of "not" and "not done", the second
    return "|".join(f"(?:{pattern})" for pattern in sorted(patterns, key=len, reverse=True)) or r"(?!)"


def _within(patterns: Iterable[str]) -> Pattern:
    return Pattern(rf"(?<!\w)(?:{_any_of(patterns)})(?!\w)")


def _listed(listed: Mapping[str, Mapping[str, list[str]]], section: str, name: str) -> list[str]:
    return listed.get(section, {}).get(name, [])


@cache
def cues() -> Cues:
    """Load the patterns of all languages that have any."""
    listed = checked(dict[str, dict[str, list[str]]], merged("assertion"), "assertion")
    reaches: tuple[Reach, ...] = ("before", "list", "near", "after", "anywhere")
    found: list[tuple[Kind, Reach, CuePhrases]] = []
    for kind in KINDS:
        found += [(kind, reach, CuePhrases(patterns)) for reach in reaches if (patterns := _listed(listed, kind, reach))]
    return Cues(
        found=tuple(found),
        alone=tuple((kind, Pattern(_any_of(_listed(listed, kind, "alone")))) for kind in KINDS),
        sure=Pattern(_any_of(_listed(listed, "present", "sure"))),
        left_open=Pattern(_any_of(_listed(listed, "open", "after"))),
        masked=CuePhrases(_listed(listed, "words", "masked")),
        separators=(
            ("but", _within(_listed(listed, "words", "but"))),
            ("and", _within(_listed(listed, "words", "and"))),
            ("or", _within(_listed(listed, "words", "or"))),
        ),
        where=_within(_listed(listed, "words", "where")),
        exception=_within(_listed(listed, "words", "exception")),
        adverbs=Pattern(rf" (?:{_any_of(_listed(listed, 'words', 'adverbs'))})(?= )"),
        filler=Pattern(_any_of([*_listed(listed, "words", "filler"), *_listed(listed, "words", "adverbs"), r"[\W\d_]+"])),
        names=_within(_listed(listed, "words", "names")),
        generic=Pattern(_any_of(_listed(listed, "words", "generic"))),
        fluid=_within(_listed(listed, "words", "fluid")),
        antibody=_within(_listed(listed, "words", "antibody")),
        antinuclear=_within(_listed(listed, "words", "antinuclear")),
        normal=Pattern(_any_of(_listed(listed, "words", "normal"))),
        abnormal=_within(_listed(listed, "words", "abnormal")),
        fever=_within(_listed(listed, "words", "fever")),
        crystals=_within(_listed(listed, "words", "crystals")),
        quantity=_within(_listed(listed, "words", "quantity")),
        of=Pattern(rf"(?<!\w)(?:{_any_of(_listed(listed, 'words', 'of'))})"),
        examination=Pattern(
            rf"(?:{_any_of(_listed(listed, 'words', 'examination'))})(?: (?:{_any_of(_listed(listed, 'words', 'of'))}).*)?"
        ),
        act=_within(_listed(listed, "words", "act")),
        done=_within(_listed(listed, "words", "done")),
        denials=tuple((denial, _within(words)) for denial, words in listed.get("denials", {}).items()),
        no_diagnosis=_within([*_listed(listed, "words", "no_diagnosis"), *_listed(listed, "words", "filler")]),
    )
