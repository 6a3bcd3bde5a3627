"""``rechallenge ask``: the answers to some of the questions, or to all of them, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rechallenge.cli.columns import aligned
from rechallenge.cli.commands import Case, Json, LangOption, Quick, Seed, app
from rechallenge.cli.outcome import WRONG_INPUT, printable, say
from rechallenge.cli.reply import reply
from rechallenge.cli.words import language_of

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language
    from rechallenge.questions.base import Answers
    from rechallenge.report.steps import OnProgress


@app.command()
def ask(
    case: Case,
    question: Annotated[list[str] | None, typer.Argument(metavar="[QUESTION]...", help="Which; all of them when none is named.")] = None,
    lang: LangOption = None,
    seed: Seed = 0,
    quick: Quick = False,
    as_json: Json = False,
) -> None:
    """Answer questions on a course, in a few lines each.

    A question is named by its key in answers.json: response, attribution, dependence, withdrawal, regimen, analogy, next, and those
    of your own.

    \b
      rechallenge ask case.yaml
      rechallenge ask case.yaml withdrawal dependence --quick
      rechallenge ask case.yaml withdrawal --json
    """  # noqa: D301
    language = language_of(lang)
    from rechallenge.questions.registry import questions

    known = [each.name for each in questions()]
    if absent := [name for name in question or () if name not in known]:
        say(language.text("cli.no_such_question", name=", ".join(absent), known=", ".join(known)))
        raise typer.Exit(WRONG_INPUT)

    def find(on_progress: OnProgress) -> Answers:
        import rechallenge

        return rechallenge.ask(case, question or (), seed=seed, quick=quick, on_progress=on_progress)

    reply(case, language, find, _record, answers_text, json=as_json)


def _record(answers: Answers, language: Language) -> dict[str, object]:
    from rechallenge.report.answers_json import question_entry

    return {name: question_entry(found, language) for name, found in answers.items()}


def answers_text(answers: Answers, language: Language) -> Iterator[str]:
    """Write answers as lines of text: title, sentence, numbers with what was believed before, warnings."""
    from rechallenge.questions.registry import answered

    for question, _, answer in answered(answers):
        yield ""
        yield printable(language.text(f"question.{question.name}"))
        yield printable(language.message(answer.sentence))
        rows = [(row.label, row.value, row.interval, row.prior) for row in question.numbers(answer, language)]
        if rows:
            head = ("", *(language.text(f"head.{name}") for name in ("now", "interval90", "before")))
            yield from aligned([head, *rows])
        for warning in answer.warnings:
            yield f"{language.text('cli.warning')}: {printable(language.message(warning))}"
