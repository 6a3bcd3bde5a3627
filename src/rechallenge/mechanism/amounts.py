"""Amounts in the compartments of one patient at each record: events in order, exact motion between them.

Written for one patient, to be mapped over many. What a model moves in time (lags, durations) is sorted anew each time, so that
derivatives with respect to them are right wherever two events do not change places.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.mechanism.compartment_models import CompartmentModel, Parameters
from rechallenge.mechanism.compartments import Amounts, Network, Rates
from rechallenge.mechanism.events import Events, Kind, Numbers, SteadyStates

# A steady state is summed by doubling: after this many, 2^32 doses.
DOUBLINGS = 32
MODELLED_DURATION = -2.0


class ProgramFacts(NamedTuple):
    """What is known of a table and a model before any number, and shapes the program.

    Attributes
    ----------
    dosed
        Compartments that are given doses.
    infused
        Whether there are infusions.
    moved
        Whether the model moves events in time.
    steady
        Whether there are steady states.
    remembered
        As for `list_events`.
    """

    dosed: tuple[int, ...]
    infused: bool
    moved: bool
    steady: bool
    remembered: int


def facts_of(events: Events, moved: bool, remembered: int) -> ProgramFacts:
    """Gather the facts of a table."""
    doses = np.isin(events.kind, (Kind.BOLUS, Kind.START))
    return ProgramFacts(
        dosed=tuple(np.unique(events.compartment[doses]).tolist()),
        infused=bool((events.kind == Kind.START).any()),
        moved=moved,
        steady=bool(np.isin(events.kind, (Kind.STEADY, Kind.STEADY_ADDED)).any()),
        remembered=remembered,
    )


class _Doses(NamedTuple):
    """Doses as the model gives them: what arrives, when after the record, how fast (0: at once) and for how long."""

    amount: Array
    lag: Array
    rate: Array
    duration: Array


def _looked_up(values: tuple[Array | None, ...], compartment: Numbers, origin: Numbers, otherwise: float) -> Array:
    """Value of a parameter of the compartment of each dose, at the row that gave it."""
    found = jnp.full(compartment.shape, otherwise)
    for number, value in enumerate(values):
        if value is not None:
            found = jnp.where(compartment == number, value[origin] if jnp.ndim(value) else value, found)
    return found


def _given(model: CompartmentModel, parameters: Parameters, doses: Events | SteadyStates) -> _Doses:
    """Apply bioavailability, lag, and the rates and durations that the model sets."""
    compartment, origin, rate = doses.compartment, doses.origin, doses.rate
    arriving = jnp.asarray(doses.amount) * _looked_up(model.of_each("F", parameters), compartment, origin, 1.0)
    lag = _looked_up(model.of_each("ALAG", parameters), compartment, origin, 0.0)
    duration = _looked_up(model.of_each("D", parameters), compartment, origin, 1.0)
    by_duration = rate == MODELLED_DURATION
    fixed = jnp.where(rate > 0.0, rate, _looked_up(model.of_each("R", parameters), compartment, origin, 1.0))
    bolus = rate == 0.0
    speed = jnp.where(bolus, 0.0, jnp.where(by_duration, arriving / duration, fixed))
    lasting = jnp.where(bolus, 0.0, jnp.where(by_duration, duration, arriving / jnp.where(fixed == 0.0, 1.0, fixed)))
    return _Doses(arriving, lag, speed, lasting)


def _at(rates: Rates, place: Numbers) -> Rates:
    """Rates at the given rows, where they differ between rows."""
    return jax.tree.map(lambda value: value[place] if jnp.ndim(value) else value, rates)


def _after_dose(network: Network, rates: Rates, since: Array, start: Amounts, speed: Amounts, duration: Array) -> Amounts:
    """Amounts some time after a single dose began; none before."""
    begun = since > 0.0
    during = jnp.clip(since, 0.0, duration)
    filled = network.advance(rates, network.step(rates, during, inflow=True), start, speed)
    left = network.advance(rates, network.step(rates, jnp.maximum(since - duration, 0.0), inflow=False), filled)
    return tuple(jnp.where(begun, x, 0.0) for x in left)


def _steady_amounts(model: CompartmentModel, parameters: Parameters, rates: Rates, steady: SteadyStates, remembered: int) -> Amounts:
    """Amounts at the record of each steady state, just before its own dose, from all doses before it."""
    network = model.network
    doses = _given(model, parameters, steady)
    local = _at(rates, steady.origin)
    # An infusion without end is one of a time unit in each time unit.
    speed = jnp.where(steady.constant & (steady.rate > 0.0), steady.rate, doses.rate)
    duration = jnp.where(steady.constant, steady.interval, doses.duration)
    lag = jnp.where(steady.constant, 0.0, doses.lag)
    bolus = jnp.where(speed == 0.0, doses.amount, 0.0)
    into = [steady.compartment == number for number in range(network.size)]
    start = tuple(jnp.where(here, bolus, 0.0) for here in into)
    running = tuple(jnp.where(here, speed, 0.0) for here in into)

    def double(carried: tuple[Amounts, Array], _: None) -> tuple[tuple[Amounts, Array], None]:
        amounts, time = carried
        later = network.advance(local, network.step(local, time, inflow=False), amounts)
        return (tuple(x + y for x, y in zip(amounts, later, strict=True)), 2.0 * time), None

    oldest = jnp.where(steady.constant, 1.0, 1.0 + remembered)
    far = _after_dose(network, local, oldest * steady.interval - lag, start, running, duration)
    (total, _), _ = jax.lax.scan(double, (far, jnp.asarray(steady.interval)), None, length=DOUBLINGS)
    if remembered:

        def of_dose(back: Array) -> Amounts:
            left = _after_dose(network, local, back * steady.interval - lag, start, running, duration)
            return tuple(jnp.where(steady.constant, 0.0, x) for x in left)

        near = jax.vmap(of_dose)(jnp.arange(1.0, remembered + 1.0))
        total = tuple(x + jnp.sum(y, axis=0) for x, y in zip(total, near, strict=True))
    return total


def amounts_at_records(
    model: CompartmentModel, facts: ProgramFacts, events: Events, steady: SteadyStates, parameters: Parameters
) -> Amounts:
    """Amounts in each compartment at each record of one patient, after whatever happens there.

    Parameters
    ----------
    model, facts
        Which compartments, and what the table holds.
    events, steady
        Of one patient: fields of shape (events,), (records,) and (steady states,).
    parameters
        By name: a number, or one for each record. Between two records the values of the later one hold.

    Returns
    -------
    tuple of Array
        One a compartment, shape (records,).
    """
    network = model.network
    events, steady = (jax.tree.map(jnp.asarray, given) for given in (events, steady))
    rates = model.rates(parameters)
    doses = _given(model, parameters, events)
    is_dose = (events.kind == Kind.BOLUS) | (events.kind == Kind.START) | (events.kind == Kind.STOP)
    arrival = events.time + jnp.where(is_dose, doses.lag, 0.0)
    time = jnp.maximum(arrival + jnp.where(events.kind == Kind.STOP, doses.duration, 0.0), events.not_before)
    bolus = jnp.where((events.kind == Kind.BOLUS) & (arrival >= events.not_before), doses.amount, 0.0)
    speed = jnp.where(events.kind == Kind.START, doses.rate, jnp.where(events.kind == Kind.STOP, -doses.rate, 0.0))
    kind, compartment, life, steady_place, origin = events.kind, events.compartment, events.life, events.steady, events.origin
    place = events.place
    # Where the model moves nothing the events were sorted beforehand.
    if facts.moved:
        order = jnp.argsort(jax.lax.stop_gradient(time), stable=True)
        kind, compartment, life, steady_place, origin = (x[order] for x in (kind, compartment, life, steady_place, origin))
        time, bolus, speed = time[order], bolus[order], speed[order]
        place = jnp.argsort(order)[place]
    if any(jnp.ndim(value) for value in jax.tree.leaves(rates)):
        n_records = place.shape[0]
        following = jax.lax.cummin(jnp.where(kind == Kind.RECORD, origin, n_records - 1), reverse=True)
        rates = _at(rates, following)
    elapsed = jnp.maximum(jnp.diff(time, prepend=time[:1]), 0.0)
    weights = network.step(rates, elapsed, inflow=facts.infused)
    arriving = tuple(jnp.where(compartment == number, bolus, 0.0) for number in facts.dosed)
    switching = tuple(jnp.where(compartment == number, speed, 0.0) for number in facts.dosed) if facts.infused else ()
    clears = (kind == Kind.RESET) | (kind == Kind.STEADY)
    settled: Amounts = ()
    if facts.steady:
        sets = clears & (kind == Kind.STEADY) | (kind == Kind.STEADY_ADDED)
        before = _steady_amounts(model, parameters, model.rates(parameters), steady, facts.remembered)
        settled = tuple(jnp.where(sets, x[steady_place], 0.0) for x in before)

    varying = jax.tree.map(lambda value: value if jnp.ndim(value) else None, rates)

    def step(carried: tuple[Amounts, Amounts, Array], happening: tuple[Any, ...]) -> tuple[tuple[Amounts, Amounts, Array], Amounts]:
        amounts, running, lives = carried
        local, weight, dose, switch, set_to, clear, life = happening
        here = jax.tree.map(lambda now, always: always if now is None else now, local, rates, is_leaf=lambda x: x is None)
        amounts = network.advance(here, weight, amounts, running if facts.infused else None)
        alive = life == lives
        moved = list(amounts)
        for number, amount in zip(facts.dosed, dose, strict=True):
            moved[number] = moved[number] + jnp.where(alive, amount, 0.0)
        amounts = tuple(jnp.where(clear, 0.0, x) for x in moved)
        if facts.infused:
            faster = list(running)
            for number, change in zip(facts.dosed, switch, strict=True):
                faster[number] = faster[number] + jnp.where(alive, change, 0.0)
            running = tuple(jnp.where(clear, 0.0, r) for r in faster)
        if facts.steady:
            amounts = tuple(x + y for x, y in zip(amounts, set_to, strict=True))
        return (amounts, running, lives + clear), amounts

    zero = jnp.zeros_like(time[0])
    none = tuple(zero for _ in network.compartments)
    start = (none, none if facts.infused else (), jnp.zeros_like(life[0]))
    _, path = jax.lax.scan(step, start, (varying, weights, arriving, switching, settled, clears, life))
    return tuple(x[place] for x in path)
