"""What the report needs from a fit, so that it depends on the shape of inference and not on its code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from rechallenge.inference.summary import Band, Estimate

if TYPE_CHECKING:  # they load numpy, which the languages do without
    from rechallenge.arrays import Floats
    from rechallenge.inference.diagnostics import Diagnostics


class ReportedParameter(Protocol):
    """One parameter of the model: what it was taken to be, and what it became."""

    @property
    def name(self) -> str:
        """Name, also the code of its translation (``parameter.<name>``)."""

    @property
    def symbol(self) -> str:
        """Symbol in the equations."""

    @property
    def unit(self) -> str:
        """Unit, empty for a pure number."""

    @property
    def prior(self) -> Estimate:
        """Before this patient's data."""

    @property
    def posterior(self) -> Estimate:
        """After them."""

    @property
    def source(self) -> str | None:
        """Reference that the prior comes from; None when nothing was published."""

    @property
    def note(self) -> str:
        """Remark, may be empty."""


class ReportedObservationCheck(Protocol):
    """What the fitted model would have expected where something was observed."""

    @property
    def index(self) -> int:
        """Place of the observation in the course."""

    @property
    def expected(self) -> Estimate:
        """Posterior predictive value at its time."""

    @property
    def tail(self) -> float:
        """Posterior predictive probability of something at least as extreme."""


class ReportedEventCheck(Protocol):
    """Whether the fitted model would have let a relapse or a remission happen when it did."""

    @property
    def index(self) -> int:
        """Place of the event in the course."""

    @property
    def probability(self) -> float:
        """Posterior predictive probability that it happens as recorded."""

    @property
    def tail(self) -> float:
        """Of one at least as extreme."""


class ReportedContraction(Protocol):
    """What the record taught of one parameter."""

    @property
    def name(self) -> str:
        """Name of the parameter."""

    @property
    def contraction(self) -> float:
        """Share of its variance that the record removed, 0 to 1."""

    @property
    def conflict(self) -> float | None:
        """Prior probability of a record that moves it as far; None where the record taught too little to tell."""


class ReportedFit(Protocol):
    """A fitted course, as the report reads it. Curves are over `days`."""

    @property
    def days(self) -> Floats:
        """Days of the curves, from day 0."""

    @property
    def levels(self) -> Mapping[str, Band]:
        """Each outcome under the treatments as given, by name, in its own unit."""

    @property
    def marker_without_drug(self) -> Mapping[str, Band]:
        """Marker of activity had the drug not been given, by drug."""

    @property
    def parameters(self) -> tuple[ReportedParameter, ...]:
        """The parameters, in the order of the table."""

    @property
    def diagnostics(self) -> Diagnostics:
        """Whether to trust it."""

    @property
    def checks(self) -> tuple[ReportedObservationCheck, ...]:
        """One a modelled observation."""

    @property
    def prior_checks(self) -> tuple[ReportedObservationCheck, ...]:
        """The same before the record."""

    @property
    def event_checks(self) -> tuple[ReportedEventCheck, ...]:
        """One a relapse or remission."""

    @property
    def learned(self) -> tuple[ReportedContraction, ...]:
        """One a parameter."""
