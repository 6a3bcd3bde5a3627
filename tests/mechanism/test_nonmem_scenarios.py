"""NONMEM's own answers to 29 ways of dosing: additional doses, lags, infusions, steady states, resets.

Source: mrgsolve/nmtests on GitHub, folder `dosing/` (GPL-2, not copied). One-compartment oral model, CL 1.1, V 20, KA 1.5;
NONMEM prints five significant digits, so the tolerance is one unit in the last of them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import numpy as np
import pytest

from rechallenge.formats.event_table import EventTable, read_nonmem
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT_ORAL
from rechallenge.mechanism.patients import predict
from tests.outside import outside

pytestmark = pytest.mark.oracle


def parameters(_: Any, __: jax.Array, covariate: Any) -> dict[str, Any]:
    of_the_central = {"ALAG2": covariate["LAGT"], "F2": covariate["BIOAV"], "D2": covariate["DUR2"], "R2": covariate["RAT2"]}
    return {"CL": 1.1, "V": 20.0, "KA": 1.5, "S2": 20.0 / 1000.0, **of_the_central}


@cache
def table() -> EventTable:
    return read_nonmem(outside("nmtests", "1001.csv"))


@cache
def by_nonmem() -> np.ndarray:
    return np.loadtxt(outside("nmtests", "1001-nm.csv"), delimiter=",", skiprows=1)


def units_in_the_last_digit(rule: Any = parameters) -> dict[int, float]:
    """Largest difference of each scenario, in units of the fifth digit that NONMEM prints."""
    ours, theirs = predict(table(), ONE_COMPARTMENT_ORAL, {}, rule), by_nonmem()[:, 2]
    unit = 10.0 ** (np.floor(np.log10(np.maximum(theirs, 1e-300))) - 4)
    # NONMEM prints 0 before the first dose has come.
    difference = np.where(theirs == 0.0, np.abs(ours) / 1e-6, np.abs(ours - theirs) / unit)
    return {int(patient): float(difference[rows].max()) for patient, rows in zip(table().patients, table().rows, strict=True)}


def test_all_29_scenarios_to_the_printed_digits() -> None:
    assert {scenario: d for scenario, d in units_in_the_last_digit().items() if d > 0.51} == {}
    assert len(table().patients) == 29


@pytest.mark.parametrize(
    ("wrong", "scenarios"),
    [
        ({"CL": 20.0, "V": 1.1}, range(1, 30)),  # clearance and volume swapped
        ({"ALAG2": 0.0}, [2, 7, 8, 9, 15, 16, 17, 18, 23, 24, 25]),  # the lag dropped
        ({"F2": 1.0}, [2, 4, 5, 8, 9, 10, 13, 15, 16, 18, 19]),  # the bioavailability dropped
        ({"D2": 10.0}, [5, 18, 19]),  # the modelled duration not the table's
    ],
)
def test_the_oracle_notices_a_wrong_model(wrong: dict[str, float], scenarios: Any) -> None:
    differences = units_in_the_last_digit(lambda *given: {**parameters(*given), **wrong})
    assert {scenario for scenario, d in differences.items() if d > 2.0} >= set(scenarios)
