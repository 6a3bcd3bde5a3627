"""The Bayesian regression: against closed forms, against quadrature, and against courses whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from rechallenge.single_case import Values, regression
from rechallenge.single_case.regression import EFFECT_SD, LEVEL_SD, PERSISTENCES_DAYS, TREND_SD, exposure

# Laughter against usual care, 18 days in turns of three, read from the data of the R package nof1 0.5.0 (github.com/MikeJSeo/nof1).
LAUGHTER = np.array([5, 6, 1, 6, 2, 5, 6, 9, 7, 8, 11, 5, 11, 5, 11, 1, 9, 9], float)
TURNS = [(3.5, 6.5), (9.5, 12.5), (15.5, 18.5)]


def known(values: np.ndarray) -> Values:
    return Values(values, values)


def test_chance_deviations_last_from_six_hours_to_sixty_four_days_each_twice_the_last() -> None:
    assert PERSISTENCES_DAYS == (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


@pytest.mark.oracle
def test_means_of_the_laughter_trial_and_the_difference_of_a_regression_with_wide_priors() -> None:
    days = np.arange(1.0, 19.0)
    on = exposure(days, TURNS, 0.0) > 0
    assert LAUGHTER[on].mean() == pytest.approx(6.222222, abs=5e-7)
    assert LAUGHTER[~on].mean() == pytest.approx(6.777778, abs=5e-7)
    found = regression(
        days, known(LAUGHTER), TURNS, scale=30.0, trend=False, half_lives_days=(0.0,), persistences_days=(1e-3,),
        spreads=tuple(np.geomspace(0.03, 1, 40)), draws=20_000,
    )  # fmt: skip
    assert found.effect is not None
    assert found.effect[0] == pytest.approx(6.222222 - 6.777778, abs=0.05)


def test_coefficients_agree_with_the_closed_form_of_a_gaussian_regression() -> None:
    rng = np.random.default_rng(1)
    days = np.sort(rng.uniform(0, 40, 20))
    values = rng.normal(size=20) - 2.0 * exposure(days, [(10.0, 20.0), (30.0, math.inf)], 2.0)
    found = regression(
        days,
        known(values),
        [(10.0, 20.0), (30.0, math.inf)],
        half_lives_days=(2.0,),
        persistences_days=(3.0,),
        spreads=(0.8,),
        draws=40_000,
    )
    design = np.stack(
        [np.ones(20), exposure(days, [(10.0, 20.0), (30.0, math.inf)], 2.0), (days - days.mean()) / (days[-1] - days[0])], axis=1
    )
    apart = np.concatenate([[0.0], np.cumsum(np.maximum(np.diff(days), 0.5))])
    noise = 0.8**2 * np.exp(-np.abs(apart[:, None] - apart) / 3.0)
    precision = design.T @ np.linalg.solve(noise, design) + np.diag([LEVEL_SD**-2, EFFECT_SD**-2, TREND_SD**-2])
    center = np.median(values)
    mean = np.linalg.solve(precision, design.T @ np.linalg.solve(noise, values - center))
    deviation = math.sqrt(np.linalg.inv(precision)[1, 1])
    assert found.draws is not None
    assert found.draws.mean() == pytest.approx(mean[1], abs=5 * deviation / 200)
    assert found.draws.std() == pytest.approx(deviation, rel=0.02)


def test_the_grid_is_weighed_by_the_likelihood_of_a_multivariate_normal() -> None:
    rng = np.random.default_rng(3)
    days, periods = np.arange(0.0, 16.0), [(8.0, math.inf)]
    values = rng.normal(size=16) - 2 * (days > 8)
    half_lives, spreads = (0.5, 4.0), (0.4, 1.0)
    center = np.median(values)
    weights = {}
    for h in half_lives:
        design = np.stack([np.ones(16), exposure(days, periods, h), (days - days.mean()) / 15], axis=1)
        for i, s in enumerate(spreads):
            noise = s**2 * np.exp(-np.abs(days[:, None] - days) / 2.0)
            whole = noise + design @ np.diag([LEVEL_SD**2, EFFECT_SD**2, TREND_SD**2]) @ design.T
            prior = math.exp(-0.5 * s**2) * np.gradient(np.array(spreads))[i]
            weights[h, s] = prior * multivariate_normal(np.full(16, center), whole).pdf(values)
    share = sum(w for (h, _), w in weights.items() if h == 4.0) / sum(weights.values())
    from rechallenge.single_case.regression import _Model

    model = _Model(days, periods, True, half_lives, (2.0,), spreads)
    _, half_life, _ = model.sample(known(values), 1.0, 40_000, np.random.default_rng(0))
    assert (half_life == 4.0).mean() == pytest.approx(share, abs=0.01)


def test_a_value_below_a_limit_enters_with_its_probability() -> None:
    # two coefficients and independent errors of known size: the posterior of the effect by quadrature
    days, periods = np.arange(0.0, 8.0), [(3.5, math.inf)]
    low = np.array([1.0, 0.5, 1.5, 1.2, -np.inf, -np.inf, -np.inf, -0.5])
    high = np.array([1.0, 0.5, 1.5, 1.2, -1.0, -1.0, -1.0, -0.5])
    found = regression(
        days,
        Values(low, high),
        periods,
        trend=False,
        half_lives_days=(0.0,),
        persistences_days=(1e-3,),
        spreads=(0.7,),
        draws=20_000,
        seed=1,
    )
    level, effect = np.meshgrid(np.linspace(-3, 5, 401), np.linspace(-8, 4, 601), indexing="ij")
    center = np.median(np.where(np.isfinite(low), low, high))
    log_density = norm(center, LEVEL_SD).logpdf(level) + norm(0, EFFECT_SD).logpdf(effect)
    for on, a, b in zip(days > 3.5, low, high, strict=True):
        mean = level + effect * on
        log_density += norm(mean, 0.7).logpdf(a) if a == b else norm.logcdf(b, mean, 0.7)
    weight = np.exp(log_density - log_density.max()).sum(axis=0)
    at = np.linspace(-8, 4, 601)
    expected = float((weight * at).sum() / weight.sum())
    deviation = math.sqrt(float((weight * (at - expected) ** 2).sum() / weight.sum()))
    assert found.draws is not None
    assert found.censored == 3
    assert found.draws.mean() == pytest.approx(expected, abs=0.05)
    assert found.draws.std() == pytest.approx(deviation, rel=0.05)
    # taken for numbers, the limits would give another answer
    taken = regression(
        days,
        known(np.where(np.isfinite(low), low, high)),
        periods,
        trend=False,
        half_lives_days=(0.0,),
        persistences_days=(1e-3,),
        spreads=(0.7,),
    )
    assert taken.draws is not None
    assert abs(float(taken.draws.mean()) - expected) > 0.15


def test_an_effect_builds_up_and_fades_by_half_in_each_half_life() -> None:
    found = exposure(np.array([-1.0, 0.0, 2.0, 4.0, 10.0, 12.0, 14.0]), [(0.0, 10.0), (12.0, math.inf)], 2.0)
    at_stop = 1 - 0.5**5
    again = 1 - (1 - at_stop / 2) / 2
    assert found == pytest.approx([0, 0, 0.5, 0.75, at_stop, at_stop / 2, again])


def test_carryover_is_found_where_there_is_one() -> None:
    rng = np.random.default_rng(7)
    days, periods = np.arange(0.0, 80.0), [(10.0, 20.0), (30.0, 40.0), (50.0, 60.0)]
    values = -3.0 * exposure(days, periods, 4.0) + 0.3 * rng.normal(size=80)
    found = regression(days, known(values), periods)
    assert found.half_life_days == (4.0, 4.0, 4.0)
    assert found.effect is not None
    assert found.effect[1] < -3.0 < found.effect[2]
    assert found.p_lower == 1.0


def test_what_waxes_and_wanes_by_itself_is_credited_to_no_drug() -> None:
    rng = np.random.default_rng(8)
    days, periods = np.arange(0.0, 60.0), [(30.0, math.inf)]
    wander = np.zeros(60)
    for i in range(1, 60):
        wander[i] = 0.95 * wander[i - 1] + 0.3 * rng.normal()
    free = regression(days, known(wander), periods)
    blind = regression(days, known(wander), periods, persistences_days=(1e-3,))
    assert free.effect is not None
    assert blind.effect is not None
    # independent errors would make it an effect beyond doubt
    assert blind.effect[2] < 0 < free.effect[2]


def test_nine_intervals_in_ten_hold_the_truth_drawn_from_the_prior() -> None:
    rng = np.random.default_rng(9)
    days, periods = np.arange(0.0, 30.0), [(8.0, 15.0), (22.0, math.inf)]
    held = 0
    for seed in range(100):
        effect, spread, tau = EFFECT_SD * rng.normal(), abs(rng.normal()) + 0.05, rng.choice([0.25, 1.0, 4.0, 16.0])
        noise = np.linalg.cholesky(np.exp(-np.abs(days[:, None] - days) / tau)) @ rng.normal(size=30)
        values = effect * exposure(days, periods, rng.choice([0.25, 1.0, 4.0])) + spread * noise
        found = regression(days, known(values), periods, seed=seed, draws=500)
        assert found.effect is not None
        held += found.effect[1] <= effect <= found.effect[2]
    assert 82 <= held <= 97


def test_the_same_seed_gives_the_same_draws() -> None:
    days = np.arange(0.0, 12.0)
    values = Values(np.r_[np.full(6, 4.0), np.full(6, -np.inf)], np.r_[np.full(6, 4.0), np.full(6, 1.0)])
    first, second = (regression(days, values, [(5.5, math.inf)], seed=3) for _ in range(2))
    assert first.effect == second.effect
    assert np.array_equal(first.draws, second.draws)  # type: ignore[arg-type]
