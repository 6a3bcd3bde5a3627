"""Which drug a name means, as people write names: with a brand's sign, a strength, a route, another name in brackets.

``Cortancyl® 20 mg`` is prednisone and a strength; ``oral corticosteroids`` are glucocorticoids by mouth; ``no steroids`` is no treatment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rechallenge.literature.drugs import cotreatments, drug_names, folded, known_drugs, modelled_classes
from rechallenge.vocabulary.words import merged, word_lists

LOCAL = "local"
_PLACEBO = re.compile(r"\bplacebos?\b")
_STRENGTH = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mg|g|ug|mcg|µg|μg)\b(?:\s*/\s*(?:\d+(?:[.,]\d+)?\s*)?(?:ml|kg|d|j|jour|day|24 ?h|wk|week|sem|semaine))*"
)

_BARE_STRENGTH = re.compile(r"\s(\d+(?:[.,]\d+)?)$")
_CLASS, _LOCAL_INJECTION = "glucocorticoid", "local injection"
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
    by_injection
        Whether the route is local only because an injection is named, and no place: "methylprednisolone injection".
    """

    drug: str
    known: bool
    route: str | None = None
    strength: str = ""
    several: tuple[str, ...] = ()
    denied: bool = False
    by_injection: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    routes: Mapping[str, tuple[str, ...]]
    neutral: tuple[str, ...]
    denied: tuple[str, ...]
    denied_after: tuple[str, ...]
    joins: tuple[str, ...]
    injections: tuple[str, ...]
    sites: tuple[str, ...]
    places: tuple[str, ...]


@cache
def _words() -> _Words:
    raw = merged("drugs", Path(__file__).with_name("drug_words.toml"))
    words, routes = word_lists(raw["words"], "drugs"), word_lists(raw["routes"], "drugs")
    of_names = word_lists(merged("values")["names"], "values")
    return _Words(
        routes={route: tuple(each) for route, each in routes.items()},
        neutral=tuple(words["neutral"]),
        denied=tuple(words["denied"]),
        denied_after=tuple(words["denied_after"]),
        joins=tuple(words["joins"]),
        injections=tuple(words["injections"]),
        sites=(*words["sites"], *of_names["sites"]),
        places=(*words["places"], *of_names["sides"], *of_names["between_words"]),
    )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({folded(word) for word in words}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


@cache
def _patterns() -> tuple[Mapping[str, re.Pattern[str]], re.Pattern[str], re.Pattern[str]]:
    words = _words()
    return {route: _pattern(each) for route, each in words.routes.items()}, _pattern(words.neutral), _pattern(words.denied)


@cache
def _injected() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words for an injection; the joints and limbs that it may go into; what else tells where or how."""
    words = _words()
    return _pattern(words.injections), _pattern(words.sites), _pattern(words.places)


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
    drugs = tuple(dict.fromkeys(each.drug for each in found))
    if not drugs or _PLACEBO.search(bare):  # of "anakinra/placebo" nobody knows which it was
        return Named(written.strip(), False)
    if len(drugs) > 1:  # "corticosteroids (prednisone)" says which
        drugs = tuple(drug for drug in drugs if drug != _CLASS and drug not in modelled_classes())
    if len(drugs) > 1 and _LOCAL_INJECTION in drugs and all(map(_acts_locally, set(drugs) - {_LOCAL_INJECTION})):
        found = [replace(each, route=LOCAL) for each in found]  # "infiltration of the knee with betamethasone"
        drugs = tuple(drug for drug in drugs if drug != _LOCAL_INJECTION)
    routes, _, denied = _patterns()
    route = next((each.route for each in found if each.route is not None), None)
    route = route or next((name for part in parts for name in routes if name != "systemic" and routes[name].fullmatch(part.strip())), None)
    return Named(
        drugs[0],
        True,
        route,
        strengths[0].strip() if strengths else "",
        drugs if len(drugs) > 1 else (),
        denied.match(bare) is not None,
        route == LOCAL and all(each.by_injection for each in found),
    )


def _parts(bare: str) -> list[str]:
    """Parts of a name that may each be a drug: what stands in brackets, and on both sides of "and"."""
    inner = re.findall(r"[(\[]([^)\]]*)[)\]]", bare)
    outer = re.sub(r"[(\[][^)\]]*[)\]]", " ", bare)
    joins = "|".join(re.escape(join) for join in _words().joins)
    return [outer, *re.split(joins, outer), *inner]


@dataclass(frozen=True, slots=True)
class _Part:
    """The drug of one part of a name, its route, and whether only the word "injection" tells this."""

    drug: str
    route: str | None = None
    by_injection: bool = False


def _one(part: str) -> _Part | None:
    """The drug of one part of a name; None where it is none.

    A glucocorticoid "injection" is one into a joint, where no word says that it went into a vein or a muscle.
    """
    rest = " ".join(part.split())
    if (known := _lookup(rest)) is not None:
        return _Part(known)
    routes, neutral, denied = _patterns()
    rest = _without(denied, rest) if denied.match(rest) else rest
    route: str | None = None
    for each in (LOCAL, *(name for name in routes if name != LOCAL)):
        without = _without(routes[each], rest)
        if without != rest:
            route = route or (None if each == "systemic" else each)
            rest = without
            # "IM steroid injection" is none into a joint
            if (known := _lookup(rest)) is not None and (known != _LOCAL_INJECTION or route in (None, LOCAL)):
                return _Part(known, route)
    injections, sites, places = _injected()
    without = _without(injections, rest)
    injected, rest = without != rest, without
    here, rest = sites.search(part) is not None, _without(neutral, rest).strip(" .,:;-'")
    known = _lookup(rest)
    if known is None and (injected or route == LOCAL):  # "injection in the left knee" may leave nothing but the place
        rest = _without(neutral, _without(places, _without(sites, rest))).strip(" .,:;-'")
        known = _lookup(rest)
        if not rest and injected and route in (None, LOCAL) and (here or route == LOCAL):
            return _Part(_LOCAL_INJECTION)
    if known is None:
        return None
    by_injection = injected and route is None and _acts_locally(known)
    return _Part(known, LOCAL if by_injection else route, by_injection and not here)


def names_injection(written: str) -> bool:
    """Whether a name speaks of an injection, whatever else it says.

    >>> names_injection("steroid shot for a flare"), names_injection("steroid-like cover")
    (True, False)
    """
    return _injected()[0].search(folded(written[:_LONGEST])) is not None


def _acts_locally(drug: str) -> bool:
    if drug in known_drugs():
        return LOCAL in known_drugs()[drug].routes
    return drug in cotreatments() and cotreatments()[drug].group == _LOCAL_INJECTION


def _without(words: re.Pattern[str], text: str) -> str:
    return " ".join(words.sub(" ", text).split())


def _lookup(bare: str) -> str | None:
    return drug_names().get(bare)
