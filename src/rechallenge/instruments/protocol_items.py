"""What a protocol of an N-of-1 trial has to say: items of SPIRIT, which SPENT extends, and those of CENT that the plan will answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data
from rechallenge.instruments.checklists import checklists
from rechallenge.vocabulary.languages import by_language

_FILE = "checklists/spent.toml"


@dataclass(frozen=True, slots=True)
class ProtocolItem:
    """One item: its number, what it asks for by language, and whether a plan of ours says it."""

    number: str
    id: str
    meaning: Mapping[str, str]
    in_plan: bool


@dataclass(frozen=True, slots=True)
class ProtocolChecklist:
    """Items of one guideline, with its name by language and the identifiers of its sources."""

    title: Mapping[str, str]
    sources: tuple[str, ...]
    items: tuple[ProtocolItem, ...]


class _SpentItem(TypedDict):
    no: str
    id: str
    plan: NotRequired[bool]


class _SpentFile(TypedDict):
    sources: tuple[str, ...]
    title: dict[str, str]
    item: list[dict[str, object]]
    cent: tuple[str, ...]


@cache
def protocol_checklists() -> tuple[ProtocolChecklist, ...]:
    """Return what a protocol has to say (SPENT), and what its report will have to say (CENT).

    >>> [len(each.items) for each in protocol_checklists()]
    [33, 25]
    """
    raw = checked(_SpentFile, read_data(literature("checklists", "spent.toml")), _FILE)
    cent = next(each for each in checklists() if each.name == "cent")
    answered = tuple(ProtocolItem(each.number, each.id, each.meaning, each.id in raw["cent"]) for each in cent.items)
    spent = ProtocolChecklist(raw["title"], raw["sources"], tuple(map(_item, raw["item"])))
    return spent, ProtocolChecklist(cent.title, (cent.source,), answered)


def _item(entry: Mapping[str, object]) -> ProtocolItem:
    meaning, rest = by_language(entry)
    fields = checked(_SpentItem, rest, _FILE)
    return ProtocolItem(fields["no"], fields["id"], meaning, fields.get("plan", False))
