"""Predictive checks: what of a record fits badly, by name."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm

from rechallenge.inference.checks import observation_checks
from rechallenge.inference.event_checks import event_checks
from rechallenge.inference.likelihood import log_events
from rechallenge.inference.paths import Paths
from rechallenge.inference.problem import build_problem
from rechallenge.mechanism.relapse import cumulative_hazard
from tests.inference.records import record

N = 4000
DAYS = np.arange(-10.0, 41.0)


def flat(crp_mg_l: float | np.ndarray, moments: tuple[float, ...] = (0.0,)) -> Paths:
    """Draws of a patient whose CRP and pain do not change, a reading of CRP known to a tenth, of pain to 1."""
    ones = np.ones((N, len(DAYS)))
    parameters = {"crp_error": np.full(N, 0.1), "pain_error": np.ones(N), "relapse_recognition_per_d": np.full(N, 0.5)}
    return Paths(
        DAYS,
        {"crp": ones * crp_mg_l, "pain": 5.0 * ones, "motion": 5.0 * ones},
        0.0 * ones,
        np.asarray(cumulative_hazard(jnp.asarray(ones * crp_mg_l), jnp.ones(len(DAYS) - 1), jnp.asarray(0.5))),
        parameters,
        np.tile(moments, (N, 1)),
        np.zeros((N, 4)),
        np.zeros((N, 1, 3)),
        np.zeros((N, 1)),
        {},
        np.zeros(N),
    )


def tails(text: str, past: Paths) -> list[float]:
    course = record(text)
    return [check.tail for check in observation_checks(course, build_problem(course), past, 0)]


def test_a_reading_two_spreads_away_is_as_rare_as_a_normal_says() -> None:
    value = 50.0 * np.exp(0.196)
    assert tails(f"observations: [{{what: CRP, at: 3 d, value: {value:.3f} mg/L}}]", flat(50.0))[0] == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize("said", ["50 mg/L", "49..51 mg/L", "40..60 mg/L", "> 40 mg/L"])
def test_a_narrow_interval_about_what_is_expected_is_no_surprise(said: str) -> None:
    assert tails(f"observations: [{{what: CRP, at: 3 d, value: '{said}'}}]", flat(50.0))[0] > 0.9


@pytest.mark.parametrize("said", ["80 mg/L", "79..81 mg/L", "> 80 mg/L", "normal"])
def test_what_lies_far_from_what_is_expected_is_a_surprise(said: str) -> None:
    assert tails(f"observations: [{{what: CRP, at: 3 d, value: '{said}'}}]", flat(50.0))[0] < 0.001


def test_a_high_crp_during_an_infection_is_no_misfit() -> None:
    text = "observations: [{what: CRP, at: 3 d, value: 200 mg/L}]\n"
    assert tails(text, flat(50.0))[0] < 0.001
    assert tails(f"{text}events: [{{what: infection, at: 2 d}}]", flat(50.0))[0] == 1.0


def test_pain_said_to_have_improved_is_expected_of_one_that_did() -> None:
    text = "observations: [{what: pain, at: 0 d, value: 5}, {what: pain, at: 5 d, change: improved}]"
    steady = flat(50.0)
    better = replace(steady, levels={**steady.levels, "pain": np.where(DAYS > 2.0, 2.0, 5.0) * np.ones((N, 1))})
    assert tails(text, steady)[1] < 0.3
    assert tails(text, better)[1] > 0.85


def chances(text: str, crp_mg_l: np.ndarray) -> list[float]:
    """Chance of each event of a record where CRP goes so on `DAYS`, and recognition adds 0.4 a day to the least there is, 0.1."""
    course = record(text)
    problem = build_problem(course)
    table = problem.data.events
    parameters = {"relapse_recognition_per_d": jnp.asarray(0.4)}
    moments = jnp.zeros(int(table.first_moment.max()) + 1)
    draw = SimpleNamespace(parameters=parameters, moments=moments, trajectory=SimpleNamespace(levels={"crp": jnp.asarray(crp_mg_l)}))
    log = np.asarray(log_events("crp", table, jnp.asarray(DAYS), jnp.ones(len(DAYS) - 1), draw))
    past = replace(flat(1.0), log_likelihood={"events": np.tile(log[: problem.n_statements["events"]], (N, 1))})
    return [check.probability for check in event_checks(course, past)]


@pytest.mark.oracle
@pytest.mark.parametrize(("crp", "hazard"), [(100.0, 0.5), (10.0, 0.25), (1.0, 0.0)])
def test_a_remission_is_as_likely_as_the_rate_of_recognition_says(crp: float, hazard: float) -> None:
    """At a steady CRP the time to a recognised relapse is exponential."""
    (remission,) = chances("events: [{what: remission, from: 20 d, to: 30 d}]", np.full(len(DAYS), crp))
    assert remission == pytest.approx(np.exp(-10.0 * hazard), abs=1e-6)


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("before", "after", "chance"),
    [
        (3.0, 80.0, 0.02 + 0.98 * (1.0 - np.exp(-0.5 * 10.0))),  # quiet, then active: recognised unless ten days are too few
        (80.0, 80.0, 0.02),  # active all along is no relapse, but for one in fifty that were none
        (3.0, 5.0, 0.02),  # quiet all along
        (30.0, 95.0, 0.02 + 0.98 * (1.0 - np.exp(-0.5 * 10.0)) * norm.cdf(np.log(95.0 / 3.0 / 30.0) / 0.2)),  # a threefold rise
        (9.0, 12.0, 0.02 + 0.98 * 0.02),  # within what CRP does by itself
    ],
)
def test_a_relapse_is_quiet_before_and_active_after(before: float, after: float, chance: float) -> None:
    """CRP rises in a day two days before the interval opens, so that only what was before can be quiet."""
    crp = np.where(DAYS < 3.0, before, after)
    (relapse,) = chances("events: [{what: relapse, at: 5..15 d}]", crp)
    assert relapse == pytest.approx(chance, abs=0.03)


def test_when_a_relapse_began_is_not_what_its_interval_says() -> None:
    """Written in the second week, begun in the first: as likely as one that began in the second."""
    early, late = (chances("events: [{what: relapse, at: 7..14 d}]", np.where(start > DAYS, 3.0, 80.0))[0] for start in (1.0, 6.0))
    assert early == pytest.approx(late, abs=0.01)
