"""A fit from end to end: what it promises whatever the record says, or does not say."""

from __future__ import annotations

import errno
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import logsumexp

from rechallenge.inference.fit import Fit
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.laplace import log_posteriors
from rechallenge.inference.prior import prior_vectors
from tests.inference.conftest import FIVE_STATEMENTS
from tests.inference.records import ANAKINRA, record


def test_a_record_that_says_nothing_leaves_evidence_and_prior_as_they_were() -> None:
    fit = fit_course(record(""), method="laplace")
    for account in fit.accounts.values():
        assert account.evidence.log == pytest.approx(0.0, abs=0.02)
    assert fit.weights["works"] == pytest.approx(0.5, abs=0.01)
    share = next(row for row in fit.parameters if row.name == "il1_share")
    assert share.posterior.value == pytest.approx(share.prior.value, abs=0.05)


def test_a_course_without_a_drug_is_fitted_and_asks_nothing() -> None:
    fit = fit_course(
        record("observations: [{what: CRP, at: 0 d, value: 80 mg/L}, {what: CRP, at: 9 d, value: 70 mg/L}]", ""), method="laplace"
    )
    assert list(fit.accounts) == ["works"]
    assert fit.problem.drugs == ()
    assert 60.0 < float(np.interp(5.0, fit.days, fit.levels["crp"].median)) < 95.0


@pytest.mark.oracle
@pytest.mark.parametrize("account", ["works", "anakinra"])
def test_the_evidence_of_words_alone_is_the_mean_likelihood_under_the_prior(vague_fit: Fit, account: str) -> None:
    """Against plain averaging over draws of the prior, within four standard errors of the two together."""
    problem, works = vague_fit.problem, jnp.asarray(vague_fit.accounts[account].works)
    vectors = prior_vectors(problem, 6000, np.random.default_rng(5))
    log_prior = -0.5 * np.sum(vectors**2, axis=1) - 0.5 * vectors.shape[1] * np.log(2.0 * np.pi)
    log_likelihood = log_posteriors(problem.layout, jax.device_put(problem.data), works, vectors) - log_prior
    plain = float(logsumexp(log_likelihood) - np.log(len(vectors)))
    likelihood = np.exp(log_likelihood - log_likelihood.max())
    error = float(likelihood.std() / likelihood.mean() / np.sqrt(len(vectors)))
    evidence = vague_fit.accounts[account].evidence
    assert abs(evidence.log - plain) < 4.0 * np.hypot(error, evidence.error) + 0.02


def test_words_alone_can_say_that_crp_fell_and_that_it_was_the_drug(vague_fit: Fit) -> None:
    # 0.89, with an error of 0.02, by twelve runs of each hypothesis: likely, and no more
    assert vague_fit.weights["works"] > 0.8
    before, after = (float(np.interp(day, vague_fit.days, vague_fit.levels["crp"].median)) for day in (0.0, 5.0))
    assert before > 40.0
    assert after < 10.0
    assert sum(vague_fit.weights.values()) == pytest.approx(1.0)


def test_the_same_seed_gives_the_same_answer(vague_fit: Fit) -> None:
    again = fit_course(record(FIVE_STATEMENTS), method="laplace", seed=7)
    assert again.log_bayes_factor("anakinra") == vague_fit.log_bayes_factor("anakinra")
    np.testing.assert_array_equal(again.draws[0], vague_fit.draws[0])


def test_another_seed_gives_the_same_verdict_within_its_error(vague_fit: Fit) -> None:
    other = fit_course(record(FIVE_STATEMENTS), method="laplace", seed=8)
    first, second = vague_fit.log_bayes_factor("anakinra"), other.log_bayes_factor("anakinra")
    assert first.log != second.log
    assert abs(first.log - second.log) < 4.0 * np.hypot(first.error, second.error)


def test_a_fit_comes_back_from_its_file_as_it_was(vague_fit: Fit, tmp_path: Path) -> None:
    vague_fit.save(tmp_path / "fit.nc")
    back = Fit.load(tmp_path / "fit.nc", vague_fit.course)
    np.testing.assert_array_equal(back.draws[0], vague_fit.draws[0])
    np.testing.assert_array_equal(back.draws[1], vague_fit.draws[1])
    assert back.log_bayes_factor("anakinra") == vague_fit.log_bayes_factor("anakinra")
    np.testing.assert_allclose(back.levels["crp"].median, vague_fit.levels["crp"].median)
    assert (back.method, back.seed, back.diagnostics.pareto_k) == (vague_fit.method, 7, vague_fit.diagnostics.pareto_k)
    assert [p.name for p in tmp_path.iterdir()] == ["fit.nc"]


def test_a_full_disk_while_a_fit_is_saved_leaves_the_old_file_and_nothing_else(
    vague_fit: Fit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vague_fit.save(tmp_path / "fit.nc")
    before = (tmp_path / "fit.nc").read_bytes()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        vague_fit.save(tmp_path / "fit.nc")
    assert [path.name for path in tmp_path.iterdir()] == ["fit.nc"]
    assert (tmp_path / "fit.nc").read_bytes() == before


def test_a_file_of_another_course_is_refused(vague_fit: Fit, tmp_path: Path) -> None:
    vague_fit.save(tmp_path / "fit.nc")
    other = record("observations: [{what: CRP, at: 300 d, value: normal}]", "")
    with pytest.raises(ValueError, match="another course"):
        Fit.load(tmp_path / "fit.nc", other)


def test_each_set_of_two_drugs_under_question_is_an_account_of_its_own() -> None:
    canakinumab = "  - {drug: canakinumab, dose: 150 mg, every: 28 d, from: 30 d}\n"
    treatments = ANAKINRA.replace("from: 0 d", "from: 0 d, to: 30 d") + canakinumab
    fit = fit_course(record(FIVE_STATEMENTS, treatments), method="laplace")
    assert list(fit.accounts) == ["works", "anakinra", "canakinumab", "anakinra+canakinumab"]
    odds = fit.weights["works"] + fit.weights["canakinumab"], fit.weights["anakinra"] + fit.weights["anakinra+canakinumab"]
    assert fit.log_bayes_factor("anakinra").log == pytest.approx(np.log(odds[0] / odds[1]))  # whether canakinumab acts or not
    assert fit.log_bayes_factor("anakinra").log > fit.log_bayes_factor("canakinumab").log + 0.5  # canakinumab came after all was well
    assert sum(fit.weights.values()) == pytest.approx(1.0)


def test_an_interruption_ends_the_work() -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_course(record(FIVE_STATEMENTS), method="laplace", progress=stop)


def test_less_trust_in_like_diseases_is_kept_with_the_fit(vague_fit: Fit, tmp_path: Path) -> None:
    course = record(FIVE_STATEMENTS)
    alone = fit_course(course, method="laplace", borrowing=0.0)
    spread = vague_fit.problem.layout.parameters.index("il1_share")
    assert vague_fit.problem.data.priors.spread[spread] != alone.problem.data.priors.spread[spread]
    alone.save(tmp_path / "fit.nc")
    assert Fit.load(tmp_path / "fit.nc", course).problem.borrowing == 0.0
