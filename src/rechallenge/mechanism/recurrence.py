"""Linear recurrences, block by block: a loop over every segment would spend its time on looping."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

BLOCK = 16


def linear_recurrence(first: Array, keep: Array, inflow: Array) -> Array:
    """States of ``state[i + 1] = keep[i] * state[i] + inflow[i]``, from ``state[0] = first``.

    Parameters
    ----------
    first
        Shape (states,).
    keep, inflow
        Shape (steps, states).

    Returns
    -------
    Array
        Shape (steps + 1, states).
    """
    n_steps, n_states = keep.shape
    padding = ((0, -n_steps % BLOCK), (0, 0))
    keep = jnp.pad(keep, padding, constant_values=1.0).reshape(-1, BLOCK, n_states)
    inflow = jnp.pad(inflow, padding).reshape(-1, BLOCK, n_states)
    # Within all blocks at once, by doubling: what a block keeps of its first state, and what it adds to it, after each of its steps.
    shift = 1
    while shift < BLOCK:
        earlier = ((0, 0), (shift, 0), (0, 0))
        inflow = inflow + keep * jnp.pad(inflow[:, :-shift], earlier)
        keep = keep * jnp.pad(keep[:, :-shift], earlier, constant_values=1.0)
        keep, inflow = jax.lax.optimization_barrier((keep, inflow))
        shift *= 2

    def next_block(state: Array, block: tuple[Array, Array]) -> tuple[Array, Array]:
        kept, added = block
        return state * kept + added, state

    _, starts = jax.lax.scan(next_block, first, (keep[:, -1], inflow[:, -1]))
    states = keep * starts[:, None] + inflow
    return jnp.concatenate([first[None], states.reshape(-1, n_states)[:n_steps]])
