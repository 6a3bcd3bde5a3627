"""What is asked of a protocol, before it is known whether it can be."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, get_args

PlannedAction = Literal["stop", "step_down", "restart"]
PLANNED_ACTIONS: tuple[PlannedAction, ...] = get_args(PlannedAction)
"""Acts that a protocol compares with going on as now, or with going on without the drug; named as in `rechallenge.planning.acts.Action`."""


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """What a user asks for.

    Attributes
    ----------
    first_day
        Date on which the first period begins.
    action
        ``stop`` and ``step_down`` of a drug that is given today, ``restart`` of one that was given.
    drug
        As written; None where the record has one drug that it can be.
    to_mg
        Dose of a step down, at the spacing of today.
    periods, days
        How many periods, and how many days they last together: as even as whole days allow, the longer ones first.
    washout_days
        Days at the beginning of each period that are not evaluated; None: as kinetics have it.
    blinded
        Whether neither the patient nor those who measure know the order, which is then drawn by lot.
    randomised
        Whether the order of an open protocol is drawn by lot; by turns otherwise.
    most_in_a_row
        Most periods of one kind in a row, of an order that is drawn.
    measures
        Outcomes as written; none: those of which the record tells.
    visit_every_days
        Days between two visits of a period.
    """

    first_day: datetime.date
    action: str = "stop"
    drug: str | None = None
    to_mg: float | None = None
    periods: int = 4
    days: int = 56
    washout_days: int | None = None
    blinded: bool = False
    randomised: bool = False
    most_in_a_row: int = 2
    measures: tuple[str, ...] = ()
    visit_every_days: int = 7

    @property
    def by_lot(self) -> bool:
        """Whether the order is drawn."""
        return self.blinded or self.randomised

    @property
    def lengths(self) -> tuple[int, ...]:
        """Days of each period.

        >>> ProtocolRequest(datetime.date(2026, 1, 5), periods=3, days=20).lengths
        (7, 7, 6)
        """
        each, more = divmod(self.days, max(self.periods, 1))
        return tuple(each + (place < more) for place in range(self.periods))
