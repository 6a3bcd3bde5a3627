"""The search of regimens finds what trying every regimen would, and keeps the limits of the one who prescribes."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.regimen import Regimen
from rechallenge.course.times import When
from rechallenge.questions.forecast_start import Burden
from rechallenge.questions.forecasts import HORIZON_DAYS
from rechallenge.questions.regimen import search as regimen_search
from rechallenge.questions.regimen.candidates import AT_ONCE_MG
from rechallenge.questions.regimen.frontier import SAME_RISK, beats
from rechallenge.questions.regimen.search import search
from rechallenge.questions.regimen.search_space import TAPER_WEEKS, Choice, Limits, Taper
from rechallenge.questions.schedule import taper_doses

DAYS = np.arange(HORIZON_DAYS + 1.0)


def course(prednisone_mg: float = 20.0, anakinra_mg: float = 100.0) -> Course:
    def given(drug: str, dose: float) -> Treatment:
        return Treatment(drug, True, (DoseStep(dose, 1.0, When(-30.0, -30.0)),))

    return Course("a course", treatments=(given("anakinra", anakinra_mg), given("prednisone", prednisone_mg)))


class Pretended:
    """A forecast start whose risk is a formula: more drug and more steroid, less of it, each the less the more there is."""

    def __init__(self, course: Course) -> None:
        self.course = course
        exposures = tuple(SimpleNamespace(name=name) for name in ("anakinra", "prednisone"))
        self.problem = SimpleNamespace(
            layout=SimpleNamespace(exposures=exposures), drugs=("anakinra",), regimen=Regimen.of(course, today=0.0), models={}
        )
        self.depends_on_kidneys: tuple[str, ...] = ()

    def burden(self, changes: tuple[Treatment, ...] = (), *, horizon_days: int) -> Burden:
        doses = {}
        for drug in ("anakinra", "prednisone"):
            changed = [t for t in changes if t.drug == drug]
            steps = [s for t in (changed or self.course.treatments_of(drug)) for s in t.steps]
            days: list[float] = []
            amounts: list[float] = []
            for step in steps:
                end = horizon_days if step.stop is None else min(step.stop.earliest, horizon_days)
                found = np.arange(max(step.start.earliest, 0.0), end - 1e-9, step.every_days)
                days += list(found)
                amounts += [step.dose_mg or 0.0] * len(found)
            doses[drug] = (np.array(days), np.array(amounts))
        return Burden(doses, horizon_days)

    def under(self, changes: tuple[Treatment, ...] = (), *, horizon_days: int, executor: object = None) -> Any:
        burden = self.burden(changes, horizon_days=horizon_days)
        drug, steroid = burden.mean_mg_per_day("anakinra"), burden.prednisone_mg_per_day
        held = 1.0 - (1.0 - drug / (drug + 40.0)) * (1.0 - steroid / (steroid + 15.0))
        return SimpleNamespace(p_relapse=np.full((200, horizon_days + 1), 1.0 - 0.95 * held))


def found(limits: Limits, monkeypatch: pytest.MonkeyPatch, **given: float) -> Any:
    monkeypatch.setattr(regimen_search, "TOLD_APART", 0.0)  # all of the frontier, not the lightest of those alike
    monkeypatch.setattr(regimen_search, "MOST_TRIED", 5000)
    return search(Pretended(course(**given)), limits)  # type: ignore[arg-type]


def test_the_frontier_is_that_of_trying_every_regimen(monkeypatch: pytest.MonkeyPatch) -> None:
    frontier = found(Limits(), monkeypatch, prednisone_mg=8.0)
    run = regimen_search._RegimenSearch(Pretended(course(8.0)), "anakinra", Limits())  # type: ignore[arg-type]
    space = run.space
    drugs = [Choice(None, 1.0), *(Choice(dose, every) for dose, every in sorted(space.options))]
    tapers = [None, *(Taper(*each) for each in itertools.product(space.steps, TAPER_WEEKS, space.floors))]
    choices = [Choice(each.dose_mg, each.every_days, taper) for each, taper in itertools.product(drugs, tapers)]
    every = [run.point(choice) for choice in choices if space.allows(choice)]
    best: list[Any] = []
    for point in every:
        best = regimen_search._joined(best, point)
    reached, all_best = {point.costs for point in frontier.points}, {point.costs for point in best}
    # a local search may miss a corner, but few, for a fraction of the work
    assert frontier.n_tried < 0.8 * len(every)
    assert len(reached & all_best) > 0.95 * len(all_best)
    assert len(reached - all_best) < 0.05 * len(reached)


def test_no_regimen_that_is_told_is_beaten_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    points = found(Limits(), monkeypatch).points
    assert not any(beats(one, other) for one, other in itertools.permutations(points, 2))


def test_without_adrenal_testing_no_taper_goes_below_five_milligrams(monkeypatch: pytest.MonkeyPatch) -> None:
    careful, tested = found(Limits(), monkeypatch), found(Limits(adrenal_tested=True), monkeypatch)
    # 20 mg is at 7 mg after the horizon of 90 days, if it falls no faster than 1 mg a week
    assert AT_ONCE_MG <= min(point.lowest_prednisone_mg for point in careful.points) < 20.0
    assert [note.code for note in careful.notes] == ["search.note.adrenal", "advice.age_assumed", "advice.kidneys_assumed"]
    assert min(point.lowest_prednisone_mg for point in tested.points) == 0.0


@pytest.mark.parametrize("limits", [Limits(max_dose_mg=50.0), Limits(max_per_week=3.5), Limits(max_dose_mg=50.0, max_per_week=2.0)])
def test_limits_on_the_drug_hold(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    for point in found(limits, monkeypatch).points:
        assert point.choice.dose_mg is None or point.choice.dose_mg <= (limits.max_dose_mg or 100.0)
        assert point.injections_per_week <= (limits.max_per_week or 7.0) + 1e-9


def test_a_patient_at_three_milligrams_is_not_raised_and_not_lowered_untested(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {point.lowest_prednisone_mg for point in found(Limits(), monkeypatch, prednisone_mg=3.0).points} == {3.0}


def test_each_regimen_explains_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    frontier = found(Limits(), monkeypatch)
    assert all(point.reasons for point in frontier.points)
    safest = frontier.points[0]
    lighter = next(reason for reason in safest.reasons if reason.code == "search.why.lighter")
    assert lighter.values["p"] > safest.risk.value


def test_risks_that_nobody_could_tell_apart_do_not_buy_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    points = found(Limits(), monkeypatch).points
    for one, other in itertools.permutations(points, 2):
        if one.risk.value < other.risk.value - SAME_RISK:
            continue
        assert one.costs[1:] != other.costs[1:]


def test_a_taper_is_told_as_it_is_prescribed() -> None:
    assert taper_doses(20.0, 5.0, 2.0, 5.0, 7.0, 90.0) == [(7.0, 15.0), (21.0, 10.0), (35.0, 5.0)]
    assert taper_doses(5.0, 1.0, 4.0, 5.0, 0.0, 90.0) == []


def test_spaced_doses_are_drawn_as_one_level() -> None:
    burden = Burden({"anakinra": (np.arange(0.0, 180.0, 3.5), np.full(52, 100.0))}, 180)
    assert burden.daily_level("anakinra") == pytest.approx(100.0 / 3.5)


def test_a_stop_ends_the_level_one_spacing_after_the_last_dose() -> None:
    level = Burden({"anakinra": (np.array([0.0, 2.0, 4.0]), np.full(3, 100.0))}, 30).daily_level("anakinra")
    assert level[[0, 3, 5]] == pytest.approx(50.0)
    assert level[[6, 20, 30]] == pytest.approx(0.0)
