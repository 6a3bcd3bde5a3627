"""How long does a physician wait for ``rechallenge check``? Each run is a new process on the index case."""

from __future__ import annotations

from rechallenge.course.cases import case_path
from studies.benchmarks.measuring import arguments, measure, program, show


def main() -> None:
    options = arguments(__doc__ or "", repeats=11)
    case = str(case_path("index"))
    show(
        [
            measure("check", program("check", case), repeats=options.repeats, budget_s=0.5),
            measure("check --lang fr", program("check", case, "--lang", "fr"), repeats=options.repeats, budget_s=0.5),
            measure("--help", program("--help"), repeats=options.repeats, budget_s=0.5),
            measure("--version", program("--version"), repeats=options.repeats),
        ],
        as_json=options.json,
    )


if __name__ == "__main__":
    main()
