"""The published sources of our numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rechallenge.literature.parameters import read_data


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


@cache
def references() -> dict[str, Reference]:
    """All sources, by identifier."""
    return {identifier: Reference(identifier=identifier, **entry) for identifier, entry in read_data("references.yaml").items()}
