"""How long does a physician wait for ``rechallenge report``? Each run is a new process on the index case.

Cold: nothing was ever computed on this machine. Warm: the programs that JAX compiled are kept, the results are not.
Again: the same file as before, so that nothing has to be computed.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from rechallenge.course.cases import case_path
from studies.benchmarks.measuring import Timing, arguments, measure, program, show

BUDGETS = {"--quick": {"cold": 12.0, "warm": 5.0, "again": 0.6}, "": {"cold": 90.0, "warm": 45.0, "again": 0.6}}


def main() -> None:
    options = arguments(__doc__ or "", repeats=3)
    timings: list[Timing] = []
    for kind, budgets in BUDGETS.items():
        with tempfile.TemporaryDirectory() as scratch:
            cache = Path(scratch) / "cache"
            command = program("report", str(case_path("index")), "-o", str(Path(scratch) / "out"), *kind.split())
            before = {
                "cold": lambda cache=cache: shutil.rmtree(cache, ignore_errors=True),
                "warm": lambda cache=cache: shutil.rmtree(cache / "results", ignore_errors=True),
                "again": None,
            }
            timings += [
                measure(
                    f"report {kind:7} {state}",
                    command,
                    repeats=options.repeats,
                    budget_s=budgets[state],
                    environment={"RECHALLENGE_CACHE": str(cache), "JAX_COMPILATION_CACHE_DIR": str(cache / "compiled")},
                    before=first,
                )
                for state, first in before.items()
            ]
    show(timings, as_json=options.json)


if __name__ == "__main__":
    main()
