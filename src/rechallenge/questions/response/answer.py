"""Answer to whether the drug worked, how much and how fast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from rechallenge.questions.answer import Answer, Band, Estimate, NotNegative, Probability

RESPONSE_DAY = 14.0
"""An effect is looked for within so many days of the first dose; what is read later shows no time of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseAnswer(Answer):
    """What followed the first dose of one drug.

    Attributes
    ----------
    days_to_normal_crp
        From the first dose until CRP is first below its limit; infinite where it never is within the window.
    p_normal_by_day, p_pain_relief_by_day
        Probability that CRP was normal, or pain relieved, by each day; relief only where pain is recorded.
    p_response, p_response_without_drug
        Probability of a normal CRP within two weeks, with the drug, and had it done nothing.
    p_normal_at_start
        Probability that CRP was normal at the first dose already.
    crp_start, crp_day5
        CRP at the first dose, and five days later, mg/L.
    first_look_days, first_look_at_symptom_days
        Days from the first dose to the first reading of CRP, and of pain, after it; None where nobody looked in the two weeks after.
    crp_read_at_start, crp_read_at_day5
        Whether a CRP was read near these days: of others no number is shown.
    normal_curve, normal_curve_prior
        Probability of a normal CRP against days from the first dose, given the record and before it.
    crp_on_drug, crp_without_drug
        CRP against days from the first dose, mg/L: as it was, and had the drug done nothing.

    Where an infection, or a drug that keeps CRP low, hides the response, or where nobody measured CRP in the two weeks after the dose,
    there is no main number: what is told of CRP is what the model makes of the rest of the record.
    """

    days_to_normal_crp: Estimate
    p_normal_by_day: Mapping[int, Probability]
    normal_crp_mg_l: Annotated[float, "Upper limit of a normal CRP in this record."]
    days_to_pain_relief: Estimate | None
    p_pain_relief_by_day: Mapping[int, Probability]
    p_response: Probability
    p_response_without_drug: Probability
    p_normal_at_start: Probability
    crp_start: Estimate
    crp_day5: Estimate
    first_look_days: NotNegative | None
    first_look_at_symptom_days: NotNegative | None
    crp_read_at_start: bool
    crp_read_at_day5: bool
    normal_curve: Band
    normal_curve_prior: Band
    crp_on_drug: Band
    crp_without_drug: Band

    @property
    def unread(self) -> bool:
        """Whether CRP tells nothing about the first dose: hidden, or not measured near it."""
        return self.estimate is None
