"""What a search of regimens finds: each regimen tried, what it takes and risks, and which of two is better."""

from __future__ import annotations

from dataclasses import dataclass, field

from rechallenge.inference.summary import Estimate, Message
from rechallenge.questions.regimen.search_space import Choice, Limits

# Risks closer than this are the same to a reader, and the lighter regimen is preferred.
SAME_RISK = 0.02


@dataclass(frozen=True, slots=True)
class TriedRegimen:
    """One regimen tried, with what it takes and what it risks.

    Attributes
    ----------
    risk
        Probability of a relapse within the horizon, with its 90 % interval.
    lowest_prednisone_mg
        Daily dose that the taper reaches.
    reasons
        Why it stands where it does.
    tried
        Whether the record has a stretch on it; what any other would do is extrapolated.
    warnings
        What must be known before it is chosen.
    """

    choice: Choice
    risk: Estimate
    drug_mg_per_week: float
    injections_per_week: float
    prednisone_mg_per_day: float
    lowest_prednisone_mg: float
    is_current: bool = False
    reasons: tuple[Message, ...] = ()
    tried: bool = False
    warnings: tuple[Message, ...] = ()

    @property
    def costs(self) -> tuple[float, float, float, float]:
        """What is to be small: the risk in steps too small to matter, drug, injections and steroid."""
        return (
            round(self.risk.value / SAME_RISK),
            round(self.drug_mg_per_week, 3),
            round(self.injections_per_week, 3),
            round(self.prednisone_mg_per_day, 2),
        )


@dataclass(frozen=True, slots=True)
class Frontier:
    """Result of a search: of the regimens that no other beats the lightest at each risk, safest first.

    `current` is the present one, also when it is beaten. `withheld` says why nothing is proposed, where nothing is.
    """

    drug: str
    horizon_days: int
    points: tuple[TriedRegimen, ...]
    current: TriedRegimen
    n_tried: int
    steroid_mg_per_day: float
    limits: Limits
    notes: tuple[Message, ...] = field(default=())
    withheld: tuple[Message, ...] = ()


def dominates(mine: tuple[float, ...], theirs: tuple[float, ...]) -> bool:
    """Whether costs are no higher in anything and lower in something."""
    return mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))


def beats(one: TriedRegimen, other: TriedRegimen) -> bool:
    """Whether a regimen is no worse in anything and better in something."""
    return dominates(one.costs, other.costs)


def more_taken(one: TriedRegimen, other: TriedRegimen) -> float:
    """How much more a regimen takes than another, as shares of the two."""

    def share(a: float, b: float) -> float:
        return (a - b) / max(a, b, 1e-9)

    return share(one.drug_mg_per_week, other.drug_mg_per_week) + share(one.prednisone_mg_per_day, other.prednisone_mg_per_day)
