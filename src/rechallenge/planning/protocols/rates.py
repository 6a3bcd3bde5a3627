"""What is told of how often a protocol would settle it (computed in `rechallenge.planning.protocols.characteristics`)."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.inference.summary import Message


@dataclass(frozen=True, slots=True)
class RateOfPlan:
    """A share of the simulated courses with its 90 % interval (Wilson 1927), which knows that several go on from one draw."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RatesUnderTruth:
    """What becomes of a plan where one thing is true.

    Attributes
    ----------
    acts
        Whether the drug does something.
    for_drug, against_drug, open_at_end
        How often the Bayes factor of the plan reaches `CERTAIN_FACTOR` at a planned look, how often its inverse does, and neither.
    days
        Median day of the look that ends the plan, or its last.
    relapses
        Mean number of relapses that end a period.
    disease_days
        Expected days of active disease, had nobody helped at a relapse.
    """

    acts: bool
    for_drug: RateOfPlan
    against_drug: RateOfPlan
    open_at_end: RateOfPlan
    days: float
    relapses: float
    disease_days: float


@dataclass(frozen=True, slots=True)
class PlanRates:
    """How often a plan would settle it.

    Attributes
    ----------
    outcome
        Which measurements are compared, by the name of their outcome.
    courses
        Simulated of each kind.
    draws
        Different draws of the patient from which those go on that rest on fewest.
    where_it_acts, where_idle
        The rates.
    """

    outcome: str
    courses: int
    draws: int
    where_it_acts: RatesUnderTruth
    where_idle: RatesUnderTruth


@dataclass(frozen=True, slots=True)
class NoRates:
    """Why no rates can be told."""

    reason: Message
