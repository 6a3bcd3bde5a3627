"""Drug files are checked when they are loaded: units, parameters, sources; and the published covariates do what was published."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from rechallenge.data_files import literature, read_data
from rechallenge.literature.drug_check import DrugFileError, checked_mechanism
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model


def mechanism(drug: str = "canakinumab") -> dict[str, Any]:
    return copy.deepcopy(read_data(literature("drugs", f"{drug}.yaml"))["mechanism"])


@pytest.mark.parametrize("drug", KINETIC_DRUGS)
def test_every_drug_file_passes(drug: str) -> None:
    assert drug_model(drug).name == drug


def test_a_unit_of_the_same_kind_is_converted() -> None:
    """Chakraborty 2012 prints 0.174 L/day."""
    entry = mechanism()
    entry["parameters"]["clearance_l_h"] |= {"median": 0.174, "unit": "L/day"}
    assert checked_mechanism("canakinumab", entry)["parameters"]["clearance_l_h"]["median"] == pytest.approx(0.00725)
    own = {
        "median": 9600.0,
        "unit": "ng/mL",
        "distribution": "lognormal",
        "log_sd": 0.8,
        "source": None,
        "note": "",
        "meaning": {"en": "half effect"},
    }
    entry["parameters"]["half_effect"] = own
    assert checked_mechanism("canakinumab", entry)["parameters"]["half_effect"]["median"] == pytest.approx(9.6)


def test_all_errors_of_a_file_are_told_at_once() -> None:
    entry = mechanism()
    entry["parameters"]["clearance_l_h"]["unit"] = "L"
    entry["parameters"]["central_volume_l"]["median"] = -3.3
    entry["parameters"]["exchange_l_h"]["source"] = "nobody1900"
    del entry["parameters"]["absorption_1_h"]
    entry["parameters"]["volume_l"] = entry["parameters"]["peripheral_volume_l"]
    entry["covariates"][0]["name"] = "shoe_size"
    entry["action"] = "magic"
    with pytest.raises(DrugFileError) as error:
        checked_mechanism("canakinumab", entry)
    told = "\n".join(error.value.problems)
    for said in (
        "clearance_l_h is in 'L', which is not a unit of its kind (such as 'L/h')",
        "central_volume_l should be a number above 0, not -3.3",
        "source 'nobody1900' of exchange_l_h is not in references.yaml",
        "parameter absorption_1_h is missing",
        "parameter volume_l is not of a two-compartment model",
        "covariate 'shoe_size' is not known",
        "action 'magic' is not known",
    ):
        assert said in told
    assert len(error.value.problems) == 7


@pytest.mark.parametrize("unit", ["furlong", "L/", "mg", ""])
def test_a_unit_of_another_kind_is_refused(unit: str) -> None:
    entry = mechanism()
    entry["parameters"]["clearance_l_h"]["unit"] = unit
    with pytest.raises(DrugFileError, match="not a unit of its kind"):
        checked_mechanism("canakinumab", entry)


@pytest.mark.parametrize(
    ("covariates", "factor"),
    [
        ({"statin": 1.0}, 0.66),  # Wright 2025
        ({"statin": 0.0}, 1.0),
        ({"creatinine_clearance_ml_min": 45.0}, 0.5),  # Wason 2011: twice the area under the curve
        ({"creatinine_clearance_ml_min": 75.0}, 1.0),
        ({}, 1.0),
    ],
)
def test_the_clearance_of_colchicine_is_as_published(covariates: dict[str, float | None], factor: float) -> None:
    typical = drug_model("colchicine").parameters["clearance_l_h"].center
    patient = drug_model("colchicine").for_patient({"weight_kg": 70.0, **covariates})
    assert patient.parameters["clearance_l_h"].center == pytest.approx(factor * typical)
