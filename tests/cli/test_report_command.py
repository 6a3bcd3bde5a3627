"""``rechallenge report``, for real: one quick report on a small course, and what a second one does with it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from rechallenge.cli.outcome import printable
from rechallenge.report.job import FILES
from tests.cli.running import COURSE, WRONG_COURSE, command, environment, run
from tests.cli.test_start import HEAVY, loaded_by


@dataclass(frozen=True)
class Made:
    """A quick report that was made, and where its cache is."""

    case: Path
    folder: Path
    cache: Path
    stdout: str
    stderr: str

    def contents(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    base = tmp_path_factory.mktemp("report")
    case, folder, cache = base / "case.yaml", base / "out", base / "cache"
    case.write_text(COURSE)
    done = run("report", str(case), "-o", str(folder), "--quick", cache=cache)
    assert done.returncode == 0, done.stderr
    return Made(case, folder, cache, done.stdout, done.stderr)


def test_the_four_files_are_written_and_nothing_else(made: Made) -> None:
    assert sorted(made.contents()) == sorted(FILES)
    assert made.contents()["report.pdf"].startswith(b"%PDF-")
    assert made.stdout.splitlines() == [str(made.folder / name) for name in ("report.html", "report.pdf", "summary.txt")]


def test_progress_is_told_in_a_few_plain_lines_where_there_is_no_terminal(made: Made) -> None:
    assert made.stderr.splitlines()[0] == "A first fit…"
    assert len(made.stderr.splitlines()) < 15
    assert "\x1b" not in made.stderr
    assert "\r" not in made.stderr


def test_the_answers_say_how_they_were_made(made: Made) -> None:
    answers = json.loads(made.contents()["answers.json"])
    assert answers["diagnostics"]["method"] == "tempering"
    assert answers["case"] == "A course for tests"


def test_an_identical_run_comes_from_the_cache_says_so_and_loads_no_numerical_library(made: Made, tmp_path: Path) -> None:
    arguments = ["rechallenge", "report", str(made.case), "-o", str(tmp_path / "again"), "--quick"]
    assert loaded_by(f"sys.argv = {arguments!r}; from rechallenge.cli import main; main()", made.cache, HEAVY) == set()
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == made.contents()
    again = run(*arguments[1:], cache=made.cache)
    assert "nothing had to be computed" in again.stderr


def test_json_prints_the_answers_and_nothing_else(made: Made, tmp_path: Path) -> None:
    done = run("report", str(made.case), "-o", str(tmp_path / "out"), "--quick", "--json", cache=made.cache)
    assert done.stdout.encode() == made.contents()["answers.json"]


def test_a_course_from_standard_input_is_the_same_job(made: Made, tmp_path: Path) -> None:
    done = run("report", "-", "-o", str(tmp_path / "out"), "--quick", cache=made.cache, stdin=COURSE)
    assert done.returncode == 0
    assert "nothing had to be computed" in done.stderr


def test_a_kept_fit_is_written_up_in_another_language(made: Made, tmp_path: Path) -> None:
    done = run("report", str(made.case), "-o", str(tmp_path / "out"), "--quick", "--lang", "fr", cache=made.cache)
    assert done.returncode == 0, done.stderr
    assert "Premier ajustement" not in done.stderr
    french, english = (json.loads(path.read_text()) for path in (tmp_path / "out" / "answers.json", made.folder / "answers.json"))
    assert french["language"] == "fr"
    assert french["response"]["estimate"] == english["response"]["estimate"]


@pytest.mark.parametrize("name", ["report", "whatif"])
def test_a_wrong_course_writes_nothing(name: str, tmp_path: Path) -> None:
    cache, folder = tmp_path / "cache", tmp_path / "out"
    options = ["-o", str(folder)] if name == "report" else ["--stop", "anakinra@today"]
    done = run(name, "-", *options, cache=cache, stdin=WRONG_COURSE)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "4 errors. Nothing was written." in done.stderr
    # beside what the program read of its own data files
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
    assert [path.name for path in cache.iterdir()] == ["parsed"]


def test_a_folder_that_cannot_be_written_fails_with_status_1(made: Made, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run("report", str(made.case), "-o", str(tmp_path / "file" / "out"), "--quick", cache=made.cache)
    assert done.returncode == 1
    assert done.stderr.startswith("Failed: ")
    assert "Traceback" not in done.stderr


def test_whatif_tells_the_risk_of_a_stop_from_the_kept_fit(made: Made) -> None:
    arguments = ["whatif", str(made.case), "--stop", "anakinra@today", "--quick"]
    told, as_json = run(*arguments, cache=made.cache), run(*arguments, "--json", cache=made.cache)
    assert told.returncode == 0, told.stderr
    assert "day 7" in told.stdout
    assert "A first fit" not in told.stderr
    assert printable(json.loads(as_json.stdout)["sentence"]) == told.stdout.splitlines()[0]


def test_the_search_of_regimens_has_the_fit_of_the_report_and_names_no_steroid_where_none_is_given(made: Made) -> None:
    done = run("regimen", str(made.case), "--quick", "--json", "--lang", "fr", "--max-per-week", "3.5", cache=made.cache)
    assert done.returncode == 0, done.stderr
    assert "première" not in done.stderr
    found = json.loads(done.stdout)
    assert [each["regimen"] for each in found["frontier"] if each["current"]] == ["Arrêt de l’anakinra"]
    assert max(each["injections_per_week"] for each in found["frontier"]) <= 3.5
    assert all(each["reasons"] for each in found["frontier"])


def test_whatif_tells_wrong_stops_and_regimens_at_once(made: Made, tmp_path: Path) -> None:
    regimen = tmp_path / "regimen.yaml"
    regimen.write_text("treatments:\n  - {drug: anakinra, dose: -5 mg, every: 1 d}\n")
    done = run("whatif", str(made.case), "--stop", "prednisone@today", "--regimen", str(regimen), cache=made.cache)
    assert done.returncode == 2
    assert f"{regimen}:2:28: error" in done.stderr
    assert "[regimen.drug_absent]" in done.stderr


def test_convert_writes_a_table_that_is_read_back(made: Made, tmp_path: Path) -> None:
    table = tmp_path / "case.csv"
    done = run("convert", str(made.case), "--to", "csv", "-o", str(table), cache=made.cache)
    assert (done.returncode, done.stdout) == (0, "")
    from_table, from_case = (run("check", str(path), cache=made.cache).stdout for path in (table, made.case))
    # what was written is told differently ("improved, since …"); what it became is the same
    became = [[line.split("→")[-1].split() for line in text.splitlines()] for text in (from_table, from_case)]
    assert became[0] == became[1]


@pytest.mark.slow
def test_ctrl_c_during_the_full_fit_leaves_the_quick_report(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    process = subprocess.Popen(
        command("report", str(made.case), "-o", str(folder)), env=environment(made.cache), stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 240
    while not (folder / "answers.json").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(3.0)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=240)
    assert process.returncode == 130
    assert f"Stopped. The quick report, which is complete, is in {folder}." in stderr
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert json.loads((folder / "answers.json").read_text())["diagnostics"]["method"] == "laplace"


def test_the_answers_say_what_the_record_taught_and_how_far_the_verdict_depends_on_what_was_assumed(made: Made, tmp_path: Path) -> None:
    # Other draws than those of the other tests: of those a first answer says itself that they cannot give a verdict.
    done = run("report", str(made.case), "-o", str(tmp_path / "out"), "--quick", "--seed", "1", cache=made.cache)
    assert done.returncode == 0, done.stderr
    answers = json.loads((tmp_path / "out" / "answers.json").read_text())
    found = answers["diagnostics"]
    assert [check["index"] for check in found["observations"]] == list(range(len(found["observations"])))
    assert found["parameters"]["drive_mg_l"]["contraction"] > found["parameters"]["anakinra.absorption_1_h"]["contraction"]
    attribution = answers["attribution"]["anakinra"]
    # a first answer that is too rough for a verdict weighs no other assumption
    weighed = {row["assumption"] for row in attribution["assumptions"]}
    assert weighed >= {"nothing_borrowed", "short_flares"} or (attribution["verdict"] == "not_computed" and not weighed)
