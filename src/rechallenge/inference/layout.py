"""Where each unknown stands in the vector that inference explores: standard normals a priori."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.literature.parameters import Parameter
from rechallenge.mechanism.assembly import Exposure
from rechallenge.mechanism.processes.process import DiseaseProcess
from rechallenge.outcomes import OutcomeModel


@dataclass(frozen=True, slots=True)
class Layout:
    """Shape of a problem; two courses with one layout share one compiled program.

    The vector holds the parameters, then one normal for each uncertain moment, then those of the disease process.

    Attributes
    ----------
    dosed
        Places of the exposures that have doses on days of their own; the others are given in periods with an uncertain edge alone.
    """

    parameters: tuple[str, ...]
    exposures: tuple[Exposure, ...]
    dosed: tuple[int, ...]
    outcomes: tuple[OutcomeModel, ...]
    n_unknown_moments: int
    n_knots: int
    n_segments: int
    process: DiseaseProcess

    @property
    def size(self) -> int:
        """Length of the vector."""
        return len(self.parameters) + self.n_unknown_moments + self.process.n_unit_normals(self.n_knots)

    @property
    def activity(self) -> slice:
        """Where the unit normals of the disease process stand."""
        return slice(len(self.parameters) + self.n_unknown_moments, self.size)

    @property
    def switching_parameters(self) -> tuple[int, ...]:
        """Places of the parameters in which the likelihood is nearly a step, at 1."""
        whether_they_act = (each.acts for each in self.exposures if each.acts is not None)
        return tuple(self.parameters.index(name) for name in (*self.process.switches, *whether_they_act))

    @property
    def marker(self) -> OutcomeModel:
        """The outcome on whose scale the activity is told."""
        return next(each for each in self.outcomes if each.is_marker)

    def split(self, vector: Array) -> tuple[Array, Array, Array]:
        """Parameters, moments and the disease process, all still standard normals."""
        first, second = len(self.parameters), len(self.parameters) + self.n_unknown_moments
        return vector[:first], vector[first:second], vector[second:]


class Priors(NamedTuple):
    """Location and spread of each parameter on the log or logit scale, shape (parameters,)."""

    location: NDArray[np.float64]
    spread: NDArray[np.float64]
    logit: NDArray[np.bool_]

    def natural(self, normals: Array) -> Array:
        """Parameters in their own units from standard normals."""
        value = self.location + self.spread * normals
        # Each branch sees only its own values, so that neither overflows in the other's gradient.
        return jnp.where(self.logit, jax.nn.sigmoid(value), jnp.exp(jnp.where(self.logit, 0.0, value)))


def priors(parameters: tuple[Parameter, ...]) -> Priors:
    """Priors of parameters, in their order."""
    return Priors(
        np.array([parameter.location for parameter in parameters]),
        np.array([parameter.spread for parameter in parameters]),
        np.array([parameter.distribution == "logitnormal" for parameter in parameters]),
    )


def named(layout: Layout, values: Array) -> Mapping[str, Array]:
    """Parameter values by name."""
    return {name: values[place] for place, name in enumerate(layout.parameters)}
