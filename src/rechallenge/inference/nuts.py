"""The full answer: the No-U-Turn sampler of NumPyro, in coordinates whitened by the normal at the mode.

Uncertain days are drawn apart, by Metropolis steps between those of the sampler: the likelihood of a day within a wide interval
bends from one day to the next, and would hold the whole sampler to steps as short.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache, partial
from threading import Thread
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from numpyro.infer.hmc import hmc
from numpyro.infer.util import ParamInfo

from rechallenge.inference.chains import Chains
from rechallenge.inference.laplace import Mode
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_posterior, value_and_gradient
from rechallenge.inference.problem import Data

Floats = NDArray[np.float64]
# Draws are made in blocks, between which progress is told and an interruption is heard.
BLOCK = 50
TARGET_ACCEPTANCE = 0.8
MAX_TREE_DEPTH = 7
FIRST_STEP_SIZE = 0.3
# Chains start about the mode, closer than the posterior is wide so that a wrong curvature does not throw them out.
START_SPREAD = 0.5
# Two chains run side by side. They are independent, so the number of workers changes nothing but the time.
WORKERS = 2
# Metropolis steps for each uncertain day between two draws: one anywhere in its interval, one near where it stands.
DAY_STEPS = (np.inf, 0.25)


class _Split(NamedTuple):
    """Problem of the sampler proper: everything but the uncertain days, whitened given those days."""

    data: Data
    works: Array
    peak: Array
    root: Array
    moments: Array
    n_unknown: Array

    def vector(self, layout: Layout, whitened: Array) -> Array:
        others = self.peak + self.root @ whitened
        first = len(layout.parameters)
        return jnp.concatenate([others[:first], self.moments, others[first:]])


def _conditional_root(layout: Layout, mode: Mode) -> tuple[Floats, Floats]:
    """Peak without the uncertain days, and root of the covariance given them."""
    first = len(layout.parameters)
    others = np.r_[0:first, first + layout.n_unknown_moments : layout.size]
    precision = np.linalg.inv(mode.root @ mode.root.T)[np.ix_(others, others)]
    return mode.peak[others], np.linalg.cholesky(np.linalg.inv(precision))


def _potential(layout: Layout, split: _Split) -> Callable[[Array], Array]:
    return lambda whitened: -log_posterior(layout, split.data, split.vector(layout, whitened), split.works)


def _redraw_days(layout: Layout, split: _Split, whitened: Array, potential: Array, key: Array) -> Array:
    """Metropolis steps on each uncertain day in turn; returns the days, as normals."""

    def propose(number: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        moments, potential = carry
        place, scale = number // len(DAY_STEPS), scales[number % len(DAY_STEPS)]
        move_key, accept_key = jax.random.split(jax.random.fold_in(key, number))
        draw = jax.random.normal(move_key)
        # Anywhere: an independent draw from the prior, so that only the likelihood decides; near: a random walk.
        anywhere = jnp.isinf(scale)
        moved = moments.at[place].set(jnp.where(anywhere, draw, moments[place] + jnp.where(anywhere, 0.0, scale) * draw))
        there = _potential(layout, split._replace(moments=moved))(whitened)
        prior_gain = jnp.where(anywhere, 0.5 * (moments[place] ** 2 - moved[place] ** 2), 0.0)
        accept = jnp.log(jax.random.uniform(accept_key)) < potential - there - prior_gain
        return jnp.where(accept, moved, moments), jnp.where(accept, there, potential)

    scales = jnp.array(DAY_STEPS)
    moments, _ = jax.lax.fori_loop(0, len(DAY_STEPS) * split.n_unknown, propose, (split.moments, potential))
    # Padding stands for nothing and follows its prior.
    padding = jnp.arange(layout.n_unknown_moments) >= split.n_unknown
    return jnp.where(padding, jax.random.normal(jax.random.fold_in(key, len(DAY_STEPS) * layout.n_unknown_moments), moments.shape), moments)


@lru_cache(maxsize=16)
def _sampler(layout: Layout, warmup: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Initialiser, and a compiled block of draws, shared by all courses of one layout."""
    initialise, draw = hmc(potential_fn_gen=partial(_potential, layout), algo="NUTS")

    def start(split: _Split, first: ParamInfo, key: Array) -> Any:
        return initialise(
            first,
            warmup,
            step_size=FIRST_STEP_SIZE,
            target_accept_prob=TARGET_ACCEPTANCE,
            max_tree_depth=MAX_TREE_DEPTH,
            model_args=(split,),
            rng_key=key,
        )

    @jax.jit
    def block(split: _Split, state: Any, moments: Array) -> tuple[Any, Array, tuple[Array, ...]]:
        def step(carry: tuple[Any, Array], _: None) -> tuple[tuple[Any, Array], tuple[Array, ...]]:
            state, moments = carry
            here = split._replace(moments=moments)
            state = draw(state, (here,))
            key, day_key = jax.random.split(state.rng_key)
            moments = _redraw_days(layout, here, state.z, state.potential_energy, day_key)
            here = split._replace(moments=moments)
            potential, gradient = jax.value_and_grad(_potential(layout, here))(state.z)
            state = state._replace(potential_energy=potential, z_grad=gradient, rng_key=key)
            return (state, moments), (here.vector(layout, state.z), potential, state.diverging, state.num_steps)

        (state, moments), output = jax.lax.scan(step, (state, moments), None, length=BLOCK)
        return state, moments, output

    return start, block


_ahead: dict[tuple[Layout, int], Future[Callable[..., Any]]] = {}


def compile_ahead(layout: Layout, data: Data, works: Array, warmup: int) -> None:
    """Compile the sampler for a layout in a thread, while something else is being done."""

    def compiled() -> Callable[..., Any]:
        start, block = _sampler(layout, warmup)
        centre = Mode(np.zeros(layout.size), 0.0, np.eye(layout.size), ())
        problem = _split(layout, data, works, centre)
        first = ParamInfo(jnp.zeros_like(problem.peak), jnp.zeros(()), jnp.zeros_like(problem.peak))
        state = start(problem, first, jax.random.key(0))
        return block.lower(problem, state, problem.moments).compile()  # type: ignore[attr-defined]

    future: Future[Callable[..., Any]] = Future()

    def work() -> None:
        try:
            future.set_result(compiled())
        except BaseException as error:
            future.set_exception(error)

    _ahead[layout, warmup] = future
    Thread(target=work, daemon=True).start()  # a daemon, so that an interrupted program need not wait for it


def _split(layout: Layout, data: Data, works: Array, mode: Mode) -> _Split:
    first = len(layout.parameters)
    peak, root = (jnp.asarray(part) for part in _conditional_root(layout, mode))
    return _Split(
        jax.device_put(data),
        jnp.asarray(works),
        peak,
        root,
        moments=jnp.asarray(mode.peak[first : first + layout.n_unknown_moments]),
        n_unknown=jnp.asarray(np.sum(np.asarray(data.times.width) > 0.0)),  # the others are padding
    )


def sample(
    layout: Layout,
    data: Data,
    works: Array,
    mode: Mode,
    *,
    chains: int,
    warmup: int,
    draws: int,
    seed: int,
    tick: Callable[[float], None] = lambda done: None,
) -> Chains:
    """Run the sampler; `warmup` and `draws` (a chain) are rounded up to whole blocks, `tick` is told the share done."""
    start, block = _sampler(layout, warmup)
    if (ahead := _ahead.get((layout, warmup))) is not None:
        block = ahead.result()
    problem = _split(layout, data, works, mode)
    n_warm, n_draw = -(-warmup // BLOCK), -(-draws // BLOCK)
    total, done = chains * (n_warm + n_draw), 0
    first, last = len(layout.parameters), len(layout.parameters) + layout.n_unknown_moments
    states = []
    for key in jax.random.split(jax.random.key(seed), chains):
        first_key, run_key = jax.random.split(key)
        whitened = START_SPREAD * jax.random.normal(first_key, problem.peak.shape)
        value, slope = value_and_gradient(layout, problem.data, problem.vector(layout, whitened), problem.works)
        others = np.delete(np.asarray(slope), np.s_[first:last])
        states.append((start(problem, ParamInfo(whitened, -value, -(problem.root.T @ others)), run_key), problem.moments))

    def advance(at: tuple[Any, Array]) -> tuple[Any, Array, tuple[Array, ...]]:
        return jax.block_until_ready(block(problem, *at))

    kept: list[list[tuple[Any, ...]]] = [[] for _ in range(chains)]
    with ThreadPoolExecutor(WORKERS) as pool:
        for number in range(n_warm + n_draw):
            # One block of every chain at a time: an interruption between blocks loses nothing that was asked for.
            # The very first is run alone, since two threads would both compile.
            alone = 1 if number == 0 else 0
            results = [*map(advance, states[:alone]), *pool.map(advance, states[alone:])]
            states = [(state, moments) for state, moments, _ in results]
            if number >= n_warm:
                for chain, (_, _, output) in zip(kept, results, strict=True):
                    chain.append(jax.tree.map(np.asarray, output))
            done += chains
            tick(done / total)
    vectors, potential, diverging, steps = (
        np.stack([np.concatenate([output[part] for output in chain]) for chain in kept]) for part in range(4)
    )
    return Chains(vectors, -potential, int(diverging.sum()), float(steps.mean()))
