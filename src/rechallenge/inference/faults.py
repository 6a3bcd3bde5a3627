"""What may come out of a computation other than a good answer: one enumeration, each member with its cause and its remedy in words.

A language is no matter of inference: a member names its sentences in the catalogues, and whoever shows it reads them.
"""

from __future__ import annotations

from enum import Enum


class Fault(Enum):
    """One way in which a computation falls short; its value is the code of the sentence that says so.

    Examples
    --------
    >>> Fault.CHAINS_DISAGREE.cause, Fault("warning.few_draws").name
    ('warning.chains_apart.cause', 'FEW_DRAWS')
    """

    FAILED_START = "fit.failed_start"
    """No start of the optimiser left its place: there is no answer."""
    STARTS_DISAGREE = "warning.starts_disagree"
    """Starts ended at several modes."""
    POOR_APPROXIMATION = "warning.approximation_poor"
    """The posterior is too far from the normal at its mode for importance weights to correct it (Pareto k)."""
    CHAINS_DISAGREE = "warning.chains_apart"
    """R-hat is too large."""
    FEW_DRAWS = "warning.few_draws"
    """The effective number of draws is too small."""
    DIVERGENCES = "warning.divergences"
    """The integrator lost the energy on the way to some draws."""
    ERROR_MATTERS = "attribution.numerical"
    """The numerical error of the evidence could change the verdict."""

    @property
    def cause(self) -> str:
        """Code of the sentence that says why this happens."""
        return f"{self.value}.cause"

    @property
    def remedy(self) -> str:
        """Code of the sentence that says what to do."""
        return f"{self.value}.remedy"

    @classmethod
    def of(cls, code: str) -> Fault | None:
        """Member that a message tells of; None where it tells of something else."""
        return next((fault for fault in cls if fault.value == code), None)


class ComputationError(RuntimeError):
    """The computation came to no answer at all, for the reason that `fault` names."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault

    def __str__(self) -> str:
        return self.fault.name.lower().replace("_", " ")
