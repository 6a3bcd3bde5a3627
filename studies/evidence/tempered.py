"""Evidence by tempering: particles from the prior, carried to the posterior as the likelihood is let in by and by.

Each particle is a whole patient. The power of the likelihood grows by steps at which the particles' weights keep half of their
effective number; they are drawn anew by their weights and moved by Hamiltonian Monte Carlo, all in lockstep, in the covariance that
they have at that power (Del Moral, Doucet and Jasra 2006, doi:10.1111/j.1467-9868.2006.00553.x; Neal 2001,
doi:10.1023/A:1008923215028). Nothing is asked of the posterior's form: of several modes each keeps the share of particles that its mass
asks for, which a sampler that starts from one mode cannot do. So this serves a disease with flares, where a record leaves open when
they began.

Both hypotheses are weighed from the prior, so the error of their ratio is that of two evidences: it is told by runs of other seeds.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from scipy.optimize import brentq
from scipy.special import logsumexp

from rechallenge.arrays import Draws, Floats, PerDraw, Square
from rechallenge.execution import in_double_precision
from rechallenge.inference.forward import run
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_likelihood, log_prior
from rechallenge.inference.problem import Data

# Moves at each power, and half steps of a move, whose length follows how many are accepted.
MOVES, LEAPFROGS = 3, 5
FIRST_LENGTH, LONGEST, ACCEPTED = 0.3, 0.8, 0.75
# Share of the particles' effective number that a step of the power keeps.
KEPT = 0.5
# Logarithm of a likelihood that could not be computed: a patient that the record rules out.
IMPOSSIBLE = -1e10


class Tempered(NamedTuple):
    """What tempering found.

    Attributes
    ----------
    log_evidence
        Logarithm of the marginal likelihood.
    vectors
        The particles at the end, draws of the posterior of equal weight, shape (particles, size).
    powers
        Powers of the likelihood that were passed, from above 0 to 1.
    gradients
        Gradients of the log posterior that it took.
    """

    log_evidence: float
    vectors: Draws
    powers: tuple[float, ...]
    gradients: int


def _parts(layout: Layout, data: Data, vector: Array, works: Array) -> tuple[Array, Array]:
    """Log prior density and log likelihood of one patient."""
    draw = run(layout, data, vector, works)
    likelihood = log_likelihood(layout, data, draw)
    return log_prior(layout, vector, draw), jnp.nan_to_num(likelihood, nan=IMPOSSIBLE, neginf=IMPOSSIBLE)


@partial(jax.jit, static_argnums=0)
def _moved(
    layout: Layout, data: Data, works: Array, vectors: Array, power: Array, root: Array, length: Array, key: Array
) -> tuple[Array, Array, Array]:
    """Particles after some moves at a power, their log likelihoods, and the length of the next move."""

    def density(vector: Array) -> tuple[Array, Array]:
        prior, likelihood = _parts(layout, data, vector, works)
        return prior + power * likelihood, likelihood

    slope = jax.vmap(jax.value_and_grad(density, has_aux=True))

    def move(carry: tuple[Array, Array, Array], key: Array) -> tuple[tuple[Array, Array, Array], None]:
        vectors, _, length = carry
        momentum_key, length_key, accept_key = jax.random.split(key, 3)
        first = jax.random.normal(momentum_key, vectors.shape)
        own = length * jax.random.uniform(length_key, (len(vectors), 1), minval=0.5)

        def leap(number: Array, at: tuple[Array, ...]) -> tuple[Array, ...]:
            place, momentum, gradient, here, before, _, _ = at
            by = jnp.where(number == 0, 0.0, own)  # the first only evaluates
            momentum = momentum + 0.5 * by * gradient
            place = place + by * (momentum @ root.T)
            (value, likelihood), found = slope(place)
            gradient = jnp.where(jnp.isfinite(found), found, 0.0) @ root
            here, before = jnp.where(number == 0, value, here), jnp.where(number == 0, likelihood, before)
            return place, momentum + 0.5 * by * gradient, gradient, here, before, value, likelihood

        nothing = jnp.zeros(len(vectors))
        start = (vectors, first, jnp.zeros_like(vectors), nothing, nothing, nothing, nothing)
        place, last, _, here, before, there, likelihood = jax.lax.fori_loop(0, LEAPFROGS + 1, leap, start)
        log_ratio = there - here - 0.5 * (jnp.sum(last**2, axis=1) - jnp.sum(first**2, axis=1))
        chance = jnp.exp(jnp.minimum(jnp.where(jnp.isfinite(log_ratio), log_ratio, -jnp.inf), 0.0))
        accept = jax.random.uniform(accept_key, chance.shape) < chance
        length = jnp.minimum(length * jnp.exp(0.5 * (chance.mean() - ACCEPTED)), LONGEST)
        return (jnp.where(accept[:, None], place, vectors), jnp.where(accept, likelihood, before), length), None

    found, _ = jax.lax.scan(move, (vectors, jnp.zeros(len(vectors)), length), jax.random.split(key, MOVES))
    return found


def _next_power(power: float, likelihoods: PerDraw) -> float:
    """The power at which the weights keep their share of the effective number; 1 where that is less."""

    def excess(to: float) -> float:
        weights = np.exp((to - power) * (likelihoods - likelihoods.max()))
        return float(weights.sum() ** 2 / (weights**2).sum() / len(weights) - KEPT)

    return 1.0 if excess(1.0) >= 0.0 else max(float(brentq(excess, power, 1.0, xtol=1e-12)), power + 1e-12)


def _root(vectors: Draws, weights: Floats) -> Square:
    """Root of the particles' covariance, drawn toward its diagonal as far as they are too few to tell the rest."""
    centred = vectors - weights @ vectors
    covariance = (weights[:, None] * centred).T @ centred
    size, effective = vectors.shape[1], 1.0 / float(np.sum(weights**2))
    diagonal = np.diag(np.maximum(np.diag(covariance), 1e-4))
    unknown = size / (effective + size)
    return np.linalg.cholesky((1.0 - unknown) * covariance + unknown * diagonal + 1e-8 * np.eye(size))


@in_double_precision
def tempered(layout: Layout, data: Data, works: Floats, particles: int, seed: int) -> Tempered:
    """Carry particles from the prior to the posterior in which these exposures act.

    Parameters
    ----------
    works
        Which exposures act, shape (exposures,).
    particles
        How many; the spread of the log evidence over seeds falls about as the root of their number.
    """
    data, acts = jax.device_put(data), jnp.asarray(works)
    rng, key = np.random.default_rng(seed), jax.random.PRNGKey(seed)
    vectors = rng.standard_normal((particles, layout.size))
    # At a power of 0 the moves leave the prior as it is, and tell the likelihoods.
    found, told, length = _moved(
        layout, data, acts, jnp.asarray(vectors), jnp.zeros(()), jnp.eye(layout.size), jnp.asarray(FIRST_LENGTH), key
    )
    vectors, likelihoods = np.asarray(found), np.asarray(told)
    log_evidence, powers = 0.0, [0.0]
    while powers[-1] < 1.0:
        powers.append(_next_power(powers[-1], likelihoods))
        gained = (powers[-1] - powers[-2]) * likelihoods
        log_evidence += float(logsumexp(gained) - np.log(particles))
        weights = np.exp(gained - logsumexp(gained))
        root = _root(vectors, weights)
        edges = np.cumsum(weights)
        places = np.minimum(np.searchsorted(edges / edges[-1], (rng.random() + np.arange(particles)) / particles), particles - 1)
        key = jax.random.fold_in(key, len(powers))
        found, told, length = _moved(
            layout, data, acts, jnp.asarray(vectors[places]), jnp.asarray(powers[-1]), jnp.asarray(root), length, key
        )
        vectors, likelihoods = np.asarray(found), np.asarray(told)
    return Tempered(log_evidence, vectors, tuple(powers[1:]), len(powers) * particles * MOVES * (LEAPFROGS + 1))
