"""`rechallenge regimen`: the search for regimens that no other beats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rechallenge.cli.columns import aligned
from rechallenge.cli.commands import Case, Json, LangOption, Quick, Seed, app
from rechallenge.cli.outcome import printable
from rechallenge.cli.reply import reply
from rechallenge.cli.words import language_of

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language
    from rechallenge.questions.regimen.frontier import Frontier
    from rechallenge.report.steps import OnProgress


@app.command()
def regimen(
    case: Case,
    max_dose: Annotated[float | None, typer.Option("--max-dose", min=0.001, metavar="MG", help="Largest single dose of the drug.")] = None,
    max_per_week: Annotated[float | None, typer.Option("--max-per-week", min=0.001, metavar="N", help="Most doses a week.")] = None,
    lowest_prednisone: Annotated[float, typer.Option("--lowest-prednisone", min=0, metavar="MG", help="No taper goes below.")] = 0.0,
    adrenal_tested: Annotated[
        bool,
        typer.Option("--adrenal-tested", help="The adrenal glands were tested: tapers may go below what they make, 5 mg a day in adults."),
    ] = False,
    clearance: Annotated[float | None, typer.Option("--clearance", min=5, max=250, metavar="ML/MIN", help="Creatinine clearance.")] = None,
    lang: LangOption = None,
    seed: Seed = 0,
    quick: Quick = False,
    as_json: Json = False,
) -> None:
    """Search the regimens that take less drug and steroid for little more risk of relapse.

    Doses that exist and are published for the patient, spacings and tapers are tried until no neighbour of any regimen kept is better; each
    kept one says why it stands there. Where something in the record speaks against the drug, that is told instead.

    \b
      rechallenge regimen case.yaml
      rechallenge regimen case.yaml --max-dose 100 --adrenal-tested
      rechallenge regimen case.yaml --clearance 25 --json | jq .frontier
    """  # noqa: D301
    language = language_of(lang)

    def find(on_progress: OnProgress) -> Frontier:
        from rechallenge.questions.regimen.search_space import Limits
        from rechallenge.report.frontier import best_regimens

        limits = Limits(max_dose, max_per_week, lowest_prednisone, adrenal_tested, clearance)
        return best_regimens(case, limits, seed=seed, quick=quick, on_progress=on_progress)

    reply(case, language, find, _record, frontier_text, json=as_json)


def _record(frontier: Frontier, language: Language) -> object:
    from rechallenge.report.frontier import frontier_record

    return frontier_record(frontier, language)


def frontier_text(frontier: Frontier, language: Language) -> Iterator[str]:
    """Write a frontier as lines of text: the table, then what each regimen has to say for itself."""
    from rechallenge.report.frontier import regimen_text

    if frontier.withheld:
        yield printable(language.text("regimen.withheld", drug=frontier.drug))
        yield from (printable(language.message(reason)) for reason in frontier.withheld)
        return
    heads = ("regimen", "risk", "drug", "injections", "steroid")
    rows = [("", *(language.text(f"search.head.{head}") for head in heads))]
    for number, point in enumerate(frontier.points, 1):
        name = regimen_text(point, frontier, language)
        rows.append(
            (
                str(number),
                f"{name} ({language.text('search.current')})" if point.is_current else name,
                f"{language.percent(point.risk.value)} ({language.bounds(point.risk, 'probability')})",
                language.exact(round(point.drug_mg_per_week)),
                language.exact(round(point.injections_per_week, 1)),
                language.number(point.prednisone_mg_per_day),
            )
        )
    yield from aligned(rows)
    yield ""
    for number, point in enumerate(frontier.points, 1):
        yield printable(f"{number}. {' '.join(language.message(reason) for reason in (*point.reasons, *point.warnings))}".rstrip())
    yield ""
    yield printable(language.text("search.tried", n=frontier.n_tried, kept=len(frontier.points)))
    if not any(point.is_current for point in frontier.points):
        yield from (printable(language.message(reason)) for reason in frontier.current.reasons[:1])
    yield from (printable(language.message(note)) for note in frontier.notes)
