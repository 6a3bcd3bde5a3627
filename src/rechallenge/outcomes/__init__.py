"""What can be measured of a patient, one object an outcome, found in a registry; a data file each.

`Outcome` says what an outcome is; `outcomes`, `outcome`, `marker` and `named` find them; `register` adds one from another folder.
"""

from rechallenge.outcomes.outcome import Outcome, OutcomeModel
from rechallenge.outcomes.registry import marker, named, outcome, outcome_parameters, outcomes, register

__all__ = ["Outcome", "OutcomeModel", "marker", "named", "outcome", "outcome_parameters", "outcomes", "register"]
