"""Linear compartments: what flows where, and how the amounts in them move, exactly, over any length of time.

A network is a fixed set of compartments and flows; numbers come in later, so that one compiled program serves all patients.
The motion over a time is the exponential of the matrix of rates, in Newton's form (`exponentials`): it needs only the
eigenvalues, which are in closed form wherever at most three compartments exchange with one another without a circle, as in the
one- to three-compartment models, with any number of absorption, transit or metabolite compartments before and behind them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from rechallenge.mechanism.exponentials import ascending, divided_differences

OUT = -1
MOST_EXCHANGING = 3
Amounts = tuple[Array, ...]


class Rates(NamedTuple):
    """Numbers of one network.

    Attributes
    ----------
    flow
        Rate of each flow, in 1/time, in the order of the network.
    leaving
        Total rate at which each compartment empties.
    eigenvalues
        Of the matrix of rates, ascending: all at most 0.
    """

    flow: tuple[Array, ...]
    leaving: tuple[Array, ...]
    eigenvalues: tuple[Array, ...]


@dataclass(frozen=True)
class Network:
    """Compartments and the first-order flows between them.

    Parameters
    ----------
    compartments
        Names, in the order in which a table numbers them from 1.
    flows
        From which compartment to which, numbered from 0; `OUT` leaves the body.

    Raises
    ------
    ValueError
        When more than three compartments exchange with one another, or three do in a circle: there is no closed form for these.

    Examples
    --------
    >>> Network(("depot", "central"), ((0, 1), (1, OUT))).size
    2
    """

    compartments: tuple[str, ...]
    flows: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        size = len(self.compartments)
        if wrong := [flow for flow in self.flows if not (0 <= flow[0] < size and OUT <= flow[1] < size) or flow[0] == flow[1]]:
            raise ValueError(f"flows {wrong} do not join two of the {size} compartments")
        for group in self._exchanging:
            if len(group) > MOST_EXCHANGING or (len(group) == MOST_EXCHANGING and self._center(group) is None):
                names = ", ".join(self.compartments[i] for i in group)
                raise ValueError(f"{names} exchange with one another in a way that has no closed form (at most three, not in a circle)")

    @property
    def size(self) -> int:
        """Number of compartments."""
        return len(self.compartments)

    @cached_property
    def _exchanging(self) -> tuple[tuple[int, ...], ...]:
        """Compartments between which drug goes both ways, by group; the others stand alone."""
        adjacency = np.zeros((self.size, self.size))
        for source, target in self.flows:
            if target != OUT:
                adjacency[source, target] = 1.0
        _, labels = connected_components(adjacency, directed=True, connection="strong")
        return tuple(tuple(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels))

    def _between(self, one: int, other: int) -> tuple[int, int] | None:
        """Places of the flows there and back, if there are both."""
        pair = [(one, other), (other, one)]
        return (self.flows.index(pair[0]), self.flows.index(pair[1])) if all(p in self.flows for p in pair) else None

    def _center(self, group: Sequence[int]) -> int | None:
        """Of three exchanging compartments, the one with which both others exchange and that alone joins them."""
        linked = [(i, j) for i in group for j in group if (i, j) in self.flows]
        for center in group:
            others = [i for i in group if i != center]
            if sorted(linked) == sorted([(center, i) for i in others] + [(i, center) for i in others]):
                return center
        return None

    def rates(self, flow: Sequence[Array]) -> Rates:
        """Take the numbers in: one rate a flow, in 1/time, scalars or arrays of one shape."""
        leaving = [jnp.zeros_like(flow[0]) for _ in self.compartments]
        for (source, _), rate in zip(self.flows, flow, strict=True):
            leaving[source] = leaving[source] + rate
        eigenvalues: list[Array] = []
        for group in self._exchanging:
            if len(group) == 1:
                eigenvalues.append(-leaving[group[0]])
            elif len(group) == 2:
                eigenvalues += self._two(group[0], group[1], flow, leaving)
            else:
                eigenvalues += self._three(group, flow, leaving)
        return Rates(tuple(flow), tuple(leaving), ascending(eigenvalues))

    def _product(self, one: int, other: int, flow: Sequence[Array]) -> Array:
        places = self._between(one, other)
        assert places is not None
        return flow[places[0]] * flow[places[1]]

    def _two(self, one: int, other: int, flow: Sequence[Array], leaving: Sequence[Array]) -> list[Array]:
        exchange = self._product(one, other, flow)
        half_gap = 0.5 * (leaving[one] - leaving[other])
        fast = 0.5 * (leaving[one] + leaving[other]) + jnp.sqrt(half_gap * half_gap + exchange)
        slow = (leaving[one] * leaving[other] - exchange) / fast  # not the other root, which cancels
        return [-fast, -slow]

    def _three(self, group: Sequence[int], flow: Sequence[Array], leaving: Sequence[Array]) -> list[Array]:
        """Roots of the characteristic cubic, which are real since exchange without a circle is symmetric in the right scale."""
        center = self._center(group)
        assert center is not None
        left, right = (i for i in group if i != center)
        a, b, c = leaving[center], leaving[left], leaving[right]
        with_left, with_right = self._product(center, left, flow), self._product(center, right, flow)

        def value_and_slope(rate: Array) -> tuple[Array, Array]:
            u, v, w = a - rate, b - rate, c - rate
            value = u * v * w - with_left * w - with_right * v
            return value, -(v * w + u * w + u * v) + with_left + with_right

        mean = (a + b + c) / 3.0
        spread = jnp.sqrt(jnp.maximum(((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2 + 2.0 * (with_left + with_right)) / 6.0, 1e-300))
        at_mean, _ = value_and_slope(mean)
        angle = jnp.arccos(jnp.clip(0.5 * at_mean / spread**3, -1.0, 1.0)) / 3.0
        roots = []
        for turn in range(3):
            rate = jax.lax.stop_gradient(mean + 2.0 * spread * jnp.cos(angle + 2.0 * jnp.pi * turn / 3.0))
            # Newton's steps mend the last digits, and carry the derivatives: the first the first, the second the second.
            for _ in range(2):
                value, slope = value_and_slope(rate)
                rate = rate - value / jnp.where(slope == 0.0, 1.0, slope)
            roots.append(-rate)
        return roots

    def step(self, rates: Rates, time: Array, *, inflow: bool) -> tuple[Array, ...]:
        """Weights of Newton's form over a time, for `advance`; `inflow` where infusions may run."""
        nodes = (*rates.eigenvalues, jnp.zeros_like(rates.eigenvalues[0])) if inflow else rates.eigenvalues
        differences = divided_differences([node * time for node in nodes])
        return tuple(time**order * difference for order, difference in enumerate(differences))

    def _shifted(self, rates: Rates, node: Array, amounts: Mapping[int, Array]) -> dict[int, Array]:
        """The matrix of rates less a number on its diagonal, times the amounts by compartment; where none is told there is nothing."""
        moved = {i: -(rates.leaving[i] + node) * x for i, x in amounts.items()}
        for (source, target), rate in zip(self.flows, rates.flow, strict=True):
            if target != OUT and source in amounts:
                come = rate * amounts[source]
                moved[target] = moved[target] + come if target in moved else come
        return moved

    def exponentials(self, rates: Rates, exponents: Sequence[Array], start: int, end: int) -> tuple[Array, ...]:
        """Coefficient of each exponential in the amount in one compartment after a unit in another: its spectral projection.

        Parameters
        ----------
        exponents
            The eigenvalues, no two of them equal.
        start, end
            Where the unit is at time 0, and where the amount is told.
        """
        one = jnp.ones_like(exponents[0])
        found = []
        for own in range(len(exponents)):
            amounts = {start: one}
            for other, exponent in enumerate(exponents):
                if other != own:
                    gap = exponents[own] - exponent
                    amounts = {i: x / gap for i, x in self._shifted(rates, exponent, amounts).items()}
            found.append(amounts.get(end, jnp.zeros_like(one)))
        return tuple(found)

    def matrix(self, flow: Sequence[Array | float]) -> NDArray[np.float64]:
        """Matrix of rates, of numbers alone."""
        rates = np.zeros((self.size, self.size))
        for (source, target), rate in zip(self.flows, flow, strict=True):
            rates[source, source] -= float(rate)
            if target != OUT:
                rates[target, source] += float(rate)
        return rates

    def advance(self, rates: Rates, weights: Sequence[Array], amounts: Amounts, infused: Amounts | None = None) -> Amounts:
        """Amounts after the time for which `step` gave the weights, with infusions running at constant rates."""
        term, constant = amounts, infused
        total = tuple(weights[0] * x for x in term)
        nodes = rates.eigenvalues
        for order in range(1, len(weights)):
            node = nodes[order - 1]
            moved = self._shifted(rates, node, dict(enumerate(term)))
            term = tuple(moved[i] for i in range(self.size))
            if constant is not None:
                term = tuple(x + r for x, r in zip(term, constant, strict=True))
                constant = tuple(-node * r for r in constant)
            total = tuple(sum_ + weights[order] * x for sum_, x in zip(total, term, strict=True))
        return total

    def flow_rates(self, named: Mapping[tuple[int, int], Array]) -> tuple[Array, ...]:
        """Rates in the order of the network, from rates by flow."""
        return tuple(named[flow] for flow in self.flows)
