"""The flares that a patient's disease leads one to expect, before anything is known of the patient."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from rechallenge.analogy.natural_course import natural_history_of, with_natural_course
from rechallenge.course.model import Condition, Course
from rechallenge.inference.problem import build_problem
from rechallenge.literature.parameters import Parameter, disease_parameters
from rechallenge.mechanism.processes import EPISODIC, WAXING


def of(diagnosis: str) -> dict[str, Parameter]:
    course = Course("", conditions=(Condition(diagnosis),))
    return with_natural_course(disease_parameters(), natural_history_of(course))


def share_above_one(parameter: Parameter) -> float:
    return 1.0 - NormalDist(parameter.location, parameter.spread).cdf(0.0)


@pytest.mark.parametrize(
    ("diagnosis", "key"),
    [("gout", "gout"), ("goutte tophacée", "gout"), ("Schnitzler syndrome", "schnitzler"), ("fatigue", "unnamed")],
)
def test_a_disease_is_known_by_its_words(diagnosis: str, key: str) -> None:
    assert natural_history_of(Course("", conditions=(Condition(diagnosis),))).key == key


def test_a_flare_of_gout_ends_by_itself_within_a_month() -> None:
    flare = of("gout")["flare_days"]
    assert flare.quantile(0.5) == pytest.approx(8.7, abs=0.1)
    assert (flare.quantile(0.05), flare.quantile(0.95)) == pytest.approx((3.0, 25.0), rel=1e-6)
    assert share_above_one(of("gout")["persisting"]) < 0.06


def test_schnitzler_syndrome_does_not_end_by_itself() -> None:
    assert share_above_one(of("Schnitzler syndrome")["persisting"]) > 0.94


def test_what_is_not_named_is_wide() -> None:
    unnamed = of("fatigue")
    assert unnamed["flare_days"].quantile(0.95) / unnamed["flare_days"].quantile(0.05) > 300.0
    assert 0.3 < share_above_one(unnamed["persisting"]) < 0.5
    defaults = disease_parameters()
    for name in EPISODIC.parameters:
        assert unnamed[name].center == pytest.approx(defaults[name].center, rel=0.6), name


def test_only_a_process_of_flares_asks_for_them() -> None:
    course = Course("", conditions=(Condition("gout"),))
    waxing, episodic = (build_problem(course, process=process) for process in (WAXING, EPISODIC))
    assert "flare_days" not in waxing.layout.parameters
    place = episodic.layout.parameters.index("flare_days")
    assert episodic.parameters[place].source == "bellamy1987"


@pytest.mark.parametrize("diagnosis", ["gout", "Schnitzler syndrome", "PFAPA"])
def test_crp_in_a_flare_spreads_over_patients_as_published_and_not_twice(diagnosis: str) -> None:
    history = natural_history_of(Course("", conditions=(Condition(diagnosis),)))
    prior, rng = of(diagnosis), np.random.default_rng(0)
    spread = np.exp(prior["flare_spread"].location + prior["flare_spread"].spread * rng.standard_normal(20_000))
    persistent = rng.random(20_000) < history.persistent.prior.mean
    active = history.flare_days.prior.median / (history.flare_days.prior.median + history.interval_days.prior.median)
    level = ndtri(1.0 - active)
    above = ndtri(1.0 - active * rng.random(20_000))
    height = np.where(persistent, rng.standard_normal(20_000), above - norm.pdf(level) / active)
    log_crp = prior["drive_mg_l"].location + prior["drive_mg_l"].spread * rng.standard_normal(20_000) + spread * height
    assert log_crp.std() == pytest.approx(history.crp_mg_l.prior.spread, rel=0.03)
