"""The forecast held against the days that the patient has lived already: relapses recorded and expected, on the drug and after its stops.

Of each stretch with the drug, and of each after a stop, the first relapse is asked about: it is what was recorded, or the stretch went
without one until the record falls silent. Expected is the cumulative hazard of a relapse over the same days, under the fitted parameters
and chance drawn anew, as in the forecast: fitted curves know of the relapses already. Recorded and expected numbers then differ by chance
alone, whether a stretch ended by itself or because of its relapse: the one-sample log-rank test (Breslow 1975, Int Stat Rev 43:45). Of a
relapse on an uncertain day it is the mean over that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from scipy.stats import poisson

from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.course.obscured import hidden_by
from rechallenge.course.regimen import Regimen
from rechallenge.course.relapses import relapses_of
from rechallenge.course.times import When
from rechallenge.execution import Executors, in_double_precision, threads
from rechallenge.inference.fit import Fit
from rechallenge.inference.paths import Paths, paths
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.summary import Message
from rechallenge.mechanism.processes.process import PseudoObservations
from rechallenge.mechanism.relapse import LEAST_RISE, RELAPSE_LEVEL, new_relapse_hazard
from rechallenge.outcomes import marker
from rechallenge.questions.withdrawal.answer import OwnDays, Side
from rechallenge.single_case.stretch import Edge, edges_of

# Both sides of a record are looked at, and one record in twenty may be told a misfit by chance.
MISFIT = 0.025
# A number expected does not depend on more draws than these.
N_DRAWS = 200


class Stretch(NamedTuple):
    """Days with the drug or after a stop of it, as far as the record speaks, and whether they ended with a relapse.

    Attributes
    ----------
    on
        With the drug, and not after a stop of it.
    start
        When it began, which may be uncertain.
    first, last
        Days between which it ended: those between which its relapse was recognised, or twice the last day that is told of.
    relative
        Whether these count from its start, and not from day 0.
    relapsed
        Whether it ended with a relapse.
    """

    on: bool
    start: When
    first: float
    last: float
    relative: bool
    relapsed: bool

    @property
    def days(self) -> float:
        """Its length at most, from the middle of an uncertain start."""
        return self.last - (0.0 if self.relative else self.start.middle)


def own_days(course: Course, fit: Fit, drug: str, executor: Executors = threads) -> dict[Side, OwnDays]:
    """Relapses recorded and expected, by side: with the drug, and after its stops; a side without such days is left out.

    `executor` gives what runs draws side by side.
    """
    told = tuple(stretches(course, drug))
    if not told:
        return {}
    anew = simulated_anew(fit, executor)
    hazards = Hazards.of(anew)
    expected = np.array([hazards.expected(each, days_of(each.start, anew, fit.problem)) for each in told])
    sides: tuple[Side, ...] = ("on", "off")
    found: dict[Side, OwnDays] = {}
    for side in sides:
        mine = [place for place, each in enumerate(told) if each.on is (side == "on")]
        if mine:
            n, mean = sum(told[place].relapsed for place in mine), float(expected[mine].sum())
            days = sum(told[place].days for place in mine)
            found[side] = OwnDays(days=days, stretches=len(mine), recorded=n, expected=mean, tail=tail(n, mean))
    return found


def misfits(found: Mapping[Side, OwnDays], drug: str) -> tuple[Message, ...]:
    """Warn of each side whose relapses are further from what is expected than chance makes them."""
    return tuple(
        Message(f"own_days.misfit.{'more' if each.recorded > each.expected else 'fewer'}", _values_of(side, each, drug))
        for side, each in found.items()
        if each.tail < MISFIT
    )


def held_against(found: Mapping[Side, OwnDays], drug: str) -> tuple[Message, ...]:
    """Tell what was recorded and what is expected, side by side; nothing where the record tells of no such days."""
    if not found:
        return ()
    return (Message("own_days.held", {"sides": [Message("own_days.side", _values_of(side, each, drug)) for side, each in found.items()]}),)


def _values_of(side: Side, each: OwnDays, drug: str) -> dict[str, object]:
    on = Message(f"own_days.{side}", {"drug": drug, "days": each.days})
    return {"side": on, "drug": drug, "recorded": each.recorded, "expected": each.expected, "p": each.tail}


def tail(recorded: int, expected: float) -> float:
    """Probability of a number at least as far from what is expected, either way (Poisson), at most 1.

    Of stretches that all end with their relapse it is exact: each cumulative hazard is then exponential with mean 1.

    Examples
    --------
    >>> round(tail(3, 0.2), 4), round(tail(0, 4.0), 3), tail(1, 1.0)
    (0.0023, 0.037, 1.0)
    """
    return min(1.0, 2.0 * min(float(poisson.sf(recorded - 1, expected)), float(poisson.cdf(recorded, expected))))


def stretches(course: Course, drug: str) -> Iterator[Stretch]:
    """Stretches since the first start, each until its relapse or the last that the record says of it; a silent one is left out."""
    for edge in edges_of(course, Regimen.of(course).drugs_of(drug)):
        end = edge.stretch.end
        start, on = edge.boundary.at, edge.boundary.kind == "start"
        relapses = sorted(_relapses(course, edge, end), key=lambda each: each.last + (start.middle if each.relative else 0.0))
        last = _last_recorded_day(course, start.middle, end)
        if relapses:
            yield relapses[0]
        elif last is not None:
            yield Stretch(on, start, last, last, False, False)


def _relapses(course: Course, edge: Edge, end: float) -> Iterator[Stretch]:
    """A stretch until each of its relapses: those recorded by name, and rises of the marker from below the level of active disease."""
    start, on = edge.boundary.at, edge.boundary.kind == "start"
    for event in relapses_of(course.events, edge.boundary, end):
        if event.at.after == start:
            yield Stretch(on, start, event.at.low, max(event.at.high, event.at.low + 0.5), True, True)
        else:
            yield Stretch(on, start, event.at.earliest, max(event.at.latest, event.at.earliest + 0.5), False, True)
    quiet: tuple[float, float] | None = None
    for day, low, high in _readings(course, start.middle, end):
        if high is not None and high < RELAPSE_LEVEL:
            quiet = day, high
        elif quiet is not None and low is not None and low >= max(RELAPSE_LEVEL, LEAST_RISE * quiet[1]):
            yield Stretch(on, start, max(quiet[0], start.middle), day, False, True)


def _readings(course: Course, begin: float, end: float) -> Sequence[tuple[float, float | None, float | None]]:
    """Days and bounds of what is told of the marker in a stretch, and last before it, in order of time."""
    told = sorted(
        (o.at.middle, o.low, o.high)
        for o in course.observations
        if o.outcome is marker() and o.since is None and not hidden_by(course, o) and o.at.middle <= end
    )
    before = [each for each in told if each[0] <= begin]
    return [*before[-1:], *(each for each in told if each[0] > begin)]


def _last_recorded_day(course: Course, begin: float, end: float) -> float | None:
    """Last day of a stretch of which the record says how the disease was; None where it says nothing."""
    days = [o.at.middle for o in course.observations if o.outcome is not None and not hidden_by(course, o)]
    days += [(e.until or e.at).middle for e in course.events if e.what == "remission"]
    return max((min(day, end) for day in days if begin < day and (day <= end or math.isinf(end))), default=None)


def simulated_anew(fit: Fit, executor: Executors = threads) -> Paths:
    """The course as recorded, with its doses, under fitted parameters and spontaneous activity drawn anew."""
    problem = fit.problem
    layout = problem.layout
    rows = np.linspace(0, len(fit.draws[1]) - 1, min(N_DRAWS, len(fit.draws[1]))).round().astype(int)
    vectors, works = (each[rows] for each in fit.draws)
    vectors = vectors.copy()
    vectors[:, layout.activity] = np.random.default_rng(fit.seed + 6).standard_normal(vectors[:, layout.activity].shape)
    # unit normals are those of the process itself where nothing suggests its path
    nothing = PseudoObservations.none(layout.n_knots)
    return paths(replace(problem, data=problem.data._replace(pseudo_observations=nothing)), vectors, works, executor)


def days_of(when: When, past: Paths, problem: InferenceProblem) -> Floats:
    """Day of a moment in each draw, shape (draws,): drawn where the problem has it as an unknown, else its middle."""
    if not when.known and problem.moments.knows(when):
        return past.moments[:, problem.moments.number(when)]
    return np.full(len(past.moments), when.middle)


@dataclass(frozen=True, slots=True)
class Hazards:
    """What a relapse is expected by, on each day of each draw.

    Attributes
    ----------
    days
        The days, shape (days,).
    rate
        Rate at which active disease is recognised that had been quiet before, shape (draws, days).
    level
        The marker of activity, of the same shape.
    """

    days: Floats
    rate: Floats
    level: Floats

    @classmethod
    @in_double_precision
    def of(cls, past: Paths) -> Hazards:
        """Those of some draws."""
        given = (past.days, past.marker, past.parameters["relapse_recognition_per_d"])
        return cls(past.days, np.asarray(new_relapse_hazard(*map(jnp.asarray, given))), past.marker)

    def expected(self, stretch: Stretch, start: Floats) -> float:
        """Cumulative hazard of the first relapse over a stretch; over one that ended with a relapse on an uncertain day, its mean.

        The draws are averaged as survival. Given that it ends between two of its values, a cumulative hazard is exponential there.

        Parameters
        ----------
        start
            Day on which the stretch began in each draw, shape (draws,).
        """
        first, last = (self._grown(start, stretch, bound) for bound in (stretch.first, stretch.last))
        if not stretch.relapsed:
            return last
        if last - first < 1e-6:
            return 0.5 * (first + last)
        below, above = math.exp(-first), math.exp(-last)
        return ((1.0 + first) * below - (1.0 + last) * above) / (below - above)

    def _grown(self, start: Floats, stretch: Stretch, bound: float) -> float:
        """Cumulative hazard from the start of a stretch to a bound of its end."""
        begun = self.days[None] >= start[:, None]
        # a flare that goes on from before is no new one: it must have been quiet within the stretch, or on its first day
        met = np.maximum.accumulate((self.level < RELAPSE_LEVEL) & begun, axis=1)
        hazard = self.rate * met
        steps = 0.5 * (hazard[:, 1:] + hazard[:, :-1]) * np.diff(self.days)
        grown = np.concatenate([np.zeros((len(start), 1)), np.cumsum(steps, axis=1)], axis=1)
        ends = np.maximum(start + bound if stretch.relative else np.full(len(start), bound), start)
        to, since = (np.array([np.interp(day, self.days, each) for day, each in zip(at, grown, strict=True)]) for at in (ends, start))
        return float(-np.log(np.mean(np.exp(since - to))))
