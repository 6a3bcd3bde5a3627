"""A disease whose flares begin and end: activity is high where a hidden, smooth Gaussian process lies above a level.

The hidden process, of mean 0 and variance 1, is a Matérn process of order 3/2: it has a velocity, so that it crosses the level a
finite number of times. The mean duration of its excursions above the level and of those below it give the level and the pace (Rice
1945, doi:10.1002/j.1538-7305.1945.tb00453.x): the share of time above is ``flare / (flare + interval)``, and the level is crossed
upwards once in ``flare + interval`` days. The durations of a patient's flares spread by about 0.8 of their mean; quiet times by about
their mean, without memory beyond the first days. A disease that does
not end is the limit in which the level lies far below: then it waxes and wanes, with the hidden process, about the patient's own level.

A treatment that removes activity does not only hide it: it holds the hidden process down while it acts and for some days after, so that
flares end sooner under it, and begin less often. After three days of anakinra a crystal flare mostly does not come back (4 of 23 in
hydroxyapatite arthritis, 13 of 40 in gout, 6 of 16 in calcium pyrophosphate disease; ``natural_history.yaml``), where one that was
only hidden would go on. What does not end by itself is not ended by treatment: the effect goes with the share of time that a patient
is quiet untreated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from types import MappingProxyType
from typing import ClassVar, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.nn import sigmoid, softplus
from jax.scipy.special import log_ndtr, ndtri

from rechallenge.arrays import Days, Draws
from rechallenge.mechanism.processes.process import (
    Alternative,
    DiseaseProcess,
    Knots,
    Numbers,
    Parameters,
    Path,
    PseudoObservations,
    Spacing,
)
from rechallenge.mechanism.recurrence import linear_recurrence

# The hidden process is stated at every so many knots; at those between it follows from position and velocity on both sides.
KNOTS_A_NODE = 3
# Nodes: close where the record speaks, further apart where it is silent; whole days lie between the knots.
SPACING = Spacing(near_days=3.0, far_days=9.0, most=80, unit=KNOTS_A_NODE)
# A flare sets in, and ends, within a day or two however long it lasts (in gout within the first day): over this time at the usual speed
# of the hidden process, and never over more than this range of it.
ONSET_DAYS, SOFTEST = 0.75, 0.2
# "Does not end", and "has no other flare", in days: longer than any record. Who is one of those is a step over this range of a logarithm.
FOR_EVER_DAYS, STEP = 5000.0, 0.1
# A record is begun because the patient is ill: so surely the disease is active on its first day (no published value), which is a step
# over this range of a normal.
BEGUN_IN_A_FLARE, FIRST_STEP = 0.9, 0.02
# A process that is active, or quiet, for less than this share of time by itself changes as much as a drug would change it.
MOSTLY = 0.9
# Mean of a Gaussian process above a level takes this.
_ROOT_TWO_PI = float(np.sqrt(2.0 * np.pi))
# Below this gap, in units of the pace, the variance of what comes anew is told by its series: the closed form would cancel.
_SMALL = 0.02


class _EpisodicLaw(NamedTuple):
    """Level above which the disease is active, the memory of the hidden process in days, what activity follows, and what treatment does."""

    level: Array
    memory_days: Array
    log_flare: Array
    log_depth: Array
    spread: Array
    suppression: Array
    suppression_days: Array

    @classmethod
    def of(cls, parameters: Parameters) -> _EpisodicLaw:
        flare = _or_for_ever(parameters["flare_days"], parameters["persisting"])
        interval = _or_for_ever(parameters["interval_days"], parameters["burnt_out"])
        active = flare / (flare + interval)
        level = -ndtri(active)
        memory = (flare + interval) / (2.0 * jnp.pi) * jnp.exp(-0.5 * level * level)
        return cls(
            level,
            memory,
            jnp.log(parameters["drive_mg_l"]),
            -jnp.log(parameters["quiet_share"]),
            parameters["flare_spread"],
            parameters["suppression"] * interval / (flare + interval),
            parameters["suppression_days"],
        )

    def log_activity(self, hidden: Array) -> Array:
        """Logarithm of the activity: the quiet level below the level, the flare's above, where it follows the hidden process."""
        softness = jnp.minimum(ONSET_DAYS / self.memory_days, SOFTEST)
        above = (hidden - self.level) / softness
        # Mean of the hidden process above the level, so that the level of a flare is what its parameter says.
        mean = jnp.exp(-0.5 * self.level**2 - log_ndtr(-self.level)) / _ROOT_TWO_PI
        height = self.level + softness * softplus(above) - mean
        return self.log_flare + self.spread * height - self.log_depth * sigmoid(-above)

    def first(self, unit_normals: Array) -> Array:
        """Position and velocity on the first day of a record, from three unit normals: mostly above the level, else as ever."""
        which, position, velocity = unit_normals
        # Of what lies above the level, the share that the normal says; by logarithms, since the level may lie high.
        above = -_normal_quantile(log_ndtr(-self.level) + log_ndtr(position))
        in_a_flare = sigmoid((ndtri(BEGUN_IN_A_FLARE) - which) / FIRST_STEP)
        return jnp.stack([in_a_flare * above + (1.0 - in_a_flare) * position, velocity])

    def held_down(self, passing: Array) -> Array:
        """How far the hidden process is held down in balance with a treatment that lets this share of the activity through."""
        return self.suppression * (1.0 - passing)

    def suppressed(self, begin: Array, gap_days: Array, passing: Array | None) -> Array:
        """How far it is held down at the knots, shape (knots,), from the first on; it follows the treatment with a delay."""
        towards = jnp.zeros(len(gap_days)) if passing is None else self.held_down(passing)
        kept = jnp.exp(-gap_days[1:] / self.suppression_days)
        return linear_recurrence(begin[None], kept[:, None], ((1.0 - kept) * 0.5 * (towards[:-1] + towards[1:]))[:, None])[:, 0]

    def steps(self, gap_days: Array) -> _Steps:
        return _Steps.over(gap_days / self.memory_days)


def _normal_quantile(log_probability: Array) -> Array:
    """Where a standard normal lies below with this probability, not below -8."""
    return ndtri(jnp.exp(jnp.maximum(log_probability, -36.0)))


def _or_for_ever(days: Array, share: Array) -> Array:
    """Days that last, or `FOR_EVER_DAYS` where the share says that this patient is one of those."""
    return jnp.exp(jnp.log(days) + sigmoid(jnp.log(share) / STEP) * (jnp.log(FOR_EVER_DAYS) - jnp.log(days)))


class _Steps(NamedTuple):
    """From node to node: what is kept, and the root of the covariance of what comes anew, of position and of velocity.

    Velocities are in units of the stationary one, so that both have variance 1.
    """

    gap: Array
    keep: Array
    position: Array
    shared: Array
    velocity: Array

    @classmethod
    def over(cls, gap: Array) -> _Steps:
        empty = gap <= 0.0
        s = jnp.where(empty, 1.0, gap)
        keep2 = jnp.exp(-2.0 * s)
        small = s < _SMALL
        t = jnp.where(small, 1.0, s)
        of_position = jnp.where(small, (4.0 / 3.0) * s**3 * (1.0 - 1.5 * s), 1.0 - jnp.exp(-2.0 * t) * (1.0 + 2.0 * t + 2.0 * t * t))
        of_velocity = jnp.where(small, 4.0 * s * (1.0 - 2.0 * s), 1.0 - jnp.exp(-2.0 * t) * (1.0 - 2.0 * t + 2.0 * t * t))
        both = 2.0 * s * s * keep2
        position = jnp.sqrt(of_position)
        shared = both / position
        velocity = jnp.sqrt(jnp.maximum(of_velocity - shared * shared, 1e-12))
        return cls(
            jnp.where(empty, 0.0, s),
            jnp.exp(-jnp.where(empty, 0.0, s)),
            *(jnp.where(empty, 0.0, each) for each in (position, shared, velocity)),
        )

    def hidden(self, first: Array, unit_normals: Array) -> tuple[Array, Array]:
        """Position and velocity at the nodes, from those at the first and two unit normals a step, shapes (2,) and (steps, 2)."""
        anew_position = self.position * unit_normals[:, 0]
        anew_velocity = self.shared * unit_normals[:, 0] + self.velocity * unit_normals[:, 1]
        # The sum of position and velocity decays by itself, and feeds the position: two recurrences of one number each.
        both = linear_recurrence(first.sum()[None], self.keep[:, None], (anew_position + anew_velocity)[:, None])[:, 0]
        fed = self.gap * self.keep * both[:-1] + anew_position
        position = linear_recurrence(first[:1], self.keep[:, None], fed[:, None])[:, 0]
        return position, both - position


def _nodes(n_knots: int) -> np.ndarray:
    """Places of the nodes among the knots."""
    return np.minimum(np.arange(-(-(n_knots - 1) // KNOTS_A_NODE) + 1) * KNOTS_A_NODE, n_knots - 1)


def _at_knots(at_nodes: tuple[Array, Array], days: Array, memory_days: Array) -> tuple[Array, Array]:
    """Position and velocity at all knots, by cubics between the nodes; `days` of the knots, shape (knots,)."""
    n_knots = len(days)
    nodes = _nodes(n_knots)
    left = np.minimum(np.arange(n_knots) // KNOTS_A_NODE, len(nodes) - 2)
    position, velocity = at_nodes
    begin, end = days[nodes[left]], days[nodes[left + 1]]
    gap = end - begin
    t = jnp.where(gap > 0.0, (days - begin) / jnp.where(gap > 0.0, gap, 1.0), 0.0)
    slope = gap / memory_days
    a, b, va, vb = position[left], position[left + 1], slope * velocity[left], slope * velocity[left + 1]
    there = a + t * (va + t * (3.0 * (b - a) - 2.0 * va - vb + t * (2.0 * (a - b) + va + vb)))
    return there, velocity[left] * (1.0 - t) + velocity[left + 1] * t


@dataclass(frozen=True, slots=True)
class Episodic(DiseaseProcess):
    """Flares that begin and end; two unit normals a node, exact at the nodes whatever their spacing.

    A record begins in a flare, mostly. To whom a flare is rare, it is not rare on the day on which the physician is called; were the
    first day one like any other, a disease that does not end would be favoured by every record that begins with high values.
    """

    name: ClassVar[str] = "episodic"
    parameters: ClassVar[tuple[str, ...]] = (
        "drive_mg_l",
        "flare_spread",
        "flare_days",
        "interval_days",
        "persisting",
        "burnt_out",
        "quiet_share",
        "suppression",
        "suppression_days",
    )
    spreads: ClassVar[tuple[str, ...]] = ("flare_spread",)
    alternatives: ClassVar[tuple[Alternative, ...]] = (
        Alternative("short_flares", "flare_days", 0.5),
        Alternative("long_flares", "flare_days", 2.0),
        Alternative("frequent", "interval_days", 0.5),
        Alternative("rare", "interval_days", 2.0),
    )

    least_favourable: ClassVar[str] = "least_favourable_short_flares"
    several_modes: ClassVar[bool] = True
    switches: ClassVar[tuple[str, ...]] = ("persisting", "burnt_out")
    switching_normals: ClassVar[Mapping[int, float]] = MappingProxyType({0: NormalDist().inv_cdf(BEGUN_IN_A_FLARE)})
    told_by_natural_history: ClassVar[bool] = True
    run_in_days: ClassVar[float] = 1.0

    def fluctuates(self, parameters: Mapping[str, Draws]) -> bool:
        """Where a patient is quiet by itself for much of the time."""
        law = _EpisodicLaw.of({name: jnp.asarray(parameters[name]) for name in self.parameters})
        return bool(np.median(np.asarray(law.level)) > float(ndtri(1.0 - MOSTLY)))

    def knot_days(self, first_day: float, last_day: float, spoken: Sequence[tuple[float, float]]) -> Days:
        """Close where the record speaks, further apart where it is silent, and all further where they are too many."""
        return _with_knots_between(SPACING.days(first_day, last_day, spoken))

    def future_knot_days(self, horizon_days: float) -> Days:
        """As close as where a record speaks."""
        return _with_knots_between(np.arange(0.0, horizon_days + SPACING.near_days, SPACING.near_days))

    def n_unit_normals(self, n_knots: int) -> int:
        """Two a node, and one that says whether the record begins in a flare."""
        return 2 * len(_nodes(n_knots)) + 1

    def used(self, knots: Knots) -> Numbers:
        """Those of nodes that are no padding."""
        days = jnp.cumsum(jnp.asarray(knots.gap_days))
        real = jnp.diff(days[_nodes(len(days))]) > 0.0
        return jnp.concatenate([jnp.ones(3, bool), jnp.repeat(real, 2)])

    def _hidden(self, law: _EpisodicLaw, unit_normals: Array, gap_days: Array, first: Array) -> tuple[Array, Array]:
        """Position and velocity of the hidden process at all knots, from those at the first; gaps before each knot, 0 before the first."""
        days = jnp.cumsum(gap_days)
        steps = law.steps(jnp.diff(days[_nodes(len(gap_days))]))
        return _at_knots(steps.hidden(first, unit_normals[3:].reshape(-1, 2)), days, law.memory_days)

    def path(
        self,
        unit_normals: Array,
        knots: Knots,
        pseudo_observations: PseudoObservations,
        error: Array,
        parameters: Parameters,
        passing: Array | None = None,
    ) -> Path:
        """Path of these unit normals; it takes no heed of pseudo-observations.

        What is given on the first day has been given before. A record that begins in a flare does so in spite of it.
        """
        law, gaps = _EpisodicLaw.of(parameters), jnp.asarray(knots.gap_days)
        begin = jnp.zeros(()) if passing is None else law.held_down(passing[0])
        position, velocity = self._hidden(law, unit_normals, gaps, law.first(unit_normals[:3]) + jnp.stack([begin, jnp.zeros(())]))
        suppressed = law.suppressed(begin, gaps, passing)
        state = jnp.stack([knots.at_breakpoints(each)[-1] for each in (position, velocity, suppressed)])
        return Path(law.log_activity(position - suppressed), jnp.zeros(()), state)

    def simulate(
        self,
        unit_normals: Array,
        gap_days: Numbers,
        parameters: Parameters,
        state: Array | None = None,
        passing: Array | None = None,
    ) -> Array:
        """Node after node; with a state, the first three unit normals are left aside. Without one it is in equilibrium."""
        law = _EpisodicLaw.of(parameters)
        gaps = jnp.concatenate([jnp.zeros(1), jnp.asarray(gap_days)])
        begin = jnp.append(unit_normals[1:3], 0.0) if state is None else state
        position, _ = self._hidden(law, unit_normals, gaps, begin[:2])
        return law.log_activity(position - law.suppressed(begin[2], gaps, passing))


def variance_of_heights(flare_days: float, interval_days: float) -> float:
    """Variance of the hidden process while it lies above its level: how heights differ between moments in flares, in `flare_spread`.

    1 where the disease never ends; little where flares are rare, since they hardly rise above the level then.

    Examples
    --------
    >>> round(variance_of_heights(1e6, 1e-3), 3), round(variance_of_heights(9.0, 220.0), 2)
    (1.0, 0.13)
    """
    normal, active = NormalDist(), flare_days / (flare_days + interval_days)
    level = -normal.inv_cdf(active)
    mean = normal.pdf(level) / active
    return 1.0 + level * mean - mean * mean


def _with_knots_between(nodes: Days) -> Days:
    """Knots that divide the gaps between nodes evenly."""
    between = np.arange(KNOTS_A_NODE) / KNOTS_A_NODE
    return np.append((nodes[:-1, None] + np.diff(nodes)[:, None] * between).reshape(-1), nodes[-1])
