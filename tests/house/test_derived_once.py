"""A fact is derived once: what is given on a day, the limit of normal, how a fact reads, what comes from the data."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for folder in ("src", "studies") for path in (ROOT / folder).rglob("*.py")
}

# Where each was once derived under several names, and the one function that is left.
ONCE = {
    "current_of": "src/rechallenge/course/regimen.py",
    "daily_mg_on": "src/rechallenge/course/regimen.py",
    "dose_on": "src/rechallenge/course/regimen.py",
    "doses_until": "src/rechallenge/course/regimen.py",
    "highest_daily_mg": "src/rechallenge/course/regimen.py",
    "route_of": "src/rechallenge/course/regimen.py",
    "runs_on": "src/rechallenge/course/regimen.py",
    "surely_runs_on": "src/rechallenge/course/regimen.py",
    "upper_limit_of_normal": "src/rechallenge/course/model.py",
    "observation_words": "src/rechallenge/presentation/observations.py",
    "dose_words": "src/rechallenge/presentation/doses.py",
    "share_from_data": None,
}
AT_MOST_ONCE = (
    *("given_now", "given_last", "recorded_daily_mg", "current_step", "given_at", "_daily", "_daily_mg", "steroid_mg_per_day"),
    *("names_of", "step_doses", "dose_at", "_dose_at", "stays_in_vein", "was_given", "drug_of_today"),
    *("normal_crp_mg_l", "narrowing", "understood"),
)
# Beside the regimen itself: the class that holds the fact, the reader that cuts a taper in two, the writer, and the likelihood, whose
# arrays follow uncertain days.
KNOW_OF_TAPERS = {
    "src/rechallenge/course/regimen.py",
    "src/rechallenge/course/given.py",
    "src/rechallenge/course/timeline.py",
    "src/rechallenge/course/writing_treatments.py",
    "src/rechallenge/inference/dosing.py",
    # tells of a taper whether it makes a line at all
    "src/rechallenge/ledger/given.py",
}


def defined(name: str) -> list[str]:
    """Modules that define a function of this name, one entry a definition."""
    pattern = re.compile(rf"^\s*def {re.escape(name)}\b", re.MULTILINE)
    return [module for module, source in SOURCES.items() for _ in pattern.findall(source)]


@pytest.mark.parametrize(("name", "module"), ONCE.items())
def test_each_fact_has_one_function(name: str, module: str | None) -> None:
    found = defined(name)
    assert len(found) == 1
    assert module in (None, found[0])


@pytest.mark.parametrize("name", AT_MOST_ONCE)
def test_none_of_the_functions_that_derived_it_beside_has_come_back(name: str) -> None:
    assert len(defined(name)) <= 1


def _mentions(source: str, attribute: str) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == attribute for node in ast.walk(ast.parse(source)))


def test_the_line_of_a_taper_is_read_in_one_place() -> None:
    assert {module for module, source in SOURCES.items() if _mentions(source, "dose_mg_end")} <= KNOW_OF_TAPERS


def test_no_other_module_takes_a_step_to_run_on_a_day() -> None:
    """The two conventions about uncertain days are those of `course.regimen`: elsewhere no start of a step is held against a day."""
    held = re.compile(r"step\.start\.(?:middle|latest|earliest) *<=")
    assert [module for module, source in SOURCES.items() if held.search(source)] == ["src/rechallenge/course/regimen.py"]


def test_the_exposure_of_glucocorticoids_is_named_in_one_place() -> None:
    named = re.compile(r'^[A-Z_]+ = "prednisone"', re.MULTILINE)
    assert [module for module, source in SOURCES.items() if named.search(source)] == ["src/rechallenge/literature/pharmacology.py"]


def test_data_files_have_one_reader() -> None:
    """Beside it the course file alone is read as YAML, by its own rules."""
    read = re.compile(r"\btomllib\b|\bYAML\(")
    known = {f"src/rechallenge/{name}.py" for name in ("data_files", "formats/yaml", "formats/yaml_events")}
    # it measures what another reader takes
    known.add("studies/benchmarks/how_fast_is_check.py")
    assert {module for module, source in SOURCES.items() if read.search(source)} - known == set()
