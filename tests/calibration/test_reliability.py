"""A forecaster who is right is reliable; one who exaggerates, hedges or always says too much is told so."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from studies.calibration.cases import PRIOR, Case, Replicate, Said
from studies.calibration.reliability import SECOND, GivenProbabilities, Reliability, forecasts_of, judged

CHANCES = np.random.default_rng(1).uniform(0.03, 0.97, 600)
CAME = np.random.default_rng(2).random(600) < CHANCES


def one(p: np.ndarray, came: np.ndarray = CAME) -> Reliability:
    (found,) = judged([GivenProbabilities("an event", p, came)])
    return found


def test_a_forecaster_who_is_right_is_reliable() -> None:
    found = one(CHANCES)
    assert not found.departs
    assert sum(group.came.agrees_with(group.mean) for group in found.groups) >= len(found.groups) - 1
    assert found.skill > 0.2


@pytest.mark.parametrize(
    ("p", "way"),
    [
        (expit(logit(CHANCES) + 1.0), "too high"),
        (expit(logit(CHANCES) - 1.0), "too low"),
        (expit(3.0 * logit(CHANCES)), "too sure"),
        (expit(0.3 * logit(CHANCES)), "too unsure"),
    ],
)
def test_a_forecaster_who_is_wrong_is_told_how(p: np.ndarray, way: str) -> None:
    assert way in one(p).ways


def test_the_brier_score_is_the_sum_of_its_parts() -> None:
    found = one(expit(2.0 * logit(CHANCES)))
    assert found.brier == pytest.approx(found.miscalibration - found.discrimination + found.uncertainty)
    assert found.miscalibration > one(CHANCES).miscalibration


def test_one_who_always_says_the_base_rate_has_no_skill_and_no_fault() -> None:
    found = one(np.full(600, CAME.mean()))
    assert (found.skill, found.miscalibration, found.discrimination) == pytest.approx((0.0, 0.0, 0.0))
    assert not found.departs


def test_an_event_that_was_certain_and_always_came_is_no_reproach() -> None:
    found = one(np.ones(40), np.ones(40, bool))
    assert not found.departs
    assert np.isnan(found.skill)


def test_that_a_second_drug_acts_is_judged_in_those_alone_who_have_one_of_which_it_is_open() -> None:
    said = [Said({}, {}, (0.0, 0.1), None, (), 1.0, p_second) for p_second in (0.7, None, 0.2)]
    patients = [Replicate(Case(PRIOR, number, 0, True), 1, 0, 0.5, second_acts=acts) for number, acts in enumerate((True, None, False))]
    (found,) = (each for each in forecasts_of(patients, said) if each.event == SECOND)
    assert found.p.tolist() == [0.7, 0.2]
    assert found.came.tolist() == [True, False]
    assert all(each.event != SECOND for each in forecasts_of(patients[1:2], said[1:2]))
