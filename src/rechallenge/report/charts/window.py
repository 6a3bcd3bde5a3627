"""Which days the timeline shows, and how facts outside them are cut."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.course.model import Course, DoseStep
from rechallenge.report.inputs import ReportedFit


@dataclass(frozen=True, slots=True)
class Window:
    """The days of the timeline."""

    low: float
    high: float

    @property
    def span(self) -> float:
        """Days shown."""
        return self.high - self.low

    def clip(self, day: float) -> float:
        """Nearest day that is shown."""
        return min(max(day, self.low), self.high)


@dataclass(frozen=True, slots=True)
class Bar:
    """One dose step as it is drawn: certain between `solid_from` and `solid_to`, fading out to `start` and `end`.

    `runs_on` says that the step goes on beyond the right edge, `came_in` that it began before the left one.
    """

    step: DoseStep
    start: float
    solid_from: float
    solid_to: float
    end: float
    came_in: bool
    runs_on: bool


def timeline_window(course: Course, fit: ReportedFit | None) -> Window:
    """Days to show: every observation, event and start or stop of a treatment, but no more of the past than is told in detail.

    A treatment that began long before everything else (a steroid for years) would press the rest into a corner: its start is left outside
    and its bar is cut at the edge.
    """
    marks = [o.at.middle for o in course.observations] + [e.at.middle for e in course.events]
    marks += [e.until.middle for e in course.events if e.until is not None]
    if fit is not None and fit.days.size:
        marks += [float(fit.days[0]), float(fit.days[-1])]
    edges = [w for t in course.treatments for s in t.steps for w in (s.start, s.stop) if w is not None]
    marks = marks or [w.middle for w in edges] or [0.0, 1.0]
    low, high = min(*marks, 0.0), max(*marks, 1.0)
    allowed = max(0.25 * (high - low), 7.0)
    for when in edges:
        if low - allowed <= when.earliest < low:
            low = when.earliest
        if high < when.latest <= high + allowed:
            high = when.latest
    margin = 0.015 * (high - low)
    return Window(low - margin, high + margin)


def bar(step: DoseStep, window: Window) -> Bar | None:
    """Place a dose step in the window; None when it lies outside."""
    start, solid_from = step.start.earliest, step.start.latest
    end = window.high if step.stop is None else step.stop.latest
    solid_to = window.high if step.stop is None else step.stop.earliest
    if step.every_days is None:
        end, solid_to = step.start.latest, step.start.earliest
    if end < window.low or start > window.high:
        return None
    came_in, runs_on = start < window.low, step.every_days is not None and (step.stop is None or end > window.high)
    if solid_from > solid_to:  # start and stop may lie in either order: only their overlap fades
        solid_from = solid_to = 0.5 * (solid_from + solid_to)
    clip = window.clip
    return Bar(step, clip(start), clip(solid_from), clip(solid_to), clip(end), came_in=came_in, runs_on=runs_on)
