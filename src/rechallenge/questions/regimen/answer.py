"""Answer to which regimens hold remission with the least drug and steroid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from rechallenge.questions.answer import Answer, Count, Estimate, Key, Message, NotNegative, Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimenRow:
    """One regimen compared with others: its name, what it risks and what it takes.

    Attributes
    ----------
    interval
        Of the risk, over what is not known.
    """

    regimen: Annotated[str, "Code of the name; `values` fills its blanks."]
    values: Mapping[str, object]
    p_relapse_90d: Probability
    interval: Estimate
    drug_mg_per_week: NotNegative
    prednisone_mg_per_day: NotNegative
    injections_per_week: NotNegative | None
    efficient: Annotated[bool, "No regimen of the frontier is at least as good on risk, drug and prednisone, and better on one."]
    tried: Annotated[bool, "The record has a stretch on it."]
    current: Annotated[bool, "It is the present regimen."]
    steroid_lowered_to_mg: Annotated[NotNegative | None, "Daily prednisone that the taper reaches; null when there is none."]
    reasons: Annotated[
        tuple[Message, ...],
        "Why it stands where it does: what one step less would risk and one step more would gain, or which regimen beats it.",
    ]
    warnings: Annotated[tuple[Message, ...], "What must be known before it is chosen, such as the risk for the adrenal glands."]

    @property
    def name(self) -> Message:
        """Name of the regimen."""
        return Message(self.regimen, self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimenAnswer(Answer):
    """Regimens of the drug that is given today, or was given last; none where something speaks against proposing any."""

    withheld: Annotated[
        tuple[Message, ...], "Why no regimen is proposed: contraindications in the record, or no published dose; empty where some are."
    ] = ()
    frontier: Annotated[
        tuple[RegimenRow, ...],
        "Regimens found by a search over doses, spacings and tapers within the usual limits, that no other regimen tried beats; of those "
        "within five points of risk the lightest, safest first.",
    ]
    familiar: Annotated[
        tuple[RegimenRow, ...],
        "Regimens that one asks about (continue, every other day, stop, tapers) and that the frontier does not hold, with the same fields.",
    ]
    n_tried: Annotated[Count, "Regimens that the search tried."]
    horizon_days: Count
    searched: Annotated[str, Key("drug"), "Drug whose doses were searched."]
    notes: tuple[Message, ...]
