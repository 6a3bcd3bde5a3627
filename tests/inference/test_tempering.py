"""The sampler by tempering: its evidence against an average over the prior, its stated error, and cases whose verdict is plain."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import logsumexp

from rechallenge.formats.reading import read_course
from rechallenge.inference import tempered_fit
from rechallenge.inference.effort import Effort
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.forward import run
from rechallenge.inference.likelihood import log_likelihood
from rechallenge.inference.problem import build_problem
from rechallenge.inference.tempering import WALKERS, Runs, Tempered, tempered
from rechallenge.mechanism.processes import EPISODIC

SPARSE = """
rechallenge: 1
title: two readings of one flare
conditions: [{name: gout}]
treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]
observations: [{what: CRP, at: 0 d, value: 110 mg/L}, {what: CRP, at: 10 d, value: < 5 mg/L}]
"""


@pytest.mark.oracle
@pytest.mark.slow
def test_the_evidence_of_two_readings_is_their_average_over_the_prior() -> None:
    problem = build_problem(read_course(SPARSE).course, process=EPISODIC)
    layout, works = problem.layout, np.ones(1)
    with jax.enable_x64(True):
        data = jax.device_put(problem.data)
        program = jax.jit(jax.vmap(lambda vector: log_likelihood(layout, data, run(layout, data, vector, jnp.asarray(works)))))
        draws = np.random.default_rng(0).standard_normal((4_000, layout.size))
        likelihoods = np.concatenate([np.asarray(program(part)) for part in np.split(draws, 4)])
    expected = float(logsumexp(likelihoods) - np.log(len(likelihoods)))
    found = [tempered(layout, problem.data, works, seed) for seed in range(2)]
    assert np.mean([each.log_evidence for each in found]) == pytest.approx(expected, abs=0.5)
    assert all(each.powers[-1] == 1.0 for each in found)


def _run(log_evidence: float, at: float) -> Tempered:
    """A run that found this evidence, with eight draws that all lie at one place."""
    return Tempered(log_evidence, np.full((8, 2), at), np.zeros(8), (1.0,), 0)


def test_the_evidence_of_runs_is_their_mean_and_its_error_their_spread() -> None:
    found = Runs([_run(np.log(each), 0.0) for each in (1.0, 2.0, 3.0)]).evidence
    assert found.log == pytest.approx(np.log(2.0))
    # without each: means of 2.5, 2 and 1.5, and the jackknife over their logarithms
    left = np.log([2.5, 2.0, 1.5])
    assert found.error == pytest.approx(np.sqrt(2.0 / 3.0 * np.sum((left - left.mean()) ** 2)))


def test_one_run_states_no_error_that_could_be_trusted() -> None:
    assert Runs([_run(-3.0, 0.0)]).evidence.error == np.inf


def test_a_draw_took_its_share_of_the_gradients_of_its_run() -> None:
    found = [Tempered(0.0, np.zeros((8, 2)), np.zeros(8), (1.0,), gradients) for gradients in (40, 96)]
    assert Runs(found).chains.n_steps.tolist() == [[5] * 8, [12] * 8]


def test_runs_lend_draws_by_their_evidence() -> None:
    assert Runs([_run(0.0, 0.0), _run(np.log(3.0), 1.0)]).weights == pytest.approx([0.25, 0.75])


def test_a_full_answer_goes_on_with_the_runs_of_the_first_and_is_the_same_as_from_the_beginning() -> None:
    course, little = read_course(SPARSE).course, Effort(chains=3, draws=120, stretches=1, least_effective=0.0)
    first = fit_course(course, method="laplace", seed=2)
    on = fit_course(course, start=first, effort=(little, little), seed=2)
    anew = fit_course(course, effort=(little, little), seed=2)
    assert first.runs is not None
    assert on.log_bayes_factor("anakinra") == anew.log_bayes_factor("anakinra") == first.log_bayes_factor("anakinra")
    assert np.array_equal(on.draws[0], anew.draws[0])
    # what the first answer drew is not changed by going on with it
    again = fit_course(course, start=first, effort=(little, little), seed=2)
    assert np.array_equal(on.draws[0], again.draws[0])


def test_a_flare_seen_on_two_days_leaves_open_whether_the_drug_ended_it() -> None:
    little = Effort(chains=3, draws=120, stretches=1, least_effective=0.0)
    fit = fit_course(read_course(SPARSE).course, effort=(little, little), seed=1)
    assert 0.2 < fit.weights["works"] < 0.9
    assert fit.diagnostics.method == "tempering"
    assert fit.log_bayes_factor("anakinra").error < 0.5
    # both flares that the drug ended and flares that ended by themselves are among the draws
    assert set(fit.draw_accounts) == {"works", "anakinra"}


def test_a_short_record_whose_runs_differ_is_computed_again_by_more_walkers(monkeypatch: pytest.MonkeyPatch) -> None:
    course = read_course(SPARSE).course
    # each spread counts as too large: a record of 64 segments has four times the walkers, and a full answer goes on with as many
    monkeypatch.setattr(tempered_fit, "LARGEST_ERROR", 0.0)
    first = fit_course(course, method="laplace", seed=3)
    assert first.runs is not None
    assert {name: each.walkers for name, each in first.runs.items()} == {"works": 4 * WALKERS, "anakinra": 4 * WALKERS}
    little = Effort(chains=3, draws=120, stretches=1, least_effective=0.0)
    full = fit_course(course, start=first, effort=(little, little), seed=3)
    assert full.runs is not None
    assert full.runs["works"].walkers == 4 * WALKERS
    # where no digit of the factor is told, its error is left as it is
    monkeypatch.setattr(tempered_fit, "NOT_TOLD", -np.inf)
    left = fit_course(course, method="laplace", seed=3)
    assert left.runs is not None
    assert {each.walkers for each in left.runs.values()} == {WALKERS}
    # a single run tells no error: it was asked for its draws alone
    monkeypatch.setattr(tempered_fit, "NOT_TOLD", np.inf)
    alone = fit_course(course, method="laplace", seed=3, effort=(Effort(chains=1), Effort(chains=1)))
    assert alone.runs is not None
    assert {each.walkers for each in alone.runs.values()} == {WALKERS}
