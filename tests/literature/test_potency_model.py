"""The model of potency, held against its formulas written out with SciPy."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import binom, norm

from rechallenge.literature.natural_history import natural_histories
from studies.potency.evidence import POOLS, data, doses, drugs, exposure_of, sources, studies
from studies.potency.left_out import weighted_interval
from studies.potency.model import Common, Own, log_sources, sizes

HALF = {"anakinra": 0.01, "canakinumab": 1.0, "colchicine": 0.001, "prednisone": 3.0}
SHARE = 0.95


def common(**changed: float) -> Common:
    half = jnp.log(jnp.array([{**HALF, **changed}[drug] for drug in drugs()]))
    share = jnp.full(len(POOLS), math.log(SHARE / (1.0 - SHARE)))
    nothing = jnp.asarray(0.0)
    n_diseases = int(np.max(data().doses.disease)) + 1
    return Common(half, jnp.zeros(len(drugs())), jnp.ones(len(drugs())), share, nothing, nothing, jnp.zeros(n_diseases))


def own() -> Own:
    return Own(*(jnp.zeros(int(n)) for n in sizes(data())))


def found(at: Common) -> dict[str, float]:
    told = np.asarray(jax.jit(lambda each: log_sources(data(), each, own()))(at))
    return dict(zip((source.key for source in sources()), map(float, told), strict=True))


@pytest.mark.oracle
def test_a_fall_of_crp_in_lasting_disease_is_what_the_drug_lets_through_beside_the_background() -> None:
    """NOMID, 52.9 to 3.4 mg/L (medians of 18), half effect 0.01 mg/L."""
    (trial,) = (trial for trial in studies() if trial.identifier == "nomid")
    felt = exposure_of(trial, trial.groups[0])
    through = 1.0 - SHARE * np.mean(felt / (HALF["anakinra"] + felt))
    # the background of healthy children, below that of the adults of the prior
    background = 0.4 / 52.9
    error = math.hypot(0.9 * math.sqrt(math.pi / 2.0 / 18.0), 0.1)
    expected = norm.logpdf(math.log(3.4 / 52.9), math.log(background + (1.0 - background) * through), error)
    assert found(common())["nomid"] == pytest.approx(expected, abs=1e-6)
    assert found(common(anakinra=0.1))["nomid"] < expected - 3.0


@pytest.mark.oracle
def test_a_count_is_of_patients_whose_activity_is_below_what_is_normal() -> None:
    """Polymyalgia, 15 mg of prednisolone: CRP normal in 11 of 20 (Schreiber 1995)."""
    crp = natural_histories()["pmr_gca"].crp_mg_l.prior
    (trial,) = (trial for trial in studies() if trial.identifier == "polymyalgia_prednisolone")
    felt = exposure_of(trial, trial.groups[0])
    through = np.mean(HALF["prednisone"] / (HALF["prednisone"] + felt))
    p = norm.cdf((math.log(10.0) - crp.location - math.log(through)) / crp.spread)
    assert felt.mean() == pytest.approx(15.0, rel=0.01)
    assert found(common())["polymyalgia_prednisolone"] == pytest.approx(binom.logpmf(11, 20, p), abs=1e-4)


@pytest.mark.oracle
def test_a_dose_that_holds_the_disease_is_that_of_the_question_on_dependence() -> None:
    """Pericarditis recurs below 12.5 to 15 mg: half effect x (CRP / 10 - 1), the rounded corner left out."""
    (dose,) = (dose for dose in doses() if dose.source == "pericarditis_taper")
    typical = natural_histories()["pericarditis"].crp_mg_l.prior.median
    expected = norm.logpdf(math.log(dose.mg / (HALF["prednisone"] * (typical / 10.0 - 1.0))) / 0.4)
    assert found(common())["pericarditis_taper"] == pytest.approx(expected, abs=1e-6)


def test_even_weights_give_the_quantiles_of_the_draws() -> None:
    values = np.random.default_rng(0).standard_normal(4001)
    median, low, high = weighted_interval(values, np.full(4001, 1.0 / 4001.0))
    assert (low, median, high) == pytest.approx(tuple(np.quantile(values, [0.05, 0.5, 0.95], method="hazen")), abs=1e-9)
