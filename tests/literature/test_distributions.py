"""Published numbers become the log-normal that they amount to: oracles are samples drawn from a known one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rechallenge.literature.distributions import LogNormal, Share, published_from

TOLD = {"as_printed": "as printed", "source": "nobody1900"}


def test_a_log_normal_between_two_values_has_them_as_its_bounds() -> None:
    days = LogNormal.between(3.0, 48.0)
    assert days.quantile(0.05) == pytest.approx(3.0)
    assert days.quantile(0.95) == pytest.approx(48.0)
    assert days.median == pytest.approx(12.0)
    assert days.probability_below(3.0) == pytest.approx(0.05)
    assert LogNormal.between(3.0, 48.0, 0.5).quantile(0.25) == pytest.approx(3.0)


@pytest.mark.parametrize(("low", "high"), [(0.0, 3.0), (3.0, 3.0), (5.0, 3.0)])
def test_bounds_that_are_none_are_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="no log-normal"):
        LogNormal.between(low, high)


def test_a_share_has_its_bounds_on_the_logit() -> None:
    share = Share(0.1, 0.9)
    assert share.median == pytest.approx(0.5)
    assert 1.0 / (1.0 + math.exp(-(share.location + 1.6448536 * share.spread))) == pytest.approx(0.9)
    with pytest.raises(ValueError, match="no share"):
        Share(0.0, 0.5)


def test_quantiles_mean_and_range_of_a_known_sample_give_its_log_normal_back() -> None:
    true = LogNormal(math.log(72.0), 0.6)
    rng = np.random.default_rng(4)
    draws = np.exp(true.location + true.spread * rng.standard_normal((4000, 30)))
    quartiles = {p: true.quantile(p) for p in (0.25, 0.5, 0.75)}
    for entry in (
        {"quantiles": quartiles},
        {"mean": [float(draws.mean()), float(draws.std())]},
        {"usual_range": [true.quantile(0.05), true.quantile(0.95)]},
        # the least and the greatest of thirty, at their medians
        {"range": [float(np.median(draws.min(axis=1))), float(np.median(draws.max(axis=1)))], "n": 30},
    ):
        found = published_from({**entry, **TOLD}).log_normal
        assert found is not None
        assert found.median == pytest.approx(true.median, rel=0.03), entry
        assert found.spread == pytest.approx(true.spread, rel=0.05), entry


def test_the_confidence_interval_of_a_mean_or_a_median_tells_the_spread_of_patients() -> None:
    true = LogNormal(math.log(90.0), 0.3)
    rng = np.random.default_rng(5)
    draws = np.exp(true.location + true.spread * rng.standard_normal((20_000, 100)))
    means, medians = draws.mean(axis=1), np.median(draws, axis=1)
    for form, of in (("mean_ci", means), ("median_ci", medians)):
        low, high = np.quantile(of, [0.025, 0.975])
        found = published_from({form: [float(of.mean()), float(low), float(high)], "n": 100, **TOLD}).log_normal
        assert found is not None
        assert found.spread == pytest.approx(true.spread, rel=0.05), form
        assert found.median == pytest.approx(true.median, rel=0.02), form


@pytest.mark.parametrize("entry", [{"quantiles": {0.5: 7}}, {"count": 3, "n": 9}, {"rate": [4.5]}, {"range": [1, 2]}])
def test_one_number_a_count_or_a_rate_tells_no_spread(entry: dict[str, object]) -> None:
    assert published_from({**entry, **TOLD}).log_normal is None


@pytest.mark.parametrize("entry", [{}, {"count": 1, "range": [1, 2]}])
def test_a_number_in_no_form_or_in_two_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one form"):
        published_from({**entry, **TOLD})
