"""``rechallenge plan``: a protocol that would settle it for one patient."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rechallenge.cli.commands import Case, Json, LangOption, Quick, Seed, app
from rechallenge.cli.outcome import printable, say
from rechallenge.cli.reply import reply
from rechallenge.cli.words import language_of

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language
    from rechallenge.report.protocols.job import FinishedPlan
    from rechallenge.report.steps import OnProgress


@app.command()
def plan(
    case: Case,
    act: Annotated[str, typer.Option("--act", metavar="ACT", help="What is tried: stop, step_down or restart.")] = "stop",
    drug: Annotated[str | None, typer.Option("--drug", metavar="DRUG", help="The drug, where it can be several.")] = None,
    to_mg: Annotated[float | None, typer.Option("--to", metavar="MG", help="Dose of a step down, in milligrams.")] = None,
    periods: Annotated[int, typer.Option("--periods", metavar="N", help="Number of periods with the drug and without it.")] = 4,
    days: Annotated[int | None, typer.Option("--days", metavar="N", help="Days of all periods together; 14 each by default.")] = None,
    washout: Annotated[
        int | None, typer.Option("--washout", metavar="DAYS", help="Days of washout; five half-lives by default.", show_default=False)
    ] = None,
    blinded: Annotated[bool, typer.Option("--blinded", help="Hide the order, which is drawn by lot; the pharmacy alone is told.")] = False,
    randomised: Annotated[bool, typer.Option("--randomised", help="Draw the order of an open plan by lot.")] = False,
    in_a_row: Annotated[int, typer.Option("--in-a-row", metavar="N", help="Most periods of one kind in a row.")] = 2,
    measure: Annotated[
        list[str] | None, typer.Option("--measure", metavar="OUTCOME", help="What is measured; may be given again.", show_default=False)
    ] = None,
    visit_every: Annotated[int, typer.Option("--visit-every", metavar="DAYS", help="Days between two visits.")] = 7,
    start: Annotated[
        datetime.datetime | None,
        typer.Option("--start", formats=["%Y-%m-%d"], metavar="DATE", help="First day; tomorrow by default.", show_default=False),
    ] = None,
    sequence: Annotated[
        int | None, typer.Option("--sequence", metavar="N", help="Make the sheet of the pharmacy anew, by the number on it.")
    ] = None,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Fit the record, and simulate how often the plan would settle it; takes minutes.")
    ] = False,
    folder: Annotated[Path, typer.Option("-o", "--output", "--out", metavar="DIR", help="Folder of the plan.")] = Path("plan"),
    lang: LangOption = None,
    seed: Seed = 0,
    quick: Quick = False,
    as_json: Json = False,
) -> None:
    """Write a protocol for this patient: periods with a drug and without it, visits, a diary, a calendar, and a sheet for the pharmacy.

    A plan that cannot be, or that the rules of safety forbid, is refused with all reasons, with status 2; nothing is written. The order of
    a blinded plan is in pharmacy.html alone: hand that file to the pharmacy unopened, and delete it.

    \b
      rechallenge plan case.yaml --act stop -o plan
      rechallenge plan case.yaml --act stop --drug anakinra --periods 6 --days 84 --blinded -o plan
      rechallenge plan case.yaml --act step_down --drug prednisone --to 5 --periods 2 --days 84 --lang fr
      rechallenge plan case.yaml --act stop --simulate -o plan
    """  # noqa: D301
    language = language_of(lang)

    def find(on_progress: OnProgress) -> FinishedPlan:
        import rechallenge

        return rechallenge.plan(
            case,
            folder,
            act=act,
            drug=drug,
            to_mg=to_mg,
            periods=periods,
            days=days,
            washout_days=washout,
            blinded=blinded,
            randomised=randomised,
            most_in_a_row=in_a_row,
            measures=measure or (),
            visit_every_days=visit_every,
            first_day=None if start is None else start.date(),
            sequence=sequence,
            simulate=simulate,
            seed=seed,
            quick=quick,
            language=language.code,
            on_progress=on_progress,
        )

    reply(case, language, find, _record, _lines, json=as_json, fits=simulate)


def _record(finished: FinishedPlan, language: Language) -> object:
    from rechallenge.report.protocols.job import plan_record

    return plan_record(finished.protocol, finished.rates, language)


def _lines(finished: FinishedPlan, language: Language) -> Iterator[str]:
    from rechallenge.report.protocols.job import PHARMACY_FILE, PLAN_FILES
    from rechallenge.report.protocols.page import plan_sentence
    from rechallenge.report.protocols.rates import rates_sentence

    folder = finished.folder
    yield plan_sentence(finished.protocol, language)
    if finished.rates is not None:
        yield printable(rates_sentence(finished.protocol, finished.rates, language))
    say(language.text("cli.plan.written", folder=str(folder)))
    yield from (str(folder / name) for name in PLAN_FILES)
    if finished.protocol.blinded:
        say(language.text("cli.plan.pharmacy", file=str(folder / PHARMACY_FILE)))
