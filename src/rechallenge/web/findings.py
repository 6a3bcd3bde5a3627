"""What a fit has to tell, without the fit: small enough to travel from the process that found it to the one that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from rechallenge.ledger.statement import Ledger
from rechallenge.report.steps import Method

if TYPE_CHECKING:
    from rechallenge.arrays import Floats
    from rechallenge.inference.diagnostics import Diagnostics
    from rechallenge.inference.fit import Fit
    from rechallenge.inference.summary import Band
    from rechallenge.questions.base import Answers
    from rechallenge.questions.forecast_start import ForecastStart
    from rechallenge.report.inputs import ReportedContraction, ReportedEventCheck, ReportedObservationCheck, ReportedParameter


@dataclass(frozen=True, slots=True)
class FitView:
    """A fit as the report reads it (`rechallenge.report.inputs.ReportedFit`)."""

    days: Floats
    levels: Mapping[str, Band]
    marker_without_drug: Mapping[str, Band]
    parameters: tuple[ReportedParameter, ...]
    diagnostics: Diagnostics
    checks: tuple[ReportedObservationCheck, ...]
    prior_checks: tuple[ReportedObservationCheck, ...]
    event_checks: tuple[ReportedEventCheck, ...]
    learned: tuple[ReportedContraction, ...]

    @classmethod
    def of(cls, fit: Fit) -> FitView:
        """Take what the report reads of a fit."""
        return cls(**{each.name: getattr(fit, each.name) for each in fields(cls)})


@dataclass(frozen=True, slots=True)
class Findings:
    """Answers from one fit of one course.

    Attributes
    ----------
    method
        How the posterior was found.
    answers
        By question, as `rechallenge.questions.answer_all` gives them.
    fit
        What the report reads of the fit.
    forecast_start
        From where regimens are tried.
    ledger
        What became of each statement of the record.
    """

    method: Method
    answers: Answers
    fit: FitView
    forecast_start: ForecastStart
    ledger: Ledger = field(default_factory=Ledger)
