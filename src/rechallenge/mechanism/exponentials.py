"""Divided differences of the exponential function, from which the exponential of a compartmental matrix is built.

Sums of exponentials in their usual form divide by differences of rates and lose all their digits where two rates meet
(absorption as fast as elimination, equal transit rates), unless the rates are kept `apart`. Newton's form of the same function of
the matrix does not: it needs the divided differences of the exponential, which stay finite, and its rates but not its eigenvectors.

Source: Higham NJ, Functions of Matrices, SIAM 2008, doi 10.1137/1.9780898717778, sections 1.2.2 and B.16.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array

# Exponents that span less than this are summed as a Taylor series, the others by recurrence: at 1 the recurrence loses no more
# than two digits with six exponents, and fourteen terms leave less than the rounding error of double precision.
WIDEST_SERIES = 1.0
N_TERMS = 14
# Coefficients divide by differences of rates; of two rates nearer than this share one is moved, an error of 1e-6 in the curve.
CLOSEST_RATES = 1e-6


def ascending(values: Sequence[Array]) -> tuple[Array, ...]:
    """Sort a few values by a network of comparisons, which vectorises where a general sort does not."""
    ordered = list(values)
    for last in range(len(ordered) - 1, 0, -1):
        for i in range(last):
            low, high = jnp.minimum(ordered[i], ordered[i + 1]), jnp.maximum(ordered[i], ordered[i + 1])
            ordered[i], ordered[i + 1] = low, high
    return tuple(ordered)


def apart(exponents: Sequence[Array]) -> tuple[Array, ...]:
    """Rates of decay, below 0 and in ascending order, those moved that hardly differ from the one before."""
    moved = [exponents[0]]
    for exponent in exponents[1:]:
        nearest = (1.0 - CLOSEST_RATES) * moved[-1]
        moved.append(jnp.maximum(exponent, nearest))
    return tuple(moved)


def _series(exponents: Sequence[Array]) -> Array:
    """Divided differences over exponents that lie together, by their Taylor series about the middle; each exponent may be an array."""
    middle = 0.5 * (exponents[0] + exponents[-1])
    near = jnp.abs(exponents[-1] - exponents[0]) < WIDEST_SERIES
    # Far exponents take the other branch; here they are drawn together, so that no overflow reaches a derivative.
    centered = [jnp.where(near, z - middle, 0.0) for z in exponents]
    # Complete homogeneous symmetric polynomials of the centered exponents, by the recurrence that adds one exponent at a time.
    symmetric: list[Array] = [jnp.ones_like(middle)]
    for _ in range(N_TERMS - 1):
        symmetric.append(symmetric[-1] * centered[0])
    for z in centered[1:]:
        for k in range(1, N_TERMS):
            symmetric[k] = symmetric[k] + z * symmetric[k - 1]
    order = len(exponents) - 1
    total = symmetric[-1] / float(math.factorial(N_TERMS - 1 + order))
    for k in range(N_TERMS - 2, -1, -1):
        total = total + symmetric[k] / float(math.factorial(k + order))
    return jnp.exp(middle) * total


def divided_differences(exponents: Sequence[Array]) -> tuple[Array, ...]:
    """Divided differences of the exponential function over the first exponent, the first two, and so on.

    Parameters
    ----------
    exponents
        In ascending order, all of one shape; they may be equal.

    Returns
    -------
    tuple of Array
        As many as there are exponents; the first is the exponential of the first exponent.

    Examples
    --------
    >>> one, two = divided_differences([jnp.zeros(()), jnp.zeros(())])  # the second is the derivative
    >>> float(one), float(two)
    (1.0, 1.0)
    """
    nodes = jnp.stack(exponents)
    size = len(exponents)
    column = jnp.exp(nodes)
    first = [column[0]]
    # All differences of one order at once: the arithmetic is the same, and there is less of it to compile.
    for order in range(1, size):
        gap = nodes[order:] - nodes[:-order]
        far = gap >= WIDEST_SERIES
        together = _series([nodes[i : size - order + i] for i in range(order + 1)])
        column = jnp.where(far, (column[1:] - column[:-1]) / jnp.where(far, gap, 1.0), together)
        first.append(column[0])
    return tuple(first)
