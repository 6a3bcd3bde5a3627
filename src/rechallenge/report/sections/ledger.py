"""The ledger: every line of the record with what became of it, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rechallenge.ledger.statement import LedgerEntry, Statement, StatementStatus
from rechallenge.presentation.document import Block, Heading, Section, TableCell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.presentation.ledger import field_words, statement_words, status_words, summary, why
from rechallenge.report.sections.context import ReportContext


def ledger_section(context: ReportContext) -> Section:
    """Build the appendix in which each statement of the record is found."""
    language, ledger = context.language, context.ledger
    blocks: list[Block] = [Text(summary(ledger, language)), Text(language.text("ledger.lead"), "small")]
    for section, entries in groupby(ledger.entries, key=_section):
        title = capitalised(field_words(section, language)) if section else language.text("ledger.whole")
        head = [language.text(f"head.ledger_{name}") for name in ("line", "statement", "status", "why")]
        rows = [row for entry in entries for row in _rows(entry, language)]
        blocks += [Heading(title), table(head, rows, title, (0.6, 4.2, 1.0, 3.4))]
    return Section("ledger", language.text("section.ledger"), tuple(blocks))


def _section(entry: LedgerEntry) -> str:
    """Section of a record that an entry stands in; none for its own fields, which stand alone."""
    alone = entry.path == entry.statements[0].path
    return "" if alone else entry.path.partition("[")[0]


def _rows(entry: LedgerEntry, language: Language) -> Iterator[tuple[TableCell, ...]]:
    """One row for the statements of an entry that share their status and its reason; the field that names the entry begins the first."""
    groups: dict[tuple[StatementStatus, str], list[Statement]] = {}
    for statement in entry.statements:
        groups.setdefault((statement.status, why(statement, language)), []).append(statement)
    for (status, reason), statements in groups.items():
        yield (
            TableCell(_line(statements, language), numeric=True),
            TableCell(language.clauses(statement_words(each, language) for each in statements)),
            TableCell(status_words(status, language), strong=status is not StatementStatus.USED),
            TableCell(capitalised(reason)),
        )


def _line(statements: Iterable[Statement], language: Language) -> str:
    lines = [each.place.line for each in statements if each.place is not None and each.place.line is not None]
    return language.integer(min(lines)) if lines else ""
