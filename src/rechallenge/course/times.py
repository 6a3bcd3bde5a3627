"""Times of a record, exact or uncertain, in days from day 0 of the course."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class When:
    """A moment known to lie between two days.

    An uncertain moment is one unknown of the course: two facts that share a `key` share that unknown
    (the end of one dose step and the start of the next), and are never drawn apart.

    Attributes
    ----------
    low, high
        Bounds in days; equal when the moment is known. They count from day 0, or from `after` when it is given.
    key
        Identity of the unknown, unique in a course, such as ``"treatments[1].interruptions[0].from"``.
    after
        Another moment from which the bounds are counted ("relapse 1 to 14 days after the stop").
    """

    low: float
    high: float
    key: str = ""
    after: When | None = None

    @property
    def known(self) -> bool:
        """Whether nothing about this moment is uncertain."""
        return self.low == self.high and (self.after is None or self.after.known)

    @property
    def earliest(self) -> float:
        """First day on which it can be, from day 0."""
        return self.low + (self.after.earliest if self.after else 0.0)

    @property
    def latest(self) -> float:
        """Last day on which it can be, from day 0."""
        return self.high + (self.after.latest if self.after else 0.0)

    @property
    def middle(self) -> float:
        """Middle of the possible days, for drawing only: inference carries the whole interval."""
        return 0.5 * (self.earliest + self.latest)
