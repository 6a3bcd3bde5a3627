"""What happens to patients meanwhile: what they believe, infections, and leaving; and what the estimand makes of it."""

from __future__ import annotations

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.planning.trials.design import TrialDesign
from rechallenge.planning.trials.schedules import Flags

DRUG, PLACEBO, BELIEVED = 0, 1, 2
"""Worlds of one patient: given the drug; given placebo; given placebo and taken for one who has the drug, as if it did nothing."""
_YEAR_DAYS = 365.25


class GuessedArm:
    """Who believes that they have the drug, and what that does to what they report."""

    def __init__(self, design: TrialDesign, size: int, rng: np.random.Generator) -> None:
        self.unblinding = design.unblinding
        self.lot = rng.random((2, size))

    def factor(self, world: int) -> Floats:
        """By how much relapses that are told, and values of scores, are those of someone who believes in the drug, shape (patients,)."""
        if self.unblinding is None:
            return np.ones(self.lot.shape[1])
        guessed = self.unblinding.on_placebo if world == PLACEBO else self.unblinding.on_drug
        return np.where(self.lot[1 if world == PLACEBO else 0] < guessed, 1.0 - self.unblinding.effect, 1.0)


class Losses:
    """When patients have an infection or leave, in days from randomisation, shape (patients,)."""

    def __init__(self, design: TrialDesign, size: int, rng: np.random.Generator) -> None:
        self.design, often = design, design.occurrences
        first, second = rng.exponential(size=(2, size))
        with np.errstate(divide="ignore"):
            self.infection = _YEAR_DAYS * first / often.infections_per_year if often.infections_per_year else np.full(size, np.inf)
            self.leaving = (
                second * design.follow_up_days / -np.log1p(-min(often.drop_out, 0.999)) if often.drop_out else np.full(size, np.inf)
            )

    def survival(self, relapse: Floats) -> tuple[Floats, Flags]:
        """Time and event under the strategies of the estimand."""
        estimand = self.design.estimand
        time, event = np.full(len(relapse), float(self.design.follow_up_days)), np.zeros(len(relapse), bool)
        ends = [(relapse, True)]
        if estimand.infection != "treatment policy":
            ends.append((self.infection, estimand.infection == "composite"))
        ends.append((self.leaving, estimand.drop_out == "composite"))
        for moment, counts in ends:
            sooner = moment < time
            time, event = np.where(sooner, moment, time), np.where(sooner, counts, event)
        return time, event

    def end_of(self, first: float, last: float, relapse: Floats) -> tuple[Floats, Flags]:
        """End of what is evaluated between two days, counted from the first; and who has left before the last."""
        estimand, length = self.design.estimand, last - first
        end = np.full(len(relapse), length)
        if estimand.rescue == "while on treatment":
            end = np.minimum(end, relapse)
        if estimand.infection == "while on treatment":
            came = self.infection - first
            end = np.where(came >= 0.0, np.minimum(end, came), end)
        return end, self.leaving < last
