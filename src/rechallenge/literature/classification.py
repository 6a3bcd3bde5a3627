"""Published classification criteria as data: items, weights, thresholds, and where a record may hold each item."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.languages import languages

Status = Literal["present", "absent", "unknown"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a record may hold an item.

    Attributes
    ----------
    finding, condition, observed
        Words that name a finding (examination, laboratory, imaging, fluid), a diagnosis or a variable.
    kept
        What else a finding must say, by its field (``method``, ``site``, ``side``, ``pattern``, ``value``, ``note``).
    at_least, highest_in
        Least value of the variable that makes the item present; or the interval [low, high) that holds its highest value.
    unit, others
        Unit of these numbers, and factors to it from other units.
    age_at_least, age_over
        Age of the patient in years.
    all
        Rules that must all be met.
    reversed
        The item is present where what is named is absent, and the other way round.
    proves
        What alone the rule can show, where it cannot show the contrary.
    but_not
        Names that hold one of the words and mean something else.
    else_absent
        A record that lists diagnoses and not this one says that it was not made.
    """

    finding: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    observed: tuple[str, ...] = ()
    kept: tuple[tuple[str, tuple[str, ...]], ...] = ()
    at_least: float | None = None
    highest_in: tuple[float, float] | None = None
    unit: str = ""
    others: tuple[tuple[str, float], ...] = ()
    age_at_least: float | None = None
    age_over: float | None = None
    all: tuple[Rule, ...] = ()
    reversed: bool = False
    proves: Status | None = None
    else_absent: bool = False
    but_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One statement about a patient, present, absent or unknown.

    Attributes
    ----------
    weight
        Points that it gives; for a sufficient criterion, the score that it stands for where it has one.
    meaning
        What it says, by language.
    names
        Further names under which a course file may give it.
    checked
        Whether its weight was read in a publication; False: it is from memory.
    """

    id: str
    meaning: Mapping[str, str]
    weight: int | None = None
    names: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Domain:
    """Items of which only the highest weight counts.

    Attributes
    ----------
    exclusive
        Whether its items are levels of one thing, of which at most one can be present.
    arms
        The arms in which it counts; empty for all.
    """

    id: str
    items: tuple[Item, ...]
    exclusive: bool = False
    arms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arm:
    """One way of counting: the least score that classifies, and the highest score that is printed (None where none is)."""

    id: str
    threshold: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """One set of criteria.

    Attributes
    ----------
    title
        By language.
    disease, disease_but_not
        Words for the disease in a list of diagnoses, and names that hold one of them and mean another disease.
    entry, exclusion
        What must be present, and what must not, before anything is counted.
    needed
        What must be present before points are counted, though a sufficient criterion does without.
    sufficient
        What classifies by itself.
    """

    name: str
    title: Mapping[str, str]
    disease: tuple[str, ...]
    source: str
    arms: tuple[Arm, ...]
    entry: tuple[Item, ...]
    exclusion: tuple[Item, ...]
    needed: tuple[Item, ...]
    sufficient: tuple[Item, ...]
    domains: tuple[Domain, ...]
    disease_but_not: tuple[str, ...] = ()

    @property
    def items(self) -> Iterator[Item]:
        """All items, in the order of the questions that they answer."""
        yield from (*self.entry, *self.exclusion, *self.sufficient, *self.needed)
        for domain in self.domains:
            yield from domain.items


_FIELDS = ("method", "site", "pattern", "value", "note")


def _rule(raw: Mapping[str, Any]) -> Rule:
    kept = tuple((name, tuple(raw[name])) for name in _FIELDS if name in raw)
    if "side" in raw:
        kept += (("side", (raw["side"],)),)
    plain = {k: raw[k] for k in ("at_least", "unit", "age_at_least", "age_over", "reversed", "proves", "else_absent") if k in raw}
    return Rule(
        finding=tuple(raw.get("finding", ())),
        condition=tuple(raw.get("condition", ())),
        observed=tuple(raw.get("observed", ())),
        kept=kept,
        highest_in=(float(raw["highest_in"][0]), float(raw["highest_in"][1])) if "highest_in" in raw else None,
        others=tuple(raw.get("others", {}).items()),
        but_not=tuple(raw.get("but_not", ())),
        all=tuple(_rule(r) for r in raw.get("all", ())),
        **plain,
    )


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        id=raw["id"],
        meaning={code: raw[code] for code in languages() if code in raw},
        weight=raw.get("weight", raw.get("score")),
        names=tuple(raw.get("also", ())),
        rules=tuple(_rule(r) for r in raw.get("read", ())),
        checked=raw.get("checked", True),
    )


@cache
def criteria_sets() -> Mapping[str, CriteriaSet]:
    """Return all sets of criteria, by name."""
    found: dict[str, CriteriaSet] = {}
    for file in sorted(files("rechallenge.literature").joinpath("criteria").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        found[raw["name"]] = CriteriaSet(
            name=raw["name"],
            title=raw["title"],
            disease=tuple(raw["disease"]),
            source=raw["source"],
            arms=tuple(Arm(a["id"], a["threshold"], a.get("most")) for a in raw["arm"]),
            entry=tuple(_item(i) for i in raw.get("entry", ())),
            exclusion=tuple(_item(i) for i in raw.get("exclusion", ())),
            needed=tuple(_item(i) for i in raw.get("needed", ())),
            sufficient=tuple(_item(i) for i in raw.get("sufficient", ())),
            domains=tuple(
                Domain(d["id"], tuple(_item(i) for i in d["item"]), d.get("exclusive", False), tuple(d.get("arms", ())))
                for d in raw["domain"]
            ),
            disease_but_not=tuple(raw.get("disease_but_not", ())),
        )
    return found


@cache
def item_names() -> Mapping[str, str]:
    """Return the identifier of an item by each of its names, folded; an item of one name means the same in every set."""
    return {
        folded(name): item.id
        for found in criteria_sets().values()
        for item in found.items
        for name in (item.id, *item.meaning.values(), *item.names)
    }
