"""Doses of a course on fixed days, with amounts that follow its uncertain starts and stops.

Dose days stay where they are, so that the segments of the simulator never move; when a start or stop is uncertain, the dose at
its edge counts for the share of its interval that lies within the treatment. The total given is then exactly what the
uncertain duration implies, and it changes smoothly with it. That serves drugs that act for a day or more; for short-lived ones,
whose effect turns on the hour of the last dose, the stretch with an uncertain edge is averaged over that hour instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.course.model import DoseStep
from rechallenge.course.times import When
from rechallenge.inference.timetable import Timetable
from rechallenge.mechanism.engine import Drugs
from rechallenge.mechanism.washout import GONE_AFTER_INTERVALS, ONSET_DAYS, Numbers, Periods, rows_reached

# A taper lasts so long at least: where it has no end, it is over at once.
LEAST_TAPER_DAYS = 1e-3


def smooth_ramp(intervals: Numbers) -> Array:
    """Share of a dose that lies within a treatment, by the intervals left until its edge: 0 below -1/2, 1 above 3/2.

    The integral of a hat function: its copies at whole intervals add up to the straight line, so the total dose is exact,
    and its slope has no jump, which the sampler would feel.
    """
    x = jnp.clip(intervals + 0.5, 0.0, 2.0)
    return jnp.where(x < 1.0, 0.5 * x * x, 1.0 - 0.5 * (2.0 - x) ** 2)


def smooth_bump(intervals: Numbers) -> Array:
    """Share of a single dose given on a day, by its distance in days: a quadratic B-spline, whose copies add up to 1."""
    x = jnp.abs(intervals)
    return jnp.where(x < 0.5, 0.75 - x * x, 0.5 * jnp.clip(1.5 - x, 0.0, None) ** 2)


class Doses(NamedTuple):
    """Possible doses: arrays of one shape, padded with amounts of 0.

    Attributes
    ----------
    day
        When each is given.
    start, stop
        Moments between which its treatment runs.
    started, unstopped
        Whether it is surely after the start, and surely before the stop, those being known.
    single
        Whether it is a single dose on an uncertain day, shared between the days around it.
    into_vein
        Whether it goes into a vein.
    interval_days, amount_mg, last_amount_mg
        Spacing, amount at the start of its step and at the end (they differ in a taper).
    """

    day: NDArray[np.float64]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    started: NDArray[np.bool_]
    unstopped: NDArray[np.bool_]
    single: NDArray[np.bool_]
    into_vein: NDArray[np.bool_]
    interval_days: NDArray[np.float64]
    amount_mg: NDArray[np.float64]
    last_amount_mg: NDArray[np.float64]

    def given_mg(self, days: Array) -> Array:
        """Amount of each dose, given the days of all moments."""
        # Products with ones and zeros: the derivative of fetching by place adds one number at a time, and takes nine times as long.
        start, stop = (jax.nn.one_hot(places, len(days), dtype=days.dtype) @ days for places in (self.start, self.stop))
        after_start = jnp.where(self.started, 1.0, smooth_ramp((self.day - start) / self.interval_days + 1.0))
        before_stop = jnp.where(self.unstopped, 1.0, smooth_ramp((stop - self.day) / self.interval_days))
        once = jnp.where(self.started, 1.0, smooth_bump((self.day - start) / self.interval_days))
        share = jnp.where(self.single, once, after_start * before_stop)
        tapered = self.last_amount_mg != self.amount_mg
        duration = jnp.where(tapered, jnp.maximum(stop - start, LEAST_TAPER_DAYS), 1.0)
        progress = jnp.where(tapered, jnp.clip((self.day - start) / duration, 0.0, 1.0), 0.0)
        return share * (self.amount_mg + progress * (self.last_amount_mg - self.amount_mg))


class SegmentDoses(NamedTuple):
    """Doses by the segment that they open: those that are certain as amounts, and the few others in a list of their own.

    Attributes
    ----------
    certain_mg
        What surely is given, into a tissue or by mouth and into a vein, shape (segments, dosed, 2).
    uncertain
        Doses near an uncertain start or stop, shape (uncertain,).
    segment, dosed
        Where each of those belongs: its segment, and the place of its exposure among those that have such doses.
    """

    certain_mg: NDArray[np.float64]
    uncertain: Doses
    segment: NDArray[np.int64]
    dosed: NDArray[np.int64]


def given_in_segments(doses: SegmentDoses, days: Array, drugs: Drugs) -> Array:
    """Doses of each segment, summed, as the simulator takes them; days are those of all moments."""
    given, at = doses.uncertain.given_mg(days), (doses.segment, doses.dosed)
    if drugs.vein is None:
        return jnp.sum(doses.certain_mg, axis=-1).at[at].add(given)
    certain = jnp.asarray(doses.certain_mg[..., 0, None]) + doses.certain_mg[..., 1, None] * drugs.vein[None]
    weight = jnp.where(jnp.asarray(doses.uncertain.into_vein)[:, None], drugs.vein[doses.dosed], 1.0)
    return certain.at[at].add(given[:, None] * weight)


def left_from(earlier: Doses, days: Array, first_day: NDArray[np.float64], drugs: Drugs) -> Array:
    """State of the exponentials on the first day, from doses before it of shape (doses, exposures); shape (exposures, 3)."""
    ago = jnp.maximum(first_day - earlier.day, 0.0)[..., None]
    given = earlier.given_mg(days)
    felt = given[..., None] if drugs.vein is None else drugs.felt(given, earlier.into_vein)
    return jnp.sum(felt * jnp.exp(-ago * drugs.response.rate[None]), axis=0)


class UncertainPeriods(NamedTuple):
    """Stretches of a short-lived drug with an uncertain edge, with the moments of their edges, padded with amounts of 0."""

    periods: Periods
    start: NDArray[np.int64]
    stop: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DosingPeriod:
    """One stretch of a short-lived drug with an uncertain edge."""

    exposure: int
    interval_days: float
    amount_mg: float
    start: int
    stop: int
    into_vein: bool = False


@dataclass(frozen=True, slots=True)
class PossibleDoses:
    """The dose days of one step, before they are laid on segments."""

    exposure: int
    days: NDArray[np.float64]
    start: int
    stop: int
    started: bool
    unstopped: bool
    single: bool
    interval_days: float
    amount_mg: float
    last_amount_mg: float
    forgotten_days: float
    into_vein: bool = False

    def certain_mg(self, day: float, moment_days: NDArray[np.float64]) -> float:
        """Amount of the dose on a day of a step whose start and stop are known; less and less, or more and more, in a taper."""
        start, stop = (float(moment_days[moment]) for moment in (self.start, self.stop))
        duration = max(stop - start, LEAST_TAPER_DAYS)
        return self.amount_mg + min(max((day - start) / duration, 0.0), 1.0) * (self.last_amount_mg - self.amount_mg)


def possible_doses(
    step: DoseStep, exposure: int, amounts_mg: tuple[float, float], end_day: float, forgotten_days: float, moments: Timetable
) -> PossibleDoses:
    """Days on which a step may give a dose, until `end_day`.

    `amounts_mg` are those at its start and end, in mg of the exposure's drug; after `forgotten_days` a dose has left no trace.
    """
    start = moments.number(step.start)
    if step.every_days is None:
        first, last = math.floor(step.start.earliest) - 1.0, math.ceil(step.start.latest) + 2.0
        days = np.array([step.start.earliest]) if step.start.known else np.arange(first, last)
        return PossibleDoses(exposure, days, start, start, step.start.known, True, True, 1.0, amounts_mg[0], amounts_mg[0], forgotten_days)
    every = step.every_days
    # Uncertain starts share one grid of days, so that neighbouring steps hand over dose by dose; edges reach an interval beyond.
    first = step.start.earliest if step.start.known else every * (math.floor(step.start.earliest / every) - 1.0)
    unstopped = step.stop is None or step.stop.known
    last = end_day if step.stop is None else step.stop.latest + (0.0 if unstopped else every)
    days = np.arange(first, last - 1e-9, every)
    stop = 0 if step.stop is None else moments.number(step.stop)
    return PossibleDoses(exposure, days, start, stop, step.start.known, unstopped, False, every, *amounts_mg, forgotten_days)


# Possible doses near uncertain edges are padded to a multiple of so many.
UNCERTAIN_STEP = 64


def lay_out(
    found: list[PossibleDoses],
    dosed: tuple[int, ...],
    first_day: float,
    breakpoints: NDArray[np.float64],
    moment_days: NDArray[np.float64],
) -> tuple[SegmentDoses, Doses]:
    """Doses by the segment that they open, and those before the first, shape (doses, dosed).

    `dosed` are the places of those exposures that have such doses, `moment_days` the days of the moments, right for those that are known.
    """
    certain_mg = np.zeros((len(breakpoints), len(dosed), 2))
    uncertain: list[tuple[int, int, PossibleDoses, float]] = []
    before: list[list[tuple[PossibleDoses, float]]] = [[] for _ in dosed]
    for possible in found:
        exposure = dosed.index(possible.exposure)
        for day in map(float, possible.days):
            if day >= first_day - 1e-9:
                segment = int(np.argmin(np.abs(breakpoints - day)))
                if possible.started and possible.unstopped:
                    certain_mg[segment, exposure, int(possible.into_vein)] += possible.certain_mg(day, moment_days)
                else:
                    uncertain.append((segment, exposure, possible, day))
            elif day >= first_day - possible.forgotten_days:
                before[exposure].append((possible, day))
    size = UNCERTAIN_STEP * max(1, -(-len(uncertain) // UNCERTAIN_STEP))
    rows, segments, exposures = _empty((size,)), np.zeros(size, np.int64), np.zeros(size, np.int64)
    for place, (segment, exposure, possible, day) in enumerate(uncertain):
        segments[place], exposures[place] = segment, exposure
        _put(rows, (place,), possible, day)
    earlier = _empty((32 * -(-max(map(len, before), default=1) // 32) or 32, len(dosed)))
    for exposure, doses in enumerate(before):
        for place, (possible, day) in enumerate(doses):
            _put(earlier, (place, exposure), possible, day)
    return SegmentDoses(certain_mg, rows, segments, exposures), earlier


def _empty(shape: tuple[int, ...]) -> Doses:
    return Doses(
        day=np.zeros(shape),
        start=np.zeros(shape, np.int64),
        stop=np.zeros(shape, np.int64),
        started=np.ones(shape, bool),
        unstopped=np.ones(shape, bool),
        single=np.zeros(shape, bool),
        into_vein=np.zeros(shape, bool),
        interval_days=np.ones(shape),
        amount_mg=np.zeros(shape),
        last_amount_mg=np.zeros(shape),
    )


def _put(doses: Doses, at: tuple[int, ...], possible: PossibleDoses, day: float) -> None:
    doses.day[at] = day
    for name in Doses._fields[1:]:
        getattr(doses, name)[at] = getattr(possible, name)


def split_uncertain(step: DoseStep, end_day: float) -> tuple[DoseStep | None, DoseStep | None]:
    """Part of a step on certain days, and the part whose days are uncertain, for a short-lived drug given regularly.

    The certain part runs up to the last dose before the earliest possible stop.
    """
    if step.every_days is None or step.dose_mg_end is not None:
        return step, None
    if step.start.known and (step.stop is None or step.stop.known):
        return step, None
    if not step.start.known or step.stop is None:
        return None, step
    first = step.start.earliest
    handover = first + step.every_days * math.floor(max(min(step.stop.earliest, end_day) - first, 0.0) / step.every_days)
    edge = When(handover, handover)
    certain = replace(step, stop=edge) if handover > first else None
    return certain, replace(step, start=edge)


def uncertain_periods(found: list[DosingPeriod], size: int, first_day: NDArray[np.float64]) -> UncertainPeriods:
    """Arrays of uncertain stretches, padded to `size`, on segments that begin on `first_day`."""
    padding = DosingPeriod(0, 1.0, 0.0, 0, 0)
    rows = found + [padding] * (size - len(found))
    reach = max((rows_reached(first_day, GONE_AFTER_INTERVALS * row.interval_days) for row in found), default=1)
    onset = rows_reached(first_day, ONSET_DAYS)
    return UncertainPeriods(
        Periods(
            np.array([row.exposure for row in rows], np.int64),
            np.array([row.interval_days for row in rows], float),
            np.array([row.amount_mg for row in rows], float),
            np.array([row.into_vein for row in rows], bool),
            np.arange(8 * -(-reach // 8)),
            np.arange(2 * -(-onset // 2)),
        ),
        np.array([row.start for row in rows], np.int64),
        np.array([row.stop for row in rows], np.int64),
    )
