"""The model written as SBML and run by libRoadRunner, a simulator that knows nothing of ours."""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import libsbml
import numpy as np
import pytest

from rechallenge.mechanism.engine import Drugs, Grid, simulate
from rechallenge.mechanism.kinetics import UnitResponse, unit_response
from rechallenge.mechanism.sbml import DrugCourse, InflammationCourse, to_sbml
from tests.mechanism.following import response_of

roadrunner = pytest.importorskip("roadrunner")

# What the simulator's nodes leave at this course, in which one drug's half effect is far below its trough.
TOLERANCE = 1e-6
N_DAYS = 120
DAYS = np.arange(N_DAYS)
# Anakinra daily with two stops and a last stretch every other day; prednisone tapered; colchicine for the first month
# and again from day 60: an amount that fades away altogether, to 1e-300 mg, stops their integrator.
ANAKINRA_MG = np.where((DAYS < 40) | ((DAYS >= 52) & (DAYS < 80)) | ((DAYS >= 95) & (DAYS % 2 == 1)), 100.0, 0.0)
PREDNISONE_MG = np.round(np.interp(DAYS, [0, 20, 90], [30.0, 20.0, 6.0]), 1)
COLCHICINE_MG = np.where((DAYS < 30) | (DAYS >= 60), 0.5, 0.0)
LOG_ACTIVITY = np.log(70.0) + 0.6 * np.sin(np.arange(N_DAYS + 1) / 9.0)


def given(amounts: np.ndarray) -> list[tuple[float, float]]:
    return [(float(day), float(mg)) for day, mg in zip(DAYS, amounts, strict=True) if mg]


DRUGS = (
    DrugCourse(
        "anakinra",
        "one-compartment",
        {"clearance_l_h": 9.0, "volume_l": 53.7, "absorption_1_h": 0.38},
        0.024,
        0.97,
        given(ANAKINRA_MG),
    ),
    DrugCourse("prednisone", "effect-compartment", {"effect_half_life_h": 25.0}, 10.0, 1.0, given(PREDNISONE_MG)),
    DrugCourse(
        "colchicine",
        "two-compartment",
        {
            "clearance_l_h": 20.0,
            "central_volume_l": 300.0,
            "exchange_l_h": 25.0,
            "peripheral_volume_l": 700.0,
            "absorption_1_h": 0.6,
            "bioavailability": 0.45,
        },
        0.002,
        0.4,
        given(COLCHICINE_MG),
    ),
)
RESPONSE = response_of(6.0, 19.0, 0.8, 20.0, 48.0, 60.0)
INFLAMMATION = InflammationCourse(
    RESPONSE.outcomes,
    {name: float(value) for name, value in RESPONSE.parameters.items()},
    np.arange(N_DAYS + 1.0).tolist(),
    LOG_ACTIVITY.tolist(),
)


def simulated() -> np.ndarray:
    """CRP, pain and limitation of movement, at the beginning of each day."""
    unit = [unit_response(drug.kinetics, {name: jnp.asarray(value) for name, value in drug.parameters.items()}) for drug in DRUGS]
    response = UnitResponse(jnp.stack([u.rate for u in unit]), jnp.stack([u.coefficient for u in unit]))
    drugs = Drugs(response, jnp.array([d.half_effect for d in DRUGS]), jnp.array([d.share for d in DRUGS]))
    doses = jnp.asarray(np.stack([ANAKINRA_MG, PREDNISONE_MG, COLCHICINE_MG], axis=1))
    path = jax.jit(lambda *course: simulate(*course))(
        Grid.of(np.ones(N_DAYS)), doses, jnp.zeros((3, 3)), jnp.asarray(LOG_ACTIVITY), drugs, RESPONSE
    )
    return np.stack([path.levels["crp"], path.levels["pain"], path.levels["motion"]], axis=1)


ours = cache(simulated)


@cache
def theirs(sbml: str) -> np.ndarray:
    model = roadrunner.RoadRunner(sbml)
    model.integrator.setValue("relative_tolerance", 1e-10)
    model.integrator.setValue("absolute_tolerance", 1e-12)
    model.timeCourseSelections = ["crp", "pain", "motion"]
    # Day by day, so that the integrator starts anew where the slope of the activity changes. A dose moves none of the three at once.
    days = [np.array(model.simulate(day, day + 1.0, 2)) for day in range(N_DAYS)]
    rows = [days[0][0], *(day[-1] for day in days)]
    return np.array(rows)


@pytest.mark.oracle
def test_crp_and_symptoms_by_libroadrunner() -> None:
    """Their integrator differs from itself by 3e-9 when its tolerance is tightened; the rest is what our nodes leave."""
    found = theirs(to_sbml(DRUGS, INFLAMMATION))
    np.testing.assert_allclose(ours(), found, rtol=TOLERANCE)


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("parameters", "share"),
    [
        ({"absorption_1_h": 0.36}, DRUGS[0].share),
        ({"clearance_l_h": DRUGS[0].parameters["volume_l"], "volume_l": DRUGS[0].parameters["clearance_l_h"]}, DRUGS[0].share),
        ({}, 0.0),
    ],
    ids=["slower absorption", "clearance and volume swapped", "no competition at the receptor"],
)
def test_libroadrunner_notices_a_wrong_model(parameters: dict[str, float], share: float) -> None:
    wrong = DRUGS[0]._replace(parameters={**DRUGS[0].parameters, **parameters}, share=share)
    found = theirs(to_sbml((wrong, *DRUGS[1:]), INFLAMMATION))
    assert np.max(np.abs(ours()[:, 0] / found[:, 0] - 1.0)) > 1e-3


def test_what_is_written_is_sbml_without_an_error() -> None:
    document = libsbml.readSBMLFromString(to_sbml(DRUGS, INFLAMMATION))
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
    document.checkConsistency()
    assert document.getNumErrors(libsbml.LIBSBML_SEV_ERROR) == 0


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="not an identifier"):
        to_sbml([DRUGS[0]._replace(name="anakinra 100")], INFLAMMATION)
    with pytest.raises(ValueError, match="ascend"):
        to_sbml(DRUGS, INFLAMMATION._replace(knot_days=[0.0, 0.0], log_activity=[1.0, 1.0]))
