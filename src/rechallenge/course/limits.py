"""Understanding a laboratory's upper limits of normal: that of the file, and those given with observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rechallenge.course.context import Context
from rechallenge.course.document import CourseDocument
from rechallenge.course.model import Patient
from rechallenge.course.units import amount_of
from rechallenge.outcomes import Outcome, marker, named


@dataclass(frozen=True, slots=True)
class UpperLimits:
    """Upper limits of normal that a file states, each in the unit of its outcome.

    Attributes
    ----------
    stated
        By the name of the outcome: that of the file, else the highest of those given with its observations.
    own
        That given with an observation, by its place in the file.
    patient
        On whose age and sex some limits depend.
    """

    stated: Mapping[str, float]
    own: Mapping[int, float]
    patient: Patient

    def of(self, entry: int, outcome: Outcome) -> float | None:
        """Limit that a word of an observation ("normal") goes by: its own, the stated one or that of this age; else None."""
        stated = self.own.get(entry, self.stated.get(outcome.name))
        if stated is None and outcome.normal is not None and outcome.normal.depends_on_age:
            return outcome.normal.upper_of(self.patient.age_years, self.patient.sex == "female")
        return stated


def understand_limits(context: Context, document: CourseDocument, patient: Patient) -> UpperLimits:
    """Return the upper limits of normal that a document states; a score has none."""
    own: dict[int, float] = {}
    stated: dict[str, float] = {}
    for place, entry in enumerate(document.observations):
        outcome = named(entry.what)
        if entry.upper_limit is None or outcome is None or outcome.scale.is_score:
            continue
        limit = _limit(context, f"observations[{place}].upper_limit", entry.upper_limit, outcome)
        if limit is not None:
            own[place] = limit
            stated[outcome.name] = max(limit, stated.get(outcome.name, limit))
    if document.upper_limit is not None:
        limit = _limit(context, "upper_limit", document.upper_limit, marker())
        if limit is not None:
            stated[marker().name] = limit
    return UpperLimits(stated, own, patient)


def _limit(context: Context, path: str, text: str, outcome: Outcome) -> float | None:
    """Read a limit, "5 mg/L" or "< 5 mg/L", in the unit of the outcome; None after an error."""
    what, unit = outcome.names[0], outcome.scale.unit
    amount = context.attempt(path, lambda: amount_of(text.lstrip("<≤ ")))
    if amount is None or not amount.single:
        context.error("value.unreadable", path, found=text, what=what, expected=f"5 {unit}")
        return None
    bare = amount.unit is None and outcome.scale.bare
    converted = replace(amount, unit=unit) if bare else context.converted(path, text, amount, unit, outcome.name)
    if converted is not None and converted.low is not None and converted.low <= 0:
        context.error("value.negative", path, found=text, what=what)
        return None
    return converted.low if converted else None
