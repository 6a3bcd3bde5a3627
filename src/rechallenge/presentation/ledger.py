"""The ledger in words: what became of each statement, in a sentence for the report and in a few words for a row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from rechallenge.course.keys import key_in
from rechallenge.ledger.statement import Ledger, LedgerEntry, Reason, Statement, StatementStatus, Use, UseKind
from rechallenge.literature.classification import criteria_sets
from rechallenge.outcomes import named
from rechallenge.presentation.language import Language, capitalised


def status_words(status: StatementStatus, language: Language) -> str:
    """Name a status."""
    return language.text(f"ledger.status.{status.name.lower()}")


def reason_words(reason: Reason, language: Language) -> str:
    """Say why a statement is only shown."""
    return language.text(f"ledger.reason.{reason.name.lower()}")


def why(statement: Statement, language: Language) -> str:
    """Say what a statement is used for, or why it is not."""
    if statement.status is StatementStatus.REFUSED:
        return language.text("ledger.refused")
    if statement.reason is not None:
        return reason_words(statement.reason, language)
    criteria: dict[str, list[str]] = {}
    told = []
    for use in statement.uses:
        if use.kind is UseKind.CRITERION:
            name, _, item = use.target.partition(":")
            criteria.setdefault(name, []).append(item)
        else:
            told.append(_use(use, language))
    return language.clauses(dict.fromkeys((*(_criteria(name, items, language) for name, items in criteria.items()), *told)))


def _use(use: Use, language: Language) -> str:
    if use.kind is UseKind.COVARIATE:
        name, _, drug = use.target.partition(":")
        return language.text("ledger.use.covariate", target=language.text(f"ledger.covariate.{name}"), drug=drug)
    code = f"ledger.use.{use.kind.name.lower()}"
    target = _target(use, language) if use.target else ""
    return language.text(f"{code}.of", target=target) if target else language.text(code)


def _target(use: Use, language: Language) -> str:
    match use.kind:
        case UseKind.VALUE | UseKind.CHANGE | UseKind.LIMIT:
            return language.outcome(use.target)
        case UseKind.DOSING | UseKind.EFFECT | UseKind.RESPONSE | UseKind.LEAST_DOSE | UseKind.SUPPRESSION:
            return language.drug(use.target)
        case UseKind.DISEASE:
            return language.disease(use.target)
        case UseKind.CAUSALITY:
            return language.text(f"ledger.causality.{use.target}")
        case UseKind.CARE:
            return language.text(f"care.topic.{use.target}")
        case UseKind.TIMING:
            about, _, name = use.target.partition(":")
            if about == "event":
                return language.text(f"event.{name}")
            outcome = named(name)
            return name if outcome is None else language.outcome(outcome.name)
        case _:
            return use.target


def _criteria(name: str, items: Collection[str], language: Language) -> str:
    """Name a set of criteria, with those of its items to which a statement says something; items alone where the set is borne on by it."""
    criteria = criteria_sets()[name]
    title = language.published(criteria.title)
    meanings = [language.published(each.meaning) for each in criteria.items if each.id in items]
    return language.text("ledger.criterion", title=title, items=meanings) if meanings else title


def _short_kind(kind: UseKind, statements: Iterable[Statement], language: Language) -> str:
    code = f"ledger.kind.{kind.name.lower()}"
    if kind is not UseKind.COVARIATE:
        return language.text(code)
    targets = (use.target for each in statements for use in each.uses if use.kind is kind)
    return language.text(code, drugs=list(dict.fromkeys(target.partition(":")[2] for target in targets)))


def written_words(statement: Statement, language: Language) -> str:
    """Return what is written, a yes or no (which a document does not keep as it was spelt) in this language."""
    return language.text(f"ledger.{statement.written}") if statement.written in ("yes", "no") else statement.written


def field_words(name: str, language: Language) -> str:
    """Name a field of an entry as a file in this language has it: ``interruptions[0].from`` is ``interruption 1, from``."""
    parts = []
    for part in name.split("."):
        match = re.fullmatch(r"(.*?)(?:\[(\d+)\])?", part)
        assert match is not None  # it matches everything
        name = key_in(match[1], language.code)
        if match[2]:
            one = language.text(f"ledger.one.{match[1]}") if language.has(f"ledger.one.{match[1]}") else name
            name = f"{one} {int(match[2]) + 1}"
        parts.append(name)
    return ", ".join(parts)


def entry_words(path: str, language: Language) -> str:
    """Name an entry: ``treatments[0]`` is ``treatment 1``."""
    return capitalised(field_words(path, language))


def statement_words(statement: Statement, language: Language) -> str:
    """Write a statement with the name of its field; the field that names an entry needs none."""
    written = written_words(statement, language)
    if statement.names_entry:
        return written
    return language.text("ledger.statement", field=field_words(statement.name, language), written=written)


def said(entries: Iterable[LedgerEntry], language: Language) -> str:
    """Quote what entries say, each with its line where the source has lines."""

    def one(entry: LedgerEntry) -> str:
        text = ", ".join(statement_words(each, language) for each in entry.statements)
        line = entry.line
        return language.text("ledger.said", text=text) if line is None else language.text("ledger.said_on", text=text, line=line)

    return language.items(one(entry) for entry in entries)


def in_short(statements: Iterable[Statement], language: Language) -> str:
    """Say in a few words what became of the statements of an entry: what for, and which fields are only shown."""
    given = tuple(statements)
    if not given:
        return ""
    kinds = dict.fromkeys(use.kind for each in given for use in each.uses)
    if len(kinds) > 1:
        kinds.pop(UseKind.TIMING, None)
    shown = [each for each in given if each.status is StatementStatus.SHOWN]
    told = []
    if kinds:
        told.append(language.text("ledger.short.used", kinds=", ".join(_short_kind(kind, given, language) for kind in kinds)))
    if shown and kinds:
        fields = dict.fromkeys(field_words(re.sub(r"\[\d+\]", "", each.name), language) for each in shown)
        told.append(language.text("ledger.short.also_shown", fields=", ".join(fields)))
    elif shown:
        reasons = [each.reason for each in shown if each.reason is not None]
        main = next((reason for reason in reasons if reason not in (Reason.FREE_TEXT, Reason.CODE)), reasons[0])
        told.append(language.text("ledger.short.shown", reason=reason_words(main, language)))
    if any(each.status is StatementStatus.REFUSED for each in given):
        told.append(status_words(StatementStatus.REFUSED, language))
    return language.clauses(told)


def summary(ledger: Ledger, language: Language) -> str:
    """Count the statements by what became of them."""
    used, shown = (len(ledger.with_status(status)) for status in (StatementStatus.USED, StatementStatus.SHOWN))
    return language.text("ledger.summary", n=len(ledger.statements), used=used, shown=shown)


def statement_record(statement: Statement, language: Language) -> dict[str, object]:
    """Write a statement as plain JSON values: status and reason by their stable names, and why in words."""
    return {
        "statement": f"{statement.path}: {statement.written}",
        "status": statement.status.value,
        "why": why(statement, language),
        "path": statement.path,
        "written": statement.written,
        "uses": [{"kind": use.kind.value, "of": use.target} for use in statement.uses],
        "reason": None if statement.reason is None else statement.reason.value,
        "line": None if statement.place is None else statement.place.line,
        "column": None if statement.place is None else statement.place.column,
    }
