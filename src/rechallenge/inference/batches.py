"""Many draws through one compiled program: in batches of one size, side by side wherever an executor takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import jax
import numpy as np

from rechallenge.arrays import Counts
from rechallenge.execution import Executors, cores, in_double_precision, threads

BATCH = 100
Rows = TypeVar("Rows")
Found = TypeVar("Found")


@in_double_precision
def in_batches(program: Callable[[Rows], Found], rows: Rows, executor: Executors = threads) -> Found:
    """Apply a program to rows, arrays or trees of arrays with one draw a row.

    The program sees `BATCH` rows at a time (the last batch is filled with its first row), so that it is compiled once
    whatever their number, memory stays flat, and the executor shares the work without changing the result.
    """
    leaves = jax.tree.leaves(rows)
    size = len(leaves[0])
    if size == 0:
        return jax.tree.map(lambda leaf: np.asarray(leaf)[:0], program(jax.tree.map(lambda leaf: np.zeros((BATCH, *leaf.shape[1:])), rows)))
    n_batches = -(-size // BATCH)
    places = np.minimum(np.arange(n_batches * BATCH), size - 1).reshape(n_batches, BATCH)

    @in_double_precision
    def one(batch: Counts) -> Found:
        return jax.tree.map(np.asarray, program(jax.tree.map(lambda leaf: np.asarray(leaf)[batch], rows)))

    with executor(min(n_batches, cores())) as pool:
        found = list(pool.map(one, places))
    return jax.tree.map(lambda *parts: np.concatenate(parts)[:size], *found)
