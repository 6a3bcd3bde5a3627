"""The analyses of trials, held against SciPy and against published tables."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import optimize, stats

from rechallenge.planning.trials.comparisons import PERMUTATIONS, least_squares, randomisation, two_groups, within_patients
from rechallenge.planning.trials.looks import bounds
from rechallenge.planning.trials.survival import SurvivalData, cox_z, log_hazard_ratio, logrank_z


def trials(count: int, patients: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    drug = np.tile(np.arange(patients) % 2 == 0, (count, 1))
    time = rng.exponential(np.where(drug, 60.0, 20.0))
    return np.minimum(time, 50.0), time < 50.0, drug


def censored(time: np.ndarray, event: np.ndarray) -> stats.CensoredData:
    return stats.CensoredData(uncensored=time[event], right=time[~event])


@pytest.mark.oracle
def test_the_log_rank_statistic_is_that_of_scipy() -> None:
    time, event, drug = trials(20, 30)
    found = logrank_z(SurvivalData.of(time, event, drug))
    for row in range(20):
        on = drug[row]
        theirs = stats.logrank(censored(time[row][~on], event[row][~on]), censored(time[row][on], event[row][on]))
        assert abs(found[row]) == pytest.approx(abs(theirs.statistic), rel=1e-9)
    assert np.mean(found > 0) > 0.8


@pytest.mark.oracle
def test_the_hazard_ratio_makes_the_partial_likelihood_greatest() -> None:
    time, event, drug = trials(10, 24, seed=1)
    found = log_hazard_ratio(SurvivalData.of(time, event, drug))
    for row in range(10):

        def minus(log_ratio: float, row: int = row) -> float:
            total = 0.0
            for i in np.flatnonzero(event[row]):
                risk = time[row] >= time[row][i]
                total += log_ratio * drug[row][i] - np.log(np.exp(log_ratio * drug[row][risk]).sum())
            return -total

        assert found[row] == pytest.approx(optimize.minimize_scalar(minus, bounds=(-6, 6), method="bounded").x, abs=1e-4)


def test_a_group_without_events_has_a_finite_deviate() -> None:
    time, drug = np.array([[5.0, 9.0, 7.0, 50.0, 50.0, 50.0]]), np.array([[False] * 3 + [True] * 3])
    data = SurvivalData.of(time, time < 50.0, drug)
    assert log_hazard_ratio(data)[0] == pytest.approx(-8.0)
    assert 2.0 < cox_z(data)[0] < 4.0


@pytest.mark.oracle
def test_t_tests_are_those_of_scipy() -> None:
    rng = np.random.default_rng(2)
    values, drug = rng.normal(size=(10, 21)), np.tile(np.arange(21) % 3 == 0, (10, 1))
    values[0, 3] = np.nan
    estimate, z = two_groups(values, drug)
    for row in range(10):
        known = np.isfinite(values[row])
        theirs = stats.ttest_ind(values[row][known & drug[row]], values[row][known & ~drug[row]])
        assert 2 * stats.norm.sf(abs(z[row])) == pytest.approx(theirs.pvalue, rel=1e-6)
        assert np.sign(z[row]) == -np.sign(theirs.statistic) == -np.sign(estimate[row])


@pytest.mark.oracle
def test_a_covariate_is_taken_off_as_least_squares_do() -> None:
    rng = np.random.default_rng(3)
    baseline = rng.normal(size=(1, 40))
    drug = np.arange(40)[None] % 2 == 0
    values = 2.0 * baseline - 0.7 * drug + 0.3 * rng.normal(size=(1, 40))
    columns = np.stack([np.ones_like(values), baseline, drug.astype(float)], axis=-1)
    theirs = np.linalg.lstsq(columns[0], values[0], rcond=None)[0]
    assert two_groups(values, drug, baseline)[0][0] == pytest.approx(theirs[-1])
    assert least_squares(columns, values)[0][0] == pytest.approx(theirs[-1])


def test_the_effect_of_the_order_is_no_effect_of_the_drug() -> None:
    order = np.array([[1.0, -1.0] * 10])
    differences = 3.0 * order + 0.01 * np.random.default_rng(4).normal(size=order.shape)
    assert abs(within_patients(differences, order)[0][0]) < 0.02


@pytest.mark.oracle
def test_the_randomisation_test_agrees_with_all_permutations() -> None:
    rng = np.random.default_rng(5)
    contrasts, start = rng.normal(size=(1, 6, 3)), np.array([[0, 0, 1, 1, 2, 2]])
    seen = sum(contrasts[0, i, start[0, i]] for i in range(6))
    every = set(itertools.permutations(start[0].tolist()))
    share = np.mean([sum(contrasts[0, i, s] for i, s in enumerate(each)) <= seen for each in every])
    z = randomisation(np.repeat(contrasts, 50, axis=0), np.repeat(start, 50, axis=0), rng)[1]
    assert stats.norm.sf(z).mean() == pytest.approx(share, abs=4.0 * np.sqrt(share * (1 - share) / (50 * PERMUTATIONS)) + 0.003)


# Two-sided 5 %, five evenly spaced looks. O'Brien-Fleming-like spending: Reboussin, DeMets, Kim and Lan 2000
# (doi:10.1016/s0197-2456(00)00057-x); one look has the bound of the normal distribution.
@pytest.mark.oracle
@pytest.mark.parametrize(
    ("spending", "published"),
    [("O'Brien-Fleming", (4.877, 3.357, 2.680, 2.290, 2.031)), ("Pocock", (2.438, 2.427, 2.410, 2.397, 2.386))],
)
def test_bounds_are_the_published_ones(spending: str, published: tuple[float, ...]) -> None:
    found = bounds([0.2, 0.4, 0.6, 0.8, 1.0], 0.05, 2, spending)  # type: ignore[arg-type]
    assert found == pytest.approx(published, abs=0.002)
    assert bounds([1.0], 0.05, 2, spending)[0] == pytest.approx(1.95996, abs=1e-4)  # type: ignore[arg-type]
