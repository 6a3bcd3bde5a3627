"""Starting the program, and all that only reads a course, is quick: no numerical library is loaded for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import COURSE, environment, run

HEAVY = ("jax", "jaxlib", "numpyro", "arviz_stats", "scipy", "altair", "vl_convert", "typst", "pint")
COMMANDS = ("check", "ask", "report", "whatif", "convert", "demo", "score", "references", "regimen", "serve", "next", "plan", "trial")

LOADED = """
import sys
try:
    {work}
finally:
    print("loaded:", *sorted(set(sys.modules) & {watched!r}), file=sys.stderr)
"""


def loaded_by(work: str, cache: Path, watched: tuple[str, ...]) -> set[str]:
    """Run a statement in a new process and return which of the watched modules it loaded."""
    code = LOADED.format(work=work, watched=set(watched))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(cache), timeout=60, check=False)
    line = next(line for line in done.stderr.splitlines() if line.startswith("loaded:"))
    return set(line.split()[1:])


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([command, "--help"] for command in COMMANDS)])
def test_help_and_version_load_no_numerical_library(arguments: list[str], tmp_path: Path) -> None:
    work = f"sys.argv = ['rechallenge', *{arguments!r}]; from rechallenge.cli import main; main()"
    assert loaded_by(work, tmp_path, (*HEAVY, "numpy")) == set()


def test_help_of_the_program_reads_no_record_and_loads_nothing_that_would(tmp_path: Path) -> None:
    work = "sys.argv = ['rechallenge', '--help']; from rechallenge.cli import main; main()"
    readers = ("pydantic", "ruamel.yaml", "babel", "rechallenge.course", "rechallenge.formats", "rechallenge.literature")
    assert loaded_by(work, tmp_path, (*HEAVY, *readers)) == set()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_check_loads_no_numerical_library(language: str, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(COURSE)
    work = f"sys.argv = ['rechallenge', 'check', {str(case)!r}, '--lang', {language!r}]; from rechallenge.cli import main; main()"
    assert loaded_by(work, tmp_path, (*HEAVY, "numpy")) == set()


def test_score_loads_no_numerical_library(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(COURSE + "findings: [{what: Raynaud}]\n")
    work = f"sys.argv = ['rechallenge', 'score', {str(case)!r}]; from rechallenge.cli import main; main()"
    assert loaded_by(work, tmp_path, (*HEAVY, "numpy", "citeproc")) == set()


def test_a_first_answer_waits_for_no_library_that_only_the_sampler_needs(tmp_path: Path) -> None:
    work = "import rechallenge.inference.fitting, rechallenge.questions, rechallenge.report.build, rechallenge.report.job"
    assert (
        loaded_by(work, tmp_path, ("arviz_stats", "xarray", "pandas", "numpyro", "scipy.stats", "scipy.interpolate", "vl_convert")) == set()
    )


def test_importing_the_package_loads_nothing_of_it(tmp_path: Path) -> None:
    assert loaded_by("import rechallenge", tmp_path, (*HEAVY, "numpy", "pydantic", "ruamel.yaml", "typer", "rechallenge.course")) == set()


def test_help_of_the_program_names_every_command_and_no_other(tmp_path: Path) -> None:
    done = run("--help", cache=tmp_path)
    assert done.returncode == 0
    named = [line.split()[0] for line in done.stdout.split("Commands:")[1].splitlines() if line.startswith("  ") and line[2] != " "]
    assert sorted(named) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_teaches_by_an_example(command: str, tmp_path: Path) -> None:
    done = run(command, "--help", cache=tmp_path)
    assert done.returncode == 0
    assert f"  rechallenge {command}" in done.stdout


def test_version_is_that_of_the_package(tmp_path: Path) -> None:
    import rechallenge

    assert run("--version", cache=tmp_path).stdout == f"rechallenge {rechallenge.__version__}\n"


def test_every_public_name_is_there() -> None:
    import rechallenge

    assert all(getattr(rechallenge, name) is not None for name in rechallenge.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        rechallenge.nothing  # noqa: B018 - the access is what is tested
