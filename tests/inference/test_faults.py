"""Each way in which a computation falls short has its cause and its remedy, in every language, and is told at its own limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rechallenge.inference import laplace
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.inference.faults import ComputationError, Fault
from rechallenge.inference.problem import build_problem
from rechallenge.presentation.language import Language
from rechallenge.vocabulary.languages import languages
from tests.inference.conftest import FIVE_STATEMENTS
from tests.inference.records import record

SOUND = Diagnostics("nuts", rhat_max=1.04, ess_min=400.0, divergences=0, pareto_k=0.7, n_draws=1000, starts_agree=True, rhat_limit=1.04)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_a_sentence_a_cause_and_a_remedy(fault: Fault, code: str) -> None:
    language = Language(code)
    assert all(language.has(each) for each in (fault.value, fault.cause, fault.remedy))


def test_at_the_limits_nothing_is_at_fault() -> None:
    assert SOUND.faults == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"rhat_max": 1.0401}, Fault.CHAINS_DISAGREE),
        ({"rhat_max": float("nan")}, Fault.CHAINS_DISAGREE),
        ({"ess_min": 399.0}, Fault.FEW_DRAWS),
        ({"divergences": 1}, Fault.DIVERGENCES),
        ({"pareto_k": 0.71}, Fault.POOR_APPROXIMATION),
        ({"starts_agree": False}, Fault.STARTS_DISAGREE),
    ],
)
def test_each_limit_has_its_own_fault(change: dict[str, float], fault: Fault) -> None:
    assert replace(SOUND, **change).faults == (fault,)


def test_an_optimiser_that_never_leaves_its_start_is_a_failed_start(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = build_problem(record(FIVE_STATEMENTS))
    monkeypatch.setattr(laplace, "value_and_gradient", lambda layout, data, vector, works: (np.nan, np.ones(layout.size)))
    with pytest.raises(ComputationError) as failed:
        laplace.find_mode(problem.layout, problem.data, np.ones(1), seed=0)
    assert failed.value.fault is Fault.FAILED_START
    assert "no answer" in Language("en").fault(failed.value.fault)
    assert "Vérifier" in Language("fr").fault(failed.value.fault)
