"""``rechallenge score``: the range, why there is none, what could change the verdict, and an exit status for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rechallenge
from rechallenge.course.cases import case_path
from tests.cli.running import run

INDEX, INDEX_FR = str(case_path("index")), str(case_path("index.fr"))


def test_the_index_case_is_bounded_barred_and_earns_its_point(tmp_path: Path) -> None:
    done = run("score", INDEX, cache=tmp_path)
    assert done.returncode == 0
    assert "a score between 0 and 17, and it takes 9" in done.stdout
    assert "Not scored: the criteria ask first for this" in done.stdout
    assert "ruled out: giant cell arteritis" in done.stdout
    (point,) = [line for line in done.stdout.splitlines() if line.strip().startswith("+1")]
    assert "both shoulders" in point
    assert "bursitis (shoulder)" in point


def test_it_speaks_french(tmp_path: Path) -> None:
    done = run("score", INDEX_FR, "--lang", "fr", cache=tmp_path)
    assert "score entre 0 et 17, et il en faut 9" in done.stdout
    assert "écarté : artérite à cellules géantes" in done.stdout


def test_json_holds_nothing_but_the_scores(tmp_path: Path) -> None:
    found = json.loads(run("score", INDEX, "--json", cache=tmp_path).stdout)
    assert list(found) == ["ssc_2013", "pmr_2012", "gca_2022"]
    assert found["ssc_2013"]["score"] == [0, 17]
    assert found["gca_2022"]["score"] is None
    assert found["gca_2022"]["barred_by"] == ["vasculitis_diagnosed"]
    assert found["pmr_2012"]["points"] == {"us_both_shoulders": 1}


@pytest.mark.parametrize("name", ["cppd_2023", "CPPD", "chondrocalcinose"])
def test_criteria_are_called_by_name_or_by_disease(name: str, tmp_path: Path) -> None:
    done = run("score", INDEX, "--criteria", name, cache=tmp_path)
    assert done.returncode == 0
    assert "cppd_2023" in done.stdout
    assert "Not verified: these weights could not be read" in done.stdout


def test_criteria_that_are_not_known_end_with_status_2(tmp_path: Path) -> None:
    done = run("score", INDEX, "--criteria", "lupus", cache=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "lupus" in done.stderr
    assert "ssc_2013" in done.stderr
    with pytest.raises(ValueError, match="lupus"):
        rechallenge.score(INDEX, ["lupus"])


def test_items_that_contradict_the_record_end_with_status_2_at_their_line(tmp_path: Path) -> None:
    course = "rechallenge: 1\nfindings: [{what: Raynaud}]\ncriteria:\n  raynaud: absent\n"
    done = run("score", "-", cache=tmp_path, stdin=course)
    assert done.returncode == 2
    assert "<stdin>:4:12: error: 'raynaud' is said to be absent" in done.stderr


def test_a_course_that_bears_on_no_criteria_says_so(tmp_path: Path) -> None:
    assert "bears on none of the criteria" in run("score", "-", cache=tmp_path, stdin="rechallenge: 1\ntitle: t\n").stdout
