"""Pain that falls without CRP, and a CRP that pain does not go with, are told; readings that only scatter are not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import kstest

from rechallenge.course.model import Course
from rechallenge.course.reading import read_course
from rechallenge.inference.fit import Fit
from rechallenge.questions.signs import LEAST, Residuals, all_below, one_apart, signs

Floats = NDArray[np.float64]
DRAWS = 400
DAYS = np.arange(-10.0, 41.0)
CRP_ERROR, PAIN_ERROR = 0.25, 1.0
# What the fitted curves say: active before the first dose, quiet afterwards.
EXPECTED_CRP, EXPECTED_PAIN = np.where(DAYS < 3, 100.0, 8.0), np.where(DAYS < 3, 7.0, 4.0)


def course(crp: dict[int, str], pain: dict[int, str], infection: int | None = None) -> Course:
    rows = [f"  - {{what: CRP, at: {day} d, value: {value}}}" for day, value in crp.items()]
    rows += [f"  - {{what: pain, at: {day} d, value: {value}}}" for day, value in pain.items()]
    events = [] if infection is None else ["events:", f"  - {{what: infection, at: {infection} d}}"]
    treatment = ["treatments:", "  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}"]
    return read_course("\n".join(["rechallenge: 1", *treatment, "observations:", *rows, *events])).course


def fitted(record: Course) -> Fit:
    """A fit whose curves are those expected, with a little doubt about them; signs ask it for nothing else."""
    rng = np.random.default_rng(1)
    doubt = rng.standard_normal((DRAWS, 1))
    past = SimpleNamespace(
        days=DAYS,
        crp_mg_l=EXPECTED_CRP * np.exp(0.1 * doubt),
        pain=EXPECTED_PAIN + 0.3 * doubt,
        parameters={"crp_error": np.full(DRAWS, CRP_ERROR), "pain_error": np.full(DRAWS, PAIN_ERROR)},
    )
    problem = SimpleNamespace(drugs=("anakinra",), observation_places=tuple(range(len(record.observations))))
    return cast(Fit, SimpleNamespace(seed=0, paths=past, problem=problem, course=record))


def told(record: Course) -> list[str]:
    return [message.code for message in signs(record, fitted(record))]


def test_a_record_as_expected_shows_no_sign() -> None:
    crp, pain = {-3: "95 mg/L", 5: "7.4 mg/L", 12: "normal", 20: "< 10 mg/L"}, {-3: "7", 5: "4", 12: "3", 20: "5"}
    assert told(course(crp, pain)) == []


def test_relief_that_crp_does_not_share_is_told() -> None:
    crp = {-3: "95 mg/L", 5: "8 mg/L", 12: "8 mg/L"}
    assert told(course(crp, {-3: "7", 5: "2", 12: "2", 18: "2"})) == ["warning.relief_beyond_crp"]


def test_relief_before_the_first_dose_is_not_laid_to_hope_in_it() -> None:
    assert told(course({10: "8 mg/L"}, {-8: "4", -6: "4", -4: "4"})) == []


def test_a_crp_that_pain_does_not_go_with_is_told_with_its_day() -> None:
    record = course({5: "8 mg/L", 12: "60 mg/L", 20: "8 mg/L"}, {5: "4", 12: "3", 20: "4"})
    (message,) = signs(record, fitted(record))
    assert (message.code, message.values["day"], message.values["written"]) == ("warning.crp_beyond_pain", 12.0, "60 mg/L")


def test_a_crp_of_an_infection_that_was_recorded_is_no_sign_of_one() -> None:
    assert told(course({5: "8 mg/L", 12: "60 mg/L"}, {5: "4", 12: "3"}, infection=11)) == []


def test_a_reading_whose_day_is_not_known_is_beside_no_other() -> None:
    record = course({5: "8 mg/L"}, {5: "4"})
    vague = read_course(
        "rechallenge: 1\ntreatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]\n"
        "observations: [{what: CRP, at: 10..20 d, value: 60 mg/L}, {what: pain, at: 15 d, value: 3}]"
    ).course
    assert told(record) == told(vague) == []


def drawn(rng: np.random.Generator, shift: float) -> list[Residuals]:
    """Six readings of an unknown level, the level drawn from its exact posterior; shifted from what the model holds possible."""
    level, spread = rng.standard_normal(), 1.0
    readings = level + rng.standard_normal(6)
    readings[3:] += shift
    precision = 6.0 + 1.0 / spread**2
    draws = readings.sum() / precision + rng.standard_normal(DRAWS) / np.sqrt(precision)
    return [Residuals(place, float(place), reading - draws) for place, reading in enumerate(readings)]


def test_under_the_model_one_draw_of_the_posterior_has_uniform_tails() -> None:
    """The ground of the check: Johnson 2007, section 2."""
    rng = np.random.default_rng(2)
    tails = [all_below([Residuals(r.place, r.day, r.z[:1]) for r in drawn(rng, 0.0)[3:]]) for _ in range(600)]
    assert kstest(tails, "uniform").pvalue > 0.01
    pairs = []
    for _ in range(600):
        each = [Residuals(r.place, r.day, r.z[:1]) for r in drawn(rng, 0.0)]
        pairs.append(one_apart(list(zip(each[:3], each[3:], strict=True)))[0])
    assert kstest(pairs, "uniform").pvalue > 0.01


@pytest.mark.parametrize(("shift", "least", "most"), [(0.0, 0.0, 2.0 * LEAST), (-3.0, 0.8, 1.0)])
def test_false_alarms_are_rarer_than_twice_the_threshold_and_a_real_shift_is_seen(shift: float, least: float, most: float) -> None:
    rng = np.random.default_rng(3)
    share = np.mean([all_below(drawn(rng, shift)[3:]) < LEAST for _ in range(300)])
    assert least <= share <= most
