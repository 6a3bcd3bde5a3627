"""What was published of like diseases, as an answer tells it: outcomes expected, studies, and how far the answer depends on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

import numpy as np

from rechallenge.analogy.assumptions import ASSUMPTIONS
from rechallenge.analogy.borrowing import BORROWING, sensitivity
from rechallenge.analogy.expectation import expectation
from rechallenge.analogy.forest import forest
from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.inference.summary import Estimate
from rechallenge.literature.evidence import Study, evidence
from rechallenge.literature.references import references
from rechallenge.questions.analogy.answer import ByAssumption, ByBorrowing, ForestRow, PublishedNumber, ReweighedExpectation
from rechallenge.questions.borrowing import Reweighted, Reweighting

# Trust in the analogy: none, the usual, full, and between.
BORROWINGS = (0.0, 0.25, 0.5, BORROWING, 1.0)
RELAPSE_DAYS = (7, 14, 30, 90)


def expected_outcomes(disease: str | None) -> PublishedNumber:
    """Outcomes of a new patient with this disease, the analogy fully trusted."""
    found = expectation(disease)
    return PublishedNumber(
        disease=disease,
        studies=len(pooled()),
        studies_of_disease=sum(disease in study.diseases for study in pooled()),
        p_response=_chance(found.responders),
        p_most=_chance(found.most),
        crp_left_day5=Estimate.of(found.crp_left, "share"),
        crp_day5_mg_l=Estimate.of(found.crp_day5_mg_l, "mg/L"),
        days_to_relapse=Estimate.of(found.days_to_relapse, "d"),
        p_relapse_by_day={day: float(np.mean(found.days_to_relapse <= day)) for day in RELAPSE_DAYS},
    )


def _chance(p: Floats) -> Estimate:
    low, high = np.quantile(p, [0.05, 0.95])
    return Estimate(float(p.mean()), float(low), float(high), "probability")


def pooled() -> tuple[Study, ...]:
    """All studies of the synthesis."""
    return evidence().studies


def forest_rows() -> tuple[ForestRow, ...]:
    """Lines of the forest."""
    labels = {study.identifier: study.label for study in pooled()}
    return tuple(
        ForestRow(
            disease=row.disease,
            study=row.study,
            label=labels.get(row.study or ""),
            source=row.source,
            design=row.design,
            level=row.level,
            n=row.n,
            of=row.of,
            share=row.share,
            interval=Estimate(row.share, row.low, row.high, "probability"),
        )
        for row in forest()
    )


def by_borrowing(
    reweighting: Reweighting, disease: str | None, before: tuple[Floats, Floats], after: tuple[Floats, Floats]
) -> tuple[ByBorrowing, ...]:
    """Answer by how far like diseases are trusted."""
    return tuple(
        ByBorrowing(borrowing=weight, **_reweighed(reweighting.reweighted(sensitivity(disease, weight), before, after)))
        for weight in BORROWINGS
    )


def by_assumption(
    reweighting: Reweighting, disease: str | None, before: tuple[Floats, Floats], after: tuple[Floats, Floats]
) -> tuple[ByAssumption, ...]:
    """Answer by what is assumed of how patients come to be reported."""
    return tuple(
        ByAssumption(
            assumed=name,
            p_response_published=float(expectation(disease, name).responders.mean()),
            **_reweighed(reweighting.reweighted(sensitivity(disease, BORROWING, name), before, after)),
        )
        for name in ASSUMPTIONS
    )


class _Reweighed(TypedDict):
    p_response_prior: float | None
    p_response_posterior: float | None
    log_bayes_factor: float | None
    p_drug_works: float | None
    effective_draws: int


def _reweighed(found: Reweighted) -> _Reweighed:
    return {
        "p_response_prior": found.prior,
        "p_response_posterior": found.posterior,
        "log_bayes_factor": found.log_bayes_factor,
        "p_drug_works": found.works,
        "effective_draws": round(found.draws),
    }


def span(rows: Iterable[ReweighedExpectation]) -> tuple[float, float] | None:
    """Least and greatest probability of a response after the data; None where fewer than two could be told."""
    told = [row.p_response_posterior for row in rows if row.p_response_posterior is not None]
    return (min(told), max(told)) if len(told) > 1 else None


def counted_twice(course: Course) -> tuple[str, ...]:
    """Sources of pooled studies that this course was taken from: its patient is then part of what was expected."""
    said = [text.lower() for text in (course.source.doi, course.source.citation, course.source.url) if text]
    found = []
    for identifier in dict.fromkeys(study.source for study in pooled()):
        known = references()[identifier]
        if any(mark.lower() in text for mark in (known.doi, known.citation, known.url) if mark for text in said):
            found.append(identifier)
    return tuple(found)
