"""What the record itself says of an outcome about a first dose: nothing is told of what nobody measured near it."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.course.model import Course, Observation
from rechallenge.course.obscured import hidden_by
from rechallenge.course.times import When
from rechallenge.inference.summary import Message
from rechallenge.outcomes import Outcome
from rechallenge.questions.hidden import WINDOW_DAYS, hidden_messages, hidden_response
from rechallenge.questions.response.answer import RESPONSE_DAY

NEAR_DAYS = 3.0
"""A value is told of a day only where one was read so near to it. Ours."""


@dataclass(frozen=True, slots=True)
class FirstDoseReadings:
    """Readings of one outcome about a first dose that nothing hides, in the order of their days.

    Attributes
    ----------
    before
        The last value before the dose, or on its day, within four weeks; None where there is none.
    after
        What was read in the two weeks after it, changes among them.
    normal
        The first of these that is normal; None where none is.
    ahead
        Whether the record ends before these two weeks are over.
    """

    first: When
    before: Observation | None
    after: tuple[Observation, ...]
    normal: Observation | None
    ahead: bool

    def message(self, drug: str) -> Message | None:
        """What was recorded before and after the first dose of a drug, in the words of the record; None where nothing was after."""
        if not self.after:
            return None
        shown = self.after[-1] if self.normal is None else self.normal
        values: dict[str, object] = {
            "drug": drug,
            "what": shown.what if shown.outcome is None else shown.outcome.name,
            "after": shown.written,
            "after_when": shown.at,
        }
        if self.before is None:
            return Message("response.recorded.after", values)
        return Message("response.recorded.both", {**values, "before": self.before.written, "before_when": self.before.at})

    @property
    def first_look(self) -> float:
        """Days from the first dose to the first reading after it; infinite where there is none."""
        return min((each.at.latest - self.first.earliest for each in self.after), default=float("inf"))

    def near(self, since_first_dose: float) -> bool:
        """Whether a value was read near a day, counted from the first dose."""
        day = self.first.middle + since_first_dose
        read = [each for each in (self.before, *self.after) if each is not None and each.since is None]
        return any(abs(each.at.middle - day) <= NEAR_DAYS for each in read)


def first_dose_readings(course: Course, outcome: Outcome, first: When, end_day: float) -> FirstDoseReadings:
    """Find what a record that ends on a day says of an outcome about the first dose of a drug."""
    readable = sorted((o for o in course.observations if o.outcome is outcome and not hidden_by(course, o)), key=lambda o: o.at.middle)
    before = [o for o in readable if o.since is None and first.middle - WINDOW_DAYS <= o.at.middle <= first.middle]
    after = tuple(o for o in readable if o.at.middle > first.middle and o.at.latest <= first.latest + RESPONSE_DAY)
    normal = next((o for o in after if _normal(course, o)), None)
    return FirstDoseReadings(first, before[-1] if before else None, after, normal, end_day < first.latest + RESPONSE_DAY)


def unread(course: Course, read: FirstDoseReadings | None) -> tuple[Message, ...]:
    """Why readings show no response to a first dose: something hides them, or nobody took any in time; empty where they may."""
    if read is None:
        return ()
    if hidden := hidden_response(course, read.first):
        return tuple(hidden_messages(hidden))
    return () if read.ahead or read.after else (Message("hidden.not_measured", {"days": RESPONSE_DAY}),)


def _normal(course: Course, reading: Observation) -> bool:
    return reading.since is None and reading.high is not None and reading.high <= course.upper_limit_for(reading)
