"""Answer to how likely a relapse is if the drug is stopped today, and how soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from rechallenge.questions.answer import Answer, Band, Count, Estimate, NotNegative, Probability

Side = Literal["on", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDays:
    """Relapses that this patient's record holds against those that the model expects over the same days, one a stretch at most."""

    days: NotNegative
    stretches: Count
    recorded: Count
    expected: NotNegative
    tail: Annotated[Probability, "Probability of a number at least as far from what is expected, either way."]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalAnswer(Answer):
    """Risk of relapse after a stop of one drug today; of a drug no longer given, of its not being resumed.

    Attributes
    ----------
    p_relapse_by_day, p_relapse_by_day_interval
        Probability of a relapse by each day after today, and its interval over what is not known.
    p_relapse_continued_by_day
        The same with treatment as it is; None where the drug is not given today.
    p_relapse_prior_by_day
        The same after a stop, before this patient's data.
    given_at_end
        Whether the drug is given on the last day of the record.
    p_active_today
        Probability that the disease is active on that day, which then counts as a relapse.
    p_relapse_published
        The same by the main day after the end of the drug's effect in published patients with like diseases; None where there are none.
    own_days
        The forecast held against the days that the patient has lived: with the drug (``on``), and after its stops (``off``).
    risk, risk_continued, risk_prior
        Probability of a relapse against days from today: stopped, continued, and stopped as expected before this patient's data.
    """

    p_relapse_by_day: Mapping[int, Probability]
    p_relapse_by_day_interval: Mapping[int, Estimate]
    p_relapse_continued_by_day: Mapping[int, Probability] | None
    p_relapse_prior_by_day: Mapping[int, Probability]
    given_at_end: bool
    p_active_today: Probability
    p_relapse_published: Probability | None
    own_days: Mapping[Side, OwnDays]
    risk: Band
    risk_continued: Band | None
    risk_prior: Band
