"""``rechallenge next``: what would settle it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rechallenge.cli.columns import aligned
from rechallenge.cli.commands import Case, Json, LangOption, Quick, Seed, app
from rechallenge.cli.outcome import printable
from rechallenge.cli.reply import answer_record, reply
from rechallenge.cli.words import language_of

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language
    from rechallenge.questions.next.answer import NextAnswer
    from rechallenge.report.steps import OnProgress


@app.command("next")
def next_step(
    case: Case,
    within: Annotated[float | None, typer.Option("--within", min=1, metavar="DAYS", help="Days by which it must be known.")] = None,
    most_disease_days: Annotated[
        float | None, typer.Option("--most-disease-days", min=0, metavar="N", help="Most expected days of disease added until then.")
    ] = None,
    most_prednisone: Annotated[
        float | None, typer.Option("--most-prednisone", min=0, metavar="MG", help="Most prednisone given until then.")
    ] = None,
    most_visits: Annotated[int | None, typer.Option("--most-visits", min=0, metavar="N", help="Most visits for measurements.")] = None,
    lang: LangOption = None,
    seed: Seed = 0,
    quick: Quick = False,
    as_json: Json = False,
) -> None:
    """Tell what would settle which drugs act: which stop, which measurement, on which day, and what it costs.

    Acts that the rules of safety forbid are not offered, and it is told why. Doing nothing is always among the options.

    \b
      rechallenge next case.yaml
      rechallenge next case.yaml --within 14 --most-visits 1
      rechallenge next case.yaml --json | jq .options
    """  # noqa: D301
    language = language_of(lang)

    def find(on_progress: OnProgress) -> NextAnswer:
        import rechallenge

        return rechallenge.next_step(
            case,
            within_days=within,
            most_disease_days=most_disease_days,
            most_steroid_mg=most_prednisone,
            most_visits=most_visits,
            seed=seed,
            quick=quick,
            on_progress=on_progress,
        )

    reply(case, language, find, answer_record, next_text, json=as_json)


def next_text(answer: NextAnswer, language: Language) -> Iterator[str]:
    """Write the answer as lines of text: its sentence, the table of options, what is not offered, and warnings."""
    from rechallenge.questions.next.rows import option_heads, option_row, shown_options

    yield printable(language.message(answer.sentence))
    if shown := shown_options(answer.options):
        yield ""
        yield from aligned([option_heads(language), *(option_row(option, language) for option in shown)])
    yield ""
    for reason in answer.withheld:
        yield printable(language.message(reason))
    for warning in answer.warnings:
        yield f"{language.text('cli.warning')}: {printable(language.message(warning))}"
    for note in answer.notes:
        yield f"{language.text('cli.note')}: {printable(language.message(note))}"
