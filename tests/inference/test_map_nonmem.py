"""Individual estimates against NONMEM's, where its answers are published.

Sources: FelicienLL/mapbayr on GitHub, `inst/nm001` (GPL-3, not copied); InsightRX/PKPDmap on GitHub, `tests/testthat` (MIT): data sets in
its folder `nm` (not copied) and NONMEM 7.5.1's numbers printed in `test-nonmem-vcov-comparison.R`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from rechallenge.inference.map_estimate import MapEstimates, SearchOutcome, map_estimate
from rechallenge.inference.residual_error import Residual
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT, ONE_COMPARTMENT_ORAL
from tests.outside import outside

pytestmark = pytest.mark.oracle

TYPICAL = {"CL": 4.0, "V": 70.0, "KA": 1.0}
OMEGA = {"CL": 0.2, "V": 0.2, "KA": 0.2}


@cache
def by_nonmem() -> np.ndarray:
    """Subject, ETA (3), ETC (6, lower triangle), OBJ: one row a subject."""
    lines = outside("map_nonmem", "run001.phi").read_text().splitlines()[2:]
    return np.array([[float(cell) for cell in line.split()[1:]] for line in lines])


def ours(typical: Mapping[str, float] = TYPICAL, residual: Residual = Residual(proportional=0.05)) -> MapEstimates:  # noqa: B008
    return map_estimate(outside("map_nonmem", "data_to_fit001.csv"), ONE_COMPARTMENT_ORAL, typical, OMEGA, residual)


@cache
def right() -> MapEstimates:
    return ours()


def test_random_effects_of_a_one_compartment_oral_model() -> None:
    """NONMEM stops at three significant digits of its own gradient; 1e-5 is what both reach."""
    np.testing.assert_allclose(right().eta, by_nonmem()[:, 1:4], atol=1e-5)
    assert set(right().outcome) == {SearchOutcome.FOUND}
    assert (right().agreeing == right().starts).all()


def test_their_covariance_given_the_measurements() -> None:
    lower = np.tril_indices(3)
    np.testing.assert_allclose(right().covariance[:, lower[0], lower[1]], by_nonmem()[:, 4:10], rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(right().standard_error ** 2, by_nonmem()[:, [4, 6, 9]], rtol=1e-4)


def test_the_objective_function_of_each_subject() -> None:
    np.testing.assert_allclose(right().objective, by_nonmem()[:, 10], atol=1e-4)


@pytest.mark.parametrize(
    ("typical", "residual"),
    [
        ({"CL": 70.0, "V": 4.0, "KA": 1.0}, Residual(proportional=0.05)),  # clearance and volume swapped
        (TYPICAL, Residual(proportional=0.05**2)),  # a variance taken for a standard deviation
        (TYPICAL, Residual(additive=0.05)),  # the error of another kind
    ],
)
def test_the_oracle_notices_a_wrong_model(typical: Mapping[str, float], residual: Residual) -> None:
    assert np.max(np.abs(ours(typical, residual).eta - by_nonmem()[:, 1:4])) > 0.05


# --- one-compartment intravenous, 100 subjects ---

# NONMEM's tables print the typical curve to five digits, which gives these; and the standard deviation of the additive error.
PKPDMAP_TYPICAL = {"CL": 7.6737, "V": 97.713}
PKPDMAP_ERROR = Residual(additive=131.34**2)
# Printed as 0.0406, 0.0623 and 0.117. To that many digits they leave a freedom of 1.4e-3 in the estimates; these, which round to the same,
# are those that NONMEM must have had: three numbers that make 200 estimates agree.
PKPDMAP_OMEGA = [[0.040612, 0.062319], [0.062319, 0.116689]]
PKPDMAP_OMEGA_AS_PRINTED = [[0.0406, 0.0623], [0.0623, 0.117]]


def in_micrograms(typical: Mapping[str, Any], eta: Any, _: Any) -> dict[str, Any]:
    volume = typical["V"] * jnp.exp(eta[1])
    return {"CL": typical["CL"] * jnp.exp(eta[0]), "V": volume, "S1": volume / 1000.0}


@cache
def pkpdmap_etas() -> np.ndarray:
    lines = outside("pkpdmap", "patab1").read_text().splitlines()
    printed = np.array([[float(cell) for cell in line.split()] for line in lines if line.split()[0][0].isdigit()])
    table = np.array([float(line.split()[0]) for line in outside("pkpdmap", "pktab1").read_text().splitlines()[2:]])
    first = np.flatnonzero(np.diff(table, prepend=0.0))
    return np.log(printed[first, :2] / [PKPDMAP_TYPICAL["CL"], PKPDMAP_TYPICAL["V"]])


@pytest.mark.parametrize(("omega", "tolerance"), [(PKPDMAP_OMEGA, 1e-4), (PKPDMAP_OMEGA_AS_PRINTED, 1.5e-3)])
def test_random_effects_of_a_one_compartment_intravenous_model(omega: list[list[float]], tolerance: float) -> None:
    table = outside("pkpdmap", "pktab1")
    found = map_estimate(table, ONE_COMPARTMENT, PKPDMAP_TYPICAL, omega, PKPDMAP_ERROR, random=("CL", "V"), rule=in_micrograms)
    np.testing.assert_allclose(found.eta, pkpdmap_etas(), atol=tolerance)


INFUSION = "ID,TIME,AMT,RATE,DV,EVID\n1,0,1000,1000,.,1\n1,2,0,0,18,0\n"


@pytest.mark.parametrize(
    ("table", "eta", "covariance"),
    [
        (INFUSION + "1,8,0,0,6,0\n", [0.424754, -0.143394], [[0.00544459, 0.00161879], [0.00161879, 0.0137097]]),
        (INFUSION + 3 * "1,8,0,0,6,0\n", [0.440662, -0.149905], [[0.00240794, 0.00288528], [0.00288528, 0.0133440]]),
    ],
    ids=["two measurements", "the second told three times"],
)
def test_an_infusion_with_combined_error(table: str, eta: list[float], covariance: list[list[float]]) -> None:
    """NONMEM prints six digits."""
    error = Residual(proportional=0.01, additive=0.01)
    found = map_estimate(table, ONE_COMPARTMENT, {"CL": 5.0, "V": 50.0}, {"CL": 0.1, "V": 0.1}, error)
    np.testing.assert_allclose(found.eta[0], eta, atol=2e-5)
    np.testing.assert_allclose(found.covariance[0], covariance, rtol=1e-4)


def first_subject(below: float = 0.0, above: float = np.inf) -> dict[str, list[float]]:
    """The first subject of the intravenous set, with limits of the assay."""
    rows = [[float(cell) for cell in line.split()] for line in outside("pkpdmap", "pktab1").read_text().splitlines()[2:15]]
    value = np.clip([row[2] for row in rows], below, above)
    dose = np.array([row[6] for row in rows]) == 1
    hidden = np.where(dose, 0, np.where(np.array([row[2] for row in rows]) < below, 1, np.where(value >= above, -1, 0)))
    columns = {"ID": [1.0] * 13, "TIME": [row[1] for row in rows], "AMT": [row[3] for row in rows], "DV": value.tolist()}
    return {**columns, "EVID": [row[6] for row in rows], "CENS": hidden.tolist()}


@pytest.mark.parametrize(
    ("limits", "clearance", "volume", "digits"),
    [({"below": 500.0}, 7.469, 92.382, (3, 3)), ({"below": 500.0, "above": 1000.0}, 7.54, 95.6, (2, 1))],
    ids=["below the limit", "below and above"],
)
def test_measurements_beyond_a_limit(limits: dict[str, float], clearance: float, volume: float, digits: tuple[int, int]) -> None:
    """Against PKPDmap's own printed estimates (`test-get_map_estimates.R`), to the digits printed and one unit of search error."""
    error, typical = Residual(additive=1.73e4), {"CL": 7.67, "V": 97.7}
    table = first_subject(**limits)
    found = map_estimate(table, ONE_COMPARTMENT, typical, PKPDMAP_OMEGA_AS_PRINTED, error, random=("CL", "V"), rule=in_micrograms)
    assert found.parameters["CL"][0] == pytest.approx(clearance, abs=1.5 * 10.0 ** -digits[0])
    assert found.parameters["V"][0] == pytest.approx(volume, abs=1.5 * 10.0 ** -digits[1])


def test_an_error_on_the_logarithm() -> None:
    """Against PKPDmap's own printed estimates (`test-get_map_estimates.R`), whose search by finite differences ends that near."""
    table = {**first_subject(below=500.0), "CENS": [0.0] * 13}
    error, typical = Residual(logarithmic=0.15**2), {"CL": 7.67, "V": 97.7}
    found = map_estimate(table, ONE_COMPARTMENT, typical, PKPDMAP_OMEGA_AS_PRINTED, error, random=("CL", "V"), rule=in_micrograms)
    assert found.parameters["CL"][0] == pytest.approx(5.408, rel=5e-4)
    assert found.parameters["V"][0] == pytest.approx(98.954, rel=5e-4)
