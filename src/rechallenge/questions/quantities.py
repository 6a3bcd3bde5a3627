"""Numbers of an answer as a reader sees them: with interval, what was believed before, and how much the record taught."""

from __future__ import annotations

from rechallenge.inference.summary import Estimate
from rechallenge.presentation.document import Number
from rechallenge.presentation.language import Language
from rechallenge.questions.information import share_from_data


def number_row(
    label: str, estimate: Estimate, prior: Estimate | None, language: Language, share: float | None, unit: str | None = None
) -> Number:
    """Write one number with its interval, what was believed before, and how much of it comes from this patient where that is told.

    The interval of a probability is over what is not known of the patient, since chance is in the probability itself, and says so. One that
    other draws might change by more than a tenth of its interval is marked so.
    """
    unit = estimate.unit if unit is None else unit
    before = "" if prior is None else language.interval(prior, unit)
    code = "value.interval90_risk" if unit == "probability" else "value.interval90"
    said = estimate.low == estimate.high or language.is_none(estimate, unit)  # the number itself tells it then
    interval = "" if said else language.text(code, bounds=language.bounds(estimate, unit))
    interval = "; ".join(part for part in (interval, language.unsettled(estimate, unit)) if part)
    words = "" if share is None else language.text("answer.share", p=share)
    return Number(label, language.estimated(estimate, unit), interval, before, share, words)


def share_beside(estimate: Estimate, prior: Estimate | None) -> float | None:
    """Share of a number beside the main one of its answer; a probability has no interval that could narrow."""
    return None if prior is None or estimate.unit == "probability" else share_from_data(prior, estimate)
