"""What speaks against a drug, and the words by which a record tells of it: data with sources, and no judgement of a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data
from rechallenge.literature.drugs import folded


@dataclass(frozen=True, slots=True)
class Cited:
    """Where something is published: an identifier in ``references.yaml``, and a short name that is the same in every language."""

    source: str
    told: str


@dataclass(frozen=True, slots=True)
class Inhibitors:
    """Drugs beside which another is not given.

    Attributes
    ----------
    names
        Each drug, with all its spellings.
    days
        Days after their end through which they still count.
    """

    names: Mapping[str, tuple[str, ...]]
    days: float
    cited: Cited


class _Reason(TypedDict, total=False):
    words: tuple[str, ...]
    days: float
    groups: tuple[str, ...]
    cotreatment_groups: tuple[str, ...]
    drugs: dict[str, Cited]


class _Organ(TypedDict):
    clearance_below: float
    source: str
    told: str


class _Interaction(TypedDict):
    days: float
    source: str
    told: str
    inhibitors: dict[str, tuple[str, ...]]


_FILE = "contraindications.toml"


@cache
def _reasons() -> Mapping[str, _Reason]:
    reasons = {name: each for name, each in read_data(literature(_FILE)).items() if name not in ("organ", "interactions")}
    return checked(dict[str, _Reason], reasons, _FILE)


@cache
def _organs() -> Mapping[str, _Organ]:
    return checked(dict[str, _Organ], read_data(literature(_FILE))["organ"], _FILE)


@cache
def _interactions() -> Mapping[str, _Interaction]:
    return checked(dict[str, _Interaction], read_data(literature(_FILE))["interactions"], _FILE)


def cited(reason: str) -> Mapping[str, Cited]:
    """Return what is published on a reason against drugs (``pregnancy``, ``infection``, ``biologics``), by drug."""
    return _reasons()[reason].get("drugs", {})


def days_of(reason: str) -> float:
    """Return how long a state lasts whose end a record does not tell."""
    return _reasons()[reason]["days"]


def groups_of(reason: str, field: Literal["groups", "cotreatment_groups"]) -> tuple[str, ...]:
    """Return a list of groups that a reason goes by."""
    return _reasons()[reason][field]


@cache
def least_clearance(drug: str) -> tuple[float, Cited] | None:
    """Return the creatinine clearance (mL/min) below which a drug is contraindicated; None where there is none."""
    each = _organs().get(drug)
    return None if each is None else (each["clearance_below"], Cited(each["source"], each["told"]))


@cache
def inhibitors_of(drug: str) -> Inhibitors | None:
    """Return the drugs beside which a drug is not given."""
    each = _interactions().get(drug)
    if each is None:
        return None
    names = {name: (name, *spellings) for name, spellings in each["inhibitors"].items()}
    return Inhibitors(names, each["days"], Cited(each["source"], each["told"]))


def names_one_of(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of some words, whole, whatever the case and accents.

    Examples
    --------
    >>> names_one_of("Hémodialyse depuis 2015", ["hemodialyse"]), names_one_of("predialysis", ["dialysis"])
    (True, False)
    """
    plain = f" {' '.join(re.findall(r'[a-z0-9]+', folded(text)))} "
    return any(f" {' '.join(re.findall(r'[a-z0-9]+', folded(word)))} " in plain for word in words)


def words_of(reason: str) -> tuple[str, ...]:
    """Return the words by which a record tells of a state that speaks against drugs."""
    return _reasons()[reason]["words"]


def names_reason(text: str, reason: str) -> bool:
    """Whether a text names a state that speaks against drugs (``pregnancy``, ``severe_renal``, ``biologics``)."""
    return names_one_of(text, words_of(reason))
