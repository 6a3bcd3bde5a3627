"""What any physician would hold the answers to, whatever the patient."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from rechallenge.course.model import DoseStep, Treatment
from rechallenge.course.times import When
from rechallenge.inference.fit import Fit
from rechallenge.questions.dependence.compute import dependence
from rechallenge.questions.forecast_start import ForecastStart
from rechallenge.questions.forecasts import N_PASTS, Forecasts
from rechallenge.questions.regimen.answer import RegimenAnswer, RegimenRow
from rechallenge.questions.regimen.candidates import AT_ONCE_MG, candidates
from rechallenge.questions.regimen.compute import MOST_TRIED, regimen
from rechallenge.questions.regimen.search import search
from rechallenge.questions.response.compute import response
from rechallenge.questions.schedule import stopped_on
from rechallenge.questions.withdrawal.compute import withdrawal
from tests.questions.conftest import said


@pytest.fixture(scope="module")
def forecasts(working: Fit) -> Forecasts:
    return Forecasts(working.course, working)


def given(drug: str, dose_mg: float, every_days: float = 1.0) -> tuple[Treatment, ...]:
    return (Treatment(drug, True, (DoseStep(dose_mg, every_days, When(0.0, 0.0)),)),)


def test_continuing_a_drug_that_works_never_relapses_more_than_stopping_it(working: Fit, forecasts: Forecasts) -> None:
    on, off = forecasts.under(), forecasts.under(stopped_on(working.problem.regimen, "anakinra", 0.0))
    assert np.all(on.p_relapse <= off.p_relapse + 1e-9)
    assert on.p_relapse[:, 30].mean() < off.p_relapse[:, 30].mean() - 0.1


def test_a_risk_only_grows_with_time(forecasts: Forecasts) -> None:
    assert np.all(np.diff(forecasts.under().p_relapse, axis=1) >= -1e-12)


def test_the_risks_of_a_stop_are_told_for_days_7_14_30_and_90_and_the_sentence_for_30(forecasts: Forecasts) -> None:
    (answer,) = withdrawal(forecasts)
    assert list(answer.p_relapse_by_day) == [7, 14, 30, 90]
    assert answer.sentence.values["day"] == 30
    assert answer.estimate is not None
    assert answer.estimate.value == answer.p_relapse_by_day[30] == answer.sentence.values["p"]
    assert answer.prior is not None
    assert answer.prior.value == pytest.approx(answer.p_relapse_prior_by_day[30])
    assert answer.p_relapse_continued_by_day is not None
    assert answer.sentence.values["continued"] == answer.p_relapse_continued_by_day[30]
    assert answer.sentence.values["week"] == answer.p_relapse_by_day[7]
    risks = [answer.p_relapse_by_day[day] for day in (7, 14, 30, 90)]
    assert risks == sorted(set(risks))  # no two days share a number
    for day, interval in answer.p_relapse_by_day_interval.items():
        assert interval.value == answer.p_relapse_by_day[day]


def test_stopping_a_drug_that_does_nothing_changes_nothing(idle: Fit) -> None:
    (answer,) = withdrawal(Forecasts(idle.course, idle))
    risks, continued = answer.p_relapse_by_day, answer.p_relapse_continued_by_day
    assert all(risks[day] == pytest.approx(continued[day], abs=1e-6) for day in risks)
    assert said(answer) in ("withdrawal.no_difference", "withdrawal.while_active", "withdrawal.little")


def test_more_of_the_drug_and_more_steroid_relapse_less(forecasts: Forecasts) -> None:
    by_spacing = [forecasts.under(given("anakinra", 100.0, every)).p_relapse[:, 90].mean() for every in (1.0, 2.0, 3.5)]
    assert by_spacing == sorted(by_spacing)
    by_dose = [forecasts.under(given("prednisone", mg)).p_relapse[:, 90].mean() for mg in (40.0, 20.0, 5.0, 0.0)]
    assert by_dose == sorted(by_dose)
    assert by_dose[0] < by_dose[-1]


def test_a_drug_that_leaves_more_slowly_relapses_later(working: Fit, forecasts: Forecasts) -> None:
    sample = forecasts.posterior
    slow = {**sample.paths.parameters, "anakinra.clearance_l_h": sample.paths.parameters["anakinra.clearance_l_h"] / 8.0}
    slower = dataclasses.replace(sample, paths=dataclasses.replace(sample.paths, parameters=slow))
    stop = stopped_on(working.problem.regimen, "anakinra", 0.0)
    assert forecasts.of(slower, stop).p_relapse[:, 7].mean() < forecasts.of(sample, stop).p_relapse[:, 7].mean()


def test_a_drug_that_works_spares_steroid_and_one_that_does_not_spares_none(working: Fit, idle: Fit) -> None:
    (with_effect,), (without,) = dependence(Forecasts(working.course, working)), dependence(Forecasts(idle.course, idle))
    doses = with_effect.prednisone_mg
    assert doses is not None
    assert doses.with_drugs is not None
    assert doses.with_drugs.value < doses.without.value
    assert with_effect.estimate is not None
    assert with_effect.estimate.value > 0
    assert without.estimate is not None
    assert (without.estimate.value, without.estimate.high) == (0.0, 0.0)


def test_crp_falls_with_the_drug_and_not_more_without_it(working: Fit) -> None:
    (answer,) = response(Forecasts(working.course, working))
    on, off = answer.crp_on_drug, answer.crp_without_drug
    assert np.all(on.median <= off.median + 1e-9)
    risen = [answer.p_normal_by_day[day] for day in (1, 2, 3, 5, 7, 10, 14)]
    assert risen == sorted(risen)
    assert answer.p_response_without_drug <= answer.p_response


def test_burdens_are_those_of_the_prescription(working: Fit) -> None:
    found = {(c.name, c.values.get("by")): c for c in candidates(working.problem, "anakinra", 90, working.course.patient)}
    burdens = {
        "regimen.name.continue": (700.0, 7.0, 10.0),
        "regimen.name.alternate": (350.0, 3.5, 10.0),
        "regimen.name.twice_weekly": (200.0, 2.0, 10.0),
        "regimen.name.stop": (0.0, 0.0, 10.0),
        "regimen.name.steroid_to": (700.0, 7.0, 5.0),
        "regimen.name.steroid_stop": (700.0, 7.0, 0.0),
    }
    for name, expected in burdens.items():
        c = found[name, None]
        assert (c.drug_mg_per_week, c.injections_per_week, c.prednisone_mg_per_day) == pytest.approx(expected), name
    # 9, 8 and 7 mg for 28 days each, then 6 days of 6 mg
    assert found["regimen.name.taper", 1.0].prednisone_mg_per_day == pytest.approx((28 * (9 + 8 + 7) + 6 * 6) / 90)
    # 7.5, 5 and 2.5 mg for 14 days each, then none
    assert found["regimen.name.taper", 2.5].prednisone_mg_per_day == pytest.approx(14 * (7.5 + 5 + 2.5) / 90)


def stopped_row(answer: RegimenAnswer) -> RegimenRow:
    (row,) = (each for each in (*answer.frontier, *answer.familiar) if (each.drug_mg_per_week, each.prednisone_mg_per_day) == (0.0, 10.0))
    return row


def test_the_frontier_of_the_report_is_that_of_the_search_and_holds_or_names_what_one_asks_about(working: Fit) -> None:
    (answer,) = regimen(Forecasts(working.course, working))
    found = search(ForecastStart.of(working.course, working, n_pasts=N_PASTS[working.method]), drug="anakinra", most_tried=MOST_TRIED)
    rows = answer.frontier
    assert [row.p_relapse_90d for row in rows] == [point.risk.value for point in found.points]
    assert answer.n_tried == found.n_tried > len(rows)
    familiar = answer.familiar
    names = {row.regimen for row in (*rows, *familiar)}
    assert {"regimen.name.continue", "regimen.name.alternate", "regimen.name.taper"} <= names
    # the drug stopped and prednisone kept: under its familiar name, or found by the search
    assert stopped_row(answer).current is False
    assert sum(row.current for row in (*rows, *familiar)) == 1
    # each explains itself: what is beaten says by what, and nothing says so that is not
    assert all(row.reasons for row in rows if not row.current)
    for row in familiar:
        assert row.efficient == (not row.reasons)
    # without a test of the adrenals the search itself goes no lower than 5 mg
    assert min(row.steroid_lowered_to_mg for row in rows if row.steroid_lowered_to_mg is not None) >= AT_ONCE_MG


def test_a_regimen_has_one_risk_wherever_the_report_tells_it(working: Fit, forecasts: Forecasts) -> None:
    (answer,) = regimen(forecasts)
    stop = stopped_row(answer)
    (stopped,) = withdrawal(forecasts)
    assert stop.p_relapse_90d == pytest.approx(stopped.p_relapse_by_day[90])


def test_the_answer_names_the_safest_regimen_and_warns_of_the_adrenals(working: Fit) -> None:
    (answer,) = regimen(Forecasts(working.course, working))
    rows = answer.frontier
    assert answer.estimate is not None
    assert answer.estimate.value == pytest.approx(min(row.p_relapse_90d for row in rows), abs=0.005)
    codes = {warning.code for warning in answer.warnings}
    assert {"advice.adrenal.below", "advice.adrenal.fast", "regimen.untried"} <= codes
    assert any(row.efficient for row in rows)


def test_the_same_seed_gives_the_same_answer(working: Fit) -> None:
    first, second = (withdrawal(Forecasts(working.course, working, 3))[0] for _ in range(2))
    assert (first.p_relapse_by_day, first.sentence, first.estimate) == (second.p_relapse_by_day, second.sentence, second.estimate)


def test_the_level_of_a_relapse_is_told_beside_the_limit_of_normal(forecasts: Forecasts) -> None:
    """10 mg/L is active disease (NCT03737110); normal is what the laboratory says, here 5 mg/L."""
    course = dataclasses.replace(forecasts.course, upper_limits={"crp": 5.0})
    (answer,) = withdrawal(Forecasts(course, forecasts.fit))
    (note,) = [note for note in answer.notes if note.code == "withdrawal.relapse_level"]
    assert note.values == {"level": 10.0, "normal": 5.0}
