"""What an observation is of: the name of an outcome, with the site, the kind of assay or the unit that a chart writes beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rechallenge.course.assertion import read
from rechallenge.course.phrases import phrases
from rechallenge.course.units import unit_of
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import Outcome, named, outcomes

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_UNIT_IN_CODE = re.compile(r"(?P<name>\w+?)_(?P<over>[munk\u00b5\u03bc]?g|mm)_?(?:per|par)?_?(?P<under>[dmu]?l|h|hr)", re.IGNORECASE)
# A longer text is a sentence, and no name.
_LONGEST = 80
# A name of so few letters counts inside a longer one only as it is written: "EN" is no "en".
_ABBREVIATED = 2
# An abbreviation with its points: "C.R.P."
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")


@dataclass(frozen=True, slots=True)
class Name:
    """The outcome that a name means, the spelling of it that was found, and what else the name says."""

    outcome: Outcome
    spelling: str
    site: str | None = None
    unit: str | None = None


@cache
def _spellings() -> tuple[tuple[tuple[str, ...], str, Outcome], ...]:
    """Every spelling as its words, those of most words first."""
    small = phrases().between_words
    found = []
    for outcome in outcomes().values():
        for spelling in (outcome.name, *outcome.names):
            words = tuple(sorted(word for word in _words(spelling) if word not in small or len(_words(spelling)) == 1))
            found.append((words, spelling, outcome))
    return tuple(sorted(found, key=lambda each: -len(each[0])))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text).replace("'", " "))


@cache
def name_of(written: str) -> Name | None:
    """Return what a name means, or None where it holds a word that may make another thing of it.

    >>> found = name_of("douleurs rhizoméliques")
    >>> found and (found.outcome, found.site)
    (Outcome('pain'), 'rhizoméliques')
    >>> name_of("abdominal pain"), name_of("CRP ratio"), name_of("painless")
    (None, None, None)
    """
    exact = named(written)
    if exact is not None:
        return Name(exact, written)
    if len(written) > _LONGEST:
        return None
    if _DOTTED.fullmatch(written.strip()):
        return name_of(written.replace(".", "").strip())
    bare = _BRACKETS.sub(" ", written).strip(" :,")
    # one letter or digit in brackets points to a footnote
    inner = [part.strip() for part in _BRACKETS.findall(written) if not re.fullmatch(r"\s*(?:\d|[a-e*])\s*", part)]
    found = _without_brackets(bare)
    if not inner:
        return found or _with_unit_behind(bare)
    if found is None:
        return None
    unit = None
    for part in inner:
        again = named(part)
        site = _site(part)
        if (again is not None and again is found.outcome) or _how_or_when(part):
            continue
        if site is not None and not found.outcome.scale.unit:
            found = Name(found.outcome, found.spelling, " ".join(filter(None, (found.site, site))))
        elif unit is None and (unit := _unit_in(part, found.outcome)) is not None:
            continue
        else:
            return None
    return Name(found.outcome, found.spelling, found.site, unit)


def _with_unit_behind(bare: str) -> Name | None:
    """Read a name that ends with the unit of its numbers: "CRP mg/L", "ESR mm/h", "crp_mg_l"."""
    if (parts := _UNIT_IN_CODE.fullmatch(bare)) is not None:  # the name of a variable of a data base
        bare = f"{parts['name'].replace('_', ' ')} {parts['over']}/{parts['under']}"
    name, _, last = bare.rpartition(" ")
    # a bare "mm" or "cm" behind a score may be of a thing that is measured, such as a swelling
    found = _without_brackets(name) if "/" in last else None
    unit = None if found is None else _unit_in(last, found.outcome)
    return None if found is None or unit is None else Name(found.outcome, found.spelling, found.site, unit)


@cache
def outcomes_within(written: str) -> tuple[tuple[Outcome, str, bool], ...]:
    """Outcomes that a longer name speaks of, each once with the spelling that was found, and whether the name denies it.

    >>> outcomes_within("no pain"), [outcome.name for outcome, _, _ in outcomes_within("CRP and ESR")]
    (((Outcome('pain'), 'pain', True),), ['crp', 'esr'])
    >>> outcomes_within("painless")
    ()
    """
    if len(written) > _LONGEST:
        return ()
    text, said = folded(written), read(written)
    found: dict[str, tuple[int, Outcome, str, bool]] = {}
    for _, spelling, outcome in _spellings():
        # "EN" is a scale of pain, and "en" a French word
        if len(spelling) <= _ABBREVIATED and spelling not in re.findall(r"[^\W_]+", written):
            continue
        match = re.search(rf"(?<![^\W_]){re.escape(folded(spelling))}(?![^\W_])", text)
        if match is not None and outcome.name not in found:
            found[outcome.name] = (match.start(), outcome, spelling, said.at(*match.span()) == "absent")
    return tuple((outcome, spelling, denied) for _, outcome, spelling, denied in sorted(found.values(), key=lambda each: each[0]))


def _how_or_when(text: str) -> bool:
    """Whether a text only tells by which assay or on which occasion: "(Westergren)", "(initial)"."""
    known = phrases()
    return all(word in known.laboratory | known.occasions for word in _words(text))


def _site(text: str) -> str | None:
    words, known = _words(text), phrases()
    allowed = known.sites | known.sides | known.between_words
    return text if words and all(word in allowed for word in words) and any(word in known.sites | known.sides for word in words) else None


def _unit_in(text: str, outcome: Outcome) -> str | None:
    """Return the unit of an outcome that a text is, or None: "mg/dL", "mm", "0-100"."""
    scale, unit = outcome.scale, unit_of(text)
    if scale.is_score:
        of = re.fullmatch(r"(?:0\s*(?:-|to|\u00e0|\.\.)\s*|/\s*)(10|100)", text.strip())
        return f"/{of[1]}" if of else unit if unit in (scale.units or {}) else None
    known = (
        unit == scale.unit or unit in (scale.units or {}) or re.fullmatch(r"[nu\u00b5\u03bcmdck]?g/[mdc]?l", text.strip(), re.IGNORECASE)
    )
    return unit if known else None


def _without_brackets(written: str) -> Name | None:
    exact = named(written)
    if exact is not None:
        return Name(exact, written)
    words, known = _words(written), phrases()
    for needed, spelling, outcome in _spellings():
        left = list(words)
        if not all(_taken(left, word) for word in needed):
            continue
        beside = known.occasions | (known.sites | known.sides | known.scores if outcome.scale.is_score else known.laboratory)
        other = [word for word in left if word not in known.between_words]
        if not all(word in beside for word in other):
            continue
        place = known.sites | known.sides
        site = " ".join(part for part in re.findall(r"[^\W_]+", written) if folded(part) in place and folded(part) not in needed)
        return Name(outcome, spelling, site or None if outcome.scale.is_score else None)
    return None


def _taken(left: list[str], word: str) -> bool:
    if word not in left:
        return False
    left.remove(word)
    return True
