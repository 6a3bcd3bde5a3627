"""What a record says that an answer does not know of: statements that are only shown, told in the warnings of those on which they bear.

A question declares the reasons that bear on it (`rechallenge.questions.base.Question.bears_on`); the rest is the same for all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from rechallenge.ledger.statement import Ledger, LedgerEntry, Reason
from rechallenge.questions.answer import Message

if TYPE_CHECKING:
    from rechallenge.questions.base import A, Question

# Statements of one reason that a warning names; the others are counted, and stand in the ledger.
NAMED = 3
OF_ITS_DRUG = frozenset({Reason.OUTCOME_HIDDEN, Reason.RELAPSES_AT_EACH_STOP})
"""Reasons that bear on the answers about the same drug alone."""


def warned(question: Question[A], answers: Iterable[A], ledger: Ledger) -> tuple[A, ...]:
    """Return answers with a warning for each reason why statements that bear on them are only shown."""
    return tuple(replace(each, warnings=(*each.warnings, *bearing(question.bears_on, each.drug, ledger))) for each in answers)


def bearing(reasons: Collection[Reason], drug: str | None, ledger: Ledger) -> Iterator[Message]:
    """Give a warning for each of some reasons why statements are only shown; of an answer about one drug, or about all (None)."""
    for reason in Reason:
        if reason not in reasons:
            continue
        entries = [entry for entry in ledger.shown_because(reason) if reason not in OF_ITS_DRUG or drug in (None, _drug(entry))]
        if entries:
            named, more = tuple(entries[:NAMED]), len(entries) - NAMED
            values = {"statements": named, "more": more, "reason": Message(f"ledger.reason.{reason.name.lower()}")}
            yield Message("warning.shown_only.more" if more > 0 else "warning.shown_only", values)


def _drug(entry: LedgerEntry) -> str | None:
    return entry.statements[0].drug
