"""The effect of a short-lived drug averaged over the hour of its injection, against the plain average."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from rechallenge.mechanism.engine import Drugs
from rechallenge.mechanism.kinetics import UnitResponse
from rechallenge.mechanism.washout import ONSET_DAYS, Periods, passing
from tests.mechanism.responses import one_compartment

HALF_EFFECT, SHARE, DOSE, START, STOP = 0.024, 0.95, 100.0, 0.0, 20.0


def drugs() -> Drugs:
    unit = one_compartment(*map(jnp.asarray, (9.0, 53.7, 0.38)))
    return Drugs(UnitResponse(unit.rate[None], unit.coefficient[None]), jnp.asarray([HALF_EFFECT]), jnp.asarray([SHARE]))


@jax.jit
def averaged(days: jax.Array, stop: jax.Array, interval: jax.Array) -> jax.Array:
    periods = Periods(
        jnp.zeros(1, int), interval[None], jnp.asarray([DOSE]), jnp.zeros(1, bool), jnp.arange(len(days)), jnp.arange(len(days))
    )
    return passing(periods, jnp.asarray([START]), stop[None], drugs(), days[:, None])[:, 0]


def brute_force(day: float, interval: float) -> float:
    """Average over four thousand hours of injection of what gets through, each with its own comb of doses before the stop."""
    unit = drugs().response
    rate, coefficient = np.asarray(unit.rate)[0], np.asarray(unit.coefficient)[0]
    through = []
    for hour in (np.arange(4000) + 0.5) / 4000:
        last = STOP - interval * hour  # the stop is one interval after the last dose at the latest
        since = day - (last - interval * np.arange(40))
        since = since[since >= 0.0] if day < STOP else since
        if day < STOP:
            since = (since.min() % interval) + interval * np.arange(40)
        exposure = DOSE * np.sum(coefficient * np.exp(-rate * since[:, None]))
        through.append(1.0 - SHARE * exposure / (HALF_EFFECT + exposure))
    return float(np.mean(through))


def test_the_average_over_the_hour_of_injection_is_the_plain_average() -> None:
    for interval in (1.0, 2.0):
        days = np.array([10.0, 19.9, 20.0, 20.2, 20.6, 21.0, 21.5, 22.0, 23.0, 24.0])
        found = np.asarray(averaged(jnp.asarray(days), jnp.asarray(STOP), jnp.asarray(interval)))
        np.testing.assert_allclose(found, [brute_force(day, interval) for day in days], atol=2e-4)


def test_nothing_is_blocked_before_the_start_or_long_after_the_stop() -> None:
    found = np.asarray(averaged(jnp.asarray([-5.0, 0.0, 40.0]), jnp.asarray(STOP), jnp.asarray(1.0)))
    np.testing.assert_allclose(found, 1.0, atol=1e-3)


def test_the_effect_moves_smoothly_with_the_moment_of_the_stop_and_wholly_with_it() -> None:
    days = jnp.linspace(START + 2.0 * ONSET_DAYS, 30.0, 300)
    there = np.asarray(averaged(days, jnp.asarray(STOP), jnp.asarray(1.0)))
    moved = np.asarray(averaged(days + 0.37, jnp.asarray(STOP + 0.37), jnp.asarray(1.0)))
    np.testing.assert_allclose(moved, there, atol=1e-6)
    slope = jax.grad(lambda stop: jnp.sum(averaged(days, stop, jnp.asarray(1.0))))(STOP)
    step = 1e-4
    difference = np.sum(
        np.asarray(averaged(days, jnp.asarray(STOP + step), jnp.asarray(1.0)) - averaged(days, jnp.asarray(STOP - step), jnp.asarray(1.0)))
    )
    np.testing.assert_allclose(float(slope), difference / (2 * step), rtol=1e-3)
