"""A population fit of others minimises our objective: theophylline, twelve subjects, as nlmixr2 fits it by FOCE.

The estimates (log KA 0.464, log CL 1.0125, log V 3.460, additive error 0.694, variances 0.403, 0.069 and 0.019) are those that nlmixr2's
qualification prints for its `theo_sd`. Our sum of individual objective functions is the same approximation, so that it must turn there,
in each parameter. Tolerance 1e-3: half of the last digit printed, and as much for that of the other parameters.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import Any

import numpy as np
import pytest

from rechallenge.inference.map_estimate import map_estimate
from rechallenge.inference.residual_error import Residual
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT_ORAL
from tests.outside import outside

pytestmark = pytest.mark.oracle

PRINTED = {"KA": 0.464, "CL": 1.0125, "V": 3.460, "error": 0.694, "KA variance": 0.403, "CL variance": 0.069, "V variance": 0.019}
STEP = 5e-3


@cache
def table() -> dict[str, list[Any]]:
    with outside("population", "theo_sd.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns: dict[str, list[Any]] = {name: [float(row[name]) for row in rows] for name in ("ID", "TIME", "DV", "AMT", "CMT")}
    # Their 101 is a bolus into the first compartment.
    columns["EVID"] = columns["MDV"] = [int(row["EVID"] == "101") for row in rows]
    return columns


def objective(proportional: bool = False, **given: float) -> float:
    at = {**PRINTED, **given}
    error = Residual(proportional=at["error"] ** 2) if proportional else Residual(additive=at["error"] ** 2)
    typical = {name: float(np.exp(at[name])) for name in ("CL", "V", "KA")}
    found = map_estimate(table(), ONE_COMPARTMENT_ORAL, typical, {name: at[f"{name} variance"] for name in typical}, error)
    assert found.failed == ()
    return float(found.objective.sum())


def turns_at(name: str, **options: Any) -> float:
    """Where the parabola through the objective at the printed value and beside it turns."""
    step = STEP * PRINTED[name]
    low, here, high = (objective(**{name: PRINTED[name] + shift}, **options) for shift in (-step, 0.0, step))
    return PRINTED[name] - 0.5 * step * (high - low) / (high - 2.0 * here + low)


@pytest.mark.parametrize("name", PRINTED)
def test_the_objective_of_theophylline_turns_at_the_estimates_of_nlmixr2(name: str) -> None:
    assert turns_at(name) == pytest.approx(PRINTED[name], abs=1e-3)


def test_the_oracle_notices_an_error_of_another_kind_and_parameters_swapped() -> None:
    assert abs(turns_at("error", proportional=True) - PRINTED["error"]) > 0.05
    assert objective(CL=PRINTED["V"], V=PRINTED["CL"]) > objective() + 100.0
