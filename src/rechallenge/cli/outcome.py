"""What a command leaves behind: its exit status, and the problems that it tells."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rechallenge.cli.faults import system_reason
from rechallenge.cli.streams import writes_all
from rechallenge.cli.words import problem_text
from rechallenge.replacing import replacing, sweep_parts
from rechallenge.vocabulary.languages import base

if TYPE_CHECKING:
    from rechallenge.course.problems import Problem
    from rechallenge.presentation.language import Language
    from rechallenge.report.job import Finished

FAILED = 1
WRONG_INPUT = 2
INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended: 128 and the number of the signal."""


def printable(text: str) -> str:
    """Take control characters out of what a record says, which a terminal would obey; and make all blanks plain ones, for searching."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if unicodedata.category(character) in ("Cc", "Cf", "Zs") else character for character in text)


def say(text: str) -> None:
    """Write a line to standard error, which is for people; standard output is for results."""
    print(text, file=sys.stderr, flush=True)


def print_json(value: object) -> None:
    """Write a value to standard output as JSON."""
    import json

    print(json.dumps(value, ensure_ascii=not writes_all(), indent=2, allow_nan=False))


def name_of(case: str) -> str:
    """How messages name a course that the user named so."""
    return "<stdin>" if case == "-" else case


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all."""
    sweep_parts(path.parent)
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="")


def print_problems(problems: Iterable[Problem], name: str, language: Language) -> None:
    """Write problems as ``file:line:column: kind: sentence [code]``, which editors can follow; a cell of a table by its row and column."""
    from rechallenge.course.problems import Cell

    for problem in problems:
        place = "" if problem.line is None else f":{problem.line}:{problem.column or 1}"
        kind = language.text(f"cli.{problem.severity}")
        cell = f"{language.text(problem.place.sentence, **problem.place.values)}: " if isinstance(problem.place, Cell) else ""
        say(printable(f"{name}{place}: {kind}: {cell}{problem_text(problem, language)} [{problem.code}]"))


def problem_record(problem: Problem, language: Language) -> dict[str, object]:
    """Return a problem as JSON holds it."""
    return {
        "severity": problem.severity,
        "code": problem.code,
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "text": problem_text(problem, language),
    }


def _left_text(left: Finished | None, language: Language) -> str:
    """Say what there is when Ctrl-C was pressed."""
    if left is None:
        return language.text("cli.interrupted")
    return language.text("cli.interrupted_left" if left.method == "laplace" else "cli.interrupted_whole", folder=str(left.folder))


@contextmanager
def outcome(name: str, language: Language, *, json: bool = False) -> Iterator[None]:
    """Turn what a command may raise into its exit status and a message.

    Parameters
    ----------
    name
        The course as the user named it.
    language
        Language of the messages.
    json
        Whether problems go to standard output as JSON, too.
    """
    from rechallenge.course.problems import CourseError
    from rechallenge.inference.faults import ComputationError

    try:
        yield
    except CourseError as error:
        # a regimen has a name of its own; standard input has none
        print_problems(error.problems, name if error.path in (None, "-") else error.path, language)
        say(language.text("cli.wrong", n=error.n_errors))
        if json:
            print_json({"ok": False, "problems": [problem_record(problem, language) for problem in error.problems]})
        raise typer.Exit(WRONG_INPUT) from None
    except KeyboardInterrupt as stop:
        left = getattr(stop, "left", None)
        say("\n" + _left_text(left, language))
        raise typer.Exit(INTERRUPTED) from None
    except ComputationError as error:
        say(language.text("cli.failed", reason=language.fault(error.fault)))
        raise typer.Exit(FAILED) from None
    except (typer.Exit, BrokenPipeError):
        raise  # typer knows what to do with them
    except Exception as error:
        if os.environ.get("RECHALLENGE_DEBUG"):
            raise
        if (reason := system_reason(error, language)) is not None:
            say(printable(language.text("cli.failed", reason=reason)))
            raise typer.Exit(FAILED) from None
        # Python's own text is English
        told = f": {error}" if language.definition is base() and str(error) else ""
        say(printable(language.text("cli.broken", kind=f"{type(error).__name__}{told}")))
        raise typer.Exit(FAILED) from None
