"""One input, read and told as the program does; what must not happen is a finding."""

from __future__ import annotations

import json
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import FrameType

from rechallenge.cli.outcome import problem_record
from rechallenge.cli.understood import understood
from rechallenge.course.problems import CourseError, Problem
from rechallenge.course.reading import Reading
from rechallenge.formats import formats
from rechallenge.formats.event_table import read_nonmem
from rechallenge.formats.reading import Source, convert, read_course
from rechallenge.formats.regimens import changed, read_regimen
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.presentation.language import Language
from rechallenge.presentation.ledger import statement_record
from studies.fuzz.inputs import Input

LIMIT_SECONDS = 2.0
"""Of computing, not of waiting: other programs may be at work."""
TRACED_SECONDS = 20.0
"""The same where each line is traced for its coverage, which makes all of it several times slower."""
OF_THE_WHOLE = ("file.", "format.", "problems.more", "nonmem.no_rows", "nonmem.column_missing", "regimen.twice", "regimen.none")
"""Codes of errors that are about the whole of a source, and have no place in it."""


@dataclass(frozen=True, slots=True)
class FuzzFault:
    """What went wrong with an input: a crash, a hang, an error without place, an accepted record that is not written or read again."""

    what: str
    where: str
    kind: str
    text: str
    number: int = -1

    @property
    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)


class SlowError(Exception):
    """The time is up."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop what computes for longer."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, before)


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages in which everything is told."""
    return Language("en"), Language("fr")


@cache
def _patient() -> Reading:
    text = "rechallenge: 1\npatient: {weight: 60 kg}\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"
    return read_course(Source(text + "  - {drug: prednisone, dose: 10 mg, every: 1 d, from: 0 d, to: 9 d}\n"))


def tried(given: Input, number: int = -1) -> tuple[str, FuzzFault | None, float]:
    """Try an input.

    Returns
    -------
    result, finding, seconds
        ``accepted``, ``refused`` or ``failed``; what was found, if it failed; and how long it took.
    """
    began = time.process_time()
    result, found = "failed", None
    try:
        with limited(LIMIT_SECONDS if sys.gettrace() is None else TRACED_SECONDS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result, complaint = _tried(given)
            found = FuzzFault(*complaint, given.kind, given.text, number) if complaint else None
    except SlowError:
        found = FuzzFault("slow", where_in(SlowError(), "slow"), given.kind, given.text, number)
    except Exception as error:
        found = FuzzFault(f"{type(error).__name__}: {str(error)[:120]}", where_in(error, "?"), given.kind, given.text, number)
    return "failed" if found else result, found, time.process_time() - began


def where_in(error: BaseException, fallback: str) -> str:
    """Tell the last of our own functions that an error came from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "rechallenge" in frame.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else fallback


def _tried(given: Input) -> tuple[str, tuple[str, str] | None]:
    try:
        notes = _READ[given.kind](given.text)
    except CourseError as error:
        return "refused", _complaint(error.problems, refused=True)
    return "accepted", _complaint(notes, refused=False)


def _complaint(problems: Iterable[Problem], *, refused: bool) -> tuple[str, str] | None:
    """Tell every problem, and complain of one that has no place or cannot be told."""
    problems = tuple(problems)
    if refused and not problems:
        return "refused without a reason", ""
    for problem in problems:
        for language in languages():
            text = language.note(problem)
            if not text or ("None" in text and "none" not in str(problem.values).lower()):
                return "told badly", problem.code
            json.dumps(problem_record(problem, language), allow_nan=False).encode()
        placed = problem.line is not None or problem.code.startswith(OF_THE_WHOLE)
        if problem.severity == "error" and not placed:
            return "error without place", problem.code
    return None


def _course(text: str) -> tuple[Problem, ...]:
    reading = read_course(Source(text))
    ledger = ledger_of_reading(reading)
    for language in languages():
        list(understood(reading.course, ledger, language))
        json.dumps([statement_record(each, language) for each in ledger.statements], allow_nan=False)
    for form in formats():
        if form.writes:
            read_again(text, form.name)
    return reading.notes


class NotReadAgainError(Exception):
    """A record that was written cannot be read."""


def read_again(text: str, name: str) -> None:
    """Write an accepted record in a format, and read it."""
    written = convert(Source(text), name)
    try:
        read_course(Source(written))
    except CourseError as error:
        raise NotReadAgainError(f"{name}: {error.problems[0].code}") from None


def _regimen(text: str) -> tuple[Problem, ...]:
    return read_regimen(Source(text), _patient().course).notes


def _stop(text: str) -> tuple[Problem, ...]:
    try:
        return changed(_patient().course, [text], None).notes
    except CourseError as error:
        # what is typed after --stop has no lines
        _complaint(error.problems, refused=True)
        return ()


def _nonmem(text: str) -> tuple[Problem, ...]:
    return read_nonmem(text).notes


_READ = {"course": _course, "table": _course, "regimen": _regimen, "stop": _stop, "nonmem": _nonmem}
