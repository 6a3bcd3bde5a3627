"""Pain that falls without CRP, and a CRP that pain does not go with, are told; readings that only scatter are not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen
from rechallenge.formats.reading import read_course
from rechallenge.inference.fit import Fit
from rechallenge.questions.misfit import RELIEF_POINTS, TOLD, FittedReading, misfit, raised, relief

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
    """A fit whose curves are those expected, with a little doubt about them; what looks for a misfit asks it for nothing else."""
    rng = np.random.default_rng(1)
    doubt = rng.standard_normal((DRAWS, 1))
    past = SimpleNamespace(
        days=DAYS,
        levels={"crp": EXPECTED_CRP * np.exp(0.1 * doubt), "pain": EXPECTED_PAIN + 0.3 * doubt},
        parameters={"crp_error": np.full(DRAWS, CRP_ERROR), "pain_error": np.full(DRAWS, PAIN_ERROR)},
    )
    places = tuple(range(len(record.observations)))
    problem = SimpleNamespace(drugs=("anakinra",), regimen=Regimen.of(record), observation_places=places)
    return cast(Fit, SimpleNamespace(seed=0, paths=past, problem=problem, course=record))


def told(record: Course) -> list[str]:
    return [message.code for message in misfit(record, fitted(record))]


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
    (message,) = misfit(record, fitted(record))
    assert (message.code, message.values["day"], message.values["written"]) == ("warning.crp_raised", 12.0, "60 mg/L")


def test_a_crp_of_an_infection_that_was_recorded_is_no_sign_of_one() -> None:
    assert told(course({5: "8 mg/L", 12: "60 mg/L"}, {5: "4", 12: "3"}, infection=11)) == []


def reading(value: float, draws: Floats, day: float = 1e-9) -> FittedReading:
    return FittedReading(0, day, value, value, draws, np.ones(len(draws)))


def test_the_ratio_is_the_bayes_factor_of_the_larger_model() -> None:
    """One score of a known error about a level with a standard normal prior: both evidences are integrals that are known."""
    read, places = -2.2, (np.arange(100_000) + 0.5) / 100_000
    draws = norm.ppf(places, loc=0.5 * read, scale=np.sqrt(0.5))  # the posterior of the level
    grid = np.linspace(0.0, 12.0, 4001)
    relieved = 2.0 * norm.pdf(grid, scale=RELIEF_POINTS)
    evidence = np.trapezoid(norm.pdf(read, loc=-grid, scale=np.sqrt(2.0)) * relieved, grid)
    assert relief([reading(read, draws)], 0.0) == pytest.approx(evidence / norm.pdf(read, scale=np.sqrt(2.0)), rel=0.01)


def test_limits_and_words_count_by_what_lies_within_them() -> None:
    draws = np.zeros(1)
    within = FittedReading(0, 0.0, -1.0, 1.0, draws, np.ones(1))
    assert within.log_ratio(np.full((1, 1), 3.0))[0, 0] == pytest.approx(
        np.log((norm.cdf(4.0) - norm.cdf(2.0)) / (norm.cdf(1.0) - norm.cdf(-1.0)))
    )
    limit = FittedReading(0, 0.0, -np.inf, 1.0, draws, np.ones(1))
    assert limit.log_ratio(np.full((1, 1), 41.0))[0, 0] == pytest.approx(norm.logcdf(-40.0) - norm.logcdf(1.0))


def test_records_that_the_model_is_true_of_show_a_sign_in_no_more_than_one_of_three() -> None:
    rng = np.random.default_rng(3)

    def ratio(shift: float) -> float:
        level = rng.standard_normal()
        read = level + rng.standard_normal(6)
        read[3:] += shift
        draws = read.sum() / 7.0 + rng.standard_normal(1000) / np.sqrt(7.0)
        return relief([reading(value, draws) for value in read[3:]], 0.0)

    assert np.mean([ratio(0.0) > TOLD for _ in range(300)]) < 1.0 / TOLD
    assert np.mean([ratio(-3.0) > TOLD for _ in range(100)]) > 0.5


def readings_of_crp(*values: float, every: float) -> list[FittedReading]:
    """Where the curve holds 8 mg/L."""
    draws = np.log(8.0) + 0.1 * np.random.default_rng(0).standard_normal(400)
    return [FittedReading(n, every * n, np.log(value), np.log(value), draws, np.full(400, 0.25)) for n, value in enumerate(values)]


def test_what_each_reading_of_crp_adds_is_shared_among_them() -> None:
    ratios = raised(readings_of_crp(8.0, 8.0, 60.0, every=14.0))
    assert ratios[2] > 100.0
    assert sum(ratios[:2]) < 1.0


def test_a_crp_that_stays_raised_for_days_tells_more_than_one_that_is_high_once() -> None:
    assert sum(raised(readings_of_crp(16.0, 14.0, 11.0, every=1.0))) > sum(raised(readings_of_crp(16.0, 8.0, 8.0, every=1.0)))


def test_a_reading_whose_day_is_not_known_is_not_held_against_one_day_of_the_curve() -> None:
    record = read_course(
        "rechallenge: 1\ntreatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]\n"
        "observations: [{what: CRP, at: 5 d, value: 8 mg/L}, {what: CRP, at: -6..30 d, value: 90 mg/L}]"
    ).course
    assert told(record) == []
