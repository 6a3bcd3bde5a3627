"""How much faster is a GPU, for one patient and for many? Beside it, in the same run: the processors of its machine.

All in 64 bits. Gradients: value and gradient of the log posterior of one course, for so many walkers (vectors of unknowns) at once. The GPU
takes all of them in one program (`jax.vmap`); the processors take the same program, or a walker a thread, or eight in lockstep a thread.
"Own records" are as many patients of one shape, each with readings of its own. Patient-years: the three drugs and the hourly activity of
the engine's benchmark; "whole" draws the patients too, which the processors do for both. A quick fit is that of one patient, from the
search for the modes to importance draws, once everything is compiled.

A machine without a GPU shows what was measured on one, kept in `docs/benchmarks/how_fast_is_a_gpu.json`; with one, this measures again.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from studies.benchmarks.measuring import machine

KEPT = Path(__file__).parents[2] / "docs" / "benchmarks" / f"{Path(__file__).stem}.json"
# The index case, and one with a hundred readings.
CASES, FIT = ("index", "simulated-responder"), "simulated-responder"
WALKERS = (1, 8, 64, 512, 4096)
PATIENTS, WHOLE = (50, 500, 2000), 10_000
WAYS = ("together", "a thread each", "eight a thread")
Row = dict[str, Any]
Rows = dict[str, list[Row]]


def rows_of(platform: str, arguments: list[str], limit_s: float) -> Iterator[Row]:
    """Rows of one device, as they are measured; those that are there when the time is over."""
    environment = {**os.environ, "JAX_PLATFORMS": platform}
    command = [sys.executable, "-m", "studies.benchmarks.device_rows", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        clock = threading.Timer(limit_s, process.kill)
        clock.start()
        assert process.stdout is not None
        for line in process.stdout:
            yield json.loads(line)
        clock.cancel()
    if process.returncode:
        yield {"work": "ended", "note": f"the measurements on {platform} ended with status {process.returncode}"}


def sees_a_gpu() -> bool:
    """Whether JAX finds a device beside the processors; asked in another process, which gives its memory back."""
    code = "import jax; print(jax.default_backend())"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    return said[-1:] != ["cpu"]


def measure(options: argparse.Namespace) -> None:
    """Measure on the device and on the processors, and keep what there is after each row."""
    arguments = ["--cases", *options.cases, "--whole", str(options.whole)]
    for name in ("walkers", "patients"):
        arguments += [f"--{name}", *(str(n) for n in getattr(options, name))]
    arguments += ["--fits", *options.fits]
    rows: Rows = {"device": [], "processors": []}
    about = {**machine(), "day": str(datetime.datetime.now(datetime.UTC).date()), "load": f"{os.getloadavg()[0]:.1f}"}
    host = about["processor"]
    for which, platform in zip(rows, options.platforms, strict=True):
        for row in rows_of(platform, arguments, options.limit):
            told = {key: value for key, value in row.items() if key not in ("values", "gradients")}
            print(json.dumps(told), file=sys.stderr, flush=True)
            rows[which].append(row)
            if row["work"] == "device" and which == "device":
                about["processor"] = f"{row['kind']} ({row['runtime']}), beside {host}"
            kept = {side: [each for each in there if each["work"] != "check"] for side, there in rows.items()}
            options.result.parent.mkdir(parents=True, exist_ok=True)
            options.result.write_text(json.dumps({"machine": about, "checks": checks(rows), **kept}, indent=1) + "\n", encoding="utf-8")


def checks(rows: Rows) -> dict[str, float]:
    """Largest relative difference between the two devices of what both computed, by case: values, and gradients beside their largest."""
    found: dict[str, float] = {}
    theirs = {row["case"]: row for row in rows["processors"] if row["work"] == "check"}
    for row in rows["device"]:
        if row["work"] == "check" and row["case"] in theirs:
            for part in ("values", "gradients"):
                ours, other = (np.asarray(side[part], float) for side in (row, theirs[row["case"]]))
                if ours.size:
                    found[f"{row['case']}, {part}"] = float(np.max(np.abs(ours - other)) / np.max(np.abs(other)))
    return found


# showing


def found(rows: list[Row], **asked: Any) -> Row:
    """The row that was asked for, or one without seconds."""
    return next((row for row in rows if all(row.get(key) == value for key, value in asked.items())), {})


def cell(row: Mapping[str, Any], scale: float = 1e3) -> str:
    """Its median, or what stopped it."""
    if "seconds" not in row:
        return f"{'stopped' if 'note' in row else '–':>14}"
    value = row["seconds"] * scale
    return f"{f'{value:,.0f}' if value >= 100 else f'{value:.3g}':>14}"


def faster(device: Row, others: list[Row]) -> str:
    """How many times as long the best of the processors' ways takes."""
    best = min((row["seconds"] for row in others if "seconds" in row), default=None)
    if best is None or "seconds" not in device:
        return ""
    return f"{best / device['seconds']:9.2g} x"


def gradients(result: Mapping[str, Any], case: str) -> Iterator[str]:
    """Table of one course."""
    device, processors = result["device"], result["processors"]
    course = found(device, work="course", case=case)
    yield f"\n{case}: {course.get('observations')} observations, {course.get('segments')} segments, {course.get('unknowns')} unknowns"
    yield f"{'ms for all gradients':22}" + "".join(
        f"{head:>14}  " for head in ("GPU", "same program", "a thread each", "eight a thread", "GPU faster")
    )
    sizes = sorted({row["n"] for row in device if row["work"] == "gradient" and row["case"] == case})
    for n in sizes:
        asked = {"work": "gradient", "case": case, "n": n}
        ours = found(device, way="together", **asked)
        theirs = [found(processors, way=way, **asked) for way in WAYS]
        cells = "  ".join(cell(row) for row in (ours, *theirs))
        yield f"{n:10,} {'walkers' if n > 1 else 'walker':11}{cells}    {faster(ours, theirs)}"
        own, beside = (found(side, way="own records", **asked) for side in (device, processors))
        if own:
            # on a thread, a walker with a record of its own takes as long as any other
            yield f"{n:10,} {'own records':11}{cell(own)}  {cell(beside)}{'':36}{faster(own, [beside, *theirs])}"
    compiled = [found(side, work="compilation", case=case) for side in (device, processors)]
    if all(compiled):
        yield f"compilation of one gradient: {compiled[0]['seconds']:.0f} s for the GPU, {compiled[1]['seconds']:.0f} s for the processors"


def patients(result: Mapping[str, Any]) -> Iterator[str]:
    """Table of virtual patients."""
    device, processors = result["device"], result["processors"]
    yield f"\n{'ms':34}{'GPU':>14}  {'processors':>14}  {'GPU faster':>14}"
    for row in (row for row in device if row["work"] == "patients"):
        beside = found(processors, **{key: row[key] for key in ("work", "way", "n")})
        what = {"whole": "whole", "drawn": "drawn, one thread", "program": "program alone"}[row["way"]]
        ratio = "" if row["way"] == "drawn" else f"    {faster(row, [beside])}"  # by the processors on both sides
        yield f"{row['n']:6,} patients, {what:17}{cell(row)}  {cell(beside)}{ratio}"
    for row in (row for row in device if row["work"] == "fit"):
        beside = found(processors, work="fit", case=row["case"])
        yield f"quick fit of {row['case']:21}{cell(row)}  {cell(beside)}    {faster(row, [beside])}"


def shown(result: Mapping[str, Any]) -> str:
    """All tables."""
    cases = dict.fromkeys(row["case"] for row in result["device"] if row["work"] == "course")
    lines = [line for case in cases for line in gradients(result, case)] + list(patients(result))
    lines.append("\nApart, beside the largest: " + "; ".join(f"{name} {value:.0e}" for name, value in result["checks"].items()) + ".")
    notes = {str(row["note"]): row for side in ("device", "processors") for row in result[side] if "note" in row}
    lines += [f"{' '.join(str(row.get(key, '')) for key in ('work', 'case', 'way', 'n'))}: {note}" for note, row in notes.items()]
    return "\n".join(line.rstrip() for line in lines).strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platforms", nargs=2, help="of JAX: which stands beside which (default: cuda cpu, where there is a GPU)")
    parser.add_argument("--cases", nargs="+", default=CASES)
    parser.add_argument("--walkers", nargs="+", type=int, default=WALKERS)
    parser.add_argument("--patients", nargs="+", type=int, default=PATIENTS)
    parser.add_argument("--whole", type=int, default=WHOLE, help="patients of the whole simulation (default: %(default)s)")
    parser.add_argument("--fits", nargs="*", default=[FIT], help="courses of which a quick fit is timed (default: %(default)s)")
    parser.add_argument("--limit", type=float, default=3600.0, help="seconds for each of the two (default: %(default)s)")
    parser.add_argument("--result", type=Path, default=KEPT, help="where the result is kept, and read (default: docs/benchmarks)")
    options = parser.parse_args()
    if options.platforms is None and sees_a_gpu():
        options.platforms = ["cuda", "cpu"]
    if options.platforms is not None:
        measure(options)
    if not options.result.exists():
        print("JAX sees no GPU here, and nothing that was measured on one is kept")
        return
    print(shown(json.loads(options.result.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
