"""Expected information: closed forms, a grid of another program's kind, and what chance makes of labels that mean nothing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from rechallenge.arrays import Floats
from rechallenge.planning.information import (
    BLOCKS,
    Gain,
    Labelled,
    blocks,
    coarser,
    entropy,
    gain,
    greedy_series,
    mutual_information,
    posterior,
    together,
)

EDGES = np.concatenate([[-np.inf], norm.ppf(np.arange(1, 16) / 16), [np.inf]])


def labelled(label: Floats, share: Floats | None = None, n_blocks: int = BLOCKS) -> Labelled:
    """Draws whose labels are their hypotheses, or of one hypothesis where no shares are given."""
    label = np.asarray(label, np.int64)
    stratum = np.zeros_like(label) if share is None else label
    block = np.concatenate([blocks(np.arange(np.sum(stratum == each)), n_blocks) for each in np.unique(stratum)])
    order = np.argsort(np.argsort(stratum, kind="stable"), kind="stable")
    return Labelled(label, stratum, np.ones(1) if share is None else share, block[order])


def binned(mean: Floats, sd: float, edges: Floats) -> Floats:
    """Probability of each interval of a normal reading about each mean, shape (draws, intervals)."""
    return np.diff(norm.cdf((edges[None] - mean[..., None]) / sd), axis=-1)


def test_two_known_normals_give_the_information_that_quadrature_gives() -> None:
    # one draw a hypothesis would do: nothing is uncertain under either
    shift, p = 1.5, 0.75

    def density(y: float) -> float:
        one, other = p * norm.pdf(y), (1 - p) * norm.pdf(y - shift)
        return sum(each * np.log2(each / q / (one + other)) for each, q in ((one, p), (other, 1 - p)) if each > 0.0)

    exact = quad(density, -8, 10)[0]
    mean = np.repeat([0.0, shift], 40)
    edges = np.concatenate([[-np.inf], np.linspace(-5, 6.5, 200), [np.inf]])
    found = gain(binned(mean, 1.0, edges)[:, None], labelled(mean > 0, np.array([p, 1 - p])))
    assert found.bits[0] == pytest.approx(exact, abs=1e-3)
    assert found.error[0] == pytest.approx(0.0, abs=1e-9)


def test_a_linear_gaussian_patient_gives_half_the_log_of_the_ratio_of_variances() -> None:
    # theta ~ N(0, 1), y = theta + N(0, sd): I(theta; y) = 1/2 log2(1 + 1/sd^2); labels are sixteen equal slices of theta, results of y
    rng, sd, n = np.random.default_rng(1), 0.7, 4000
    theta = rng.standard_normal(n)
    slices = np.searchsorted(norm.ppf(np.arange(1, 64) / 64), theta)
    edges = np.concatenate([[-np.inf], np.linspace(-4.5, 4.5, 120), [np.inf]])
    found = gain(binned(theta, sd, edges)[:, None], labelled(slices))
    exact = 0.5 * np.log2(1 + 1 / sd**2)
    assert found.bits[0] == pytest.approx(exact, abs=2 * found.error[0] + 0.02)


def test_two_readings_of_one_patient_tell_what_their_mean_tells() -> None:
    rng, sd, n = np.random.default_rng(2), 1.0, 3000
    theta = rng.standard_normal(n)
    is_high = labelled(theta > 0.0)
    fine = np.concatenate([[-np.inf], np.linspace(-4, 4, 41), [np.inf]])
    one = binned(theta, sd, fine)
    of_two = gain(together(one, one[:, None]), is_high)
    of_mean = gain(binned(theta, sd / np.sqrt(2), fine)[:, None], is_high)
    assert of_two.bits[0] == pytest.approx(of_mean.bits[0], abs=0.01)
    assert of_two.bits[0] > gain(one[:, None], is_high).bits[0] + 0.1


def test_shuffled_labels_tell_nothing_within_two_errors() -> None:
    beyond, found = 0, []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        label = rng.permutation(np.repeat([0, 1], 120))
        each = gain(binned(1.5 * rng.standard_normal((240, 1)), 0.3, EDGES), labelled(label, np.array([0.6, 0.4])))
        beyond += abs(each.bits[0]) > 2.0 * each.error[0]
        found.append(each.bits[0])
    assert abs(np.mean(found)) <= 2.0 * np.std(found, ddof=1) / np.sqrt(200)
    # one in twenty would lie beyond two errors of a normal: 17 of 200 are so many by chance once in fifty times
    assert beyond <= 17


def test_the_plain_estimate_is_biased_upwards_and_the_correction_takes_it_away() -> None:
    corrected, plain = [], []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        label = rng.permutation(np.repeat([0, 1], 60))
        probabilities = binned(1.5 * rng.standard_normal((120, 1)), 0.3, EDGES)
        corrected.append(gain(probabilities, labelled(label, np.array([0.5, 0.5]))).bits[0])
        table = np.stack([0.5 * probabilities[label == each, 0].mean(axis=0) for each in (0, 1)])
        plain.append(float(mutual_information(table)))
    error = np.std(corrected, ddof=1) / np.sqrt(len(corrected))
    assert np.mean(plain) > 0.015
    assert abs(np.mean(corrected)) < 3 * error
    assert abs(np.mean(corrected)) < 0.1 * np.mean(plain)


def test_the_stated_error_is_that_of_repetition() -> None:
    found = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        label = np.repeat([0, 1], 100)
        mean = rng.standard_normal(200) + 2.0 * label
        found.append(gain(binned(mean[:, None], 0.4, EDGES), labelled(label, np.array([0.7, 0.3]))))
    real = np.std([each.bits[0] for each in found], ddof=1)
    assert np.mean([each.error[0] for each in found]) == pytest.approx(real, rel=0.25)


def test_the_predicted_drop_of_entropy_is_the_one_that_fresh_patients_bring() -> None:
    """Predicted from one set of draws, realised on another: each fresh patient gives a result, and the posterior is taken after it."""
    rng = np.random.default_rng(8)
    share = np.array([0.7, 0.3])

    def drawn(n: int) -> tuple[Floats, Floats]:
        label = np.repeat([0, 1], n)
        return label, rng.standard_normal(2 * n) + 1.8 * label

    label, mean = drawn(400)
    marked = labelled(label, share)
    probabilities = binned(mean[:, None], 0.5, EDGES)
    predicted = gain(probabilities, marked)
    of_label = posterior(probabilities, marked)[1][:, 0]
    fresh_label, fresh_mean = drawn(20_000)
    result = np.digitize(fresh_mean + 0.5 * rng.standard_normal(len(fresh_mean)), EDGES[1:-1])
    learnt = np.log2(of_label[fresh_label, result] / share[fresh_label]) * share[fresh_label] * 2.0
    error = np.hypot(predicted.error[0], learnt.std() / np.sqrt(len(learnt)))
    assert learnt.mean() == pytest.approx(predicted.bits[0], abs=2.0 * error)


def test_draws_that_stand_many_times_over_are_one_draw() -> None:
    rng = np.random.default_rng(3)
    place = np.repeat(np.arange(40), 5)
    label = np.repeat([0, 1], 100)
    mean = (rng.standard_normal(40) + np.repeat([0.0, 1.0], 20))[place]
    block = np.concatenate([blocks(place[:100], 20), blocks(place[100:], 20)])
    honest = gain(binned(mean[:, None], 0.4, EDGES), Labelled(label, label, np.array([0.5, 0.5]), block))
    naive = gain(binned(mean[:, None], 0.4, EDGES), labelled(rng.permutation(label), np.array([0.5, 0.5])))
    assert honest.error[0] > 1.3 * naive.error[0]


def test_too_few_blocks_give_no_error() -> None:
    label = np.repeat([0, 1], 6)
    found = gain(binned(np.zeros((12, 1)), 1.0, EDGES), labelled(label, np.array([0.5, 0.5]), n_blocks=3))
    assert np.isinf(found.error[0])


def test_a_grid_of_designs_agrees_with_exact_sums() -> None:
    """A cell-by-cell sum over a grid of parameters, results and designs, as grid programs of Bayesian design do it."""
    theta = np.linspace(-2, 2, 41)
    prior = norm.pdf(theta) / norm.pdf(theta).sum()
    results = np.linspace(-6, 6, 61)
    designs = np.array([0.2, 1.0, 2.0])
    likelihood = norm.pdf(results[None, :, None], theta[None, None] * designs[:, None, None], 1.0)
    likelihood /= likelihood.sum(axis=1, keepdims=True)
    marginal = likelihood @ prior
    after = likelihood * prior / marginal[..., None]
    exact = entropy(prior) - (marginal * entropy(after)).sum(axis=1)
    probabilities = np.moveaxis(likelihood, 2, 0)
    each_its_own = Labelled(np.arange(41), np.arange(41), prior, np.zeros(41, np.int64))
    of_result, of_label = posterior(probabilities, each_its_own)
    assert of_result == pytest.approx(marginal)
    assert np.moveaxis(of_label, 0, -1) == pytest.approx(after)
    table = np.moveaxis(probabilities * prior[:, None, None], 1, 0)
    assert mutual_information(table) == pytest.approx(exact)


def test_a_series_takes_what_adds_and_leaves_what_repeats() -> None:
    # a second reading of the same error adds nothing; one of another quantity does
    rng, n = np.random.default_rng(4), 1200
    label = np.repeat([0, 1], n // 2)
    first, second = rng.standard_normal((2, n)) + 1.2 * label
    sharp = np.eye(6)[np.digitize(first, np.linspace(-1.5, 2.7, 5))]
    other = np.eye(6)[np.digitize(second, np.linspace(-1.5, 2.7, 5))]
    found = greedy_series(np.stack([sharp, sharp, other], axis=1), labelled(label, np.array([0.5, 0.5])), 3)
    assert found is not None
    assert set(found.measurements) in ({0, 2}, {1, 2})
    assert greedy_series(np.stack([sharp, sharp], axis=1), labelled(label, np.array([0.5, 0.5])), 2) is None


def test_coarser_results_tell_less_and_never_more() -> None:
    rng = np.random.default_rng(5)
    label = np.repeat([0, 1], 200)
    probabilities = binned((rng.standard_normal(400) + label)[:, None], 0.5, EDGES)
    marked = labelled(label, np.array([0.5, 0.5]))
    some = [mutual_information(_table(coarser(probabilities, k), marked)) for k in (2, 4, 8, 16)]
    assert all(low <= high + 1e-12 for low, high in pairwise(some))
    assert coarser(probabilities, 5).sum(axis=2) == pytest.approx(1.0)


def _table(probabilities: Floats, marked: Labelled) -> Floats:
    return np.stack([(marked.weight[:, None] * probabilities[:, 0])[marked.label == each].sum(axis=0) for each in (0, 1)])


def test_a_difference_is_known_better_than_its_parts() -> None:
    rng = np.random.default_rng(6)
    label = np.repeat([0, 1], 200)
    mean = rng.standard_normal(400) + 1.5 * label
    nearly = np.stack([binned(mean, 0.40, EDGES), binned(mean, 0.41, EDGES), binned(mean, 3.0, EDGES)], axis=1)
    found = gain(nearly, labelled(label, np.array([0.5, 0.5])))
    assert found.difference_error(0, 1) < 0.1 * found.error[0]
    assert not found.tied(0, 2)
    assert Gain.together(found, found).tied(0, 3)
