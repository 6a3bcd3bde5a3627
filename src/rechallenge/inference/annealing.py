"""The Bayes factor of a drug by annealing: walkers carried from one hypothesis to the other, and back, as the drug's effect grows or fades.

Between the hypothesis in which the drug does nothing and that in which it works lie those in which a share of its effect is left. A walker
starts at a posterior draw of the one; the share changes by small steps, and after each the walker moves by Hamiltonian Monte Carlo, which
leaves the present distribution as it is. The sum of the changes of the log density is its work. Works of both directions give the ratio
of the two evidences (Jarzynski 1997, Neal 2001; Crooks 1999, Bennett 1976). All that the hypotheses share cancels, so that no normal
needs to come near either posterior. Walkers that could not follow lag behind, one direction errs low and the other high, and their
distance shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.arrays import Floats
from rechallenge.execution import Executors, in_double_precision, threads
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_posterior
from rechallenge.inference.normal import MultivariateNormal
from rechallenge.inference.problem import Data
from rechallenge.inference.programs import Program
from rechallenge.mechanism.processes.process import PseudoObservations

# Walkers of each direction, which one program carries in lockstep.
WALKERS = 8
# Steps of the share are made in stretches: so many in a first sweep, which finds how long the moves may be and where the steps must lie
# close, and so many in the one that counts.
STRETCH, PILOT_STRETCHES, STRETCHES = 32, 1, 4
# Half steps of a move, whose length is drawn anew each time between half the longest and the longest.
LEAPFROGS = 5
FIRST_LENGTH, LONGEST = 0.25, 0.6
ACCEPTED, GAIN = 0.8, 0.25
# What a drug lets through matters on the scale of its logarithm: the share of the effect grows so that the logarithm of what a
# drug lets through which removes all but this much falls evenly.
LEAST_LEFT = 0.03
# A stretch is never passed quicker than this multiple of the usual pace.
QUICKEST = 3.0


class End(NamedTuple):
    """One end of the way: which exposures act, and the normal near its posterior in the coordinates of its mode."""

    works: Array | Floats
    pseudo_observations: PseudoObservations
    mean: Array | Floats
    root: Array | Floats


@dataclass(frozen=True, slots=True)
class Sweep:
    """What the walkers of one direction did.

    Attributes
    ----------
    gains
        Change of the log density at each step, shape (walkers, steps); their sums are the works.
    accepted, lengths
        Share of the moves that were accepted, and their length, at the beginning and after each step, shape (steps + 1,).
    """

    gains: Floats
    accepted: Floats
    lengths: Floats

    @property
    def works(self) -> Floats:
        """Estimates of the log ratio of the evidence at the end to that at the beginning, one a walker."""
        return self.gains.sum(axis=1)


def share_left(time: Array) -> Array:
    """Share of the drug's effect at a time of the way, 0 where it does nothing and 1 where it works in full."""
    return -jnp.expm1(time * jnp.log(LEAST_LEFT)) / (1.0 - LEAST_LEFT)


def _log_density(layout: Layout, data: Data, ends: tuple[End, End], whitened: Array, time: Array) -> Array:
    """Log density, with its normalisation but for the evidence, in coordinates that glide from those of the one end to the other's.

    The evidence does not depend on the coordinates; near both ends the posterior is nearly a standard normal in them, so that most of
    what differs between the ends is carried along and need not be found by the walkers.
    """
    idle, active = jax.tree.map(jnp.asarray, ends)

    def between(first: Array, last: Array) -> Array:
        return first + time * (last - first)

    root = between(idle.root, active.root)
    vector = between(idle.mean, active.mean) + root @ whitened
    there = data._replace(pseudo_observations=jax.tree.map(between, idle.pseudo_observations, active.pseudo_observations))
    works = idle.works + share_left(time) * (active.works - idle.works)
    return log_posterior(layout, there, vector, works) + jnp.sum(jnp.log(jnp.diag(root)))


@Program
def _swept(
    layout: Layout, data: Data, ends: tuple[End, End], walkers: tuple[Array, ...], key: Array, times: Array, lengths: Array, gain: Array
) -> tuple[Array, ...]:
    """Walkers after a stretch of the way; their gains by time, and acceptance and length of their moves.

    Of walkers are given where they stand, the log density there, and the logarithm by which their moves have been lengthened.
    With a gain the length of a move follows the acceptance of those before it.
    """

    def at(whitened: Array, time: Array) -> Array:
        return _log_density(layout, data, ends, whitened, time)

    value_and_slope = jax.vmap(jax.value_and_grad(at), in_axes=(0, None))
    nothing = jnp.zeros_like(walkers[1])

    def step(carry: tuple[Array, ...], inputs: tuple[Array, ...]) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        walkers, before, scale = carry
        time, length, key = inputs
        momentum_key, length_key, accept_key = jax.random.split(key, 3)
        first = jax.random.normal(momentum_key, walkers.shape)
        longest = jnp.minimum(length * jnp.exp(scale), LONGEST)
        own = longest * jax.random.uniform(length_key, (len(walkers), 1), minval=0.5)

        def leap(number: Array, moved: tuple[Array, ...]) -> tuple[Array, ...]:
            place, momentum, slope, here, _ = moved
            # The first only evaluates: so the program holds the likelihood once, which is most of its compilation.
            by = jnp.where(number == 0, 0.0, own)
            momentum = momentum + 0.5 * by * slope
            place = place + by * momentum
            value, slope = value_and_slope(place, time)
            slope = jnp.where(jnp.isfinite(slope), slope, 0.0)
            return place, momentum + 0.5 * by * slope, slope, jnp.where(number == 0, value, here), value

        start = (walkers, first, jnp.zeros_like(walkers), nothing, nothing)
        place, last, _, here, there = jax.lax.fori_loop(0, LEAPFROGS + 1, leap, start)
        log_ratio = there - here - 0.5 * (jnp.sum(last**2, axis=1) - jnp.sum(first**2, axis=1))
        chance = jnp.exp(jnp.minimum(jnp.where(jnp.isfinite(log_ratio), log_ratio, -jnp.inf), 0.0))
        accept = jax.random.uniform(accept_key, chance.shape) < chance
        walkers, value = jnp.where(accept[:, None], place, walkers), jnp.where(accept, there, here)
        scale = jnp.minimum(scale + gain * (chance.mean() - ACCEPTED), jnp.log(LONGEST / FIRST_LENGTH))
        return (walkers, value, scale), (here - before, chance.mean(), longest)

    keys = jax.random.split(key, len(times))
    after, (gains, accepted, used) = jax.lax.scan(step, walkers, (times, lengths, keys))
    return *after, gains, accepted, used


def whitened(draws: Floats, end: End) -> Floats:
    """Draws of an end's posterior, one a row in the coordinates of its mode, as walkers start from them."""
    return np.asarray(np.linalg.solve(np.asarray(end.root), (draws - np.asarray(end.mean)).T).T)


def end_of(works: Floats, pseudo_observations: PseudoObservations, normal: MultivariateNormal) -> End:
    """An end of the way from the normal that fits its posterior."""
    covariance = normal.root @ normal.root.T
    return End(works, PseudoObservations(*map(np.asarray, pseudo_observations)), normal.mean, np.asarray(np.linalg.cholesky(covariance)))


def spread(vectors: Floats, walkers: int = WALKERS) -> Floats:
    """So many of the draws of all chains, shape (chains, draws, size), as far from each other in each chain as can be."""
    flat = vectors.reshape(-1, vectors.shape[-1])
    return flat[((np.arange(walkers) + 0.5) * len(flat) / walkers).astype(int)]


@in_double_precision
def sweeps(
    layout: Layout,
    data: Data,
    ends: tuple[End, End],
    starts: tuple[Floats, Floats],
    seed: int,
    *,
    stretches: int = STRETCHES,
    tick: Callable[[float], None] = lambda done: None,
    executor: Executors = threads,
) -> tuple[Sweep, Sweep]:
    """Carry walkers from the drug that does nothing to the drug that works, and others back.

    Parameters
    ----------
    ends
        Where the drug does nothing, and where it works.
    starts
        Posterior draws of each end, one a row in the coordinates of its mode; as many as walk at once.
    stretches
        Stretches of the sweep that counts, each of `STRETCH` steps of the share.
    """
    ends = jax.tree.map(jnp.asarray, ends)
    data = jax.device_put(data)
    starts_at = [jnp.asarray(whitened(draws, end)) for draws, end in zip(starts, ends, strict=True)]
    done = [0, 0]
    total = PILOT_STRETCHES + stretches

    def sweep(backward: int, times: Floats, lengths: Floats, gain: float) -> Sweep:
        # At one share both directions move alike, as the relation between their works (Crooks) asks.
        times, lengths = (times[::-1], lengths[::-1]) if backward else (times, lengths)
        walkers: tuple[Array, ...] = (starts_at[backward], jnp.zeros(len(starts_at[backward])), jnp.zeros(()))
        parts = []
        for number in range(len(times) // STRETCH):
            here = slice(number * STRETCH, (number + 1) * STRETCH)
            key = jax.random.fold_in(jax.random.PRNGKey(seed), 2 * done[backward] + backward)
            given = jnp.asarray(times[here]), jnp.asarray(lengths[here]), jnp.asarray(gain)
            *walkers_after, gains, accepted, used = jax.block_until_ready(_swept(layout, data, ends, walkers, key, *given))
            walkers = tuple(walkers_after)
            parts.append(tuple(map(np.asarray, (gains, accepted, used))))
            done[backward] += 1
            tick(sum(done) / (2 * total))
        gains, accepted, used = (np.concatenate(each) for each in zip(*parts, strict=True))
        # What the first shows is the log density itself: nothing had changed yet.
        return Sweep(gains[1:].T, accepted, used)

    even = np.linspace(0.0, 1.0, PILOT_STRETCHES * STRETCH)
    with executor(2) as pool:
        pilot = list(pool.map(lambda back: sweep(back, even, np.full(len(even), FIRST_LENGTH), GAIN), (0, 1)))
        times, lengths = _schedule(pilot[0], pilot[1], even, stretches * STRETCH)
        forward, backward = pool.map(lambda back: sweep(back, times, lengths, 0.0), (0, 1))
    return forward, backward


def _schedule(forward: Sweep, backward: Sweep, times: Floats, number: int) -> tuple[Floats, Floats]:
    """So many times, close where the gains of a pilot sweep vary most, and the lengths of the moves at each."""
    rate = np.sqrt(0.5 * (forward.gains.var(axis=0) + backward.gains[:, ::-1].var(axis=0)))
    rate = np.convolve(np.pad(np.where(np.isfinite(rate), rate, 0.0), 2, mode="edge"), np.full(5, 0.2), mode="valid")
    rate = np.maximum(rate, rate.mean() / QUICKEST) + 1e-9
    passed = np.concatenate([[0.0], np.cumsum(rate)])
    chosen = np.interp(np.linspace(0.0, passed[-1], number), passed, times)
    chosen[[0, -1]] = 0.0, 1.0
    return chosen, np.interp(chosen, times, np.minimum(forward.lengths, backward.lengths[::-1]))
