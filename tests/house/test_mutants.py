"""The sample of mutants, and what is made of their results."""

from pathlib import Path

import pytest

from studies.mutation.__main__ import print_results
from studies.mutation.mutants import all_mutants, drawn, mutants_of
from studies.mutation.running import Result, tried
from studies.mutation.sample import KnownFirst, kept, sample
from studies.mutation.selection import Selection

ROOT = Path(__file__).parents[2] / "src/rechallenge"


def _tree(top: Path, before: str = "") -> Path:
    for package in ("course", "criteria", "instruments", "questions", "single_case"):
        (top / package).mkdir(parents=True)
        (top / package / "rules.py").write_text(f"{before}def ill(crp):\n    return crp > 10 and True\n")
    return top


def test_a_sample_is_the_same_when_drawn_again_and_when_other_code_moves(tmp_path):
    sample = [mutant.name for mutant in drawn(_tree(tmp_path / "a"), 8)]
    assert sample == [mutant.name for mutant in drawn(_tree(tmp_path / "b", before="# moved down\n\n"), 8)]


def test_three_in_four_mutants_change_a_threshold_or_a_comparison():
    assert sum(mutant.deciding for mutant in drawn(ROOT, 40)) == 30


def test_each_mutant_changes_one_line():
    for mutant in drawn(ROOT, 20):
        source = (ROOT / mutant.module).read_text(encoding="utf-8")
        changed = mutant.apply(source).splitlines()
        assert [i for i, (old, new) in enumerate(zip(source.splitlines(), changed, strict=True), 1) if old != new] == [mutant.line]


def test_what_holds_for_types_alone_is_no_mutant(tmp_path):
    (tmp_path / "m.py").write_text("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    pass\n")
    assert list(mutants_of(tmp_path, "m.py")) == []


def test_a_line_that_no_test_runs_by_itself_gets_the_tests_of_its_module(tmp_path):
    from coverage import CoverageData

    data = CoverageData(str(tmp_path / "kept"))
    for context, lines in (("tests/a.py::narrow|run", [5]), ("tests/b.py::wide[a|b]|run", [5, 6, 7]), ("tests/web/c.py::page|run", [5])):
        data.set_context(context)
        data.add_lines({"/x/src/rechallenge/course/m.py": lines})
    data.write()
    selection = Selection(tmp_path / "kept")
    assert selection.of("course/m.py", 5) == ["tests/a.py::narrow", "tests/b.py::wide[a|b]"]
    assert selection.of("course/m.py", 6) == ["tests/b.py::wide[a|b]"]
    assert selection.of("course/m.py", 1) == ["tests/a.py::narrow", "tests/b.py::wide[a|b]"]
    assert selection.of("course/other.py", 1) == []


@pytest.mark.parametrize(("killed", "status"), [(20, 0), (16, 1)])
def test_less_than_85_in_100_noticed_is_a_failure_and_a_survivor_is_explained(killed, status, capsys, monkeypatch):
    monkeypatch.setattr("studies.mutation.__main__.fail_anyway", lambda tests: [])
    results = [
        Result(f"m{i}", 1, i < killed, "tests/a.py::t" if i < killed else None, None if i < killed else "its tests pass") for i in range(20)
    ]
    assert print_results(results) == status
    out = capsys.readouterr().out
    assert f"{killed} of 20" in out
    assert ("NOT EXPLAINED" in out) == (killed < 20)


def test_the_sample_that_is_kept_comes_first_and_what_the_code_no_longer_has_is_drawn_anew(tmp_path):
    top = _tree(tmp_path)
    names = [mutant.name for mutant in drawn(top, 12)]
    order = {"course/gone.py: x > 1 [NumberReplacer at 4, 1]": None, names[7]: "tests/a.py::t", names[2]: None}
    assert [mutant.name for mutant in sample(top, 2, order)] == [names[7], names[2]]
    filled = [mutant.name for mutant in sample(top, 12, order)]
    assert filled[:2] == [names[7], names[2]]
    assert len(set(filled)) == 12


def test_the_test_that_noticed_a_mutant_is_tried_first_and_then_those_of_its_package(tmp_path):
    (mutant,) = sample(ROOT, 1, {})
    package = f"tests/{mutant.module.partition('/')[0]}"
    no_coverage = tmp_path / "none"
    assert [*KnownFirst({mutant.name: "tests/house/test_mutants.py::t"}, no_coverage)(mutant)] == [
        ["tests/house/test_mutants.py::t"],
        [package],
    ]
    assert [*KnownFirst({mutant.name: "tests/gone.py::t"}, no_coverage)(mutant)] == [[], [package]]
    assert [*KnownFirst({}, no_coverage)(mutant)] == [[], [package]]


def test_a_mutant_is_noticed_by_a_test_that_fails_and_not_by_one_that_passes_or_is_gone(tmp_path):
    top = tmp_path
    source = _tree(top / "src/rechallenge") / "course/rules.py"
    (top / "test_rules.py").write_text(
        "import runpy\n"
        f"ill = runpy.run_path({str(source)!r})['ill']\n"
        "def test_limit():\n    assert ill(11) and not ill(10)\n"
        "def test_far():\n    assert ill(99)\n"
    )
    mutant = next(m for m in mutants_of(top / "src/rechallenge", "course/rules.py") if "Gt_GtE" in m.name)
    assert tried(mutant, [["test_rules.py::test_far"]], top).why == "its tests pass"
    assert tried(mutant, [["test_rules.py::test_gone"]], top).why == "no test runs it"
    assert tried(mutant, [[], ["test_rules.py::test_far"], ["test_rules.py::test_limit"]], top).killed
    assert "crp > 10" in source.read_text()


def test_the_sample_names_mutants_of_the_code_and_tests_that_are_there():
    names = kept()
    files = {test.partition("::")[0] for test in names.values() if test is not None and "::" in test}
    assert [file for file in files if not (ROOT.parents[1] / file).exists()] == []
    assert len({mutant.name for mutant in all_mutants(ROOT)} & set(names)) >= min(30, len(names))
