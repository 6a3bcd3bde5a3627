"""The model of the published outcomes, held against patients who are simulated one by one, and against the mechanism."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpyro.infer.util import log_density
from scipy.stats import lognorm

from rechallenge.analogy.assumptions import ASSUMPTIONS
from rechallenge.analogy.effect import FULL_EFFECT, REMOVED, level_logit, uncleared
from rechallenge.literature.evidence import evidence
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.kinetics import unit_response
from rechallenge.outcomes import marker, outcome_parameters
from studies.analogy.model import HALF, MOST, OutcomeArrays, log_crp_fall, log_moments, model, outcomes, reported, selection

CENTER, SPREAD, ODDS = 0.8, 1.7, 4.0
SIZES = {"n_diseases": len(evidence().diseases), "n_studies": len(evidence().studies)}


def patients(n: int = 400_000) -> np.ndarray:
    """Shares of patients, as logits."""
    return CENTER + SPREAD * np.random.default_rng(1).standard_normal(n)


def published(logits: np.ndarray) -> np.ndarray:
    """Those of them who are written up: a responder is `ODDS` times likelier to be."""
    rng = np.random.default_rng(2)
    return logits[rng.uniform(size=len(logits)) < np.where(logits > HALF, 1.0, 1.0 / ODDS)]


def removed(logits: np.ndarray) -> np.ndarray:
    return FULL_EFFECT / (1.0 + np.exp(-logits))


@pytest.mark.oracle
@pytest.mark.parametrize("kind", [0, 1, 2])
def test_responders_among_published_patients_are_those_of_patients_published_one_by_one(kind: int) -> None:
    found = removed(published(patients()))
    half, most = found >= REMOVED["half"], found >= REMOVED["most"]
    expected = {0: half.mean(), 1: most.mean(), 2: most[half].mean()}[kind]
    told = [jax.scipy.stats.norm.cdf((CENTER - level) / SPREAD) for level in (HALF, MOST)]
    assert float(reported(*told, jnp.array(ODDS), jnp.array(kind))) == pytest.approx(expected, abs=0.004)


def test_who_takes_published_patients_for_all_patients_is_wrong() -> None:
    seen = (removed(published(patients())) >= REMOVED["half"]).mean()
    naive = float(jax.scipy.stats.norm.cdf((CENTER - HALF) / SPREAD))
    assert seen - naive > 0.1


@pytest.mark.oracle
def test_the_fall_of_crp_is_that_of_published_patients_one_by_one() -> None:
    left = np.log1p(-removed(published(patients())) * (1.0 - uncleared(4.0)))
    mean, variance = log_crp_fall(jnp.array([CENTER]), SPREAD, jnp.array([ODDS]), jnp.array([4.0]))
    assert float(mean[0]) == pytest.approx(left.mean(), abs=0.02)
    assert float(variance[0]) == pytest.approx(left.var(), abs=0.02)


@pytest.mark.oracle
def test_the_moments_of_a_logarithm_are_those_of_the_lognormal_law() -> None:
    location, spread = log_moments(116.1, 71.6)
    law = lognorm(s=spread, scale=np.exp(location))
    assert law.mean() == pytest.approx(116.1)
    assert law.std() == pytest.approx(71.6)


def test_the_full_effect_is_that_of_the_mechanism_at_steady_state() -> None:
    typical = {name: jnp.asarray(p.center) for name, p in drug_model("anakinra").parameters.items()}
    response = unit_response("one-compartment", {name: value for name, value in typical.items() if name != "half_effect"})
    since = (np.arange(2000) + 0.5) / 2000
    concentration = 100.0 * np.exp(-since[:, None] * response.rate) @ (response.coefficient / -np.expm1(-response.rate))
    expected = float(np.mean(concentration / (typical["half_effect"] + concentration)))
    assert pytest.approx(expected, abs=5e-4) == FULL_EFFECT
    assert removed(np.array(level_logit("half"))) == pytest.approx(0.5)


def test_uncleared_crp_is_what_two_filters_in_series_leave() -> None:
    crp, transit = (24.0 * np.log(2.0) / outcome_parameters([marker()])[name].center for name in ("crp_half_life_h", "transit_half_life_h"))
    step, signal, level = 1e-4, 1.0, 1.0
    for _ in range(round(3.0 / step)):
        signal, level = signal - step * transit * signal, level + step * crp * (signal - level)
    assert uncleared(3.0) == pytest.approx(level, rel=1e-3)


def density(data: OutcomeArrays, at: dict[str, jax.Array]) -> jax.Array:
    return log_density(model, (data, selection(ASSUMPTIONS["modelled"])), SIZES, at)[0]


def somewhere(data: OutcomeArrays) -> dict[str, jax.Array]:
    sizes = {"disease_z": SIZES["n_diseases"], "relapse_z": SIZES["n_diseases"], "study_z": SIZES["n_studies"], "selection_z": 3}
    sizes |= {"start_z": len(data.changes.study), "day_z": len(data.changes.study)}
    scalars = ("typical", "between_diseases", "between_studies", "between_patients", "of_first", "start_typical", "start_between")
    scalars += ("start_spread", "relapse_typical", "relapse_between", "relapse_spread")
    rng = np.random.default_rng(3)
    return {name: jnp.asarray(rng.uniform(0.4, 0.9, sizes.get(name, ()))) for name in (*scalars, *sizes)}


def test_the_gradient_is_that_of_finite_differences() -> None:
    data = outcomes(evidence())
    at = somewhere(data)
    value = jax.jit(lambda each: density(data, each))
    gradient = jax.grad(value)(at)
    for name, start in at.items():
        step = 1e-5 * jnp.ones_like(start)
        along = (value({**at, name: start + step}) - value({**at, name: start - step})) / 2e-5
        assert float(jnp.sum(gradient[name])) == pytest.approx(float(along), rel=1e-4, abs=1e-4), name


def test_a_disease_that_is_held_out_says_nothing_and_the_shapes_stay() -> None:
    whole, without = outcomes(evidence()), outcomes(evidence(), "cppd")
    assert jax.tree.map(np.shape, whole) == jax.tree.map(np.shape, without)
    place = list(evidence().diseases).index("cppd")
    counts = without.counts
    assert not counts.weight[(counts.disease == place) | (counts.other == place)].any()
    assert counts.weight.sum() + np.sum((whole.counts.disease == place) | (whole.counts.other == place)) == whole.counts.weight.sum()


def test_episodes_weigh_as_the_patients_who_had_them() -> None:
    names = [study.identifier for study in evidence().studies]
    counts = outcomes(evidence()).counts
    of = dict(zip(counts.study.tolist(), counts.of.tolist(), strict=True))
    assert of[names.index("liew2019")] == pytest.approx(100.0)
    assert of[names.index("ghosh2013")] == pytest.approx(26.0)


def test_good_responses_are_counted_among_the_responders_of_the_same_paper() -> None:
    names = [study.identifier for study in evidence().studies]
    counts = outcomes(evidence()).counts
    rows = counts.study == names.index("chen2010")
    assert counts.kind[rows].tolist() == [0, 2]
    assert counts.n[rows].tolist() == [9, 6]
    assert counts.of[rows].tolist() == [10, 9]
