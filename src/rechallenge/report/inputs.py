"""What the report needs from a fit, so that it depends on the shape of inference and not on its code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from rechallenge.inference.summary import Band, Estimate, Message

if TYPE_CHECKING:
    from rechallenge.inference.summary import Floats  # loads numpy, which the languages do without


class ParameterRow(Protocol):
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


class Diagnostics(Protocol):
    """Whether the computation can be trusted."""

    @property
    def method(self) -> str:
        """``nuts`` or ``laplace``."""

    @property
    def rhat_max(self) -> float | None:
        """Largest R-hat of the parameters; None for Laplace."""

    @property
    def ess_min(self) -> float | None:
        """Smallest effective sample size."""

    @property
    def divergences(self) -> int | None:
        """Divergent transitions; None for Laplace."""

    @property
    def pareto_k(self) -> float | None:
        """Shape of the tail of the importance weights; None for NUTS."""

    @property
    def n_draws(self) -> int:
        """Number of draws."""

    @property
    def starts_agree(self) -> bool:
        """Whether the searches from several starts ended at one mode."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """What inference itself has to say."""


class ObservationCheck(Protocol):
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


class EventCheck(Protocol):
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


class Learned(Protocol):
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


class Fit(Protocol):
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
    def parameters(self) -> tuple[ParameterRow, ...]:
        """The parameters, in the order of the table."""

    @property
    def diagnostics(self) -> Diagnostics:
        """Whether to trust it."""

    @property
    def checks(self) -> tuple[ObservationCheck, ...]:
        """One a modelled observation."""

    @property
    def prior_checks(self) -> tuple[ObservationCheck, ...]:
        """The same before the record."""

    @property
    def event_checks(self) -> tuple[EventCheck, ...]:
        """One a relapse or remission."""

    @property
    def learned(self) -> tuple[Learned, ...]:
        """One a parameter."""
