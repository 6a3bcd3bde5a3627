"""A saved fit holds what ArviZ needs to check it and to use it again, without anything of ours."""

from pathlib import Path

import numpy as np
import pytest

from rechallenge.inference.effort import Effort
from rechallenge.inference.fit import Fit
from rechallenge.inference.fitting import fit_course
from tests.inference.conftest import FIVE_STATEMENTS
from tests.inference.records import record

xarray = pytest.importorskip("xarray")
arviz_stats = pytest.importorskip("arviz_stats")

RELAPSE = "events: [{what: relapse, at: 12..16 d}]\n"
# Enough that a statement which most draws make certain keeps a tail of its own, without which ArviZ has no number for it.
BRIEF = Effort(chains=3, draws=192, stretches=1, least_effective=0.0)


@pytest.fixture(scope="module")
def sampled() -> Fit:
    """The sampler on a small course, a few draws: enough to see that the default way of a user works at all."""
    return fit_course(record(FIVE_STATEMENTS + RELAPSE), method="nuts", seed=3, effort=(BRIEF, BRIEF))


@pytest.fixture(scope="module")
def tree(sampled: Fit, tmp_path_factory: pytest.TempPathFactory) -> "xarray.DataTree":
    path = tmp_path_factory.mktemp("fit") / "posterior.nc"
    sampled.save(path)
    return xarray.open_datatree(path, engine="h5netcdf")


def test_each_hypothesis_has_its_draws_by_chain(tree: "xarray.DataTree", sampled: Fit) -> None:
    for name in sampled.accounts:
        group = tree[f"hypotheses/{name}"]
        assert set(group.children) == {"posterior", "unconstrained_posterior", "sample_stats", "log_likelihood", "log_prior"}
        assert group["posterior"].sizes["chain"] == 3
        assert group["posterior"].sizes["draw"] == 192


def test_arviz_tells_r_hat_and_leaves_one_out_from_the_file_alone(tree: "xarray.DataTree") -> None:
    works = tree["hypotheses/works"]
    rhat = arviz_stats.rhat(works["posterior"].dataset)
    assert all(0.9 < float(value) < 2.0 for value in rhat.data_vars.values())
    left_out = arviz_stats.loo(works, var_name="observations")
    assert left_out.n_data_points == 5
    assert np.isfinite(left_out.elpd)


def test_the_density_of_a_draw_is_its_prior_and_the_sum_over_its_statements(tree: "xarray.DataTree", sampled: Fit) -> None:
    import jax.numpy as jnp

    from rechallenge.inference.likelihood import log_posterior

    works = tree["hypotheses/works"]
    said = works["log_likelihood"].dataset
    total = sum(said[name].sum([d for d in said[name].dims if d not in ("chain", "draw")]) for name in said.data_vars)
    vector = works["unconstrained_posterior"]["unknowns"][1, 7].to_numpy()
    alone = log_posterior(sampled.problem.layout, sampled.problem.data, jnp.asarray(vector), jnp.ones(1))
    assert float(works["log_prior"]["unknowns"][1, 7] + total[1, 7]) == pytest.approx(float(alone), abs=1e-8)
    assert float(works["sample_stats"]["lp"][1, 7]) == pytest.approx(float(alone), abs=1e-8)


def test_statements_are_named_by_their_place_in_the_course(tree: "xarray.DataTree") -> None:
    works = tree["hypotheses/works"]
    assert list(works["log_likelihood"]["observation"].to_numpy()) == [0, 1, 2, 3, 4]
    assert list(works["log_likelihood"]["event"].to_numpy()) == [0]
    assert list(tree["observed_data"]["events_earliest"].to_numpy()) == [12.0]
    assert list(tree["observed_data"]["events_latest"].to_numpy()) == [16.0]


def test_weights_and_mixture_are_those_of_the_answers(tree: "xarray.DataTree", sampled: Fit) -> None:
    found = tree["hypotheses"].dataset
    weights = dict(zip(found["hypothesis"].to_numpy(), found["weight"].to_numpy(), strict=True))
    assert weights == pytest.approx(dict(sampled.weights))
    share = sampled.paths.parameters["il1_share"]
    np.testing.assert_array_equal(tree["posterior"]["il1_share"].to_numpy()[0], share)
    lent = tree["sample_stats"]["hypothesis"].to_numpy()[0]
    assert len(lent) == len(share)
    assert (lent == 0).sum() == sampled.draw_accounts.count("works")
    assert tree["prior"].sizes["draw"] == len(sampled.prior_draws[0])


def test_the_sampled_fit_comes_back_as_it_was(sampled: Fit, tmp_path: Path) -> None:
    sampled.save(tmp_path / "fit.nc")
    back = Fit.load(tmp_path / "fit.nc", sampled.course)
    np.testing.assert_array_equal(back.draws[0], sampled.draws[0])
    for name, account in sampled.accounts.items():
        assert (back.accounts[name].evidence, back.accounts[name].bayes_factor) == (account.evidence, account.bayes_factor)
        assert back.accounts[name].drawn is not None
        np.testing.assert_array_equal(back.accounts[name].drawn.vectors, account.drawn.vectors)
        np.testing.assert_array_equal(back.accounts[name].drawn.diverging, account.drawn.diverging)


def test_a_file_of_an_earlier_format_is_refused_in_words(sampled: Fit, tmp_path: Path) -> None:
    import json

    import h5netcdf

    with h5netcdf.File(tmp_path / "old.nc", "w") as file:
        file.attrs["rechallenge"] = json.dumps({"format": 2})
    with pytest.raises(
        ValueError, match=r"old.nc was written by another version .*format is 2, this version reads 4.* make the report again"
    ):
        Fit.load(tmp_path / "old.nc", sampled.course)
