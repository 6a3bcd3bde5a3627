"""Operating characteristics: those that formulae give, the level where nothing acts, and the same digits whatever did the work."""

from __future__ import annotations

import dataclasses
import json
import math
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from rechallenge.planning.trials import running
from rechallenge.planning.trials.design import TrialDesign
from rechallenge.planning.trials.meanwhile import BELIEVED, DRUG, PLACEBO
from rechallenge.planning.trials.reading import read_design
from rechallenge.planning.trials.replicates import allocation, setting_result, sizes_of
from rechallenge.planning.trials.result import summarise
from rechallenge.planning.trials.running import CHUNK, TrialStore, simulate_trials
from rechallenge.planning.trials.simulation import simulate_setting
from tests.planning.trials.designs import CROSS_OVER, PARALLEL, RATES, STAGGERED, WITHDRAWAL


def by_rates(drug: float, placebo: float, most: int, **more: object) -> TrialDesign:
    text = RATES.replace("20 %, on_placebo: 80 %", f"{drug}, on_placebo: {placebo}").replace("number: 20", f"number: {most}, most: {most}")
    return dataclasses.replace(read_design(text), settings=60, trials=20, **more)  # type: ignore[arg-type]


def summed(design: TrialDesign):
    return summarise(design, [setting_result(design, setting, 0) for setting in range(design.settings)])


def schoenfeld(drug: float, placebo: float, power: float) -> float:
    """Patients of a log-rank test at two-sided 5 % (Schoenfeld 1981, doi:10.1093/biomet/68.1.316), all followed as long."""
    ratio = math.log1p(-drug) / math.log1p(-placebo)
    events = 4.0 * (norm.ppf(0.975) + norm.ppf(power)) ** 2 / math.log(ratio) ** 2
    return events / (0.5 * (drug + placebo))


@pytest.mark.oracle
@pytest.mark.parametrize(("drug", "placebo", "power"), [(0.26, 0.58, 0.8), (0.26, 0.58, 0.9), (0.4, 0.7, 0.8)])
def test_the_required_size_lies_within_a_fifth_of_the_formula(drug: float, placebo: float, power: float) -> None:
    formula = schoenfeld(drug, placebo, power)
    found = summed(by_rates(drug, placebo, round(1.6 * formula), power=power)).smallest
    assert found is not None
    assert abs(found / formula - 1.0) < 0.2, (found, formula)


def test_where_nothing_acts_the_level_is_held_at_several_looks_too() -> None:
    looks = dataclasses.replace(by_rates(0.5, 0.5, 60).analysis, looks=(0.5, 0.75, 1.0))
    own = summed(by_rates(0.5, 0.5, 60, analysis=looks)).own
    assert abs(own.type_1.value - 0.05) < 3.0 * max(own.type_1.error, math.sqrt(0.05 * 0.95 / 1200))
    # of the trials in which the drug is as good as placebo, half of those that differ find it better
    assert own.assurance.value < 0.05


def test_a_look_in_between_spares_patients() -> None:
    looks = dataclasses.replace(by_rates(0.2, 0.8, 60).analysis, looks=(0.5, 1.0))
    found = summed(by_rates(0.2, 0.8, 60, analysis=looks))
    assert found.expected_patients < 45
    assert sum(row.ended for row in found.looks) == pytest.approx(1.0)


def test_what_patients_guess_raises_the_error_of_the_first_kind() -> None:
    text = RATES.replace("patients:", "unblinding: {on_drug: 90 %, on_placebo: 10 %, effect: 60 %}\npatients:")
    guessing = dataclasses.replace(read_design(text.replace("20 %, on_placebo", "80 %, on_placebo")), settings=60)
    assert summed(guessing).own.type_1.value > 0.1


@pytest.mark.parametrize("text", [PARALLEL, CROSS_OVER, STAGGERED, WITHDRAWAL])
def test_each_kind_is_simulated_and_the_drug_lowers_what_is_measured(text: str) -> None:
    design = read_design(text)
    data = [simulate_setting(design, setting, 0) for setting in range(3)]
    if design.endpoint.what == "relapse":
        assert sum(each.event[DRUG].sum() for each in data) < sum(each.event[PLACEBO].sum() for each in data)
        return
    found = np.concatenate([each.contrast[DRUG].mean(-1) if design.starts_days else each.value[DRUG] for each in data])
    null = np.concatenate([each.contrast[BELIEVED].mean(-1) if design.starts_days else each.value[BELIEVED] for each in data])
    assert np.nanmean(found) < np.nanmean(null)


def test_those_who_are_enrolled_are_as_the_design_asks() -> None:
    design = read_design("anakinra-calcinosis")
    data = simulate_setting(dataclasses.replace(design, enrolment=dataclasses.replace(design.enrolment, most=24)), 0, 0)
    assert data.patients == 24
    assert data.screened > 24


def test_the_first_patients_are_given_both() -> None:
    assert allocation(8, 0.25).tolist() == [False, False, False, True] * 2
    assert set(sizes_of(read_design("anakinra-calcinosis"))) >= {24, 60}


def test_a_run_that_is_stopped_goes_on_and_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    design = dataclasses.replace(read_design(RATES), settings=4 * CHUNK)
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path / "whole"))
    whole = json.dumps(simulate_trials(design, workers=1))
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path / "stopped"))
    done: list[int] = []

    def stop(settings: int, of: int) -> None:
        done.append(settings)
        if settings == 2 * CHUNK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_trials(design, workers=1, on_progress=stop)
    computed = []
    real = running.run_chunk
    monkeypatch.setattr(running, "run_chunk", lambda *given: computed.append(given[1]) or real(*given))
    assert json.dumps(simulate_trials(design, workers=1)) == whole
    assert computed == [2, 3]


def test_processes_change_no_digit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    design = dataclasses.replace(read_design(RATES), settings=3 * CHUNK)
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path / "one"))
    one = json.dumps(simulate_trials(design, workers=1))
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path / "two"))
    assert json.dumps(simulate_trials(design, workers=2)) == one


def test_chunks_of_earlier_runs_go_first_where_all_do_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path))
    design = dataclasses.replace(read_design(RATES), settings=2 * CHUNK)
    stores = [TrialStore.of(design, seed) for seed in range(3)]
    for age, store in enumerate(stores):
        for chunk in range(2):
            store.put(chunk, [])
        for path in store.folder.iterdir():
            os.utime(path, (1e9 - age, 1e9 - age))
    one = next(stores[0].folder.iterdir()).stat().st_size
    assert stores[1].get(0) == []  # read now
    stores[0].trim(largest_bytes=3 * one)
    assert [[store.get(chunk) for chunk in range(2)] for store in stores] == [[[], []], [[], None], [None, None]]
    assert [store.folder.exists() for store in stores] == [True, True, False]


def test_a_damaged_chunk_is_simulated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path))
    design = dataclasses.replace(read_design(RATES), settings=2 * CHUNK)
    whole = json.dumps(simulate_trials(design, workers=1))
    chunk = next(tmp_path.rglob("chunk-00001.json"))
    chunk.write_bytes(chunk.read_bytes()[:-20])
    assert json.dumps(simulate_trials(design, workers=1)) == whole
