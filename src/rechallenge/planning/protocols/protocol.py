"""A protocol for one patient, as it is fixed beforehand: treatments compared, periods, visits, diary and rules."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from rechallenge.inference.summary import Message
from rechallenge.planning.protocols.request import PlannedAction
from rechallenge.planning.protocols.sequences import WITHOUT
from rechallenge.planning.protocols.tapering import DoseStage

CERTAIN_FACTOR = 10.0
"""A Bayes factor of this much, for or against the drug, ends a protocol."""
HALF_LIVES = 5.0
"""Half-lives after which a drug counts as gone: 3 % of it is left. The usual convention of washouts."""


@dataclass(frozen=True, slots=True)
class ComparedDose:
    """What is given in the periods of one kind: one dose (mg) and the days between two; a dose of 0 is none.

    `stages` are the doses on the way to it where a glucocorticoid is lowered; the last one is the dose itself.
    """

    dose_mg: float
    every_days: float
    stages: tuple[DoseStage, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtocolPeriod:
    """One period: its number from 1, its first day counted from the first of the protocol, and its length."""

    number: int
    start: int
    days: int

    @property
    def end(self) -> int:
        """First day after it."""
        return self.start + self.days


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol.

    Attributes
    ----------
    title
        Of the record.
    action, drug
        What is tried, and the drug as the record names it.
    route
        By which it is given; None where the record does not say.
    without, with_drug
        What is given in the periods ``A`` and ``B``.
    blinded
        Whether the order is known to the pharmacy alone; `sequence` is then None.
    sequence
        One letter a period.
    orders
        How many orders could have been drawn; 1 where none was.
    most_in_a_row
        Most periods of one kind in a row.
    first_day
        Date on which the first period begins.
    washout_days
        Of the kinetics, or as asked.
    half_life_days
        Typical half-life of the drug in this patient, in its slowest phase.
    settling_days
        Days at the beginning of each period that are not evaluated: the taper and the washout.
    measured
        Outcomes by name that are measured on visits.
    self_reported
        Outcomes by name that the patient writes down every day.
    visits
        Days of visits, counted from the first of the protocol.
    steroid_mg
        Prednisone a day that stays as it is, in milligrams; 0 where none is given or the protocol changes it.
    remarks
        What must be known before it is begun.
    """

    title: str
    action: PlannedAction
    drug: str
    route: str | None
    without: ComparedDose
    with_drug: ComparedDose
    blinded: bool
    sequence: str | None
    orders: int
    most_in_a_row: int
    first_day: datetime.date
    periods: tuple[ProtocolPeriod, ...]
    washout_days: int
    half_life_days: float
    settling_days: int
    measured: tuple[str, ...]
    self_reported: tuple[str, ...]
    visits: tuple[int, ...]
    steroid_mg: float
    remarks: tuple[Message, ...] = ()

    @property
    def days(self) -> int:
        """Length of the whole."""
        return self.periods[-1].end

    @property
    def by_lot(self) -> bool:
        """Whether the order was drawn."""
        return self.orders > 1

    @property
    def least_p(self) -> float:
        """Least p value that a randomisation test over all orders can reach."""
        return 1.0 / self.orders

    @property
    def most_days_without(self) -> int:
        """Days in periods without the drug, or at the lower dose; of an order that is not known here, the most there can be."""
        lengths = [period.days for period in self.periods]
        if self.sequence is None:
            return sum(sorted(lengths, reverse=True)[: len(lengths) // 2])
        return sum(days for letter, days in zip(self.sequence, lengths, strict=True) if letter == WITHOUT)

    @property
    def longest_run_days(self) -> int:
        """Longest stretch without the drug, or at the lower dose; of an order that is not known here, the longest there can be."""
        if self.sequence is None:
            most = min(self.most_in_a_row, len(self.periods) // 2)
            starts = range(len(self.periods) - most + 1)
            return max(sum(period.days for period in self.periods[start : start + most]) for start in starts)
        longest = run = 0
        for letter, period in zip(self.sequence, self.periods, strict=True):
            run = run + period.days if letter == WITHOUT else 0
            longest = max(longest, run)
        return longest

    def date_of(self, day: int) -> datetime.date:
        """Date of a day, counted from the first one."""
        return self.first_day + datetime.timedelta(days=day)

    @property
    def looks(self) -> tuple[int, ...]:
        """Days after which one looks at the evidence: the end of each second period, and the last."""
        return tuple(period.end for period in self.periods if period.number % 2 == 0 or period.number == len(self.periods))
