"""Run benchmarks, and write what they print as a page: ``python benchmarks/page.py docs/benchmarks.md [engine map]``, all by default."""

from __future__ import annotations

import argparse
import ast
import datetime
import os
import subprocess
import sys
from pathlib import Path

from measuring import machine

HEAD = """# How fast?

Measured on one machine, on one day, by `make bench`, which writes this page anew. One section a question; each is a script in
`benchmarks/`. What stands beside rechallenge was measured in the same run.

Machine: {processor}, {threads} threads, {system}. Day: {day}. On average {load} threads were busy with other things before.
{versions}.
"""


def section(script: Path) -> str:
    """What a benchmark asks, and what it printed."""
    print(f"\n{script.name}", flush=True)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = []
        for line in process.stdout:
            print(line, end="", flush=True)
            printed.append(line.rstrip())
    if process.returncode:
        raise SystemExit(f"{script.name} ended with status {process.returncode}")
    question, _, about = (ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or script.stem).partition("\n")
    body = "\n".join(printed).strip()
    return f"\n## {question}\n{about}\n\n`benchmarks/{script.name}`:\n\n```text\n{body}\n```\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path, help="page to write")
    parser.add_argument("benchmarks", nargs="*", help="the ends of the names of some, such as engine and map; all by default")
    asked = parser.parse_args()
    told = machine()
    versions = ", ".join(f"{name} {number}" for name, number in dict(told.pop("versions")).items())  # type: ignore[call-overload]
    load = f"{os.getloadavg()[0]:.1f}"
    scripts = sorted(Path(__file__).parent.glob("how_*.py"))
    chosen = [script for script in scripts if not asked.benchmarks or script.stem.endswith(tuple(asked.benchmarks))]
    sections = [section(script) for script in chosen]
    head = HEAD.format(load=load, day=datetime.datetime.now(datetime.UTC).date(), versions=versions, **told)
    asked.page.write_text(head + "".join(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
