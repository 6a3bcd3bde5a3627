"""Drugs under which a low CRP says nothing of the disease, and for how long after the last dose, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data
from rechallenge.literature.drugs import cotreatments

Action = Literal["il6_blocker", "jak_inhibitor"]
How = Literal["published", "half_lives", "ours"]
FILE = "crp_suppression.yaml"
CLASSES: Mapping[str, Action] = {"interleukin-6 blocker": "il6_blocker", "JAK inhibitor": "jak_inhibitor"}
"""Groups of `rechallenge.literature.drugs.cotreatments`, by which a record may name a drug of either action."""


@dataclass(frozen=True, slots=True)
class Washout:
    """How long a drug goes on keeping CRP low after its last dose, in days.

    Attributes
    ----------
    routes
        Routes that it is about; empty for all.
    how
        ``published`` (the drug or its effect is printed as over by then), ``half_lives`` (five of them), ``ours`` (nothing was found).
    source
        Entry of ``references.yaml`` for what is known of it.
    """

    routes: tuple[str, ...]
    days: float
    how: How
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class CrpSuppression:
    """One drug that suppresses CRP itself.

    Attributes
    ----------
    drug
        Canonical name.
    action
        ``il6_blocker`` or ``jak_inhibitor``.
    sources
        Entries of ``references.yaml`` beside those of the washouts.
    """

    drug: str
    action: Action
    washouts: tuple[Washout, ...]
    sources: tuple[str, ...]


class _CrpSuppressionEntry(TypedDict):
    action: Action
    washout_days: tuple[Washout, ...]
    sources: tuple[str, ...]


@cache
def crp_suppressors() -> Mapping[str, CrpSuppression]:
    """Return the drugs under which a low CRP cannot be read, by canonical name."""
    entries = checked(dict[str, _CrpSuppressionEntry], read_data(literature(FILE)), FILE)
    return {drug: CrpSuppression(drug, entry["action"], entry["washout_days"], entry["sources"]) for drug, entry in entries.items()}


def washout_days(drug: str, route: str | None = None) -> float | None:
    """Return the days after the last dose from which CRP can be read again; None for a drug that does not suppress CRP.

    Where the route is not known, or nothing is told of it, the longest holds; of a drug that is named by its class, or of which no washout
    is told, the longest of its class.

    Examples
    --------
    >>> washout_days("tocilizumab", "iv"), washout_days("tocilizumab"), washout_days("anakinra")
    (42.0, 65.0, None)
    >>> washout_days("JAK inhibitor")
    21.0
    """
    suppression = crp_suppressors().get(drug)
    if suppression is None:
        known = cotreatments().get(drug)
        action = None if known is None else CLASSES.get(known.group)
        like = [washout.days for each in crp_suppressors().values() if each.action == action for washout in each.washouts]
        return max(like, default=None)
    told = [washout.days for washout in suppression.washouts if route in washout.routes]
    return max(told or [washout.days for washout in suppression.washouts])
