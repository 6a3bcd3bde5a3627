"""Finding the most probable random effects of many patients at once: damped Newton steps from several starts, all in parallel.

Random effects are sought in units of their own standard deviations and without correlation (``eta = root @ z``), where the prior is
a standard normal: its curvature is 2 in every direction, so that steps are of a natural size. Gradients are exact; the
curvature is the expected one, which cannot fail to be positive, and what the gradients tell beyond it.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.linalg import cho_factor, cho_solve

from rechallenge.arrays import Quantities
from rechallenge.inference.residual_error import Measured, expected_and_log_variance, fit_of
from rechallenge.mechanism.amounts import ProgramFacts
from rechallenge.mechanism.compartment_models import CompartmentModel
from rechallenge.mechanism.patients import PatientCovariates, Rule, predict_patient

MOST_STEPS = 200
# A step that would gain less than this on minus twice the log posterior ends the search: a millionth of a standard deviation.
NO_GAIN = 1e-12
FIRST_DAMPING = 1.0
LEAST_DAMPING, MOST_DAMPING = 1e-12, 1e12
DIFFERENCE = 1e-4
LEAST_CLEAR = 1e-8
# What the gradients tell of the curvature is trusted where no more than this is left to gain.
NEAR = 0.1


class MapProgram(NamedTuple):
    """What is compiled once and serves all patients of a model; `censored`: some measurements are beyond a limit."""

    model: CompartmentModel
    rule: Rule
    facts: ProgramFacts
    censored: bool


class SearchPoint(NamedTuple):
    """One place of the search: what is predicted there, minus twice the log posterior, its gradient and its expected curvature."""

    z: Array
    predicted: Array
    value: Array
    gradient: Array
    curvature: Array

    @property
    def gain(self) -> Array:
        """What the next full step promises."""
        return 0.5 * self.gradient @ cho_solve(cho_factor(self.curvature), self.gradient)


class SearchEnds(NamedTuple):
    """Where each start of one patient has led.

    Attributes
    ----------
    point
        One a start.
    moved
        How far from the start, in standard deviations.
    promised
        What the first step had promised; above 0, a start that does not move has failed.
    steps
        How many were taken.
    """

    point: SearchPoint
    moved: Array
    promised: Array
    steps: Array


def evaluate(
    program: MapProgram, typical: Quantities, root: Array, patient: PatientCovariates, measured: Measured, z: Array
) -> SearchPoint:
    """Value, gradient and expected curvature of one patient."""

    def told(z: Array) -> tuple[Array, tuple[Array, Array]]:
        predicted = predict_patient(program.model, program.rule, program.facts, typical, patient, root @ z)
        both = jnp.stack(expected_and_log_variance(predicted, measured))
        return both, (both, predicted)

    (by_mean, by_variance), ((mean, log_variance), predicted) = jax.jacfwd(told, has_aux=True)(z)
    # Records that are no measurement may have no derivative, such as the logarithm of nothing.
    by_mean, by_variance = (jnp.where(measured.counts[:, None], slope, 0.0) for slope in (by_mean, by_variance))
    fit = fit_of(mean, log_variance, measured, censored=program.censored)
    gradient = fit.by_mean @ by_mean + fit.by_log_variance @ by_variance + 2.0 * z
    mixed = (fit.mean_variance[:, None] * by_mean).T @ by_variance
    curvature = (fit.mean_mean[:, None] * by_mean).T @ by_mean + (fit.variance_variance[:, None] * by_variance).T @ by_variance
    curvature = curvature + mixed + mixed.T + 2.0 * jnp.eye(z.shape[0])
    return SearchPoint(z, predicted, jnp.sum(fit.value) + z @ z, gradient, curvature)


class _MapSearch(NamedTuple):
    """State of one search.

    Attributes
    ----------
    point
        Best place so far, infinitely bad before the start.
    going
        Where to look next.
    beyond
        What the curvature has beyond the expected one, as learnt from the gradients so far.
    promised
        What the first step had promised.
    """

    point: SearchPoint
    going: Array
    promised: Array
    beyond: Array
    damping: Array
    steps: Array
    done: Array


def _learnt(beyond: Array, old: SearchPoint, new: SearchPoint) -> Array:
    """Curvature beyond the expected one, after a step: the symmetric change of rank one that explains how the gradient changed.

    Where the measurements scatter more than the model says the expected curvature alone converges slowly. Source: Dennis JE, Gay DM,
    Welsch RE, ACM Trans Math Softw 1981;7:348-68, doi 10.1145/355958.355965 (the sizing), with the rank-one formula.
    """
    step = new.z - old.z
    wanted = new.gradient - old.gradient - new.curvature @ step
    bent, told = step @ beyond @ step, step @ wanted
    beyond = beyond * jnp.where(jnp.abs(bent) > jnp.abs(told), jnp.abs(told) / jnp.where(bent == 0.0, 1.0, jnp.abs(bent)), 1.0)
    lacking = wanted - beyond @ step
    along = lacking @ step
    clear = jnp.abs(along) > LEAST_CLEAR * jnp.linalg.norm(step) * jnp.linalg.norm(lacking)
    return beyond + jnp.where(clear, jnp.outer(lacking, lacking) / jnp.where(clear, along, 1.0), 0.0)


def _usable(point: SearchPoint) -> Array:
    return jnp.isfinite(point.value) & jnp.all(jnp.isfinite(point.gradient)) & jnp.all(jnp.isfinite(point.curvature))


def _search(
    program: MapProgram, typical: Quantities, root: Array, patients: PatientCovariates, measured: Measured, starts: Array
) -> SearchEnds:
    """Search from all starts of all patients, in step with one another."""
    place = partial(evaluate, program, typical, root)
    everywhere = jax.vmap(jax.vmap(place, in_axes=(None, None, 0)))

    def proposal(state: _MapSearch) -> Array:
        eye = state.damping * jnp.eye(state.point.z.shape[-1])
        bold, safe = (
            cho_solve(cho_factor(curvature + eye), state.point.gradient)
            for curvature in (state.point.curvature + state.beyond, state.point.curvature)
        )
        # Where what was learnt leaves no positive curvature, it is left aside.
        return state.point.z - jnp.where(jnp.all(jnp.isfinite(bold)), bold, safe)

    def decide(state: _MapSearch, new: SearchPoint) -> _MapSearch:
        first = jnp.isinf(state.point.value)
        rounding = NO_GAIN * (1.0 + jnp.where(first, 0.0, jnp.abs(state.point.value)))
        better = _usable(new) & (new.value <= state.point.value + rounding) & ~state.done
        learnt = jnp.where((new.gain < NEAR) & ~first, _learnt(state.beyond, state.point, new), 0.0)
        point = jax.tree.map(lambda there, here: jnp.where(better, there, here), new, state.point)
        changed = jnp.where(first, 1.0, jnp.where(better, 0.2, 5.0))
        damping = jnp.clip(state.damping * jnp.where(state.done, 1.0, changed), LEAST_DAMPING, MOST_DAMPING)
        # A start at which nothing can be computed is given up.
        done = state.done | (better & (point.gain <= NO_GAIN)) | (damping >= MOST_DAMPING) | (first & ~better)
        state = state._replace(
            point=point,
            promised=jnp.where(first & better, point.gain, state.promised),
            beyond=jnp.where(better, learnt, state.beyond),
            damping=damping,
            steps=state.steps + ~state.done,
            done=done,
        )
        return state._replace(going=jnp.where(done, point.z, proposal(state)))

    def step(state: _MapSearch) -> _MapSearch:
        return jax.vmap(jax.vmap(decide))(state, everywhere(patients, measured, state.going))

    shape = (measured.value.shape[0], starts.shape[0])
    going = jnp.broadcast_to(starts, (*shape, starts.shape[1]))
    nothing, square = jnp.zeros_like(going), jnp.zeros((*going.shape, going.shape[-1]))
    nowhere = SearchPoint(going, jnp.zeros((*shape, measured.value.shape[1])), jnp.full(shape, jnp.inf), nothing, square)
    begin = _MapSearch(
        nowhere, going, jnp.full(shape, jnp.inf), square, jnp.full(shape, FIRST_DAMPING), jnp.zeros(shape, int), jnp.zeros(shape, bool)
    )
    end = jax.lax.while_loop(lambda state: jnp.any(~state.done) & (jnp.max(state.steps) < MOST_STEPS), step, begin)
    return SearchEnds(end.point, jnp.linalg.norm(end.point.z - starts[None], axis=-1), end.promised, end.steps)


def _observed_curvature(
    program: MapProgram, typical: Quantities, root: Array, patient: PatientCovariates, measured: Measured, z: Array
) -> Array:
    """Second derivatives as they are at one place, from differences of the exact gradient."""
    ways = DIFFERENCE * jnp.eye(z.shape[0])
    slope = jax.vmap(lambda way: evaluate(program, typical, root, patient, measured, z + way).gradient)
    there, back = jnp.split(slope(jnp.concatenate([ways, -ways])), 2)
    rows = (there - back) / (2.0 * DIFFERENCE)
    return 0.5 * (rows + rows.T)


class Best(NamedTuple):
    """The best place of each patient.

    Attributes
    ----------
    found
        Where all starts led.
    start
        Which of them led here.
    point
        The place itself.
    gain
        What another step from there promises.
    observed
        Second derivatives as they are there.
    """

    found: SearchEnds
    start: Array
    point: SearchPoint
    gain: Array
    observed: Array


@partial(jax.jit, static_argnums=0)
def search(program: MapProgram, typical: Quantities, root: Array, patients: PatientCovariates, measured: Measured, starts: Array) -> Best:
    """Most probable random effects of all patients, and what is known around them.

    Parameters
    ----------
    root
        Square root of the covariance of the random effects, shape (effects, effects).
    patients, measured
        All patients, first axis.
    starts
        Where to start from, in standard deviations, shape (starts, effects).
    """
    found = _search(program, typical, root, patients, measured, starts)
    start = jnp.argmin(found.point.value, axis=1)
    point = jax.tree.map(lambda x: jnp.take_along_axis(x, start.reshape(-1, *[1] * (x.ndim - 1)), axis=1)[:, 0], found.point)
    observed = jax.vmap(partial(_observed_curvature, program, typical, root))(patients, measured, point.z)
    return Best(found, start, point, jax.vmap(lambda at: at.gain)(point), observed)
