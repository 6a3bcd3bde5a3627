"""The adverse drug reaction probability scale of Naranjo et al., Clin Pharmacol Ther 1981;30(2):239-245 (table of ten questions)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SOURCE = "naranjo1981"

Band = Literal["definite", "probable", "possible", "doubtful"]

POINTS: Mapping[str, tuple[int, int]] = {
    "previous_reports": (1, 0),
    "after_drug": (2, -1),
    "improved_on_stopping": (1, 0),
    "recurred_on_restart": (2, -1),
    "other_causes": (-1, 2),
    "recurred_on_placebo": (-1, 1),
    "toxic_level": (1, 0),
    "dose_dependent": (1, 0),
    "earlier_reaction": (1, 0),
    "objective": (1, 0),
}
"""Points for yes and for no, by question, in the published order; what is not known gives none."""


@dataclass(frozen=True, slots=True)
class Naranjo:
    """The score as published, and the bounds between which the unanswered questions could bring it."""

    score: int
    low: int
    high: int
    unanswered: tuple[str, ...]

    @property
    def band(self) -> Band:
        """What the score is called."""
        return band_of(self.score)


def band_of(score: int) -> Band:
    """Return what a score is called: definite from 9, probable from 5, possible from 1, else doubtful.

    >>> band_of(9), band_of(8), band_of(1), band_of(0)
    ('definite', 'probable', 'possible', 'doubtful')
    """
    return "definite" if score >= 9 else "probable" if score >= 5 else "possible" if score >= 1 else "doubtful"


def naranjo(answers: Mapping[str, bool]) -> Naranjo:
    """Score the answers; a question without one counts as not known, which gives no points."""
    score = sum(points[0 if answers[question] else 1] for question, points in POINTS.items() if question in answers)
    unanswered = tuple(question for question in POINTS if question not in answers)
    low = score + sum(min(POINTS[question]) for question in unanswered)
    high = score + sum(max(POINTS[question]) for question in unanswered)
    return Naranjo(score, low, high, unanswered)
