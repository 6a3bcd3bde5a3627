"""Level of evidence of one course for the benefit of its treatment: Oxford 2011 levels (OCEBM), row of treatment benefits.

A single course stands with the case series, level 4, with or without dechallenge and rechallenge; the first level names
systematic reviews of n-of-1 trials, so that one trial in one patient has no line of its own there. For a common harm in this very
patient, the same table gives an n-of-1 trial the first level.
"""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.course.asked import treatments_asked_about
from rechallenge.course.model import Course

SOURCE = "ocebm2011"


@dataclass(frozen=True, slots=True)
class EvidenceLevel:
    """The level, 1 (best) to 5, and how often a drug in question was stopped and given again."""

    level: int
    restarts: int


def evidence_level(course: Course) -> EvidenceLevel | None:
    """Return the level of a course; None for one without any treatment, or simulated, which is no evidence."""
    if not course.treatments or course.simulated is not None:
        return None
    # that a drug beside was given again says nothing of the one that is asked about
    asked = {t.drug for t in treatments_asked_about(course.treatments)}
    restarts = sum(1 for b in course.boundaries if b.kind == "start" and b.occurrence > 1 and b.drug in asked)
    return EvidenceLevel(4, restarts)
