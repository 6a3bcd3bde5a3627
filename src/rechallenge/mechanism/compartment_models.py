"""The usual compartmental models, and any other linear one, in NONMEM's own names for their parameters.

One to three compartments with or without first-order absorption take clearances and volumes (as ADVAN 1 to 4, 11 and 12 do with
TRANS 4); `linear_model` takes any first-order flows (as ADVAN 5 and 7 do). Beside the parameters of its flows every model may have,
for compartment number n: bioavailability ``Fn``, lag time ``ALAGn``, duration ``Dn`` and rate ``Rn`` of infusions that the model
times (RATE -2 and -1: zero-order absorption), and ``Sn``, by which an amount is divided to give what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.mechanism.compartments import OUT, Network, Rates

Parameters = Mapping[str, Array]
MAY_BE_ZERO = ("F", "ALAG", "Q", "K")


@dataclass(frozen=True)
class CompartmentModel:
    """A linear model of kinetics.

    Attributes
    ----------
    network
        Compartments and flows.
    parameters
        Names of the parameters that it needs.
    flow
        From the parameters to the rate of each flow, in 1/time, in the order of the network.
    measured
        Number of the compartment that a measurement without CMT is of.
    volume
        The parameter by which amounts in that compartment are divided where no ``S`` is given, or None.
    """

    network: Network
    parameters: tuple[str, ...]
    flow: Callable[[Parameters], tuple[Array, ...]]
    measured: int
    volume: str | None

    @property
    def known(self) -> frozenset[str]:
        """All names that its parameters may have."""
        numbers = range(1, self.network.size + 1)
        return frozenset(self.parameters) | {f"{kind}{n}" for kind in ("F", "ALAG", "D", "R", "S") for n in numbers}

    def rates(self, parameters: Parameters) -> Rates:
        """Rates of the network under these parameters."""
        return self.network.rates(self.flow(parameters))

    def matrix(self, parameters: Parameters) -> NDArray[np.float64]:
        """Matrix of rates under parameters that are numbers."""
        return self.network.matrix(self.flow(parameters))

    def of_each(self, kind: str, parameters: Parameters) -> tuple[Array | None, ...]:
        """Parameters ``kind1``, ``kind2`` and so on of the compartments; None where there is none."""
        return tuple(parameters.get(f"{kind}{n}") for n in range(1, self.network.size + 1))

    def scales(self, parameters: Parameters) -> tuple[Array | None, ...]:
        """What the amount in each compartment is divided by to give what is measured."""
        scales = list(self.of_each("S", parameters))
        if scales[self.measured - 1] is None and self.volume is not None:
            scales[self.measured - 1] = parameters[self.volume]
        return tuple(scales)

    def measured_scale(self, parameters: Parameters) -> Array:
        """What the amount in the compartment that is measured is divided by."""
        scale = self.scales(parameters)[self.measured - 1]
        return jnp.ones(()) if scale is None else scale

    def may_be_zero(self, names: Iterable[str]) -> frozenset[str]:
        """Of these parameters, those that may be 0."""
        return frozenset(name for name in names if name != "KA" and name.rstrip("0123456789T") in MAY_BE_ZERO)


def _usual(peripheral: int, absorption: bool) -> CompartmentModel:
    names = (("depot",) if absorption else ()) + ("central", "peripheral", "second peripheral")[: 1 + peripheral]
    central = int(absorption)
    number = central + 1  # of the central compartment in a table
    volume = f"V{number}" if peripheral else "V"
    exchanges = {0: (), 1: ("Q",), 2: (f"Q{number + 1}", f"Q{number + 2}")}[peripheral]
    others = tuple(f"V{number + 1 + i}" for i in range(peripheral))
    flows: tuple[tuple[int, int], ...] = ((0, 1),) if absorption else ()
    flows += ((central, OUT),)
    for i in range(peripheral):
        flows += ((central, central + 1 + i), (central + 1 + i, central))

    def flow(parameters: Parameters) -> tuple[Array, ...]:
        leaving: tuple[Array, ...] = (parameters["KA"],) if absorption else ()
        leaving += (parameters["CL"] / parameters[volume],)
        for exchange, other in zip(exchanges, others, strict=True):
            leaving += (parameters[exchange] / parameters[volume], parameters[exchange] / parameters[other])
        return leaving

    between = tuple(name for pair in zip(exchanges, others, strict=True) for name in pair)
    needed = ("CL", volume, *between) + (("KA",) if absorption else ())
    return CompartmentModel(Network(names, flows), needed, flow, number, volume)


ONE_COMPARTMENT = _usual(0, absorption=False)
ONE_COMPARTMENT_ORAL = _usual(0, absorption=True)
TWO_COMPARTMENTS = _usual(1, absorption=False)
TWO_COMPARTMENTS_ORAL = _usual(1, absorption=True)
THREE_COMPARTMENTS = _usual(2, absorption=False)
THREE_COMPARTMENTS_ORAL = _usual(2, absorption=True)


def linear_model(compartments: Iterable[str], flows: Iterable[tuple[int, int]], measured: int = 1) -> CompartmentModel:
    """Any linear model: several depots, chains of transit compartments, metabolites.

    Parameters
    ----------
    compartments
        Their names; a table numbers them from 1 in this order.
    flows
        From which compartment to which, numbered from 1; 0 leaves the body. Each is a parameter, the rate of the flow in 1/time:
        ``K12`` from 1 to 2, ``K20`` out of 2, ``K1T10`` from 1 to 10.
    measured
        Number of the compartment that a measurement without CMT is of. Its scale is ``S`` and its number, by default 1.

    Raises
    ------
    ValueError
        When more than three compartments exchange with one another, or three do in a circle.

    Examples
    --------
    >>> linear_model(("gut", "drug", "metabolite"), [(1, 2), (2, 3), (3, 0)], measured=2).parameters
    ('K12', 'K23', 'K30')
    """
    named, listed = tuple(compartments), tuple(flows)
    names = tuple(f"K{source}{target}" if max(source, target) < 10 else f"K{source}T{target}" for source, target in listed)
    network = Network(named, tuple((source - 1, OUT if target == 0 else target - 1) for source, target in listed))
    return CompartmentModel(network, names, lambda parameters: tuple(parameters[name] for name in names), measured, None)
