"""Quick reports of invented courses that are accepted: ``python -m studies.fuzz.reports --reports 200``. It goes on where it was stopped.

What ``check`` accepts must never fail in ``report``, nor answer with what is no number.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from rechallenge.report.cache import Cache
from rechallenge.report.fitting import configure_libraries
from rechallenge.report.job import make_report
from studies.fuzz.inputs import made
from studies.fuzz.trying import limited, tried, where_in

LIMIT_SECONDS = 300.0
"""Of computing. The largest record that is accepted takes minutes; what takes longer is a finding."""
NO_NUMBER = re.compile(r"(?<![\w{])(?:NaN|nan|-?Infinity)(?![\w}])")


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one report.

    Attributes
    ----------
    number
        Of the input, by which it is made again.
    seconds
        Of computing.
    fault
        What went wrong and where; empty where nothing did.
    """

    number: int
    seconds: float
    fault: str = ""


class NoNumberError(Exception):
    """An answer holds what is no number."""


def accepted(seed: int, first: int) -> Iterator[tuple[int, str]]:
    """Give the accepted courses from a number on, without end, each with its number."""
    number = first
    while True:
        given = made(seed, number)
        if given.kind == "course" and tried(given, number)[0] == "accepted":
            yield number, given.text
        number += 1


def report_of(number: int, text: str, cache: Cache) -> Made:
    """Make the quick report of a course, and look for what is no number in its answers and on its page."""
    began, fault = time.process_time(), ""
    try:
        with limited(LIMIT_SECONDS), tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            language = "fr" if number % 2 else "en"
            _look_at(make_report(text, folder, language=language, quick=True, cache=cache).folder, text)
    except Exception as error:
        fault = f"{type(error).__name__}: {str(error)[:200]} ({where_in(error, '?')})"
    return Made(number, round(time.process_time() - began, 1), fault)


def _look_at(folder: Path, text: str) -> None:
    json.loads((folder / "answers.json").read_text(encoding="utf-8"), parse_constant=_refuse)
    found = NO_NUMBER.search((folder / "report.html").read_text(encoding="utf-8"))
    if found is not None and found[0] not in text:
        raise NoNumberError(f"report.html: {found[0]}")
    if (folder / "report.pdf").stat().st_size == 0:
        raise NoNumberError("report.pdf is empty")


def _refuse(constant: str) -> NoReturn:
    raise NoNumberError(f"answers.json: {constant}")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m studies.fuzz.reports", description=__doc__)
    parser.add_argument("--reports", type=int, default=200, help="How many, all runs together.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--results", type=Path, default=Path("build/fuzz"), help="Folder of what came of each.")
    chosen = parser.parse_args()
    chosen.results.mkdir(parents=True, exist_ok=True)
    configure_libraries()
    kept = chosen.results / f"reports-{chosen.seed}.jsonl"
    done = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()] if kept.exists() else []
    cache = Cache()
    for number, text in accepted(chosen.seed, done[-1]["number"] + 1 if done else 0):
        if len(done) >= chosen.reports:
            break
        found = report_of(number, text, cache)
        done.append(asdict(found))
        with kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
        print(f"{len(done)}: input {number}, {found.seconds:.0f} s, {found.fault or 'made'}", flush=True)
    faults = [each for each in done if each["fault"]]
    print(f"{len(done)} reports, {len(faults)} faults, slowest {max((each['seconds'] for each in done), default=0.0):.0f} s")


if __name__ == "__main__":
    main()
