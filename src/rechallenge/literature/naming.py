"""Which drug a name means, as people write names: with a brand's sign, a strength, a route, another name in brackets.

``Cortancyl® 20 mg`` is prednisone and a strength; ``oral corticosteroids`` are glucocorticoids by mouth; ``no steroids`` is no treatment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rechallenge.literature.drugs import drug_names, folded, modelled_classes
from rechallenge.vocabulary.words import merged, word_lists

LOCAL = "local"
_STRENGTH = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mg|g|ug|mcg|µg|μg)\b(?:\s*/\s*(?:\d+(?:[.,]\d+)?\s*)?(?:ml|kg|d|j|jour|day|24 ?h|wk|week|sem|semaine))*"
)

_BARE_STRENGTH = re.compile(r"\s(\d+(?:[.,]\d+)?)$")
_CLASS = "glucocorticoid"
# The name of a drug with all that may stand around it is no longer than this.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says.

    Attributes
    ----------
    drug
        Canonical name; the name as written where it is not known.
    known
        Whether it is known, with or without kinetics.
    route
        Route that the name tells: one of a course file's, or None.
    strength
        Strength that stands in the name, as written; empty where none does.
    several
        Known drugs that it names, where it names more than one.
    denied
        Whether it says that the drug was not given.
    """

    drug: str
    known: bool
    route: str | None = None
    strength: str = ""
    several: tuple[str, ...] = ()
    denied: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    routes: Mapping[str, tuple[str, ...]]
    neutral: tuple[str, ...]
    denied: tuple[str, ...]
    denied_after: tuple[str, ...]
    joins: tuple[str, ...]


@cache
def _words() -> _Words:
    raw = merged("drugs", Path(__file__).with_name("drug_words.toml"))
    words, routes = word_lists(raw["words"], "drugs"), word_lists(raw["routes"], "drugs")
    return _Words(
        {route: tuple(each) for route, each in routes.items()},
        *(tuple(words[name]) for name in ("neutral", "denied", "denied_after", "joins")),
    )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({folded(word) for word in words}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


@cache
def _patterns() -> tuple[Mapping[str, re.Pattern[str]], re.Pattern[str], re.Pattern[str]]:
    words = _words()
    return {route: _pattern(each) for route, each in words.routes.items()}, _pattern(words.neutral), _pattern(words.denied)


@cache
def _denied_after() -> re.Pattern[str]:
    return re.compile(rf"(?<=\w)[\s,(\[:-]+{_pattern(_words().denied_after).pattern}\s*[)\]]?\s*$")


@cache
def named(written: str) -> Named:
    """Tell which drug a name means.

    Examples
    --------
    >>> named("Cortancyl 20 mg").drug, named("Cortancyl 20 mg").strength
    ('prednisone', '20 mg')
    >>> named("prednisolone eye drops").route
    'local'
    """
    known = _lookup(folded(written))
    if known is not None:
        return Named(known, True)
    if len(written) > _LONGEST:
        return Named(written.strip(), False)
    bare = folded(written)
    given = _denied_after().sub("", bare)
    if given != bare:  # what is left may be a drug; it was not given
        return replace(named(given), denied=True)
    strengths = _STRENGTH.findall(bare)
    bare = " ".join(_STRENGTH.sub(" ", bare).split())
    if not strengths and (number := _BARE_STRENGTH.search(bare)):  # "Kenacort 40"
        strengths, bare = [number[1]], bare[: number.start()]
    parts = _parts(bare)
    found = [each for part in parts if (each := _one(part)) is not None]
    drugs = tuple(dict.fromkeys(drug for drug, _ in found))
    if not drugs:
        return Named(written.strip(), False)
    if len(drugs) > 1:  # "corticosteroids (prednisone)" says which
        drugs = tuple(drug for drug in drugs if drug != _CLASS and drug not in modelled_classes())
    routes, _, denied = _patterns()
    route = next((route for _, route in found if route is not None), None)
    route = route or next((name for part in parts for name in routes if name != "systemic" and routes[name].fullmatch(part.strip())), None)
    return Named(
        drugs[0], True, route, strengths[0].strip() if strengths else "", drugs if len(drugs) > 1 else (), denied.match(bare) is not None
    )


def _parts(bare: str) -> list[str]:
    """Parts of a name that may each be a drug: what stands in brackets, and on both sides of "and"."""
    inner = re.findall(r"[(\[]([^)\]]*)[)\]]", bare)
    outer = re.sub(r"[(\[][^)\]]*[)\]]", " ", bare)
    joins = "|".join(re.escape(join) for join in _words().joins)
    return [outer, *re.split(joins, outer), *inner]


def _one(part: str) -> tuple[str, str | None] | None:
    """The drug of one part of a name, and its route; None where it is none."""
    rest = " ".join(part.split())
    known = _lookup(rest)
    if known is not None:
        return known, None
    routes, neutral, denied = _patterns()
    rest = " ".join(denied.sub(" ", rest).split()) if denied.match(rest) else rest
    route: str | None = None
    # a glucocorticoid injected into a joint is local, whatever else is said of it
    for each in (LOCAL, *(name for name in routes if name != LOCAL)):
        without = " ".join(routes[each].sub(" ", rest).split())
        if without != rest:
            route = route or (None if each == "systemic" else each)
            rest = without
            if (known := _lookup(rest)) is not None:
                return known, route
    rest = " ".join(neutral.sub(" ", rest).split()).strip(" .,:;-'")
    known = _lookup(rest)
    return None if known is None else (known, route)


def _lookup(bare: str) -> str | None:
    return drug_names().get(bare)
