"""The answers for programs: ``answers.json``, described by `rechallenge.report.answers_schema`.

Rules of the file: an interval of the number under ``key`` stands beside it under ``key_interval`` as ``[low, high]`` (5th and 95th
percentiles), and under ``key_error`` the largest Monte Carlo standard error of the three, where it was computed. JSON has no infinity: a
number that is never reached is null, and ``key_note`` beside it says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass

from rechallenge.course.model import Course
from rechallenge.criteria.choosing import score_relevant
from rechallenge.ledger.statement import Ledger
from rechallenge.presentation.language import Language
from rechallenge.presentation.ledger import statement_record
from rechallenge.questions.answer import Answer, Estimate, Message
from rechallenge.questions.base import Answers
from rechallenge.questions.fields import fields_in_file
from rechallenge.questions.registry import questions
from rechallenge.report.causality import causality_entry, reporting_entry
from rechallenge.report.inputs import ReportedFit
from rechallenge.report.scoring import score_entry

NO_LEDGER = Ledger()
"""That of a course which was not read from a record."""

_SHARED = {each.name for each in fields(Answer)} - {"notes"}
"""Fields of every answer, which the file spreads in a way of its own."""


def answers_document(
    course: Course,
    answers: Answers,
    fit: ReportedFit | None,
    language: Language,
    version: str,
    case_name: str,
    seed: int,
    ledger: Ledger = NO_LEDGER,
) -> dict[str, object]:
    """Write all answers as plain JSON values.

    A question about drugs holds one object a drug, and beside them the fields of its first drug, so that ``estimate``, ``interval``,
    ``prior``, ``sentence`` and ``warnings`` stand in the same place for every question.
    """
    document: dict[str, object] = {
        "version": version,
        "case": case_name,
        "language": language.code,
        "seed": seed,
        "simulated": course.simulated is not None,
        "diagnostics": _diagnostics(fit),
    }
    for question in questions():
        if not question.applies(course):
            continue
        document[question.name] = question_entry(answers.get(question.name, ()), language)
    document["criteria"] = {score.criteria.name: score_entry(score, language) for score in score_relevant(course)}
    document["causality"] = causality_entry(course, language)
    document["reporting"] = reporting_entry(course, answers)
    document["ledger"] = [statement_record(each, language) for each in ledger.statements]
    return document


def question_entry(found: Sequence[Answer], language: Language) -> dict[str, object]:
    """Write the answers to one question as plain JSON values."""
    if not found:
        return _common(None, language, language.text("answer.none"))
    entry = _common(found[0], language)
    if found[0].drug is not None:
        entry |= {key: value for key, value in _own(found[0], language).items() if key in found[0].beside}
    for answer in found:
        if answer.drug is None:
            entry |= _own(answer, language)
        else:
            entry[answer.drug] = answer_entry(answer, language)
    return entry


def answer_entry(answer: Answer, language: Language) -> dict[str, object]:
    """Write one answer as plain JSON values."""
    return _common(answer, language) | _own(answer, language)


def _own(answer: Answer, language: Language) -> dict[str, object]:
    return _entry(answer, language, leaving_out=_SHARED)


def _diagnostics(fit: ReportedFit | None) -> dict[str, object]:
    names = ("method", "rhat_max", "ess_min", "divergences", "pareto_k", "n_draws", "starts_agree")
    if fit is None:
        return dict.fromkeys(names)
    before = {check.index: check.tail for check in fit.prior_checks}
    return {
        **{name: _finite(getattr(fit.diagnostics, name)) for name in names},
        "observations": [{"index": c.index, "tail": c.tail, "prior_tail": before.get(c.index)} for c in fit.checks],
        "events": [{"index": c.index, "probability": c.probability, "tail": c.tail} for c in fit.event_checks],
        "parameters": {each.name: {"contraction": each.contraction, "conflict": each.conflict} for each in fit.learned},
    }


def _common(answer: Answer | None, language: Language, sentence: str = "") -> dict[str, object]:
    estimate = answer.estimate if answer else None
    prior = answer.prior if answer else None
    entry: dict[str, object] = {
        "estimate": _finite(estimate.value) if estimate else None,
        "interval": _bounds(estimate),
        "unit": estimate.unit if estimate else "",
        "prior": None if prior is None else _prior(prior, language),
        "from_data": _finite(answer.from_data) if answer else None,
        "sentence": language.message(answer.sentence) if answer else sentence,
        "warnings": [language.message(w) for w in answer.warnings] if answer else [],
    }
    if estimate is not None:
        entry |= _beside("estimate", estimate, language)
    return entry


def _prior(prior: Estimate, language: Language) -> dict[str, object]:
    """What was believed before: the main number, and what else its type tells."""
    more = _entry(prior, language, leaving_out={each.name for each in fields(Estimate)})
    return {"estimate": _finite(prior.value), "interval": _bounds(prior), **more}


def _entry(value: object, language: Language, leaving_out: Set[str] = frozenset()) -> dict[str, object]:
    """Write a dataclass of an answer; one that holds nothing by default is left out where it does."""
    result: dict[str, object] = {}
    for each in fields_in_file(value.__class__):
        found = getattr(value, each.name)
        if each.name not in leaving_out and (each.required or found != each.default):
            result |= _keyed(each.key, found, language)
    return result


def _keyed(key: str, value: object, language: Language) -> dict[str, object]:
    """Write a value under its key, an estimate spread over ``key``, ``key_interval``, ``key_error`` and ``key_note``."""
    of_bounds = key == "interval" or key.endswith("_interval")
    if isinstance(value, Estimate):
        if of_bounds:
            return {key: _bounds(value)}
        spread = {key: _finite(value.value), f"{key}_interval": _bounds(value)}
        return spread | _beside(key, value, language)
    if of_bounds and isinstance(value, Mapping):
        return {key: {_key(k): _bounds(v) for k, v in value.items()}}
    return {key: plain(value, language)}


def plain(value: object, language: Language) -> object:
    """Write any value of an answer as plain JSON values."""
    if isinstance(value, Message):
        return language.message(value)
    if isinstance(value, Estimate):
        return {"estimate": _finite(value.value), "interval": _bounds(value)}
    if is_dataclass(value):
        return _entry(value, language)
    if isinstance(value, Mapping):
        return {name: written for k, v in value.items() for name, written in _keyed(_key(k), v, language).items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(v, language) for v in value]
    return _finite(value)


def _key(key: object) -> str:
    return f"{key:g}" if isinstance(key, float) else str(key)


def _finite(value: object) -> object:
    """Make a number JSON can hold: NumPy scalars become Python's, infinities and NaN null."""
    item = getattr(value, "item", None)
    value = value if item is None else item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _bounds(estimate: Estimate | None) -> list[object] | None:
    return None if estimate is None else [_finite(estimate.low), _finite(estimate.high)]


def _beside(key: str, estimate: Estimate, language: Language) -> dict[str, object]:
    """What stands beside a number: its Monte Carlo error where it was computed, and a note where one is due."""
    error = {} if estimate.error is None else {f"{key}_error": _finite(estimate.error)}
    return error | ({f"{key}_note": note} if (note := _note(estimate, language)) else {})


def _note(estimate: Estimate, language: Language) -> str:
    if math.isinf(estimate.value):
        return language.text("value.not_reached")
    reached = language.text("value.not_surely_reached") if math.isinf(estimate.high) else ""
    return "; ".join(part for part in (reached, language.unsettled(estimate)) if part)
