"""Diseases in which a stop of a drug is dangerous: data with sources, and no judgement of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rechallenge.data_files import checked, literature, read_data

_FILE = "stops.toml"


@dataclass(frozen=True, slots=True)
class DangerousStop:
    """One disease, and the exposures of which a stop is dangerous in it.

    Attributes
    ----------
    drugs
        Exposures.
    words
        What a diagnosis that is this disease may hold.
    source, told
        An identifier in ``references.yaml``, and a short name that is the same in every language.
    why
        What was read there.
    """

    drugs: tuple[str, ...]
    words: tuple[str, ...]
    source: str
    told: str
    why: str


@cache
def dangerous_stops() -> Mapping[str, DangerousStop]:
    """Return each of them by its key."""
    return checked(dict[str, DangerousStop], read_data(literature(_FILE))["dangerous"], _FILE)
