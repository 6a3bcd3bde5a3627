"""A design, understood: what is done to whom, what is measured, and how it is analysed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from rechallenge.analogy.assumptions import Assumed

Kind = Literal["randomised withdrawal", "parallel", "cross-over", "n-of-1", "staggered start"]
Strategy = Literal["treatment policy", "hypothetical", "composite", "while on treatment"]
Test = Literal["log-rank", "Cox", "t test", "covariance", "paired", "randomisation"]
Spending = Literal["O'Brien-Fleming", "Pocock"]

KINDS: tuple[Kind, ...] = ("randomised withdrawal", "parallel", "cross-over", "n-of-1", "staggered start")
STRATEGIES: tuple[Strategy, ...] = ("treatment policy", "hypothetical", "composite", "while on treatment")
TESTS: tuple[Test, ...] = ("log-rank", "Cox", "t test", "covariance", "paired", "randomisation")
SPENDINGS: tuple[Spending, ...] = ("O'Brien-Fleming", "Pocock")
WITHIN_PATIENTS: frozenset[Kind] = frozenset({"cross-over", "n-of-1"})
"""Designs that compare periods of the same patient."""
RELAPSE, STEROID_DOSE = "relapse", "steroid dose"
"""Endpoints that are no outcome by themselves: the time to a relapse, and the least prednisone that would hold the disease."""


@dataclass(frozen=True, slots=True)
class TrialDrug:
    """A drug given at even intervals, from the first day of its time on."""

    drug: str
    dose_mg: float
    every_days: float


@dataclass(frozen=True, slots=True)
class LevelBound:
    """An outcome by name that has to lie between two bounds, in its own unit; None where there is none."""

    outcome: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PublishedRates:
    """Shares of patients who relapse within some days, on the drug and on placebo; relapses come at a constant rate."""

    on_drug: float
    on_placebo: float
    within_days: float


@dataclass(frozen=True, slots=True)
class TrialPopulation:
    """Who is asked; one of `disease`, `draws` and `rates` is there.

    Attributes
    ----------
    disease
        Key of `rechallenge.literature.natural_history.natural_histories`.
    draws
        Table with one patient a row, as `rechallenge.mechanism.virtual_patients.simulate_patients` takes it.
    trust
        How patients are taken to have come to be published (`rechallenge.analogy.assumptions.ASSUMPTIONS`).
    active
        What is measured on the day of entry.
    without
        Sources of which no prior of the natural history may come, for checks against them: what is known of no named disease stands in.
    """

    disease: str | None = None
    draws: Path | None = None
    rates: PublishedRates | None = None
    trust: Assumed = "modelled"
    active: LevelBound | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunIn:
    """Open treatment of so many days, and what is reached on the last of them by those who are randomised."""

    days: int
    responders: LevelBound | None = None


@dataclass(frozen=True, slots=True)
class PeriodPlan:
    """Periods of one patient, in pairs: on the drug and off it, in an order drawn by lot for each pair.

    Attributes
    ----------
    days
        Length of each.
    washout_days
        At the beginning of each, not evaluated.
    effect
        Relative rise of the outcome from each period to the next.
    """

    pairs: int
    days: int
    washout_days: int
    effect: float = 0.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is compared: `RELAPSE`, `STEROID_DOSE` or an outcome by name, averaged over the last `over_days` of each time."""

    what: str
    over_days: int = 1


@dataclass(frozen=True, slots=True)
class Estimand:
    """The question in words, and the strategy for each intercurrent event."""

    question: str = ""
    rescue: Strategy = "composite"
    missed_doses: Strategy = "treatment policy"
    infection: Strategy = "hypothetical"
    drop_out: Strategy = "hypothetical"


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How often intercurrent events happen: share of doses missed, infections a year, share of patients who leave before the end."""

    missed_doses: float = 0.0
    infections_per_year: float = 0.0
    drop_out: float = 0.0


@dataclass(frozen=True, slots=True)
class Unblinding:
    """Shares of patients who believe that they are given the drug, by what they are given, and what belief does to what they report."""

    on_drug: float
    on_placebo: float
    effect: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """The test, its level, and the shares of the patients after which one looks, the last being all."""

    test: Test
    alpha: float = 0.05
    sides: int = 2
    looks: tuple[float, ...] = (1.0,)
    spending: Spending = "O'Brien-Fleming"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Patients randomised, the most that could be had, the share given the drug, and how many a month."""

    number: int
    most: int
    on_drug: float = 0.5
    per_month: float = 2.0


@dataclass(frozen=True, slots=True)
class TrialDesign:
    """A design of a trial.

    Attributes
    ----------
    follow_up_days
        From randomisation to the end, all periods together.
    starts_days
        Days after randomisation on which the drug may begin, of a staggered start.
    power
        Probability of a significant result that is asked for.
    settings, trials
        How many settings are simulated, and trials in each.
    """

    title: str
    kind: Kind
    population: TrialPopulation
    treatment: TrialDrug
    endpoint: Endpoint
    analysis: Analysis
    enrolment: Enrolment
    follow_up_days: int
    background: tuple[TrialDrug, ...] = ()
    run_in: RunIn | None = None
    periods: PeriodPlan | None = None
    starts_days: tuple[int, ...] = ()
    estimand: Estimand = field(default_factory=Estimand)
    occurrences: Occurrences = field(default_factory=Occurrences)
    unblinding: Unblinding | None = None
    power: float = 0.8
    settings: int = 200
    trials: int = 50
    note: str = ""

    @property
    def run_in_days(self) -> int:
        """Days of open treatment before randomisation."""
        return 0 if self.run_in is None else self.run_in.days

    @property
    def days(self) -> int:
        """Days from entry to the end of one patient."""
        return self.run_in_days + self.follow_up_days
