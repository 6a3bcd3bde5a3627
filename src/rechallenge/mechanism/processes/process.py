"""What a disease process is: the course of a disease without treatment, as inference, forecast and simulation need it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.arrays import Days, Draws
from rechallenge.arrays import Numbers as Numbers

Parameters = Mapping[str, Array]
# About a statement, days lie close from so many days before it to so many after; one within a wide interval is about no day.
NEAR_BEFORE_DAYS, NEAR_AFTER_DAYS = 4.0, 7.0
WIDEST_PRECISE_INTERVAL_DAYS = 21.0
# Where there would be too many days, all lie further apart by this factor, as often as it takes.
STRETCH = 1.2
# A reading counts for the activity half as exactly as it tells the CRP.
READING_WEIGHT = 0.25
# Less than this share of the activity gets through no drug; it keeps a logarithm finite.
LEAST_PASSING = 1e-9
# A reading tells nothing of a share of its level below this.
LOST_IN_ERROR = 0.2


class Spacing(NamedTuple):
    """How a process spaces its days: near where a record speaks, far where it is silent, in multiples of `unit` days, at most so many."""

    near_days: float
    far_days: float
    most: int
    unit: int = 1

    def days(self, first_day: float, last_day: float, spoken: Sequence[tuple[float, float]]) -> Days:
        """Days from the first to the last or beyond, for a record that speaks of these intervals.

        Examples
        --------
        >>> Spacing(3.0, 10.0, 96).days(0.0, 30.0, [(14.0, 14.0)]).tolist()
        [0.0, 10.0, 13.0, 16.0, 19.0, 22.0, 32.0]
        """
        precise = [(a - NEAR_BEFORE_DAYS, b + NEAR_AFTER_DAYS) for a, b in spoken if b - a <= WIDEST_PRECISE_INTERVAL_DAYS]
        stretch = 1.0
        while True:
            days = [first_day]
            while days[-1] < last_day:
                near = any(a <= days[-1] <= b for a, b in precise)
                days.append(days[-1] + self.unit * max(1.0, round(stretch * (self.near_days if near else self.far_days) / self.unit)))
            if len(days) <= self.most:
                return np.array(days)
            stretch *= STRETCH


class Knots(NamedTuple):
    """Days on which a process states the logarithm of the activity; it is linear between them.

    Attributes
    ----------
    gap_days
        Days since the knot before, shape (knots,): 0 for the first, and for those of padding, which only repeat the last.
    left, share
        Last knot at or before each breakpoint of the simulator, and share of the way to the next, shape (breakpoints,).
    """

    gap_days: Numbers
    left: Numbers
    share: Numbers

    @classmethod
    def of(cls, days: Days, breakpoints: Days, n_knots: int | None = None) -> Knots:
        """Knots on these days, padded to `n_knots`, and how the breakpoints lie between them."""
        left = np.clip(np.searchsorted(days, breakpoints, side="right") - 1, 0, len(days) - 2)
        share = np.clip((breakpoints - days[left]) / (days[left + 1] - days[left]), 0.0, 1.0)
        padded = np.concatenate([days, np.full((n_knots or len(days)) - len(days), days[-1])])
        return cls(np.diff(padded, prepend=padded[0]), left, share)

    @property
    def padding(self) -> Numbers:
        """Which knots are padding, shape (knots,)."""
        return (self.gap_days <= 0.0) & (np.arange(len(self.gap_days)) > 0)

    def at_breakpoints(self, at_knots: Array) -> Array:
        """Values at the breakpoints of what is linear between the knots."""
        return at_knots[self.left] * (1.0 - self.share) + at_knots[self.left + 1] * self.share

    def about(self, of_segments: Array, length_days: Numbers) -> Array:
        """Mean about each knot of what segments between the breakpoints have, shape (segments,): near ones count most; 1 at padding."""
        n_knots = len(self.gap_days)
        weight = 0.5 * jnp.asarray(length_days)

        def at_knots(of_segments: Array) -> Array:
            ends = jnp.append(of_segments, 0.0) + jnp.append(0.0, of_segments)
            found = jnp.zeros(n_knots).at[self.left].add((1.0 - self.share) * ends)
            return found.at[jnp.asarray(self.left) + 1].add(self.share * ends)

        total = at_knots(weight)
        return jnp.where(total > 0.0, at_knots(weight * of_segments) / jnp.where(total > 0.0, total, 1.0), 1.0)


class PseudoObservations(NamedTuple):
    """What a record suggests of the log activity at the knots, as the logarithm of a normal density, each of shape (knots,).

    With the error of a reading as unit of spread: ``pull @ x - x @ precision @ x / 2``, the precision being tridiagonal. They only
    choose the coordinates in which a process takes its unit normals: the process and its likelihood are the same whatever they say.

    Attributes
    ----------
    own, beside
        Diagonal of the precision, and its elements between each knot and the next (the last is not used).
    pull
        Precision times the suggested values.
    level
        Level of the marker that is suggested about a knot, with its background, where that is what is suggested; 0 where it is the
        activity itself. A record under a drug tells of the level, so that the activity is known, given the drug's effect and the
        background, much better than any of them alone.
    """

    own: Numbers
    beside: Numbers
    pull: Numbers
    level: Numbers

    @classmethod
    def none(cls, n_knots: int) -> PseudoObservations:
        """No pseudo-observation: unit normals are then those of the process itself."""
        return cls(*(np.zeros(n_knots) for _ in cls._fields))

    @classmethod
    def of_readings(cls, days: Sequence[float], log_activity: Sequence[float], knot_days: Days, n_knots: int) -> PseudoObservations:
        """Readings of the log activity, each shared between the knots about its day."""
        own, pull = np.zeros(n_knots), np.zeros(n_knots)
        for day, value in zip(days, log_activity, strict=True):
            within = np.clip(day, knot_days[0], knot_days[-1])
            shares = READING_WEIGHT * np.array([np.interp(within, knot_days, row) for row in np.eye(len(knot_days))])
            own[: len(knot_days)] += shares
            pull[: len(knot_days)] += shares * value
        return cls(own, np.zeros(n_knots), pull, np.zeros(n_knots))

    def of_activity(self, passing: Array, background: Array) -> PseudoObservations:
        """What they suggest of the activity itself, where this share of it gets through about the knots, over this background."""
        return self._replace(pull=self.pull + self._times(self._activity(passing, background)), level=jnp.zeros_like(passing))

    def of_level(self, level: Array, passing: Array, background: Array) -> PseudoObservations:
        """Pseudo-observations of the activity, told of these levels: `of_activity` with the same shares and background takes them back."""
        found = self._replace(level=level)
        return found._replace(pull=self.pull - found._times(found._activity(passing, background)))

    def _activity(self, passing: Array, background: Array) -> Array:
        """Log activity under which the marker stands at its level: 0 where none is suggested."""
        none = self.level <= 0.0
        level = jnp.where(none, 1.0, self.level)
        over = 1.0 - background / level
        # A share that is lost in the error of a reading is held positive.
        over = 0.5 * (over + jnp.sqrt(over * over + LOST_IN_ERROR**2))
        return jnp.where(none, 0.0, jnp.log(level * over / jnp.maximum(passing, LEAST_PASSING)))

    def _times(self, at_knots: Array) -> Array:
        """Product of the precision with values at the knots."""
        beside = jnp.asarray(self.beside)
        return jnp.asarray(self.own) * at_knots + beside * jnp.roll(at_knots, -1) + jnp.roll(beside * at_knots, 1)


class Path(NamedTuple):
    """One path of a process.

    Attributes
    ----------
    log_activity
        At the knots, shape (knots,); of no meaning at padding.
    log_prior_correction
        What is added to the standard normal log density of the unit normals to make it the density of the process.
    state
        What its future depends on, at the last breakpoint, shape (states,).
    """

    log_activity: Array
    log_prior_correction: Array
    state: Array


class Alternative(NamedTuple):
    """Another prior that one might hold: its code, and the parameter whose median is multiplied by the factor."""

    code: str
    parameter: str
    factor: float


class DiseaseProcess(ABC):
    """Course of a disease without treatment: its activity, the CRP that it would sustain, less the background, in mg/L.

    The same process speaks under every hypothesis on the drugs, and every outcome follows the one activity. A process states the
    logarithm of the activity at knots, which it chooses; it is a function of parameters (``literature/disease.yaml``) and of
    independent standard normals, its part of the vector of unknowns.

    A further process is a module with one subclass, a frozen dataclass whose `repr` tells all of it, since programs are kept under
    it; an entry in `rechallenge.mechanism.processes.PROCESSES`; and its parameters in ``literature/disease.yaml``. Inference,
    forecast and simulation need nothing else:

    - Where its path may jump or turn on any day (flares that begin and end), its knots are dense, days or parts of days, and its unit
      normals fewer: `n_unit_normals` need not be the number of knots. What stands between two knots of a day or less is a slope.
    - Drugs act on what it states, at their sites. What treatment does to the process itself (ends a flare, say, beyond hiding it)
      follows from the share that gets through, `passing`; it may take no heed of it.
    - What continues is its own affair: `state` may hold whether a flare runs, since when, and the patient's means, beside the level.
    - A process that takes no heed of pseudo-observations returns the same path whatever they say, with a correction of 0, and leaves
      `moved` and `refined` as they are.
    - Its path need not have a derivative in the unit normals: the density, `simulate` and all that weighs draws hold as they are.
      The search for a mode and the sampler need derivatives; a process without them brings draws of its own.
    """

    name: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]]
    """Its parameters, as ``literature/disease.yaml`` names them; ``drive_mg_l``, the level of active disease, is one of each."""
    spreads: ClassVar[tuple[str, ...]]
    """Those that are spreads, held at the centre of their priors where a search for the mode begins."""
    alternatives: ClassVar[tuple[Alternative, ...]]
    """Other priors under which an answer is told; the first makes a spontaneous remission likeliest."""
    least_favourable: ClassVar[str]
    """Code of the first of them taken together with what is least favourable to the drug."""
    run_in_days: ClassVar[float] = 7.0
    """Days before the first statement from which a record is followed."""
    several_modes: ClassVar[bool] = False
    """Whether a record may leave open several courses that no small change joins, so that the posterior is sampled by tempering from the
    prior (`rechallenge.inference.tempering`); such a process takes no heed of pseudo-observations."""
    switches: ClassVar[tuple[str, ...]] = ()
    """Its parameters that all but jump, at 1, from one kind of course to another: the likelihood is nearly a step in each, of which a
    slope tells nothing, and the sampler draws them anew instead of following slopes."""
    switching_normals: ClassVar[Mapping[int, float]] = MappingProxyType({})
    """Places of unit normals that do so, among its own, with the value of each at which it jumps."""
    told_by_natural_history: ClassVar[bool] = False
    """Whether its parameters are flares and quiet times, whose priors are those published of the disease."""

    @abstractmethod
    def fluctuates(self, parameters: Mapping[str, Draws]) -> bool:
        """Whether the activity changes by itself as much as a drug would change it, over draws of the parameters."""

    @abstractmethod
    def knot_days(self, first_day: float, last_day: float, spoken: Sequence[tuple[float, float]]) -> Days:
        """Days of the knots, from the first day to the last or beyond, for a record that speaks of these intervals."""

    @abstractmethod
    def future_knot_days(self, horizon_days: float) -> Days:
        """Days of the knots of a future that begins on day 0."""

    @abstractmethod
    def n_unit_normals(self, n_knots: int) -> int:
        """How many standard normals a path over so many knots takes."""

    @abstractmethod
    def used(self, knots: Knots) -> Numbers:
        """Which of the unit normals change anything, padding being left aside, shape (unit normals,)."""

    @abstractmethod
    def path(
        self,
        unit_normals: Array,
        knots: Knots,
        pseudo_observations: PseudoObservations,
        error: Array,
        parameters: Parameters,
        passing: Array | None = None,
    ) -> Path:
        """Path of these unit normals, in the coordinates that the pseudo-observations choose.

        Parameters
        ----------
        error
            Error of a reading on the log scale, the unit of spread of the pseudo-observations.
        passing
            Share of the activity that gets through the drugs about each knot, shape (knots,), for a process that treatment changes
            beyond that; nothing is given by default.
        """

    def moved(
        self, unit_normals: Array, knots: Knots, old: PseudoObservations, new: PseudoObservations, error: Array, parameters: Parameters
    ) -> Array:
        """The same path in the coordinates of other pseudo-observations; the same unit normals where a process takes no heed of them."""
        return unit_normals

    def refined(
        self,
        unit_normals: Array,
        knots: Knots,
        pseudo_observations: PseudoObservations,
        error: Array,
        parameters: Parameters,
        curvature: Array,
    ) -> PseudoObservations:
        """Pseudo-observations under which the posterior of the unit normals is nearly standard, from a mode and its curvature there.

        Those that are there, where a process takes no heed of them.

        Parameters
        ----------
        curvature
            Negative second derivatives of the log posterior by the unit normals, shape (unit normals, unit normals).
        """
        return pseudo_observations

    @abstractmethod
    def simulate(
        self,
        unit_normals: Array,
        gap_days: Numbers,
        parameters: Parameters,
        state: Array | None = None,
        passing: Array | None = None,
    ) -> Array:
        """Log activity of a path that no record informs, or of the future.

        Parameters
        ----------
        unit_normals
            As many as `n_unit_normals` says of the knots.
        gap_days
            Days between each knot and the next, shape (knots - 1,).
        state
            State at the first knot; by default the process is stationary there, untreated.
        passing
            As of `path`.

        Returns
        -------
        Array
            At the knots, shape (knots,).
        """
