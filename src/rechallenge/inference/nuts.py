"""The full answer: the No-U-Turn sampler of NumPyro, in coordinates whitened by the normal at the mode.

Uncertain days are drawn apart, by Metropolis steps between those of the sampler: the likelihood of a day within a wide interval
bends from one day to the next, and would hold the whole sampler to steps as short.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpyro.infer.hmc import hmc
from numpyro.infer.util import ParamInfo

from rechallenge.arrays import Floats
from rechallenge.execution import Executors, cores, in_double_precision, threads
from rechallenge.inference.chains import Chains
from rechallenge.inference.convergence import rhat_limit
from rechallenge.inference.laplace import Mode
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_posterior, value_and_gradient
from rechallenge.inference.normal import MultivariateNormal, refined
from rechallenge.inference.problem import Data
from rechallenge.inference.programs import Program, ahead

if TYPE_CHECKING:
    from numpyro.infer.hmc import HMCState

# Draws are made in blocks, between which progress is told and an interruption is heard. The first of each start adapts its steps.
BLOCK = 50
# Blocks until the coordinates are whitened anew, and from then until the draws that count.
N_LEARNING, N_ADAPTING = 2, 1
# Successive draws are alike: of those that whiten anew, about this share is independent.
INDEPENDENT_SHARE = 0.5
# Where more than this share of draws diverged, the step is halved and they are drawn anew.
MOST_DIVERGENT = 0.02
TARGET_ACCEPTANCE = 0.8
# Doublings of a trajectory while the step is sought, and afterwards.
MAX_TREE_DEPTH = (5, 7)
FIRST_STEP_SIZE = 0.3
# Chains start about the mode, closer than the posterior is wide so that a wrong curvature does not throw them out.
START_SPREAD = 0.5
# Metropolis steps for each uncertain day, between two draws: one anywhere in its interval, one of this many standard deviations.
DAY_STEPS = (np.inf, 2.0)
# Standard deviation of an uncertain day, as a normal, until draws have told it.
FIRST_DAY_SD = 0.3


def _days(layout: Layout) -> slice:
    """Places of the uncertain days in the vector."""
    return slice(len(layout.parameters), len(layout.parameters) + layout.n_unknown_moments)


class _Split(NamedTuple):
    """Problem of the sampler proper: everything but the uncertain days, whitened given those.

    The others follow the days by `gain`, so that a step of a day takes along what must change with it.
    """

    data: Data
    works: Array
    peak: Array
    gain: Array
    root: Array
    days: Array
    day_sd: Array
    n_days: Array

    def vector(self, layout: Layout, whitened: Array) -> Array:
        others = self.peak + self.gain @ self.days + self.root @ whitened
        first = len(layout.parameters)
        return jnp.concatenate([others[:first], self.days, others[first:]])


def _given_days(layout: Layout, normal: MultivariateNormal, n_days: int) -> tuple[Floats, Floats, Floats]:
    """Normal of the other unknowns given the days: its mean when their normals are 0, its gain by them, and its root.

    Only the first `n_days` are real. Padding is drawn anew without asking the likelihood, so nothing may follow it.
    """
    days = np.arange(layout.size)[_days(layout)]
    others = np.delete(np.arange(layout.size), days)
    precision = np.linalg.inv(normal.root @ normal.root.T)
    covariance = np.linalg.inv(precision[np.ix_(others, others)])
    gain = -covariance @ precision[np.ix_(others, days)]
    gain[:, n_days:] = 0.0
    return normal.mean[others] - gain @ normal.mean[days], gain, np.linalg.cholesky(covariance)


def _potential(layout: Layout, split: _Split) -> Callable[[Array], Array]:
    return lambda whitened: -log_posterior(layout, split.data, split.vector(layout, whitened), split.works)


def _redraw_days(layout: Layout, split: _Split, whitened: Array, potential: Array, key: Array) -> Array:
    """Metropolis steps on each uncertain day in turn; returns the days, as normals."""

    def propose(number: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        days, potential = carry
        place, scale = number // len(DAY_STEPS), scales[number % len(DAY_STEPS)]
        move_key, accept_key = jax.random.split(jax.random.fold_in(key, number))
        draw = jax.random.normal(move_key)
        # Anywhere: an independent draw from the prior, so that only the likelihood decides; near: a random walk.
        anywhere = jnp.isinf(scale)
        near = days[place] + jnp.where(anywhere, 0.0, scale) * split.day_sd[place] * draw
        moved = days.at[place].set(jnp.where(anywhere, draw, near))
        there = _potential(layout, split._replace(days=moved))(whitened)
        prior_gain = jnp.where(anywhere, 0.5 * (days[place] ** 2 - moved[place] ** 2), 0.0)
        accept = jnp.log(jax.random.uniform(accept_key)) < potential - there - prior_gain
        return jnp.where(accept, moved, days), jnp.where(accept, there, potential)

    scales = jnp.array(DAY_STEPS)
    days, _ = jax.lax.fori_loop(0, len(DAY_STEPS) * split.n_days, propose, (split.days, potential))
    # Padding stands for nothing and follows its prior.
    padding = jnp.arange(layout.n_unknown_moments) >= split.n_days
    return jnp.where(padding, jax.random.normal(jax.random.fold_in(key, len(DAY_STEPS) * layout.n_unknown_moments), days.shape), days)


@lru_cache(maxsize=16)
def _kernel(layout: Layout) -> tuple[Callable[..., HMCState], Callable[..., HMCState]]:
    """Initialiser and step of NumPyro's sampler, which must have been initialised before it steps."""
    return hmc(potential_fn_gen=partial(_potential, layout), algo="NUTS")


def _start(layout: Layout, split: _Split, first: ParamInfo, key: Array) -> HMCState:
    initialise, _ = _kernel(layout)
    return initialise(
        first,
        BLOCK,
        step_size=FIRST_STEP_SIZE,
        target_accept_prob=TARGET_ACCEPTANCE,
        max_tree_depth=MAX_TREE_DEPTH,
        adapt_mass_matrix=False,  # the coordinates are whitened, so all of the warm-up finds the step
        model_args=(split,),
        rng_key=key,
    )


@Program
def _block(layout: Layout, split: _Split, state: HMCState, days: Array) -> tuple[list[Array], Array, tuple[Array, ...]]:
    """A block of draws: the leaves of the state after it, the days, and the draws."""
    _, draw = _kernel(layout)

    def step(carry: tuple[HMCState, Array], _: None) -> tuple[tuple[HMCState, Array], tuple[Array, ...]]:
        state, days = carry
        here = split._replace(days=days)
        state = draw(state, (here,))
        key, day_key = jax.random.split(state.rng_key)
        days = _redraw_days(layout, here, state.z, state.potential_energy, day_key)
        here = split._replace(days=days)
        potential, gradient = jax.value_and_grad(_potential(layout, here))(state.z)
        state = state._replace(potential_energy=potential, z_grad=gradient, rng_key=key)
        return (state, days), (here.vector(layout, state.z), potential, state.diverging, state.num_steps)

    (state, days), output = jax.lax.scan(step, (state, days), None, length=BLOCK)
    return jax.tree.leaves(state), days, output


def compile_ahead(layout: Layout, data: Data, works: Array) -> None:
    """Compile the sampler for a layout in a thread, while something else is being done."""

    def compiled() -> None:
        centre = Mode(data.pseudo_observations, MultivariateNormal(np.zeros(layout.size), np.eye(layout.size)), 0.0, ())
        problem = _split(layout, data, works, centre)
        first = ParamInfo(jnp.zeros_like(problem.peak), jnp.zeros(()), jnp.zeros_like(problem.peak))
        _block.prepare(layout, problem, _start(layout, problem, first, jax.random.PRNGKey(0)), problem.days)

    ahead(compiled)


def _split(layout: Layout, data: Data, works: Array, mode: Mode) -> _Split:
    n_days = int(np.count_nonzero(np.asarray(data.times.width) > 0.0))  # the others are padding
    peak, gain, root = (jnp.asarray(part) for part in _given_days(layout, mode.normal, n_days))
    return _Split(
        jax.device_put(data._replace(pseudo_observations=mode.pseudo_observations)),
        jnp.asarray(works),
        peak,
        gain,
        root,
        days=jnp.asarray(mode.normal.mean[_days(layout)]),
        day_sd=jnp.full(layout.n_unknown_moments, FIRST_DAY_SD),
        n_days=jnp.asarray(n_days),
    )


@in_double_precision
def sample(
    layout: Layout,
    data: Data,
    works: Array,
    mode: Mode,
    *,
    chains: int,
    draws: int,
    stretches: int,
    least_effective: float,
    seed: int,
    tick: Callable[[float], None] = lambda done: None,
    executor: Executors = threads,
) -> Chains:
    """Run the sampler; `tick` is told the share done, and `executor` gives what runs the chains, given how many run at once.

    The chains adapt their step in coordinates whitened at the mode; what all of them then see of the posterior whitens it anew,
    and they adapt once more. The draws are those that follow, in the coordinates of the mode: `draws` a chain, rounded up to
    whole blocks; as many again while the chains do not agree, and as many more as it seems to take while an unknown has fewer than
    `least_effective` independent draws; draws that diverge are drawn anew with shorter steps; up to `stretches` times as many in all.
    """
    problem = _split(layout, data, works, mode)
    stretch = -(-draws // BLOCK)

    def begin(problem: _Split, whitened: Array, days: Array, key: Array) -> tuple[HMCState, Array]:
        here = problem._replace(days=days)
        value, slope = value_and_gradient(layout, here.data, here.vector(layout, whitened), here.works)
        others = np.delete(np.asarray(slope), _days(layout))
        return _start(layout, here, ParamInfo(whitened, -value, -(here.root.T @ others)), key), days

    keys = [jax.random.split(key, 3) for key in jax.random.split(jax.random.PRNGKey(seed), chains)]
    states = [begin(problem, START_SPREAD * jax.random.normal(key[0], problem.peak.shape), problem.days, key[1]) for key in keys]

    def advance(at: tuple[HMCState, Array]) -> tuple[HMCState, Array, tuple[Array, ...]]:
        leaves, days, output = jax.block_until_ready(_block(layout, problem, *at))
        return jax.tree.unflatten(jax.tree.structure(at[0]), leaves), days, output

    kept: list[list[tuple[Floats, ...]]] = [[] for _ in range(chains)]
    done, total = 0, N_LEARNING + N_ADAPTING + stretch
    most = N_LEARNING + N_ADAPTING + stretches * stretch
    with executor(min(chains, cores())) as pool:
        while done < total:
            if done == N_LEARNING:
                problem, whitened = _whitened_anew(layout, problem, mode.normal, [chain[-1][0] for chain in kept])
                states = [begin(problem, z, days, key[2]) for z, (_, days), key in zip(whitened, states, keys, strict=True)]
                kept = [[] for _ in range(chains)]
            if done == N_LEARNING + N_ADAPTING:
                states = _of_step_size(states, jnp.median(jnp.stack([state.adapt_state.step_size for state, _ in states])))
            # One block of every chain at a time: an interruption between blocks loses nothing that was asked for.
            # Chains run side by side. They are independent, so the number of cores changes nothing but the time.
            results = list(pool.map(advance, states))
            states = [(state, days) for state, days, _ in results]
            for chain, (_, _, output) in zip(kept, results, strict=True):
                chain.append(jax.tree.map(np.asarray, output))
            done += 1
            if done == total:
                found = _chains(kept)
                more = 0
                if found.divergences > MOST_DIVERGENT * found.log_densities.size and done < most:
                    # The step of the median chain is too long for some corner: these draws missed it, and count for nothing.
                    states = _of_step_size(states, 0.5 * states[0][0].adapt_state.step_size)
                    kept = [chain[:N_ADAPTING] for chain in kept]
                    more = stretch
                elif found.rhat > rhat_limit(layout.size, chains):
                    more = stretch
                elif found.effective_size < least_effective:
                    drawn = len(kept[0]) - N_ADAPTING
                    more = min(stretch, math.ceil(drawn * (least_effective / found.effective_size - 1.0)))
                total = min(total + more, most)
            tick(done / total)
    return found


def _chains(kept: list[list[tuple[Floats, ...]]]) -> Chains:
    """The draws that count, from all blocks of each chain since the coordinates were last whitened."""
    vectors, potential, diverging, steps = (
        np.stack([np.concatenate([output[part] for output in chain[N_ADAPTING:]]) for chain in kept]) for part in range(4)
    )
    return Chains(vectors, -potential, diverging.astype(bool), steps.astype(np.int64))


def _of_step_size(states: list[tuple[HMCState, Array]], step_size: Array) -> list[tuple[HMCState, Array]]:
    """The chains with one step: they explore one posterior, and a chain that found a short one would hold all up."""
    return [(state._replace(adapt_state=state.adapt_state._replace(step_size=step_size)), days) for state, days in states]


def _whitened_anew(layout: Layout, problem: _Split, rough: MultivariateNormal, seen: list[Floats]) -> tuple[_Split, list[Array]]:
    """The problem in coordinates whitened by the draws that all chains have seen, and where each chain stands in them."""
    normal = refined(rough, np.concatenate(seen), INDEPENDENT_SHARE * sum(map(len, seen)))
    peak, gain, root = _given_days(layout, normal, int(problem.n_days))
    last = np.stack([vectors[-1] for vectors in seen])
    deviations = np.delete(last, _days(layout), axis=1) - peak - last[:, _days(layout)] @ gain.T
    places = [jnp.asarray(np.linalg.solve(root, deviation)) for deviation in deviations]
    day_sd = np.concatenate(seen)[:, _days(layout)].std(axis=0)
    coordinates = problem._replace(peak=jnp.asarray(peak), gain=jnp.asarray(gain), root=jnp.asarray(root), day_sd=jnp.asarray(day_sd))
    return coordinates, places
