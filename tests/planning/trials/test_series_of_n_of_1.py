"""A series of N-of-1 trials: power and number of patients beside the published formula."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from rechallenge.planning.trials import replicates
from rechallenge.planning.trials.design import TrialDesign
from rechallenge.planning.trials.reading import read_design
from rechallenge.planning.trials.replicates import setting_result
from rechallenge.planning.trials.result import TrialResult, summarise
from rechallenge.planning.trials.simulation import SettingData
from tests.planning.trials.designs import CROSS_OVER

SERIES = CROSS_OVER.replace("design: cross-over", "design: n-of-1").replace("{length:", "{pairs: 3, length:")
SETTINGS, TRIALS = 60, 40


def by_formula(patients: int, effect: float, between: float, within: float, pairs: int) -> float:
    """Power of the t test of patients' mean differences at two-sided 5 %.

    The mean difference of a patient varies by the interaction of treatment and patient (variance `between` squared) and by the mean over
    the pairs of the difference of two periods (twice `within` squared, over their number): Senn 2019, doi:10.1177/0962280217726801.
    """
    error = math.sqrt((between**2 + 2.0 * within**2 / pairs) / patients)
    degrees = patients - 1
    return float(stats.nct.sf(stats.t.ppf(0.975, degrees), degrees, effect / error))


def needed(power: float, *model: float, pairs: int) -> int:
    effect, between, within = model
    return next(patients for patients in range(3, 1_000) if by_formula(patients, effect, between, within, pairs) >= power)


def simulated(
    monkeypatch: pytest.MonkeyPatch, effect: float, between: float, within: float, pairs: int, number: int, most: int
) -> TrialResult:
    """Characteristics of the program's own analysis where patients are of the normal model of the formula."""

    def patients(design: TrialDesign, setting: int, seed: int) -> SettingData:
        rng = np.random.default_rng([seed, setting])
        n = design.enrolment.most
        drug_first = rng.permuted(np.tile(np.arange(2), (n, (pairs + 1) // 2)), axis=1)[:, :pairs]
        noise = (rng.normal(0.0, within, (n, pairs)) - rng.normal(0.0, within, (n, pairs))).mean(1)
        own = rng.normal(0.0, between, n)
        value = np.stack([noise + own - effect, np.full(n, np.nan), noise + own])
        nothing = np.zeros((3, n))
        order = np.where(drug_first == 0, 1.0, -1.0).mean(1)
        return SettingData(n, nothing, nothing > 0, value, np.zeros(n), order, nothing[..., None], np.zeros(n, np.int64))

    monkeypatch.setattr(replicates, "simulate_setting", patients)
    design = read_design(SERIES.replace("pairs: 3", f"pairs: {pairs}").replace("number: 20", f"number: {number}, most: {most}"))
    design = dataclasses.replace(design, settings=SETTINGS, trials=TRIALS, power=0.8)
    return summarise(design, [setting_result(design, setting, 0) for setting in range(SETTINGS)])


@pytest.mark.oracle
@pytest.mark.parametrize(("effect", "between", "within", "pairs"), [(1.0, 0.8, 1.2, 3), (1.0, 0.3, 1.5, 2), (0.8, 1.0, 1.0, 4)])
def test_the_required_number_lies_within_a_fifth_of_the_formula(
    monkeypatch: pytest.MonkeyPatch, effect: float, between: float, within: float, pairs: int
) -> None:
    formula = needed(0.8, effect, between, within, pairs=pairs)
    found = simulated(monkeypatch, effect, between, within, pairs, formula, 3 * formula).smallest
    assert found is not None
    assert abs(found / formula - 1.0) <= 0.2, (found, formula)


@pytest.mark.oracle
def test_the_power_of_a_number_is_that_of_the_formula_and_the_level_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    effect, between, within, pairs, number = 1.0, 0.8, 1.2, 3, 16
    own = simulated(monkeypatch, effect, between, within, pairs, number, 3 * number).own
    # the order is taken off too, which costs a degree of freedom
    assert own.assurance.value == pytest.approx(by_formula(number, effect, between, within, pairs), abs=3.0 * own.assurance.error + 0.02)
    assert own.type_1.value == pytest.approx(0.05, abs=3.0 * own.type_1.error + 0.005)


@pytest.mark.oracle
def test_pairs_without_end_leave_what_patients_differ_by(monkeypatch: pytest.MonkeyPatch) -> None:
    own = simulated(monkeypatch, 1.0, 1.0, 1.0, 50, 8, 16).own
    assert own.assurance.value == pytest.approx(by_formula(8, 1.0, 1.0, 0.0, 1), abs=3.0 * own.assurance.error + 0.04)
    assert own.assurance.value < 0.75
