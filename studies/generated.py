"""Every file of this repository that a program writes, and how it does: ``python -m studies.generated docs`` (``make docs``).

Measurements (``make bench``), the picture of the README (``make images``, in a browser) and the locks (``make lock``) stand apart: they
need a quiet machine, a browser, a package index.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Generated:
    """One file, and the files that come with it.

    Attributes
    ----------
    path
        The file, from the root of the repository.
    texts
        Gives the text of each file by its path.
    held
        Whether a test holds that the files are current: they are made in seconds, and from nothing but what the text says.
    """

    path: str
    texts: Callable[[], Mapping[str, str]]
    held: bool = True


def _schema_of_courses() -> dict[str, str]:
    from rechallenge.course.schema import course_schema_text

    return {"docs/course.schema.json": course_schema_text()}


def _schema_of_answers() -> dict[str, str]:
    from rechallenge.report.answers_schema import answers_schema_text

    return {"docs/answers.schema.json": answers_schema_text()}


def _schema_of_designs() -> dict[str, str]:
    from rechallenge.planning.trials.schema import design_schema_text

    return {"docs/design.schema.json": design_schema_text()}


def _with_tables(path: str, tables: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    """Put tables into a page that is written by hand, between the comments that name them."""
    text = (ROOT / path).read_text(encoding="utf-8")
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{path}: no place for the table '{name}'")
        text = f"{before}{begin}{table()}{end}{after}"
    return {path: text}


def _course_file() -> dict[str, str]:
    from studies.course_file_tables import TABLES

    return _with_tables("docs/course-file.md", TABLES)


def _criteria() -> dict[str, str]:
    from studies.criteria_tables import criteria_tables

    return _with_tables("docs/criteria.md", {"criteria": criteria_tables})


def _natural_history() -> dict[str, str]:
    from studies.natural_history_page import page

    return {"docs/natural-history.md": page()}


def _trials() -> dict[str, str]:
    from studies.trials_page import page

    return {"docs/trials.md": page()}


def _trial_checks() -> dict[str, str]:
    from studies.trial_checks.page import page

    return {"docs/trial-checks.md": page()}


def _prior_courses() -> dict[str, str]:
    from studies.prior_courses.page import page

    return {"docs/prior-predictive.md": page()}


def _sentence_grounds() -> dict[str, str]:
    from studies.sentence_grounds.page import page

    return {"docs/sentence-grounds.md": page()}


def _potency() -> dict[str, str]:
    from studies.potency.page import page

    return {"docs/potency.md": page()}


def _fit_of_potency() -> dict[str, str]:
    from studies.potency.result import PATH, fitted

    return {PATH: fitted()}


def _analogy() -> dict[str, str]:
    from studies.analogy.page import page

    return {"docs/analogy.md": page()}


def _predictive_check() -> dict[str, str]:
    from studies.predictive.page import page

    return {"docs/predictive-check.md": page()}


def _world() -> dict[str, str]:
    from studies.world.page import page

    return {"docs/world.md": page()}


def _calibration() -> dict[str, str]:
    from studies.calibration.page import pictures, results_in, written

    results = results_in(ROOT / "docs" / "calibration")
    return {"docs/calibration.md": written(results), **{f"docs/{name}": text for name, text in pictures(results).items()}}


def _simulated_courses() -> dict[str, str]:
    from studies.simulated_courses import RECIPES, simulated_course

    return {f"src/rechallenge/course/cases/{name}.yaml": simulated_course(recipe) for name, recipe in RECIPES.items()}


def _posterior() -> dict[str, str]:
    from studies.analogy.posterior import drawn

    return {"src/rechallenge/analogy/posterior.json": drawn()}


GENERATED = (
    Generated("docs/course.schema.json", _schema_of_courses),
    Generated("docs/answers.schema.json", _schema_of_answers),
    Generated("docs/design.schema.json", _schema_of_designs),
    Generated("docs/course-file.md", _course_file),
    Generated("docs/criteria.md", _criteria),
    Generated("docs/natural-history.md", _natural_history),
    Generated("docs/trials.md", _trials),
    Generated("docs/trial-checks.md", _trial_checks),
    Generated("docs/potency.md", _potency),
    # by this version or by an earlier one, says the page: any change of the code changes that
    Generated("docs/calibration.md", _calibration, held=False),
    # fits and simulations of minutes
    Generated("docs/predictive-check.md", _predictive_check, held=False),
    Generated("docs/world.md", _world, held=False),
    Generated("docs/analogy.md", _analogy, held=False),
    Generated("docs/sentence-grounds.md", _sentence_grounds, held=False),
    # draws of another machine may differ in the last figure shown
    Generated("docs/prior-predictive.md", _prior_courses, held=False),
    Generated("src/rechallenge/course/cases", _simulated_courses),
    Generated("src/rechallenge/literature/potency.json", _fit_of_potency, held=False),
    Generated("src/rechallenge/analogy/posterior.json", _posterior, held=False),
)


def main() -> None:
    """Write files anew."""
    parser = argparse.ArgumentParser(prog="python -m studies.generated", description="Write generated files anew.")
    parser.add_argument("files", nargs="+", help=f"docs or src for all in there, or some of: {', '.join(each.path for each in GENERATED)}")
    parser.add_argument("--quick", action="store_true", help="only those that a test holds to be current")
    asked = parser.parse_args()
    chosen = [each for each in GENERATED if any(each.path == name or each.path.startswith(f"{name}/") for name in asked.files)]
    if not chosen:
        parser.error(f"nothing is generated there: {' '.join(asked.files)}")
    for each in chosen:
        if each.held or not asked.quick:
            print(each.path, file=sys.stderr)
            for path, text in each.texts().items():
                (ROOT / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
