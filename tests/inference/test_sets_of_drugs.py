"""Whether a suspect beside the drug in question acts: an unknown of the fit; each set of drugs in question: an account."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import softmax

from rechallenge.formats.reading import read_course
from rechallenge.inference.accounts import acting
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.forward import run
from rechallenge.inference.layout import named
from rechallenge.inference.likelihood import log_likelihood
from rechallenge.inference.prior import prior_vectors
from rechallenge.inference.problem import build_problem
from rechallenge.inference.reweighting import bayes_factor_under, shifted
from rechallenge.inference.tempering import runs
from rechallenge.mechanism.assembly import drugs_of
from rechallenge.mechanism.processes import WAXING
from tests.questions.conftest import made_fit

COURSE = """
rechallenge: 1
title: several drugs
conditions: [{{name: recurrent pericarditis}}]
treatments:
  - {{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}}
  - {{drug: prednisone, dose: 20 mg, every: 1 d, from: -10 d}}
{others}
observations: [{{what: CRP, at: 0 d, value: 110 mg/L}}, {{what: CRP, at: 10 d, value: < 5 mg/L}}]
"""
COLCHICINE = "  - {drug: colchicine, dose: 1 mg, every: 1 d, from: 0 d}"
INFLIXIMAB = "  - {drug: infliximab, dose: 300 mg, at: 2 d}"
CANAKINUMAB = "  - {drug: canakinumab, dose: 150 mg, every: 28 d, from: 30 d}"


def course(*others: str):  # type: ignore[no-untyped-def]
    return read_course(COURSE.format(others="\n".join(others))).course


def test_drugs_beside_the_one_in_question_may_act_and_steroids_do() -> None:
    problem = build_problem(course(COLCHICINE, INFLIXIMAB))
    assert (problem.drugs, problem.suspects) == (("anakinra",), ("colchicine", "infliximab"))
    names = problem.layout.parameters
    assert [name for name in names if name.endswith(".acts")] == ["colchicine.acts", "infliximab.acts"]
    assert {names.index("colchicine.acts"), names.index("infliximab.acts")} < set(problem.layout.switching_parameters)
    # before the record either acts with even odds
    vectors = prior_vectors(problem, 4000, np.random.default_rng(0))
    for place in (names.index("colchicine.acts"), names.index("infliximab.acts")):
        assert np.mean(problem.data.priors.location[place] + vectors[:, place] > 0.0) == pytest.approx(0.5, abs=0.03)
    # a sampler that starts from one mode cannot tell: there they act
    assert build_problem(course(COLCHICINE), process=WAXING).suspects == ()
    assert "colchicine.acts" not in build_problem(course(COLCHICINE), process=WAXING).layout.parameters


def test_a_drug_that_does_not_act_removes_nothing() -> None:
    problem = build_problem(course(COLCHICINE))
    layout, place = problem.layout, problem.layout.parameters.index("colchicine.acts")
    exposures = [each.name for each in layout.exposures]
    for normal, acts in ((-0.5, False), (0.5, True)):
        values = problem.data.priors.natural(jnp.zeros(len(layout.parameters)).at[place].set(normal))
        shares = drugs_of(layout.exposures, named(layout, values), jnp.ones(len(exposures))).share
        assert (float(shares[exposures.index("colchicine")]) > 0.0) == acts
        assert float(shares[exposures.index("prednisone")]) > 0.0


def test_sets_of_drugs_in_question_are_as_likely_beforehand_and_a_factor_is_over_the_others() -> None:
    problem = build_problem(course(CANAKINUMAB))
    accounts = acting(problem)
    assert list(accounts) == ["works", "anakinra", "canakinumab", "anakinra+canakinumab"]
    exposures = [each.name for each in problem.layout.exposures]
    assert [accounts["anakinra+canakinumab"][exposures.index(each)] for each in ("anakinra", "canakinumab", "prednisone")] == [
        0.0,
        0.0,
        1.0,
    ]
    fit = made_fit(course(CANAKINUMAB), 0.0)
    logs = {"works": 0.0, "anakinra": -3.0, "canakinumab": 1.0, "anakinra+canakinumab": -1.0}
    evidence = {name: replace(each, evidence=Evidence(logs[name], 0.1)) for name, each in fit.accounts.items()}
    fit = replace(fit, accounts=evidence)
    # anakinra acts in the first and third
    expected = np.log(np.exp(0.0) + np.exp(1.0)) - np.log(np.exp(-3.0) + np.exp(-1.0))
    assert fit.log_bayes_factor("anakinra").log == pytest.approx(expected)
    assert list(fit.weights.values()) == pytest.approx(list(softmax(list(logs.values()))))
    assert sum(fit.shares("anakinra", acts=False).values()) == pytest.approx(1.0)
    assert fit.shares("anakinra", acts=False)["anakinra"] == pytest.approx(1.0 / (1.0 + np.exp(2.0)))
    # under another prior: the means of the accounts of each side, by their shares; draws of all accounts are those of the prior here
    place = problem.layout.parameters.index("anakinra.half_effect")
    found = bayes_factor_under(fit, "anakinra", lambda account: shifted(account.vectors[:, place], 0.3))
    assert found.log_bayes_factor.log == pytest.approx(expected, abs=1e-9)


@pytest.mark.oracle
@pytest.mark.slow
def test_whether_a_suspect_acts_is_sampled_as_an_average_over_the_prior_says() -> None:
    problem = build_problem(course(INFLIXIMAB))
    layout, place = problem.layout, problem.layout.parameters.index("infliximab.acts")
    idle = acting(problem)["anakinra"]
    with jax.enable_x64(True):
        data = jax.device_put(problem.data)
        program = jax.jit(jax.vmap(lambda vector: log_likelihood(layout, data, run(layout, data, vector, jnp.asarray(idle)))))
        draws = np.random.default_rng(0).standard_normal((20_000, layout.size))
        logs = np.concatenate([np.asarray(program(part)) for part in np.split(draws, 20)])
    weights = softmax(logs)
    expected = weights[draws[:, place] > 0.0].sum()
    error = np.sqrt(np.sum((weights * ((draws[:, place] > 0.0) - expected)) ** 2))
    found = [float(np.mean(each.vectors[:, place] > 0.0)) for each in runs(layout, problem.data, idle, range(6)).each]
    assert abs(np.mean(found) - expected) < 3.0 * np.hypot(error, np.std(found) / np.sqrt(len(found)))
    assert expected > 0.6  # with anakinra idle, the fall speaks for infliximab
