"""Expected information on grids of parameters, results and designs, held against the program `bayesdesign` (Kirkby, MIT licence)."""

from __future__ import annotations

from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest
from bed.design import ExperimentDesigner
from bed.grid import Grid
from jax import Array

from rechallenge.arrays import Floats
from rechallenge.planning.information import Labelled, mutual_information, posterior

PARAMETERS, RESULTS, DESIGNS = np.linspace(-2.0, 2.0, 41), np.linspace(-6.0, 6.0, 61), np.array([0.2, 1.0, 2.0])


def linear(parameters: SimpleNamespace, features: SimpleNamespace, designs: SimpleNamespace) -> Array:
    """A reading in proportion to the parameter."""
    return jnp.exp(-0.5 * (features.result - parameters.theta * designs.design) ** 2)


def saturating(parameters: SimpleNamespace, features: SimpleNamespace, designs: SimpleNamespace) -> Array:
    """A reading that levels off, whose error grows with the design."""
    spread = 0.3 + 0.5 * designs.design
    return jnp.exp(-0.5 * ((features.result - 3.0 * jnp.tanh(parameters.theta * designs.design)) / spread) ** 2)


def probabilities_under(model: object) -> Floats:
    """Of each result under each parameter and design, shape (parameters, designs, results)."""
    axes = (
        SimpleNamespace(theta=PARAMETERS[:, None, None]),
        SimpleNamespace(result=RESULTS[None, None]),
        SimpleNamespace(design=DESIGNS[None, :, None]),
    )
    likelihood = np.asarray(model(*axes))  # type: ignore[operator]
    return likelihood / likelihood.sum(axis=2, keepdims=True)


@pytest.mark.oracle
@pytest.mark.parametrize("model", [linear, saturating])
@pytest.mark.parametrize("sd", [0.5, 1.0, 50.0])
def test_expected_information_agrees_with_bayesdesign_to_rounding(model: object, sd: float) -> None:
    prior = np.exp(-0.5 * (PARAMETERS / sd) ** 2)
    prior /= prior.sum()
    designer = ExperimentDesigner(Grid(theta=PARAMETERS), Grid(result=RESULTS), Grid(design=DESIGNS), model)
    designer.calculateEIG(jnp.asarray(prior))
    probabilities = probabilities_under(model)
    table = np.moveaxis(probabilities * prior[:, None, None], 1, 0)
    # sums of the same 2,501 terms in another order
    assert mutual_information(table) == pytest.approx(np.asarray(designer.EIG), abs=1e-11)
    each = Labelled(np.arange(len(prior)), np.arange(len(prior)), prior, np.zeros(len(prior), np.int64))
    assert posterior(probabilities, each)[0] == pytest.approx(np.asarray(designer.marginal).T, abs=1e-12)
