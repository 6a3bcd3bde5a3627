"""Tables of the regimens, and why each stands where it does, as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rechallenge.presentation.document import Block, Heading, Table, TableCell, Text, table
from rechallenge.presentation.language import Language
from rechallenge.questions.regimen.answer import RegimenAnswer, RegimenRow
from rechallenge.questions.regimen.chart import by_risk


def regimen_blocks(answer: RegimenAnswer, language: Language) -> Iterable[Block]:
    """Table of the frontier, numbered, with its reasons; then of the regimens that everyone asks about."""
    if answer.withheld:
        return
    found, familiar = by_risk(answer.frontier), by_risk(answer.familiar)
    yield _regimens(found, language.text("table.regimen"), language, numbered=True)
    why = [
        (TableCell(f"{number}."), TableCell(" ".join(language.message(reason) for reason in (*row.reasons, *row.warnings))))
        for number, row in enumerate(found, 1)
        if row.reasons or row.warnings
    ]
    if why:
        yield Table(("", language.text("head.why")), tuple(why), language.text("table.regimen_why"), (0.25, 6.0))
    if familiar:
        yield Heading(language.text("regimen.group.familiar"))
        yield _regimens(familiar, language.text("table.familiar"), language)
        for row in familiar:
            for reason in (*row.reasons, *row.warnings):
                yield Text(f"{language.message(row.name)} – {language.message(reason)}", "small")
    yield Text(language.text("regimen.note"), "small")


def regimen_name(row: RegimenRow, language: Language) -> str:
    """Name of a regimen, marked where this patient never had it."""
    name = language.message(row.name)
    return name if row.tried else f"{name} ({language.text('advice.extrapolated')})"


def _regimens(found: Sequence[RegimenRow], caption: str, language: Language, *, numbered: bool = False) -> Table:
    rows = []
    for number, row in enumerate(found, 1):
        name = regimen_name(row, language)
        rows.append(
            (
                TableCell(f"{number}. {name}" if numbered else name, strong=row.current if numbered else row.efficient),
                TableCell(language.percent(row.p_relapse_90d), numeric=True),
                TableCell(language.bounds(row.interval, "probability"), numeric=True),
                TableCell(language.exact(round(row.drug_mg_per_week)), numeric=True),
                TableCell("" if row.injections_per_week is None else language.exact(round(row.injections_per_week, 1)), numeric=True),
                TableCell(language.number(row.prednisone_mg_per_day), numeric=True),
            )
        )
    names = ("regimen", "risk90", "interval90_risk", "drug_week", "injections_week", "prednisone_day")
    return table([language.text(f"head.{n}") for n in names], rows, caption, (2.6, 1, 1.3, 1, 1.1, 1.1))
