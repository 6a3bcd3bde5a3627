"""The frame of the commands that answer on a course: what is found out, with its progress, then as JSON or as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeVar

from rechallenge.cli.outcome import name_of, outcome, print_json
from rechallenge.report.steps import silent

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language
    from rechallenge.questions.answer import Answer
    from rechallenge.report.steps import OnProgress

T = TypeVar("T")


def reply(
    case: str,
    language: Language,
    find: Callable[[OnProgress], T],
    record: Callable[[T, Language], object],
    lines: Callable[[T, Language], Iterable[str]],
    *,
    json: bool,
    fits: bool = True,
) -> None:
    """Answer on a course, on standard output; what goes wrong ends the command (`rechallenge.cli.outcome.outcome`).

    Parameters
    ----------
    case
        The course as the user named it.
    language
        Language of the answer.
    find
        Finds the answer out, and tells how far it is.
    record, lines
        Write it as JSON holds it, and as lines of text.
    json
        Which of the two is printed.
    fits
        Whether a fit may be needed, whose progress is shown.
    """
    with outcome(name_of(case), language, json=json):
        from rechallenge.cli.progress import shown

        with shown(language, name_of(case)) if fits else nullcontext(silent) as on_progress:
            found = find(on_progress)
        if json:
            print_json(record(found, language))
            return
        for line in lines(found, language):
            print(line)


def answer_record(answer: Answer, language: Language) -> object:
    """Return one answer as JSON holds it."""
    from rechallenge.report.answers_json import answer_entry

    return answer_entry(answer, language)
