"""The diary: a page to print and fill in by hand, and a table that `rechallenge` reads back as observations."""

from __future__ import annotations

import csv
import io

from rechallenge.planning.protocols.protocol import Protocol
from rechallenge.presentation.document import Document, Section, Table, TableCell, Text
from rechallenge.presentation.language import Language
from rechallenge.report.protocols.words import column_of, date_of, page_of


def diary_csv(protocol: Protocol, language: Language) -> str:
    """Write an empty diary as a table with a row a day.

    Its heads are those that `rechallenge` knows of a table of one patient, in the language of the diary, and its dates are read without a
    doubt: filled in, it becomes observations with ``rechallenge convert diary.csv --to course``. Cells left empty say nothing.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    names = (*protocol.self_reported, *protocol.measured)
    rows.writerow((language.text("plans.diary.date"), *(column_of(each, language) for each in names), language.text("plans.diary.notes")))
    for day in range(protocol.days):
        rows.writerow((protocol.date_of(day).isoformat(), *("" for _ in names), ""))
    return text.getvalue()


def diary_document(protocol: Protocol, language: Language) -> Document:
    """Write the diary as a page, a section a period; what is given in it is not told."""
    head = (
        language.text("plans.head.date"),
        language.text("plans.diary.dose_taken"),
        *(column_of(each, language) for each in protocol.self_reported),
        language.text("plans.diary.visit"),
        language.text("plans.diary.notes"),
    )
    widths = (1.2, 0.8, *(0.9 for _ in protocol.self_reported), 0.8, 2.4)
    sections = [Section("how", language.text("plans.diary.how"), (Text(language.text("plans.diary.how_text")),))]
    for period in protocol.periods:
        title = language.text("plans.diary.period", n=period.number)
        rows = tuple(
            (
                TableCell(date_of(protocol, day, language)),
                *(TableCell("") for _ in range(len(head) - 3)),
                TableCell(language.text("plans.diary.visit") if day in protocol.visits else ""),
                TableCell(""),
            )
            for day in range(period.start, period.end)
        )
        sections.append(Section(f"period-{period.number}", title, (Table(head, rows, title, widths),)))
    return page_of(protocol, language, language.text("plans.diary.title"), tuple(sections))
