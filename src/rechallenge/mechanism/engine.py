"""The simulator: doses and activity in, the levels of the outcomes out.

Between two breakpoints (doses, knots of the activity) the kinetics are sums of exponentials and the signal is an algebraic
function of time; all that follows is a cascade of first-order filters. So each segment is integrated by a Gauss-Legendre rule
graded after the dose, weighted by the exact exponentials, and segments are coupled by a linear recurrence. Most segments have
one length, a day, so exponentials are computed once for each length that occurs and reach the segments by products of
matrices. One path serves simulation and estimation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.arrays import Numbers
from rechallenge.mechanism.kinetics import UnitResponse
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.nodes import WHOLE, Nodes
from rechallenge.mechanism.recurrence import linear_recurrence

# Lengths of segments are told apart to a tenth of a second; the number of different ones is padded to an even one where there are
# several, so that programs are shared. Each costs a product of matrices, so a course of whole days alone has one.
LENGTH_DIGITS = 6
LENGTHS_STEP = 2


class Grid(NamedTuple):
    """Segments of a course, by their lengths.

    Attributes
    ----------
    length_days
        The lengths that occur, shape (lengths,), padded with 0.
    which
        Which of them each segment has, shape (segments,); -1 for a segment of length 0, which pads.
    """

    length_days: NDArray[np.float64] | Array
    which: NDArray[np.int64] | Array

    @classmethod
    def of(cls, length_days: NDArray[np.float64], least: int = 1) -> Grid:
        """Grid of segments of these lengths, shape (segments,); segments of length 0 pad, and lengths are padded to `least`."""
        rounded = np.round(length_days, LENGTH_DIGITS)
        lengths = np.unique(rounded[rounded > 0.0])
        several = -len(lengths) % LENGTHS_STEP if len(lengths) > 1 else 0
        padding = max(least - len(lengths), several, 1 - len(lengths))
        which = np.where(rounded > 0.0, np.searchsorted(lengths, rounded), -1)
        return cls(np.concatenate([lengths, np.zeros(padding)]), which)

    @property
    def member(self) -> Array:
        """1 where a segment has a length, else 0, shape (segments, lengths); nothing but 0 in a segment that pads."""
        return jax.nn.one_hot(self.which, len(self.length_days), dtype=jnp.asarray(self.length_days).dtype)

    def kept(self, rate: Array, steps: int = 1) -> Array:
        """What is left at the end of a step of each segment of what decays at these rates: (rates,) to (segments, rates)."""
        of_lengths = jnp.exp(-jnp.asarray(self.length_days)[:, None] / steps * rate[None])
        return jnp.where(jnp.asarray(self.which)[:, None] < 0, 1.0, self.member @ of_lengths)


class Drugs(NamedTuple):
    """What the drugs of a course do, one entry an exposure.

    Attributes
    ----------
    response
        Unit responses, shape (exposures, 3).
    half_effect
        Exposure at which the signal is halved, shape (exposures,).
    share
        Share of the activity that each can remove, shape (exposures,); 0 is a drug that does nothing.
    vein
        What a milligram into a vein adds to each exponential, beside one that is absorbed, shape (exposures, 3); None where no dose
        goes into a vein.
    """

    response: UnitResponse
    half_effect: Array
    share: Array
    vein: Array | None = None

    def of(self, places: tuple[int, ...]) -> Drugs:
        """Those of some exposures alone."""
        if places == tuple(range(len(self.share))):
            return self
        which = np.array(places)
        response = UnitResponse(self.response.rate[which], self.response.coefficient[which])
        return Drugs(response, self.half_effect[which], self.share[which], None if self.vein is None else self.vein[which])

    def felt(self, dose_mg: Array, into_vein: Numbers) -> Array:
        """Doses as each exponential takes them: (..., exposures) to (..., exposures, 3), by which of them go into a vein."""
        weight = 1.0 if self.vein is None else jnp.where(jnp.asarray(into_vein)[..., None], self.vein, 1.0)
        return dose_mg[..., None] * jnp.broadcast_to(weight, (*dose_mg.shape, self.response.rate.shape[-1]))

    def passing(self, exposure: Array) -> Array:
        """Share of the activity that gets through, from exposures of shape (..., exposures)."""
        return self.passing_each([exposure[..., each] for each in range(exposure.shape[-1])])

    def passing_each(self, exposures: Sequence[Array]) -> Array:
        """The same from the exposures one by one, all of one shape."""
        through = jnp.ones_like(exposures[0])
        # One factor after the other: the derivative of a product over an axis takes ten times as long.
        for share, half_effect, exposure in zip(self.share, self.half_effect, exposures, strict=True):
            through = through * (1.0 - share * exposure / (half_effect + exposure))
        return through


class State(NamedTuple):
    """What the past leaves at one moment: the exponentials of the drugs, shape (exposures, 3), and the filters, shape (filters,)."""

    drugs: Array
    filters: Array


class Trajectory(NamedTuple):
    """Course at the breakpoints, and the state from which a later stretch can go on.

    Attributes
    ----------
    levels
        Level of each outcome by name, shape (segments + 1,), or (segments * steps + 1,) where it is told at each step.
    exposure
        Just before any dose there, shape (segments + 1, exposures).
    state
        Where the patient stands at the last breakpoint.
    """

    levels: Mapping[str, Array]
    exposure: Array
    state: State


class Exposed(NamedTuple):
    """What the doses of a course come to, before anything is said of the disease.

    Attributes
    ----------
    exposure
        Just before any dose at the breakpoints, shape (segments + 1, exposures).
    passing
        Share of the activity that gets through, at the nodes of each segment, shape (segments, nodes).
    kinetic
        The exponentials at the last breakpoint, shape (exposures, 3).
    """

    exposure: Array
    passing: Array
    kinetic: Array

    def among(self, places: tuple[int, ...], n_exposures: int) -> Exposed:
        """The same where these are some of the exposures, and nothing is left of the others."""
        if places == tuple(range(n_exposures)):
            return self
        which = np.array(places)
        exposure = jnp.zeros((len(self.exposure), n_exposures)).at[:, which].set(self.exposure)
        kinetic = jnp.zeros((n_exposures, self.kinetic.shape[-1])).at[which].set(self.kinetic)
        return Exposed(exposure, self.passing, kinetic)

    def mean_passing(self, nodes: Nodes) -> Array:
        """Mean over each segment of the share that gets through, shape (segments,); `nodes` are those at which it is known."""
        return self.passing @ nodes.in_segment[1]


def _at_lengths(member: Array, segments: Array, table: Array) -> Array:
    """Product of a row of each segment with the table of its length: (segments, i) and (lengths, i, j) to (segments, j)."""
    n_in, n_out = table.shape[1:]
    every = segments @ jnp.moveaxis(table, 0, 1).reshape(n_in, -1)
    return jnp.sum(every.reshape(len(segments), -1, n_out) * member[:, :, None], axis=1)


def exposed(grid: Grid, dose_mg: Array, earlier: Array, drugs: Drugs, also_passing: Array | float = 1.0, nodes: Nodes = WHOLE) -> Exposed:
    """Kinetics of the doses, and what the drugs let through; the parameters are those of `simulate`."""
    n_segments, n_exposures = dose_mg.shape[:2]
    lengths, member = jnp.asarray(grid.length_days), grid.member
    rate = drugs.response.rate
    kinetic_decay = grid.kept(rate.reshape(-1))
    dose = jnp.repeat(dose_mg, rate.shape[-1], axis=1) if dose_mg.ndim == 2 else dose_mg.reshape(n_segments, -1)
    before = linear_recurrence(earlier.reshape(-1), kinetic_decay, dose * kinetic_decay)
    after = (before[:-1] + dose).reshape(n_segments, n_exposures, -1)
    weighted = (before * drugs.response.coefficient.reshape(1, -1)).reshape(n_segments + 1, n_exposures, -1)
    # Exposure at the nodes: a product of what is there after each dose with its fading over the places of the nodes.
    elapsed = lengths[:, None] * nodes.in_segment[0][None]  # (lengths, nodes)
    # (lengths, exposures, 3, nodes)
    fading = drugs.response.coefficient[None, ..., None] * jnp.exp(-rate[None, ..., None] * elapsed[:, None, None, :])
    at_nodes = [jnp.maximum(_at_lengths(member, after[:, each], fading[:, each]), 0.0) for each in range(n_exposures)]
    through = drugs.passing_each(at_nodes) * also_passing
    return Exposed(jnp.sum(weighted, axis=-1), through, before[-1].reshape(earlier.shape))


def simulate(
    grid: Grid,
    dose_mg: Array,
    earlier: Array,
    log_activity: Array,
    drugs: Drugs,
    response: OutcomeResponse,
    also_passing: Array | float = 1.0,
    filters: Array | None = None,
    nodes: Nodes = WHOLE,
    known: Exposed | None = None,
) -> Trajectory:
    """Run one patient.

    Parameters
    ----------
    grid
        The segments.
    dose_mg
        Dose of each exposure at the start of each segment, shape (segments, exposures), or as each exponential takes it (`Drugs.felt`),
        shape (segments, exposures, 3).
    earlier
        State of the exponentials at the first breakpoint, from doses before it, shape (exposures, 3).
    log_activity
        Logarithm of the untreated activity at the ends of all steps, shape (segments * steps + 1,), linear between.
    also_passing
        Share of the activity that doses not listed here let through, at the nodes (`NODE_PLACE`), shape (segments, nodes).
    filters
        State of the filters at the first breakpoint; by default in balance with the first moment.
    known
        What `exposed` makes of the same doses, where it is known already.
    """
    doses = exposed(grid, dose_mg, earlier, drugs, also_passing, nodes) if known is None else known
    n_segments = len(dose_mg)
    lengths, member = jnp.asarray(grid.length_days), grid.member

    place, weight = nodes.in_segment
    activity = jnp.exp(nodes.between(log_activity))
    signal = activity * doses.passing

    filter_rate = response.rate
    steps = lengths / nodes.steps

    def gain(length: Array, place: NDArray[np.float64], weight: NDArray[np.float64], rate: Array) -> Array:
        """Share of the signal at each node that a filter holds at the end, shape (lengths, nodes, filters)."""
        remaining = length[:, None] * (1.0 - place)[None]
        of_filter = rate[None, None]
        return of_filter * jnp.exp(-remaining[..., None] * of_filter) * (length[:, None] * weight[None])[..., None]

    def at_ends(signal: Array, rate: Array) -> Array:
        """What each segment, or each of its steps, adds to filters."""
        if not nodes.told:
            return _at_lengths(member, signal, gain(lengths, place, weight, rate))
        n_first = len(nodes.first_place)
        first = _at_lengths(member, signal[:, :n_first], gain(steps, nodes.first_place, nodes.first_weight, rate))
        others = signal[:, n_first:].reshape(n_segments, -1, nodes.steps - 1)
        every = jnp.einsum("smk,lmf,sl->skf", others, gain(steps, nodes.place, nodes.weight, rate), member)
        return jnp.concatenate([first[:, None], every], axis=1).reshape(n_segments * nodes.steps, -1)

    parts = [at_ends(feed.of(signal, response.value), filter_rate[fed]) for feed, fed in response.feeds()]
    inflow = jnp.concatenate(parts, axis=-1)
    if filters is None:
        filters = response.fed(jnp.exp(log_activity[0]) * drugs.passing(doses.exposure[0]))
    told = nodes.steps if nodes.told else 1
    kept = jnp.repeat(grid.kept(filter_rate, told), told, axis=0)
    filtered = linear_recurrence(filters, kept, inflow)
    return Trajectory(response.levels(filtered), doses.exposure, State(doses.kinetic, filtered[-1]))
