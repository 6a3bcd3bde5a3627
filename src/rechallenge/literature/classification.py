"""Published classification criteria as data: items, weights, thresholds, and where a record may hold each item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data
from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.languages import by_language

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


class _RuleEntry(TypedDict, total=False):
    finding: tuple[str, ...]
    condition: tuple[str, ...]
    observed: tuple[str, ...]
    method: tuple[str, ...]
    site: tuple[str, ...]
    pattern: tuple[str, ...]
    value: tuple[str, ...]
    note: tuple[str, ...]
    side: str
    at_least: float
    highest_in: tuple[float, float]
    unit: str
    others: dict[str, float]
    age_at_least: float
    age_over: float
    all: list[_RuleEntry]
    reversed: bool
    proves: Status
    else_absent: bool
    but_not: tuple[str, ...]


class _ItemEntry(TypedDict):
    id: str
    weight: NotRequired[int]
    score: NotRequired[int]
    also: NotRequired[tuple[str, ...]]
    read: NotRequired[list[_RuleEntry]]
    checked: NotRequired[bool]


class _DomainEntry(TypedDict):
    id: str
    item: list[dict[str, object]]
    exclusive: NotRequired[bool]
    arms: NotRequired[tuple[str, ...]]


class _ClassificationFile(TypedDict):
    name: str
    title: dict[str, str]
    disease: tuple[str, ...]
    disease_but_not: NotRequired[tuple[str, ...]]
    source: str
    arm: tuple[Arm, ...]
    entry: NotRequired[list[dict[str, object]]]
    exclusion: NotRequired[list[dict[str, object]]]
    needed: NotRequired[list[dict[str, object]]]
    sufficient: NotRequired[list[dict[str, object]]]
    domain: list[_DomainEntry]


def _rule(raw: _RuleEntry) -> Rule:
    kept: dict[str, tuple[str, ...]] = {
        "method": raw.get("method", ()),
        "site": raw.get("site", ()),
        "pattern": raw.get("pattern", ()),
        "value": raw.get("value", ()),
        "note": raw.get("note", ()),
        "side": (raw["side"],) if "side" in raw else (),
    }
    return Rule(
        finding=raw.get("finding", ()),
        condition=raw.get("condition", ()),
        observed=raw.get("observed", ()),
        kept=tuple((name, words) for name, words in kept.items() if words),
        at_least=raw.get("at_least"),
        highest_in=raw.get("highest_in"),
        unit=raw.get("unit", ""),
        others=tuple(raw.get("others", {}).items()),
        age_at_least=raw.get("age_at_least"),
        age_over=raw.get("age_over"),
        all=tuple(_rule(each) for each in raw.get("all", ())),
        reversed=raw.get("reversed", False),
        proves=raw.get("proves"),
        else_absent=raw.get("else_absent", False),
        but_not=raw.get("but_not", ()),
    )


def _item(raw: Mapping[str, object], place: str) -> Item:
    meaning, rest = by_language(raw)
    fields = checked(_ItemEntry, rest, place)
    return Item(
        id=fields["id"],
        meaning=meaning,
        weight=fields.get("weight", fields.get("score")),
        names=fields.get("also", ()),
        rules=tuple(_rule(each) for each in fields.get("read", ())),
        checked=fields.get("checked", True),
    )


def _items(raw: Iterable[Mapping[str, object]], place: str) -> tuple[Item, ...]:
    return tuple(_item(each, place) for each in raw)


@cache
def criteria_sets() -> Mapping[str, CriteriaSet]:
    """Return all sets of criteria, by name."""
    found: dict[str, CriteriaSet] = {}
    for file in sorted(literature("criteria").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        place = f"criteria/{file.name}"
        raw = checked(_ClassificationFile, read_data(file), place)
        found[raw["name"]] = CriteriaSet(
            name=raw["name"],
            title=raw["title"],
            disease=raw["disease"],
            source=raw["source"],
            arms=raw["arm"],
            entry=_items(raw.get("entry", ()), place),
            exclusion=_items(raw.get("exclusion", ()), place),
            needed=_items(raw.get("needed", ()), place),
            sufficient=_items(raw.get("sufficient", ()), place),
            domains=tuple(
                Domain(each["id"], _items(each["item"], place), each.get("exclusive", False), each.get("arms", ()))
                for each in raw["domain"]
            ),
            disease_but_not=raw.get("disease_but_not", ()),
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
