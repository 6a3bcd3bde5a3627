"""What the model of anakinra gives, against what was published of patients; and every number has a source or says it has none."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rechallenge.literature.parameters import Parameter, disease_parameters
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model
from rechallenge.literature.references import references
from rechallenge.mechanism.engine import Drugs, Grid, simulate
from rechallenge.mechanism.kinetics import UnitResponse
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.outcomes import marker, outcome_parameters, outcomes
from tests.mechanism.responses import one_compartment

HOURS = np.linspace(0.05, 72.0, 4000)


def anakinra(clearance_ml_min: float | None = 90.0, weight_kg: float = 70.0) -> dict[str, float]:
    patient = drug_model("anakinra").for_patient({"weight_kg": weight_kg, "creatinine_clearance_ml_min": clearance_ml_min})
    return {name: parameter.center for name, parameter in patient.parameters.items()}


def response(typical: dict[str, float]) -> UnitResponse:
    return one_compartment(*(jnp.asarray(typical[name]) for name in ("clearance_l_h", "volume_l", "absorption_1_h")))


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("creatinine_clearance", "mean", "sd"),
    [(100.0, 170.0, 37.0), (65.0, 142.0, 59.0), (40.0, 84.5, 24.7), (20.0, 51.5, 8.4), (5.0, 42.7, 4.7)],
    ids=["over 80", "50 to 80", "30 to 49", "under 30", "dialysis"],
)
def test_clearance_by_renal_function_within_what_yang_2003_measured(creatinine_clearance: float, mean: float, sd: float) -> None:
    """Yang 2003 (doi 10.1016/S0009-9236(03)00094-8), mL/min; a creatinine clearance amid each group; tolerance: their SD."""
    found = anakinra(creatinine_clearance)["clearance_l_h"] * 1000.0 / 60.0
    assert abs(found - mean) <= sd


def test_yang_2003_notices_a_clearance_without_kidneys_and_one_taken_for_a_volume() -> None:
    """Five groups, one clearance for all; and the volume in its place."""
    groups = ((170.0, 37.0), (142.0, 59.0), (84.5, 24.7), (51.5, 8.4), (42.7, 4.7))
    for wrong in (anakinra(90.0)["clearance_l_h"], anakinra(90.0)["volume_l"]):
        assert sum(abs(wrong * 1000.0 / 60.0 - mean) > sd for mean, sd in groups) >= 3


@pytest.mark.oracle
def test_the_peak_and_the_half_life_of_anakinra_are_those_of_its_label() -> None:
    """US prescribing information: peak at 3 to 7 h, half-life 4 to 6 h."""
    unit = response(anakinra())
    curve = np.sum(np.asarray(unit.coefficient) * np.exp(-np.asarray(unit.rate) * HOURS[:, None] / 24.0), axis=1)
    assert 3.0 <= HOURS[np.argmax(curve)] <= 7.0
    late = HOURS > 24.0
    assert 4.0 <= -np.log(2.0) / np.polyfit(HOURS[late], np.log(curve[late]), 1)[0] <= 6.0


def course_of_crp(days: int, stop_day: int, activity_mg_l: float = 100.0) -> np.ndarray:
    """CRP of a disease that interleukin-1 drives wholly, on 100 mg a day from day 0 until a stop."""
    typical = anakinra()
    unit = response(typical)
    one = partial(jnp.reshape, shape=(1, 3))
    drugs = Drugs(UnitResponse(one(unit.rate), one(unit.coefficient)), jnp.asarray([typical["half_effect"]]), jnp.ones(1))
    center = {name: jnp.asarray(parameter.center) for name, parameter in outcome_parameters(outcomes().values()).items()}
    after = OutcomeResponse((marker().model,), center)
    dose = jnp.where(jnp.arange(days) < stop_day, 100.0, 0.0)[:, None]
    path = jax.jit(simulate)(Grid.of(np.ones(days)), dose, jnp.zeros((1, 3)), jnp.full(days + 1, jnp.log(activity_mg_l)), drugs, after)
    return np.asarray(path.levels["crp"])


def test_crp_falls_from_100_to_about_11_by_day_5_and_is_back_near_70_two_days_after_a_stop() -> None:
    """The plausible starting point of the design: 100, about 11 and about 70 mg/L.

    Bounds: a third either way, since half-lives and background are medians of published ranges here and were not there.
    """
    crp = course_of_crp(24, 20)
    assert crp[0] == pytest.approx(100.0, abs=2.0)
    assert 11.0 / 1.34 <= crp[5] <= 11.0 * 1.34
    # The last dose is given on day 19, so the drug is missed from day 20 on.
    assert 70.0 / 1.34 <= crp[22] <= 70.0 * 1.34
    assert crp[23] > crp[22] > crp[21] > crp[20]


def test_sixteen_milligrams_of_methylprednisolone_are_twenty_of_prednisone() -> None:
    steroid, prednisone = drug_model("methylprednisolone"), drug_model("prednisone")
    assert 16.0 * steroid.equivalence == 20.0 * prednisone.equivalence
    assert steroid.exposure == prednisone.exposure == "prednisone"
    assert drug_model("prednisolone").equivalence == 1.0


def every_parameter() -> list[Parameter]:
    return [
        *disease_parameters().values(),
        *outcome_parameters(outcomes().values()).values(),
        *(p for name in KINETIC_DRUGS for p in drug_model(name).parameters.values()),
    ]


@pytest.mark.parametrize("parameter", every_parameter(), ids=lambda parameter: parameter.name)
def test_every_number_has_a_source_or_says_that_it_has_none(parameter: Parameter) -> None:
    if parameter.source is None:
        assert (
            "No published value" in parameter.note or "no published value" in parameter.note or "secondary sources only" in parameter.note
        )
        assert parameter.spread >= 0.3  # and is wide
    else:
        assert parameter.source in references()
    assert {"en", "fr"} <= set(parameter.meaning)


def test_every_covariate_has_a_source() -> None:
    assert {c.source for name in KINETIC_DRUGS for c in drug_model(name).covariates} <= set(references())


def test_an_unknown_renal_function_widens_the_prior_instead_of_moving_it() -> None:
    known = drug_model("anakinra").for_patient({"weight_kg": 70.0, "creatinine_clearance_ml_min": 90.0}).parameters["clearance_l_h"]
    unknown = drug_model("anakinra").for_patient({"weight_kg": 70.0}).parameters["clearance_l_h"]
    assert unknown.center == pytest.approx(known.center)
    assert unknown.spread > known.spread
