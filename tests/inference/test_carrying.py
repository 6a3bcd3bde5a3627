"""The full answer samples in full what may carry answers, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.inference import fitting
from rechallenge.inference.chains import Chains
from rechallenge.inference.effort import Effort
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Fit
from rechallenge.inference.fitting import fit_course

LONG, SHORT = Effort(chains=4, draws=20), Effort(chains=2, draws=10)


@pytest.mark.parametrize(
    ("factor", "again"),
    [
        (Evidence(9.0, 0.5), False),  # ruled out, whatever its error
        (Evidence(9.0, 4.0), True),  # ruled out unless its error is
        (Evidence(1.0, 0.1), True),
        (Evidence(-8.0, 0.1), True),
        (Evidence(9.0, float("inf")), True),
    ],
)
def test_a_drug_that_does_nothing_is_sampled_in_full_where_the_annealed_evidence_lets_it_carry(
    waxing_fit: Fit, monkeypatch: pytest.MonkeyPatch, factor: Evidence, again: bool
) -> None:
    asked: list[Effort] = []

    def drawn(problem: object, data: object, works: object, mode: object, effort: Effort, *rest: object) -> Chains:
        asked.append(effort)
        shape = (effort.chains, effort.draws)
        vectors = np.random.default_rng(len(asked)).standard_normal((*shape, waxing_fit.problem.layout.size))
        return Chains(vectors, np.zeros(shape), np.zeros(shape, bool), np.ones(shape, int))

    monkeypatch.setattr(fitting, "_drawn", drawn)
    monkeypatch.setattr(fitting, "_annealed", lambda *_: factor)
    told: list[float] = []
    fit = fit_course(waxing_fit.course, start=waxing_fit, effort=(LONG, SHORT), progress=lambda progress: told.append(progress.done))
    assert asked == [LONG, SHORT] + [LONG] * again
    assert fit.accounts["anakinra"].vectors.shape[0] == (80 if again else 20)
    assert fit.log_bayes_factor("anakinra") == factor
    assert told[-1] == 1.0
