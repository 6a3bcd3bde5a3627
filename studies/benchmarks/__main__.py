"""Run benchmarks, and write what they print into ``docs/benchmarks.md``: ``python -m studies.benchmarks [engine map]``, all by default.

The sections of benchmarks that were not run stay as they were; each says when and on what it was measured.
"""

from __future__ import annotations

import argparse
import ast
import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

from studies.benchmarks.measuring import machine

HEAD = """# How fast?

Written by `make bench`. One section a question; each is a module in `studies/benchmarks/`, and says when it was run and on what.
What stands beside rechallenge was measured in the same run.
"""
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
MEASURED = "Measured on {day}: {processor}, {threads} threads, {system}; {load} threads were busy with other things before.\n{versions}."


def section(script: Path) -> str:
    """What a benchmark asks, and what it printed."""
    print(f"\n{script.name}", flush=True)
    about = {**machine(), "day": datetime.datetime.now(datetime.UTC).date(), "load": f"{os.getloadavg()[0]:.1f}"}
    with subprocess.Popen([sys.executable, "-m", f"studies.benchmarks.{script.stem}"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = []
        for line in process.stdout:
            print(line, end="", flush=True)
            printed.append(line.rstrip())
    if process.returncode:
        raise SystemExit(f"{script.name} ended with status {process.returncode}")
    kept = PAGE.with_suffix("") / f"{script.stem}.json"
    if kept.exists():  # measured on a machine of its own kind, which this one need not be
        about = json.loads(kept.read_text(encoding="utf-8"))["machine"]
    about["versions"] = ", ".join(f"{name} {number}" for name, number in dict(about["versions"]).items())  # type: ignore[call-overload]
    question, _, detail = (ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or script.stem).partition("\n")
    body = "\n".join(printed).strip()
    return f"## {question}\n\n{detail.strip()}\n\n`studies/benchmarks/{script.name}`. {MEASURED.format(**about)}\n\n```text\n{body}\n```\n"


def sections_of(page: Path, scripts: list[Path]) -> dict[str, str]:
    """Sections of a page that is there, by the name of their script."""
    parts = page.read_text(encoding="utf-8").split("\n## ")[1:] if page.exists() else []
    return {script.name: f"## {part.rstrip()}\n" for script in scripts for part in parts if f"`studies/benchmarks/{script.name}`" in part}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmarks", nargs="*", help="the ends of the names of some, such as engine and map; all by default")
    asked = parser.parse_args()
    scripts = sorted(Path(__file__).parent.glob("how_*.py"))
    sections = sections_of(PAGE, scripts)
    for script in scripts:
        if not asked.benchmarks or script.stem.endswith(tuple(asked.benchmarks)):
            sections[script.name] = section(script)
            kept = [sections[each.name] for each in scripts if each.name in sections]
            PAGE.write_text("\n".join([HEAD, *kept]), encoding="utf-8")


if __name__ == "__main__":
    main()
