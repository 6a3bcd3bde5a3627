"""How long do the statistics of phases take? Ten thousand series of thirty readings, and 50,000 orders of an ABAB design."""

from __future__ import annotations

import sys

from studies.benchmarks.measuring import arguments, measure, show

SERIES = """
import numpy as np
from rechallenge.single_case import summary, trends
for values in np.random.default_rng(0).normal(50, 10, size=(10_000, 30)):
    summary(values[:12], values[12:], "decrease", goal=10.0)
    trends(values[:12], values[12:], "decrease")
"""
ORDERS = """
import numpy as np
from rechallenge.single_case import Arranged, randomisation_test
found = randomisation_test(Arranged(np.random.default_rng(0).normal(size=81), (20, 40, 60)), shortest=4, randomised=True)
assert found.exact and found.assignments >= 50_000
"""


def main() -> None:
    options = arguments(__doc__ or "", repeats=3)
    show(
        [
            measure("10,000 series, all statistics", [sys.executable, "-c", SERIES], repeats=options.repeats, budget_s=10.0),
            measure("all of 50,000 orders", [sys.executable, "-c", ORDERS], repeats=options.repeats, budget_s=1.0),
            measure("neither: imports", [sys.executable, "-c", "import rechallenge.single_case"], repeats=options.repeats),
        ],
        as_json=options.json,
    )


if __name__ == "__main__":
    main()
