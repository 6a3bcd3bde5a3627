"""A disease that waxes and wanes about the patient's own level: the log activity is an Ornstein-Uhlenbeck process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

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

# Knots: close where the record speaks, further apart where it is silent.
SPACING = Spacing(near_days=3.0, far_days=10.0, most=96)
# Activity that wanders by itself over a factor of two and a half (one standard deviation of its logarithm).
VOLATILE = 0.9

_Three = tuple[Array, Array, Array]


class _Law(NamedTuple):
    """Stationary mean and standard deviation of the log activity, and its correlation time in days."""

    log_typical: Array
    volatility: Array
    persistence_days: Array

    @classmethod
    def of(cls, parameters: Parameters) -> _Law:
        return cls(jnp.log(parameters["drive_mg_l"]), parameters["volatility"], parameters["persistence_d"])

    def transition(self, gap_days: Numbers) -> tuple[Array, Array]:
        """Share of a deviation that is kept over each gap, and standard deviation of what comes anew; 1 and 0 over a gap of 0."""
        empty = gap_days <= 0.0
        gap = jnp.where(empty, 1.0, gap_days)  # the square root has no derivative at a gap of 0
        keep = jnp.exp(-gap / self.persistence_days)
        anew = self.volatility * jnp.sqrt(1.0 - keep * keep)
        return jnp.where(empty, 1.0, keep), jnp.where(empty, 0.0, anew)


class _Conditional(NamedTuple):
    """The process given pseudo-observations: a normal whose precision is tridiagonal, eliminated from the first knot on."""

    keep: Array
    anew: Array
    pivot: Array
    beside: Array
    toward: Array


def _conditional(law: _Law, knots: Knots, pseudo_observations: PseudoObservations, error: Array) -> _Conditional:
    padding = knots.padding
    keep, anew = law.transition(knots.gap_days)
    keep = jnp.where(padding, 0.0, keep).at[0].set(0.0)  # padding stands by itself, and so does the first
    anew = jnp.where(padding, 1.0, anew).at[0].set(law.volatility)
    keep_next, anew_next = jnp.append(keep[1:], 0.0), jnp.append(anew[1:], 1.0)
    unit = 1.0 / error**2
    own = 1.0 / anew**2 + (keep_next / anew_next) ** 2 + unit * pseudo_observations.own
    beside = -keep_next / anew_next**2 + unit * pseudo_observations.beside
    row = pseudo_observations.own + pseudo_observations.beside + jnp.append(0.0, jnp.asarray(pseudo_observations.beside)[:-1])
    pull = unit * (pseudo_observations.pull - row * law.log_typical)

    def eliminate(carry: _Three, inputs: _Three) -> tuple[_Three, tuple[Array, Array]]:
        pivot, beside, toward = carry
        own, beside_next, pull = inputs
        pivot, toward = own - beside**2 / pivot, pull - beside / pivot * toward
        return (pivot, beside_next, toward), (pivot, toward)

    nothing = jnp.zeros(())
    _, (pivot, toward) = jax.lax.scan(eliminate, (nothing + 1.0, nothing, nothing), (own, beside, pull))
    return _Conditional(keep, anew, pivot, beside, toward)


@dataclass(frozen=True, slots=True)
class Waxing(DiseaseProcess):
    """One unit normal a knot; exact at the knots whatever their spacing."""

    name: ClassVar[str] = "waxing"
    parameters: ClassVar[tuple[str, ...]] = ("drive_mg_l", "volatility", "persistence_d")
    spreads: ClassVar[tuple[str, ...]] = ("volatility", "persistence_d")
    alternatives: ClassVar[tuple[Alternative, ...]] = (
        Alternative("volatile", "volatility", 2.0),
        Alternative("steady", "volatility", 0.5),
        Alternative("quick", "persistence_d", 0.5),
        Alternative("slow", "persistence_d", 2.0),
    )
    least_favourable: ClassVar[str] = "least_favourable_volatile"

    def fluctuates(self, parameters: Mapping[str, Draws]) -> bool:
        """Where the volatility is great."""
        return bool(np.median(parameters["volatility"]) > VOLATILE)

    def knot_days(self, first_day: float, last_day: float, spoken: Sequence[tuple[float, float]]) -> Days:
        """Close where the record speaks, further apart where it is silent, and all further where they are too many."""
        return SPACING.days(first_day, last_day, spoken)

    def future_knot_days(self, horizon_days: float) -> Days:
        """As close as where a record speaks."""
        return np.arange(0.0, horizon_days + SPACING.near_days, SPACING.near_days)

    def n_unit_normals(self, n_knots: int) -> int:
        """One a knot."""
        return n_knots

    def used(self, knots: Knots) -> Numbers:
        """Those of knots that are no padding."""
        return ~knots.padding

    def path(
        self,
        unit_normals: Array,
        knots: Knots,
        pseudo_observations: PseudoObservations,
        error: Array,
        parameters: Parameters,
        passing: Array | None = None,
    ) -> Path:
        """Path in coordinates that pseudo-observations make nearly independent.

        The unit normals count from the process given the pseudo-observations, as if they were readings of the activity itself. They
        are not quite (CRP lags, drugs act), hence the correction: it makes the density that of the process alone. But where readings
        are dense and exact they nearly are, and then the posterior stays near standard normals whatever the error and the volatility
        may be, which a sampler needs.
        """
        law = _Law.of(parameters)
        given = _conditional(law, knots, pseudo_observations, error)

        def back(later: Array, inputs: tuple[Array, Array, Array, Array]) -> tuple[Array, Array]:
            pivot, beside, toward, draw = inputs
            value = (toward - beside * later) / pivot + draw / jnp.sqrt(pivot)
            return value, value

        steps = (given.pivot, given.beside, given.toward, unit_normals)
        _, deviation = jax.lax.scan(back, jnp.zeros(()), steps, reverse=True)
        residual = (deviation - given.keep * jnp.roll(deviation, 1)) / given.anew
        correction = 0.5 * (unit_normals * unit_normals - residual * residual) - jnp.log(given.anew) - 0.5 * jnp.log(given.pivot)
        log_activity = law.log_typical + deviation
        return Path(log_activity, jnp.sum(correction), knots.at_breakpoints(log_activity)[-1:])

    def unit_normals(
        self, log_activity: Array, knots: Knots, pseudo_observations: PseudoObservations, error: Array, parameters: Parameters
    ) -> Array:
        """Inverse of `path`, which is linear in the unit normals."""
        law = _Law.of(parameters)
        given = _conditional(law, knots, pseudo_observations, error)
        deviation = log_activity - law.log_typical
        expected = (given.toward - given.beside * jnp.append(deviation[1:], 0.0)) / given.pivot
        return jnp.sqrt(given.pivot) * (deviation - expected)

    def moved(
        self, unit_normals: Array, knots: Knots, old: PseudoObservations, new: PseudoObservations, error: Array, parameters: Parameters
    ) -> Array:
        """The same path in the coordinates of other pseudo-observations; what is not `used` stays as it is."""
        path = self.path(unit_normals, knots, old, error, parameters)
        return jnp.where(self.used(knots), self.unit_normals(path.log_activity, knots, new, error, parameters), unit_normals)

    def refined(
        self,
        unit_normals: Array,
        knots: Knots,
        pseudo_observations: PseudoObservations,
        error: Array,
        parameters: Parameters,
        curvature: Array,
    ) -> PseudoObservations:
        """Those that make the posterior of the path, given the parameters, the normal that fits at the mode.

        Where a record is dense, knots are known to within the error of a reading, whatever that error is: the posterior is a funnel,
        narrow where the error is small. Told in units of what the record leaves open at each error and volatility, it is not. How
        much the record says of each knot is read off the curvature.
        """
        path = self.path(unit_normals, knots, pseudo_observations, error, parameters).log_activity
        nothing = PseudoObservations.none(len(unit_normals))

        def both(path: Array) -> tuple[Array, ...]:
            return tuple(self.unit_normals(path, knots, told, error, parameters) for told in (pseudo_observations, nothing))

        # Unit normals are linear in the path: their slopes turn curvature in them into curvature in the path.
        slope, prior_root = jax.jacfwd(both)(path)
        used = jnp.asarray(self.used(knots))
        real = used[:, None] & used[None]
        prior = jnp.where(real, prior_root.T @ prior_root, 0.0)
        said = error**2 * (jnp.where(real, slope.T @ curvature @ slope, 0.0) - prior)
        own = jnp.maximum(jnp.diag(said), 0.0)
        # Of what the record says of knots together, that of neighbours; no more than keeps it a density.
        most = 0.5 * jnp.sqrt(own[:-1] * own[1:])
        beside = jnp.clip(jnp.diag(said, 1), -most, most)
        precision = jnp.diag(own) + jnp.diag(beside, 1) + jnp.diag(beside, -1)
        log_typical = _Law.of(parameters).log_typical
        pull = (precision + error**2 * prior) @ jnp.where(used, path - log_typical, 0.0) + precision.sum(axis=1) * log_typical
        return PseudoObservations(own, jnp.append(beside, 0.0), jnp.where(used, pull, 0.0), jnp.zeros_like(own))

    def simulate(
        self,
        unit_normals: Array,
        gap_days: Numbers,
        parameters: Parameters,
        state: Array | None = None,
        passing: Array | None = None,
    ) -> Array:
        """Each knot from the one before it; with a state, the first unit normal is left aside."""
        law = _Law.of(parameters)
        keep, anew = law.transition(gap_days)
        first = law.volatility * unit_normals[:1] if state is None else state - law.log_typical
        return law.log_typical + linear_recurrence(first, keep[:, None], (anew * unit_normals[1:])[:, None])[:, 0]
