"""Answer to whether it was the drug, or a disease that waxes and wanes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from rechallenge.questions.answer import Answer, Count, Key, Message, Probability
from rechallenge.single_case.overlap import Variance
from rechallenge.single_case.series import LeftOut
from rechallenge.single_case.statistic import Reason
from rechallenge.single_case.summary import Cannot, Little
from rechallenge.single_case.tally import Tally
from rechallenge.single_case.values import Improvement

Verdict = Literal["drug", "not_drug", "undecided", "not_computed"]
Side = Literal["off", "on"]
Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What one should believe now who believed otherwise before: probability that the drug works, before and after."""

    prior: Probability
    p_drug_works: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingSet:
    """That these drugs act and no other one of which it is unknown: probability after and before this patient's data."""

    drugs: tuple[str, ...]
    p: Probability
    prior_p: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """The verdict under another assumption beforehand, by weighing the draws anew; no number where they cannot tell."""

    assumption: str
    log_bayes_factor: float | None
    log_bayes_factor_error: float | None
    pareto_k: Annotated[float | None, "Shape of the tail of the ratios of the priors; null where they are too alike to have one."]
    effective_draws: Count
    p_drug_works: Probability | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """One entry of the record: the list that holds it, and its place there, from 0."""

    list: Literal["observations", "events", "treatments"]
    index: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A statement of the record, or a stop with all that followed it, and what it does to the log Bayes factor of the drug."""

    statement: Message
    entries: tuple[RecordEntry, ...]
    log_bayes_factor: Annotated[
        float | None, "By how much the log Bayes factor falls without it; null where the draws of the fit cannot tell."
    ]
    log_bayes_factor_error: float | None
    bound: Annotated[Literal["at_least", "at_most"] | None, "Where the draws tell no more than that."]
    pareto_k: Annotated[float | None, "Shape of the tail of the weights; null where they are too alike to have one."]
    rank: Annotated[Count | None, "1 for the weightiest; null for one that is not told under the sentence."] = None

    @property
    def says_nothing(self) -> bool:
        """Whether it was not computed, or is bounded on a side on which no statement would matter."""
        log = self.log_bayes_factor
        return log is None or (self.bound == "at_least" and log <= 0.0) or (self.bound == "at_most" and log >= 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPhase:
    """Counts without (off) and with (on) the drug."""

    off: Count
    on: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseReadings:
    """Readings of one phase, with or without the drug."""

    side: Side
    readings: Count
    from_day: float
    to_day: float
    values: Annotated[
        tuple[tuple[float, float | None, float | None], ...],
        "Day and bounds of each reading; equal bounds for a number, null for an open one.",
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticEntry:
    """One statistic; positive, or above one half for NAP, PND and PEM, when the treatment is better."""

    value: float | None
    interval: Bounds | None
    standard_error: float | None
    undefined: Annotated[Reason | None, "Why there is no number; null when there is one."]
    no_error: Reason | None
    at_limits: Annotated[bool, "Whether readings known only within bounds were taken at the bound least favourable to the treatment."]


@dataclass(frozen=True, slots=True, kw_only=True)
class NapEntry(StatisticEntry):
    """Overlap of all pairs (NAP), with what is known of its error and of pairs that cannot be ordered."""

    standard_errors: Annotated[Mapping[Variance, float | None], "By each published variance."]
    pairs: Count
    unordered_pairs: Annotated[Count, "Pairs of readings that cannot be ordered because one is a word or a limit; they count half."]
    least: Annotated[float | None, "NAP if all these pairs spoke against the treatment."]
    most: Annotated[float | None, "NAP if they all spoke for it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One start or stop: NAP of the phases before and after it."""

    before: Annotated[Side, Key("from")]
    after: Annotated[Side, Key("to")]
    day: float
    nap: StatisticEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Randomisation:
    """Randomisation test of the phases."""

    p: Probability | None
    descriptive: Annotated[bool, "True when the phases were not drawn by lot: p then tests nothing."]
    assignments: Count
    exact: bool
    draws: Count
    seed: int
    undefined: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """Median of a coefficient, and its 90 % interval."""

    value: float | None
    interval: Bounds | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionEntry:
    """Bayesian regression with carryover and autocorrelation."""

    effect: Annotated[Coefficient, "Change under the full effect; of the natural logarithm when logarithmic."]
    half_life_days: Annotated[Coefficient, "Of the effect, as it builds up and fades."]
    persistence_days: Annotated[Coefficient, "Over which a chance deviation lasts."]
    logarithmic: bool
    p_better: Probability | None
    threshold: float | None
    p_beyond: Annotated[Probability | None, "Probability that the effect is below the threshold."]
    undefined: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Readings of one outcome in phases with (on) and without (off) the drug, compared without a model."""

    what: str
    outcome: Annotated[str, Key("variable")]
    unit: str
    improvement: Improvement | None
    readings: ByPhase
    censored: Annotated[ByPhase, "Readings known only as words or limits."]
    left_out: Annotated[Mapping[LeftOut, Count], "Statements not used, by reason."]
    phases: tuple[PhaseReadings, ...]
    cannot: Annotated[Cannot | None, "Why nothing is computed; null when something is."]
    little: Annotated[tuple[Little, ...], "Why what is computed says little."]
    sentence: Message
    remarks: tuple[Message, ...]
    statistics: Annotated[
        Mapping[str, StatisticEntry],
        "By name; empty when nothing can be computed. Those named tau_u and tau_bc compare the first phase without the drug with the "
        "phase that follows it, all others pool all phases.",
    ]
    changes: tuple[Change, ...]
    randomisation: Randomisation | None
    regression: RegressionEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionAnswer(Answer):
    """Weight of the evidence that one drug works, and what carries it.

    Attributes
    ----------
    log_bayes_factor, log_bayes_factor_error
        Natural logarithm of the probability of the record if the drug works over that if it does nothing, and its numerical error.
    p_drug_works, prior_p_drug_works
        Probability that the drug works, after and before this patient's data; the first is null where the verdict is not computed.
    p_removes_half
        Probability that the drug acts and removes at least half of the activity at the dose that was given last; null likewise.
    acting_sets
        Probability of each set of drugs that may act, the likeliest first; glucocorticoids act in all. `prior_p` of the set without a
        drug is the probability beforehand that none acts. Empty where the verdict is not computed.
    verdict
        What that comes to: ``drug``, ``not_drug``, ``undecided`` where the record cannot tell, ``not_computed`` where the computation
        cannot: its numerical error could carry the verdict over a limit, or a first answer is too rough.
    why_undecided, why_not_computed
        Why the record cannot tell; what is wrong with the computation, and what gives a verdict.
    sensitivity, assumptions
        The probability for those who believed otherwise before, and the verdict under other assumptions.
    carried_by
        What carries the verdict: the statements of the record by their weight; nothing where there is no verdict.
    tally
        Starts and stops of the drug and what followed them.
    single_case
        Statistics that need no model, one entry a series.
    """

    beside = frozenset({"carried_by"})

    log_bayes_factor: float
    log_bayes_factor_error: float
    p_drug_works: Probability | None
    prior_p_drug_works: Probability
    p_removes_half: Probability | None
    acting_sets: tuple[ActingSet, ...]
    verdict: Verdict
    why_undecided: tuple[Message, ...]
    why_not_computed: Message | None
    notes: tuple[Message, ...]
    sensitivity: tuple[Belief, ...]
    assumptions: tuple[Assumed, ...]
    carried_by: tuple[Carrier, ...]
    tally: Tally
    single_case: tuple[Comparison, ...]
