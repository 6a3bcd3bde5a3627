"""The published sources of our numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data


@dataclass(frozen=True, slots=True)
class Reference:
    """One source: its citation, where to find it, and what of it was read."""

    identifier: str
    citation: str
    read: str
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None


class _ReferencesEntry(TypedDict):
    citation: str
    read: str
    year: NotRequired[int]
    doi: NotRequired[str]
    pmid: NotRequired[str]
    url: NotRequired[str]


@cache
def references() -> dict[str, Reference]:
    """All sources, by identifier."""
    entries = checked(dict[str, _ReferencesEntry], read_data(literature("references.yaml")), "references.yaml")
    return {identifier: Reference(identifier, **entry) for identifier, entry in entries.items()}
