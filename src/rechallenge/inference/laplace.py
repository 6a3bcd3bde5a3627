"""First answer: the mode from several starts, its curvature, and importance sampling smoothed by Pareto."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, minimize
from scipy.special import gammaln, logsumexp

from rechallenge.arrays import Draws, Floats, PerDraw, Square
from rechallenge.execution import Executors, in_double_precision, threads
from rechallenge.inference.batches import in_batches
from rechallenge.inference.coordinates import moved, refined
from rechallenge.inference.faults import ComputationError, Fault
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_posterior, value_and_gradient
from rechallenge.inference.normal import MultivariateNormal
from rechallenge.inference.pareto import smoothed
from rechallenge.inference.problem import Data
from rechallenge.inference.programs import Program
from rechallenge.mechanism.processes.process import PseudoObservations

N_STARTS = 4
START_SPREAD = 0.7
# Modes whose log posteriors differ by less than this are taken to be one answer.
AGREEMENT = 0.5
# A start has moved when it gained more than this; the prior's centre may be the mode itself, where the slope is below that.
LEAST_GAIN, AT_REST = 1e-9, 1e-3
DIFFERENCE_STEP = 1e-3
# An uncertain day is curved by single days within a wide interval: its curvature is taken over a wider step than the others'.
MOMENT_DIFFERENCE_STEP = 0.25
# A direction is never taken to be wider than this multiple of the prior, which a saddle or a kink would suggest.
LEAST_CURVATURE = 0.4
# Heavier tails than a normal, but in many dimensions not so heavy that draws leave the shell where the posterior lies.
STUDENT_DEGREES = 40.0


@dataclass(frozen=True, slots=True)
class Mode:
    """Highest point of the posterior found, with the normal that fits there.

    Attributes
    ----------
    pseudo_observations
        They choose the coordinates of the disease process in which the mode and its normal are told.
    normal
        Normal whose mean is the mode.
    log_density
        Log posterior at the mode.
    starts
        Log posterior that each start reached.
    """

    pseudo_observations: PseudoObservations
    normal: MultivariateNormal
    log_density: float
    starts: tuple[float, ...]

    @property
    def starts_agree(self) -> bool:
        """Whether at least two starts found the same mode."""
        return sum(abs(value - max(self.starts)) < AGREEMENT for value in self.starts) >= 2


@Program
def _log_posteriors(layout: Layout, data: Data, works: Array, vectors: Array) -> Array:
    return jax.lax.map(lambda vector: log_posterior(layout, data, vector, works), vectors)


def log_posteriors(layout: Layout, data: Data, works: Array, vectors: Draws, executor: Executors = threads) -> PerDraw:
    """Log posteriors of many vectors, one a row."""
    return np.asarray(in_batches(partial(_log_posteriors, layout, data, works), vectors, executor))


@in_double_precision
def find_mode(layout: Layout, data: Data, works: Array, seed: int, tick: Callable[[float], None] = lambda done: None) -> Mode:
    """Maximise the posterior from the prior's centre and from points drawn about it.

    At first the spreads are held: where the record is dense, the joint mode lies at an error of nothing and an activity that
    passes through every reading, a needle that holds none of the posterior's mass. In the coordinates that the curvature there
    suggests the needle is gone, and all are free.

    Raises
    ------
    ComputationError
        When no start moved: an optimiser that never left its start has failed, whatever it says.
    """
    held = {*layout.process.spreads, *(model.error for model in layout.outcomes)}
    free = np.array([name not in held for name in layout.parameters] + [True] * (layout.size - len(layout.parameters)))
    rng = np.random.default_rng(seed)
    starts = [np.zeros(layout.size), *(free * START_SPREAD * rng.standard_normal((N_STARTS - 1, layout.size)))]
    results = []
    for number, start in enumerate(starts):
        found = _climb(layout, data, works, start, free)
        at_rest = number == 0 and np.linalg.norm(found.jac) < AT_REST
        if np.isfinite(found.fun) and (at_rest or found.fun < _loss(layout, data, works, start, free)[0] - LEAST_GAIN):
            results.append(found)
        tick((number + 1) / (len(starts) + 1))
    if not results:
        raise ComputationError(Fault.FAILED_START)
    highest = min(results, key=lambda result: float(result.fun)).x
    suited = refined(layout, data, works, highest, _curvature(layout, data, works, highest, layout.activity.start))
    there = data._replace(pseudo_observations=PseudoObservations(*map(jnp.asarray, suited)))
    best = _climb(layout, there, works, moved(layout, data, suited, works, highest[None])[0], np.ones(layout.size, bool))
    root = _root(_curvature(layout, there, works, best.x))
    tick(1.0)
    return Mode(suited, MultivariateNormal(best.x, root), -float(best.fun), tuple(-float(result.fun) for result in results))


def _loss(layout: Layout, data: Data, works: Array, vector: Floats, free: NDArray[np.bool_]) -> tuple[float, Floats]:
    value, gradient = value_and_gradient(layout, data, jnp.asarray(vector), works)
    return -float(value), -np.where(free, np.asarray(gradient), 0.0)


def _climb(layout: Layout, data: Data, works: Array, start: Floats, free: NDArray[np.bool_]) -> OptimizeResult:
    return minimize(
        lambda vector: _loss(layout, data, works, vector, free), start, jac=True, method="L-BFGS-B", options={"maxiter": 1000, "ftol": 1e-7}
    )


def _curvature(layout: Layout, data: Data, works: Array, peak: Floats, first: int = 0) -> Square:
    """Negative second derivatives of the log posterior by the unknowns from the first on, by differences of the exact gradient.

    Differences are from the peak to one side, which at this step is as good as any proposal needs and half the work; over the wide
    step of uncertain days they are from side to side.
    """

    def gradient(vector: Floats) -> Floats:
        return np.asarray(value_and_gradient(layout, data, jnp.asarray(vector), works)[1])

    steps = np.full(layout.size, DIFFERENCE_STEP)
    steps[len(layout.parameters) : len(layout.parameters) + layout.n_unknown_moments] = MOMENT_DIFFERENCE_STEP
    curvature = np.eye(layout.size)
    used = np.ones(layout.size, bool)
    used[layout.activity] = layout.process.used(data.knots)  # padding has the curvature of its prior
    here = gradient(peak)
    for place in first + np.flatnonzero(used[first:]):
        step = np.where(np.arange(layout.size) == place, steps, 0.0)
        if steps[place] == DIFFERENCE_STEP:
            curvature[place] = (here - gradient(peak + step)) / steps[place]
        else:
            curvature[place] = (gradient(peak - step) - gradient(peak + step)) / (2.0 * steps[place])
    return 0.5 * (curvature + curvature.T)


def _root(curvature: Square) -> Square:
    """Root of the covariance that this curvature stands for."""
    values, vectors = np.linalg.eigh(curvature)
    covariance = (vectors / np.maximum(values, LEAST_CURVATURE)) @ vectors.T
    return np.linalg.cholesky(covariance)


@dataclass(frozen=True, slots=True)
class ImportanceSample:
    """Draws about the mode with smoothed weights.

    Attributes
    ----------
    vectors, log_weights
        Draws, one a row, in the coordinates of the mode, and the logarithms of their normalised weights.
    pareto_k
        Shape of the tail of the weights: below 0.7 the sample can be trusted (Vehtari 2024).
    log_evidence, log_evidence_error
        Logarithm of the marginal likelihood, with its standard error.
    """

    vectors: Draws
    log_weights: PerDraw
    pareto_k: float
    log_evidence: float
    log_evidence_error: float

    def resample(self, size: int, rng: np.random.Generator) -> Draws:
        """Draws of equal weight, by systematic resampling."""
        edges = np.cumsum(np.exp(self.log_weights))
        places = (rng.random() + np.arange(size)) / size
        return self.vectors[np.minimum(np.searchsorted(edges / edges[-1], places), len(edges) - 1)]


def importance_sample(
    layout: Layout, data: Data, works: Array, mode: Mode, size: int, seed: int, executor: Executors = threads
) -> ImportanceSample:
    """Draw about the mode from a multivariate t and weigh by the posterior."""
    data = data._replace(pseudo_observations=mode.pseudo_observations)
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal((size, layout.size))
    scale = np.sqrt(STUDENT_DEGREES / rng.chisquare(STUDENT_DEGREES, size))
    # Antithetic pairs halve the noise of the evidence at no cost.
    normal[size // 2 : 2 * (size // 2)] = -normal[: size // 2]
    scale[size // 2 : 2 * (size // 2)] = scale[: size // 2]
    vectors = mode.normal.mean + (scale[:, None] * normal) @ mode.normal.root.T
    squared = np.sum((scale[:, None] * normal) ** 2, axis=1)
    nu, dimension = STUDENT_DEGREES, layout.size
    log_proposal = (
        gammaln((nu + dimension) / 2)
        - gammaln(nu / 2)
        - 0.5 * dimension * np.log(nu * np.pi)
        - np.sum(np.log(np.diag(mode.normal.root)))
        - 0.5 * (nu + dimension) * np.log1p(squared / nu)
    )
    raw = log_posteriors(layout, data, works, vectors, executor) - log_proposal
    raw = np.where(np.isfinite(raw), raw, -np.inf)
    log_weights, pareto_k = smoothed(raw)
    top = raw.max()
    ratios = np.exp(raw - top)
    error = float(ratios.std() / ratios.mean() / np.sqrt(size))
    return ImportanceSample(vectors, log_weights - logsumexp(log_weights), pareto_k, float(top + np.log(ratios.mean())), error)
