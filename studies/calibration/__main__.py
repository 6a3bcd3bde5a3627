"""``python -m studies.calibration``: fit many virtual patients, and hold what is said of them against the truth."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from rechallenge.inference.fit import Method
from rechallenge.kept import cache_folder
from rechallenge.report.fitting import configure_libraries
from studies.calibration.cases import N_FULL, PRIOR, STUDIES, Case
from studies.calibration.runs import noted
from studies.calibration.study import run


def main() -> None:
    """Run the studies, or write the page on them."""
    parser = argparse.ArgumentParser(
        prog="python -m studies.calibration",
        description="Fit virtual patients whose truth is known. Stopped work goes on where it was.",
    )
    parser.add_argument("studies", nargs="*", default=list(STUDIES), help=f"which of {', '.join(STUDIES)}; all by default")
    parser.add_argument("--patients", type=int, help="only the first so many of each study")
    parser.add_argument(
        "--full", type=int, default=N_FULL, help=f"full answers of so many patients of {PRIOR}, beside the first one; {N_FULL} by default"
    )
    parser.add_argument("--workers", type=int, default=0, help="processes; one a core by default")
    parser.add_argument("--results", type=Path, default=cache_folder() / "calibration", help="folder in which results are kept")
    parser.add_argument("--page", type=Path, help="run nothing: write the page from kept results, and its figures into images/ beside it")
    chosen = parser.parse_args()
    if chosen.page is not None:
        from studies.calibration.page import results_in, write

        write(results_in(chosen.results), chosen.page)
        return
    configure_libraries()
    start = time.monotonic()

    def methods(case: Case) -> tuple[Method, ...]:
        return ("laplace", "nuts") if case.study == PRIOR and case.number < chosen.full else ("laplace",)

    def on_progress(done: int, total: int) -> None:
        print(f"\r{study}: {done} of {total}, {(time.monotonic() - start) / 60:.0f} min", end="", file=sys.stderr, flush=True)

    def on_failure(case: Case, failure: Exception) -> None:
        print(f"\n{case.name}: {type(failure).__name__}: {failure}", file=sys.stderr, flush=True)

    for study in chosen.studies:
        cases = STUDIES[study]()[: chosen.patients]
        with noted(study, chosen.workers, chosen.results):
            for _ in run(cases, methods, chosen.results / f"{study}.jsonl", chosen.workers, on_progress, on_failure):
                pass
        print(file=sys.stderr)


if __name__ == "__main__":
    main()
