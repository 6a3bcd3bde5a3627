"""Answer to what like diseases led one to expect, and how far this patient has moved that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from rechallenge.questions.answer import Answer, Count, Estimate, Message, Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedQuantity:
    """One quantity before and after this patient's data; `quantity` is the code of its name."""

    quantity: str
    prior: Estimate
    posterior: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedNumber:
    """Outcomes that the published patients lead one to expect of a new one, the analogy fully trusted.

    Attributes
    ----------
    disease
        Key of the patient's disease among those published; None where it is not among them.
    studies, studies_of_disease
        Studies pooled, and those of this disease.
    p_response, p_most
        Probability of a response, and of a response by most of the way.
    crp_left_day5, crp_day5_mg_l
        CRP after five days, as a share of what it was and in mg/L.
    days_to_relapse, p_relapse_by_day
        After a stop.
    """

    disease: str | None
    studies: Count
    studies_of_disease: Count
    p_response: Estimate
    p_most: Estimate
    crp_left_day5: Estimate
    crp_day5_mg_l: Estimate
    days_to_relapse: Estimate
    p_relapse_by_day: Mapping[int, Probability]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReweighedExpectation:
    """The answer under other assumptions, by weighing the draws anew; no number where too few draws carry the weight."""

    p_response_prior: Probability | None
    p_response_posterior: Probability | None
    log_bayes_factor: float | None
    p_drug_works: Probability | None
    effective_draws: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ByBorrowing(ReweighedExpectation):
    """The answer by how far like diseases are trusted, 0 to 1."""

    borrowing: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class ByAssumption(ReweighedExpectation):
    """The answer by what is assumed of how patients come to be reported."""

    assumed: str
    p_response_published: Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One line of the forest: a study, or the sum of a disease, where `study` is None; of diseases without studies, `disease` too."""

    disease: str | None
    study: str | None
    label: str | None
    source: str | None
    design: str | None
    level: str | None
    n: float | None
    of: float | None
    share: Annotated[Probability, "Share of responders."]
    interval: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalogyAnswer(Answer):
    """What was expected of one drug before the first dose, beside what is believed now.

    Attributes
    ----------
    p_response_prior, p_response_prior_if_it_works, p_response_posterior
        Probability of a response by `response_day`: before this patient's data, in those patients in whom the drug does something, and now.
    table
        Quantities before and after.
    published, borrowing, by_borrowing, by_assumption, forest, sources
        Of an interleukin-1 blocker, about which like diseases were pooled: what is expected, how far it is trusted, the answer
        under other trust and other assumptions, the studies, and their sources.
    """

    p_response_prior: Probability
    p_response_prior_if_it_works: Probability
    p_response_posterior: Probability
    response_day: float
    table: tuple[ExpectedQuantity, ...]
    notes: tuple[Message, ...]
    published: PublishedNumber | None = None
    borrowing: Probability | None = None
    by_borrowing: tuple[ByBorrowing, ...] = ()
    by_assumption: tuple[ByAssumption, ...] = ()
    forest: tuple[ForestRow, ...] = ()
    sources: tuple[str, ...] = ()
