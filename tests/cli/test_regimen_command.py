"""``rechallenge regimen``, for real: one search on a small course with its fit, and what limits, languages and wrong input do to it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from rechallenge.questions.regimen.frontier import SAME_RISK
from tests.cli.running import WRONG_COURSE, run

COURSE = """\
rechallenge: 1
title: A course to search
patient: {sex: female, age: 77 a}
treatments:
  - {drug: prednisone, dose: 10 mg, every: 1 d, from: -30 d}
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}
observations:
  - {what: CRP, at: 0 d, value: 120 mg/L}
  - {what: CRP, at: 5 d, value: normal}
  - {what: CRP, at: 30 d, value: normal}
"""


@dataclass(frozen=True)
class Searched:
    """A course that was fitted and searched once: other searches have its fit at once."""

    case: Path
    cache: Path
    stdout: str

    @property
    def record(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.stdout)
        return found

    def again(self, *limits: str) -> dict[str, Any]:
        done = run("regimen", str(self.case), "--quick", "--json", *limits, cache=self.cache)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Searched:
    base = tmp_path_factory.mktemp("regimen")
    case = base / "case.yaml"
    case.write_text(COURSE)
    done = run("regimen", str(case), "--quick", "--json", cache=base / "cache")
    assert done.returncode == 0, done.stderr
    return Searched(case, base / "cache", done.stdout)


@pytest.mark.slow
def test_each_regimen_says_what_it_risks_what_it_takes_and_why_it_is_there(searched: Searched) -> None:
    found = searched.record
    assert (found["drug"], found["horizon_days"]) == ("anakinra", 90)
    assert found["n_tried"] > len(found["frontier"]) > 1
    for each in found["frontier"]:
        low, high = each["p_relapse_90d_interval"]
        assert 0.0 <= low <= high <= 1.0
        assert 0.0 <= each["p_relapse_90d"] <= 1.0
        assert each["reasons"]
        if each["dose_mg"] is None:
            assert (each["every_days"], each["drug_mg_per_week"], each["injections_per_week"]) == (None, 0.0, 0.0)
        else:
            assert math.isclose(each["injections_per_week"], 7.0 / each["every_days"])
    now = found["current"]
    assert (now["dose_mg"], now["every_days"], now["prednisone_mg_per_day"], now["current"]) == (100.0, 1.0, 10.0, True)


@pytest.mark.slow
def test_no_regimen_told_is_worse_than_another_in_everything(searched: Searched) -> None:
    takes = ("drug_mg_per_week", "injections_per_week", "prednisone_mg_per_day")
    kept = [each for each in searched.record["frontier"] if not each["current"]]
    for one, other in permutations(kept, 2):
        risks_less = one["p_relapse_90d"] < other["p_relapse_90d"] - SAME_RISK
        assert not (risks_less and all(one[field] <= other[field] - 0.01 for field in takes)), (one["regimen"], other["regimen"])


@pytest.mark.slow
def test_the_same_search_finds_the_same(searched: Searched) -> None:
    assert searched.again() == searched.record


@pytest.mark.slow
def test_without_adrenal_testing_no_taper_goes_below_5_mg(searched: Searched) -> None:
    found = searched.record
    assert min(each["lowest_prednisone_mg"] for each in found["frontier"]) >= 5.0
    assert any("adrenal" in note for note in found["notes"])
    tested = searched.again("--adrenal-tested")
    assert tested["n_tried"] > found["n_tried"]
    assert not any("adrenal" in note for note in tested["notes"])
    held = searched.again("--adrenal-tested", "--lowest-prednisone", "7.5")
    assert min(each["lowest_prednisone_mg"] for each in held["frontier"]) >= 7.5


@pytest.mark.slow
def test_limits_on_dose_and_spacing_are_respected(searched: Searched) -> None:
    found = [each for each in searched.again("--max-dose", "75", "--max-per-week", "3.5")["frontier"] if each["dose_mg"] is not None]
    assert found
    assert max(each["dose_mg"] for each in found if not each["current"]) <= 75.0
    assert max(each["injections_per_week"] for each in found if not each["current"]) <= 3.5


@pytest.mark.slow
def test_a_poor_renal_function_raises_the_exposure_and_the_page_in_french_says_so(searched: Searched) -> None:
    done = run("regimen", str(searched.case), "--quick", "--lang", "fr", "--clearance", "25", cache=searched.cache)
    assert done.returncode == 0
    assert " ".join(done.stdout.splitlines()[0].split()) == "schéma rechute à 90 jours mg/semaine injections/semaine prednisone mg/jour"
    assert "À une clairance de 25 mL/min" in done.stdout
    assert "schémas essayés" in done.stdout
    assert "the risk is" not in done.stdout


@pytest.mark.parametrize("as_json", [False, True])
def test_a_wrong_course_ends_with_status_2_after_all_its_errors(tmp_path: Path, as_json: bool) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(WRONG_COURSE)
    done = run("regimen", str(wrong), *(["--json"] if as_json else []), cache=tmp_path / "cache")
    assert done.returncode == 2
    *errors, last = done.stderr.splitlines()
    assert [error.removeprefix(str(wrong)).split(": ")[0] for error in errors] == [":2:1", ":4:28", ":4:64", ":6:33"]
    assert last == "4 errors. Nothing was written."
    if as_json:
        told = json.loads(done.stdout)
        assert (told["ok"], len(told["problems"])) == (False, 4)
    else:
        assert done.stdout == ""


def test_a_course_without_a_drug_has_no_regimen_to_search(tmp_path: Path) -> None:
    done = run("regimen", "-", cache=tmp_path, stdin="rechallenge: 1\nobservations: [{what: CRP, at: 5 d, value: normal}]\n")
    assert done.returncode == 2
    assert "[regimen.none]" in done.stderr


def test_a_limit_that_no_patient_can_have_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    done = run("regimen", "-", "--clearance", "2500", cache=tmp_path, stdin=COURSE)
    assert done.returncode == 2
    assert "--clearance" in done.stderr
    assert "first fit" not in done.stderr
