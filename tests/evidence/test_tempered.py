"""Evidence by tempering, against an average over the prior where the record says so little that one can be made."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import logsumexp

from rechallenge.formats.reading import read_course
from rechallenge.inference.forward import run
from rechallenge.inference.likelihood import log_likelihood
from rechallenge.inference.problem import build_problem
from rechallenge.mechanism.processes import EPISODIC
from studies.evidence.tempered import tempered

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
    found = [tempered(layout, problem.data, works, 64, seed) for seed in range(2)]
    assert np.mean([each.log_evidence for each in found]) == pytest.approx(expected, abs=0.5)
    assert all(each.powers[-1] == 1.0 for each in found)
