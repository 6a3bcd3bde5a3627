"""Heads of tables that programs export: HL7 FHIR Observations by their paths, OMOP measurements, CDISC laboratory results."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from typing_extensions import TypedDict

from rechallenge.data_files import checked, read_data
from rechallenge.literature.drugs import folded

_RESOURCE = re.compile(r"(?:observation|resource|measurement)(?=[a-z])")


class ExportedWords(TypedDict):
    """Heads, signs and codes of exported tables, by their table in ``exported_heads.toml``."""

    parts: dict[str, list[str]]
    comparators: dict[str, str]
    loinc: dict[str, str]


@cache
def exported_words() -> ExportedWords:
    """Load the words."""
    return checked(ExportedWords, read_data(Path(__file__).with_name("exported_heads.toml")), "exported_heads.toml")


@cache
def _parts() -> Mapping[str, tuple[str, int]]:
    """Return the part that each head names, and its place among the heads of that part."""
    return {head: (part, place) for part, heads in exported_words()["parts"].items() for place, head in enumerate(heads)}


def part_of(head: str) -> tuple[str, int] | None:
    """Return the part of a column by its head, and the place of the head among those of that part; None for another head."""
    key = re.sub(r"[^a-z0-9]", "", folded(head))
    return _parts().get(key) or _parts().get(_RESOURCE.sub("", key, count=1))


def is_exported(heads: Sequence[str]) -> bool:
    """Whether a table was exported by a program: it has a result and what it is of by names that only programs give them.

    >>> is_exported(["code", "valueQuantity", "effectiveDateTime"]), is_exported(["date", "CRP", "code"])
    (True, False)
    """
    return {"value", "what"} <= {part[0] for head in heads if (part := part_of(head)) is not None}


def exported_parts(heads: Sequence[str]) -> list[str | None]:
    """Return the part of each column of an exported table: of several of one part the first listed; the others are left.

    >>> exported_parts(["code.coding[0].code", "Code Text", "valueQuantity.value", "effectiveDateTime", "weight"])
    ['left', 'what', 'value', 'day', None]
    """
    known = [part_of(head) for head in heads]
    first: dict[str, int] = {}
    for column in sorted((i for i, each in enumerate(known) if each is not None), key=lambda i: known[i] or ("", 0)):
        part = known[column]
        if part is not None:
            first.setdefault(part[0], column)
    return [None if each is None else each[0] if each[0] == "left" or first[each[0]] == i else "left" for i, each in enumerate(known)]
