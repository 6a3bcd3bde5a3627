"""How long does a physician wait for ``rechallenge check``? Each run is a new process on the index case.

Beside it, in the same run, what its libraries take to be imported: on a machine that is busy or slow, both grow alike. The large record
has 2,000 readings of four outcomes; beside it stands reading its text as YAML, and doing nothing with it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rechallenge.course.cases import case_path
from studies.benchmarks.measuring import arguments, measure, program, show

LIBRARIES = "import babel.messages.pofile, pydantic, ruamel.yaml, typer"
HELPED_BY = "import typer.rich_utils"
AS_YAML = "import pathlib, sys; from ruamel.yaml import YAML; YAML(typ='safe', pure=True).load(pathlib.Path(sys.argv[1]).read_text())"


def large_record(readings: int = 2_000) -> str:
    """Return the text of a record with as many readings."""
    values = (("CRP", "12 mg/L"), ("pain", "3"), ("ESR", "20 mm/h"), ("ferritin", "300 ug/L"))
    rows = [f"  - {{what: {values[i % 4][0]}, at: {i // 4} d, value: {values[i % 4][1]}}}\n" for i in range(readings)]
    given = "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"
    return f"rechallenge: 1\ntitle: Many readings\n{given}observations:\n{''.join(rows)}"


def main() -> None:
    options = arguments(__doc__ or "", repeats=11)
    case = str(case_path("index"))
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.yaml"
        large.write_text(large_record(), encoding="utf-8")
        show(
            [
                measure("check", program("check", case), repeats=options.repeats, budget_s=0.5),
                measure("check --lang fr", program("check", case, "--lang", "fr"), repeats=options.repeats, budget_s=0.5),
                measure("beside check: imports", [sys.executable, "-c", LIBRARIES], repeats=options.repeats),
                measure("--help", program("--help"), repeats=options.repeats, budget_s=0.3),
                measure("beside help: imports", [sys.executable, "-c", HELPED_BY], repeats=options.repeats),
                measure("--version", program("--version"), repeats=options.repeats),
                measure("check, 2,000 readings", program("check", str(large)), repeats=options.repeats, budget_s=2.0),
                measure("beside it: as YAML", [sys.executable, "-c", AS_YAML, str(large)], repeats=options.repeats),
            ],
            as_json=options.json,
        )


if __name__ == "__main__":
    main()
