"""Linear recurrences, step by step."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array


def linear_recurrence(first: Array, keep: Array, inflow: Array) -> Array:
    """States of ``state[i + 1] = keep[i] * state[i] + inflow[i]``, from ``state[0] = first``.

    A plain loop: over a dozen patients at once it takes half the time of a scan by doubling, whose derivative passes ten times through
    memory, and it compiles sooner.

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

    def step(state: Array, kept_and_added: tuple[Array, Array]) -> tuple[Array, Array]:
        kept, added = kept_and_added
        state = state * kept + added
        return state, state

    _, states = jax.lax.scan(step, first, (keep, inflow))
    return jnp.concatenate([first[None], states])
