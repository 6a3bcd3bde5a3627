"""The sampler: particles from the prior, carried to the posterior as the likelihood is let in by and by, and the evidence on the way.

Each particle is a whole patient; what all but jumps is begun with more evenly than the prior has it (`rechallenge.inference.switches`).
The power of the likelihood grows by steps at which the particles' weights keep half of their
effective number; a few are drawn anew by their weights and moved (`rechallenge.inference.walkers`) in a metric that they and the
curvature at some of them tell (`rechallenge.inference.metric`; Del Moral, Doucet and Jasra 2006, doi:10.1111/j.1467-9868.2006.00553.x;
Neal 2001, doi:10.1023/A:1008923215028). All states that those few pass are the particles of the next step, so that no gradient is lost
(Dau and Chopin 2022, doi:10.1111/rssb.12475). Nothing is asked of the posterior's form: of several modes each keeps the share of
particles that its mass asks for, which a sampler that starts from one mode cannot do. So this serves a disease with flares, where a
record leaves open when they began.

A hypothesis is computed in several independent runs. Their log evidences spread, and that spread is the error that is told: the formula
of one run knows nothing of the modes that it missed. As chains of draws the runs are compared with one another likewise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from scipy.optimize import brentq
from scipy.special import logsumexp, softmax

from rechallenge.arrays import Draws, Floats, PerDraw, Square
from rechallenge.execution import Executors, in_double_precision, threads
from rechallenge.inference.chains import Chains
from rechallenge.inference.evidence import Evidence, jackknife
from rechallenge.inference.forward import run
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_likelihood
from rechallenge.inference.metric import root
from rechallenge.inference.problem import Data
from rechallenge.inference.programs import Program
from rechallenge.inference.switches import Switches
from rechallenge.inference.walkers import MOVES, Particles, Walkers
from rechallenge.mechanism.processes.process import PseudoObservations

# Particles that are drawn anew and moved ("walkers").
WALKERS = 32
PARTICLES = WALKERS * MOVES
# Share of the particles' effective number that a step of the power keeps.
KEPT = 0.5
# Logarithm of a likelihood that could not be computed: a patient that the record rules out.
IMPOSSIBLE = -1e10
# Curvatures that the metric is a mean of, those found last.
CURVATURES = 4
# A likelihood is let in within so many steps, as far as the progress of a run is told before its end.
USUAL_STEPS = 8


class Standing(NamedTuple):
    """Where a run stands, from which it can go on.

    Attributes
    ----------
    states
        Of the walkers after each of their moves at the posterior.
    length
        Of their next leapfrog.
    curvatures
        Of the log likelihood, those found last.
    random
        State of the random numbers.
    """

    states: tuple[Particles, ...]
    length: float
    curvatures: tuple[Square, ...]
    random: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Tempered:
    """What one run found.

    Attributes
    ----------
    log_evidence
        Logarithm of the marginal likelihood.
    vectors
        Draws of the posterior of equal weight, walker after walker in the order of their moves, shape (draws, size).
    log_densities
        Their log posteriors up to the evidence, shape (draws,).
    powers
        Powers of the likelihood that were passed, from above 0 to 1.
    gradients
        Gradients of the log likelihood that it took.
    standing
        From where it can go on; None where it can not.
    """

    log_evidence: float
    vectors: Draws
    log_densities: PerDraw
    powers: tuple[float, ...]
    gradients: int
    standing: Standing | None = None


@dataclass(frozen=True)
class Runs:
    """Independent runs of one hypothesis.

    Attributes
    ----------
    each
        The runs.
    """

    each: Sequence[Tempered]

    @property
    def evidence(self) -> Evidence:
        """Log of the mean evidence over the runs, with the error that their spread tells (jackknife); infinite for a single run."""

        def of_mean(log: Floats) -> float:
            return float(logsumexp(log) - np.log(len(log)))

        error = float(np.sqrt(jackknife(of_mean, self._log))) if len(self.each) > 1 else float("inf")
        return Evidence(of_mean(self._log), error)

    @property
    def walkers(self) -> int:
        """Walkers of each run, those of a usual one where it can not go on."""
        standing = self.each[0].standing
        return WALKERS if standing is None else len(standing.states[0].likelihoods)

    @property
    def weights(self) -> Floats:
        """Share of each run in the posterior draws, by its evidence, shape (runs,)."""
        return np.asarray(softmax(self._log), float)

    @property
    def _log(self) -> Floats:
        return np.array([found.log_evidence for found in self.each])

    @cached_property
    def chains(self) -> Chains:
        """Draws of the runs as chains, which their agreement and effective number ask for."""
        vectors = np.stack([found.vectors for found in self.each])
        gradients = np.array([[found.gradients // len(found.vectors)] for found in self.each], np.int64)
        return Chains(
            vectors,
            np.stack([found.log_densities for found in self.each]),
            np.zeros(vectors.shape[:2], bool),
            np.repeat(gradients, vectors.shape[1], axis=1),
        )


def _likelihood(layout: Layout, data: Data, works: Array, vector: Array) -> Array:
    found = log_likelihood(layout, data, run(layout, data, vector, works))
    return jnp.nan_to_num(found, nan=IMPOSSIBLE, neginf=IMPOSSIBLE)


@Program
def _values(layout: Layout, data: Data, works: Array, vectors: Array) -> Array:
    """Log likelihoods at these vectors."""
    return jax.vmap(partial(_likelihood, layout, data, works))(vectors)


@Program
def _likelihoods(layout: Layout, data: Data, works: Array, vectors: Array) -> tuple[Array, Array]:
    """Log likelihoods at these vectors, and their gradients."""
    value, slope = jax.vmap(jax.value_and_grad(partial(_likelihood, layout, data, works)))(vectors)
    return value, jnp.where(jnp.isfinite(slope), slope, 0.0)


def _next_power(power: float, likelihoods: PerDraw) -> float:
    """The power at which the weights keep their share of the effective number; 1 where that is less."""

    def excess(to: float) -> float:
        weights = np.exp((to - power) * (likelihoods - likelihoods.max()))
        return float(weights.sum() ** 2 / (weights**2).sum() / len(weights) - KEPT)

    return 1.0 if excess(1.0) >= 0.0 else max(float(brentq(excess, power, 1.0, xtol=1e-12)), power + 1e-12)


def _in_order(states: Sequence[Particles]) -> Particles:
    """All states of all walkers, walker after walker."""
    return Particles(*(np.stack(each, axis=1).reshape(-1, *each[0].shape[1:]) for each in zip(*states, strict=True)))


def _in_prior_coordinates(layout: Layout, data: Data) -> Data:
    """Data in which unit normals are those of the process itself: with no pseudo-observation its prior is standard."""
    found: Data = jax.device_put(data._replace(pseudo_observations=PseudoObservations.none(layout.n_knots)))
    return found


@in_double_precision
def tempered(
    layout: Layout,
    data: Data,
    works: Floats,
    seed: int,
    rounds: int = 1,
    walkers: int = WALKERS,
    tick: Callable[[float], None] = lambda _: None,
    begun: Tempered | None = None,
) -> Tempered:
    """Carry particles from the prior to the posterior in which these exposures act.

    Parameters
    ----------
    works
        Which exposures act, shape (exposures,).
    rounds
        How often the walkers make their moves once they have come to the posterior; each time gives as many draws as there are particles.
    walkers
        How many; the spread of the log evidence over seeds falls about as the root of their number.
    tick
        Told the share that is done, about.
    begun
        The same run with fewer rounds, which goes on: the answer is that of the run from its beginning.
    """
    data, acts, rng = _in_prior_coordinates(layout, data), jnp.asarray(works), np.random.default_rng(seed)

    switches, days = Switches.of(layout, data.priors), np.arange(layout.activity.start)[len(layout.parameters) :]
    free = np.setdiff1d(np.arange(layout.size), switches.places)

    def values(vectors: Draws) -> PerDraw:
        return np.asarray(_values(layout, data, acts, vectors)) + switches.log_ratio(vectors)

    def likelihoods(vectors: Draws) -> tuple[PerDraw, Draws]:
        value, slope = _likelihoods(layout, data, acts, vectors)
        return np.asarray(value) + switches.log_ratio(vectors), np.asarray(slope)

    walking, particles = Walkers(values, likelihoods, rng, switches, days), walkers * MOVES
    log_evidence, powers = 0.0, [0.0]
    curvatures: list[Square] = []
    states: list[Particles] = []

    def moved(begin: Particles, now: Particles, weights: Floats) -> list[Particles]:
        """Walkers after each of their moves from where they begin, in the metric of weighted particles."""
        curvatures.append(walking.curvature(begin.taken(rng.integers(walkers, size=1)), free))
        del curvatures[:-CURVATURES]
        return walking.passed(begin, powers[-1], root(now.vectors, weights, powers[-1], curvatures, free))

    def told() -> None:
        """Tell how far it is: moves have been made once at each power, and then again at the posterior."""
        steps = len(powers) - 2 + len(states) // MOVES
        tick(min(steps / (USUAL_STEPS + rounds), 0.99))

    if begun is not None and begun.standing is not None:
        log_evidence, powers, states = begun.log_evidence, [0.0, *begun.powers], list(begun.standing.states)
        curvatures += begun.standing.curvatures
        walking.length, walking.gradients = begun.standing.length, begun.gradients
        rng.bit_generator.state = begun.standing.random
    else:
        begin = rng.standard_normal((particles, layout.size))
        begin[:, switches.places] = switches.drawn(rng, particles)
        now = walking.at(begin)
    while powers[-1] < 1.0:
        powers.append(_next_power(powers[-1], now.likelihoods))
        gained = (powers[-1] - powers[-2]) * now.likelihoods
        log_evidence += float(logsumexp(gained) - np.log(particles))
        weights = np.exp(gained - logsumexp(gained))
        places = np.searchsorted(np.cumsum(weights), (rng.random() + np.arange(walkers)) / walkers)
        states = moved(now.taken(np.minimum(places, particles - 1)), now, weights)
        now = _in_order(states)
        told()
    while len(states) < rounds * MOVES:
        states += moved(states[-1], _in_order(states), np.full(walkers * len(states), 1.0 / (walkers * len(states))))
        told()
    vectors, likelihoods_there, _ = _in_order(states)
    log_prior = -0.5 * np.sum(vectors**2, axis=1) - 0.5 * layout.size * np.log(2.0 * np.pi) - switches.log_ratio(vectors)
    tick(1.0)
    standing = Standing(tuple(states), walking.length, tuple(curvatures), rng.bit_generator.state)
    return Tempered(log_evidence, vectors, likelihoods_there + log_prior, tuple(powers[1:]), walking.gradients, standing)


def runs(
    layout: Layout,
    data: Data,
    works: Floats,
    seeds: Sequence[int],
    rounds: int = 1,
    walkers: int = WALKERS,
    tick: Callable[[float], None] = lambda _: None,
    executor: Executors = threads,
    begun: Sequence[Tempered] = (),
) -> Runs:
    """Independent runs of one hypothesis, one a seed, side by side; the first of them may have begun."""
    of_seed = dict(zip(seeds, begun, strict=False))
    shares = dict.fromkeys(seeds, 0.0)

    def told(seed: int, done: float) -> None:
        shares[seed] = done
        tick(sum(shares.values()) / len(shares))

    def one(seed: int) -> Tempered:
        return tempered(layout, data, works, seed, rounds, walkers, partial(told, seed), of_seed.get(seed))

    with executor(len(seeds)) as pool:
        return Runs(list(pool.map(one, seeds)))
