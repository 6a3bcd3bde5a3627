"""``rechallenge score``: classification criteria on one course."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rechallenge.cli.commands import Case, Json, LangOption, app
from rechallenge.cli.outcome import WRONG_INPUT, name_of, outcome, print_json, printable, say
from rechallenge.cli.words import language_of

if TYPE_CHECKING:
    from rechallenge.criteria.score import Score
    from rechallenge.presentation.language import Language


@app.command()
def score(
    case: Case,
    criteria: Annotated[
        list[str] | None, typer.Option("--criteria", metavar="NAME", help="Criteria, or a disease; may be given again.", show_default=False)
    ] = None,
    lang: LangOption = None,
    as_json: Json = False,
) -> None:
    """Score classification criteria on a course: the range that it leaves, and what could change the verdict.

    Systemic sclerosis 2013, giant cell arteritis 2022, polymyalgia rheumatica 2012, gout 2015, CPPD 2023; by default those on
    which the course bears. What the course does not mention is unknown; items can be given in it, under "criteria".

    \b
      rechallenge score case.yaml
      rechallenge score case.yaml --criteria gout --criteria cppd_2023
      rechallenge score case.yaml --json | jq .ssc_2013.score
    """  # noqa: D301
    language = language_of(lang)
    with outcome(name_of(case), language, json=as_json):
        import rechallenge
        from rechallenge.criteria.choosing import criteria_named
        from rechallenge.literature.classification import criteria_sets

        unknown = [name for name in criteria or () if criteria_named(name) is None]
        if unknown:
            say(language.text("cli.no_such_criteria", name=", ".join(unknown), known=", ".join(criteria_sets())))
            raise typer.Exit(WRONG_INPUT)
        scores = rechallenge.score(case, criteria or ())
        if as_json:
            from rechallenge.report.scoring import score_entry

            print_json({found.criteria.name: score_entry(found, language) for found in scores})
            return
        for line in scores_text(scores, language):
            print(printable(line))


def scores_text(scores: tuple[Score, ...], language: Language) -> Iterator[str]:
    """Write scores as lines of text: the verdict, the items that are known, and what else must be known."""
    from rechallenge.cli.columns import aligned
    from rechallenge.report.scoring import basis, meaning, remarks, sentence, title

    if not scores:
        yield language.text("criteria.none")
    for number, found in enumerate(scores):
        if number:
            yield ""
        yield f"{title(found, language)} ({found.criteria.name})"
        yield f"  {sentence(found, language)}"
        counted = {item.id: points for item, points in found.counted}
        rows = [
            (
                f"{counted[item.id]:+d}" if item.id in counted else "",
                language.text(f"criteria.status.{evidence.status}"),
                meaning(item, language),
                basis(evidence, language),
            )
            for item in (found.criteria.items if found.arms else ())
            if (evidence := found.evidence[item.id]).status != "unknown"
        ]
        if rows:
            yield from aligned(rows)
        for remark in remarks(found, language):
            yield f"  {remark}"
