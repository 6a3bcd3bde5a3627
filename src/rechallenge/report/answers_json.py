"""The answers for programs: ``answers.json``, described by ``answers.schema.json``.

Rules of the file: an interval of the number under ``key`` stands beside it under ``key_interval`` as ``[low, high]`` (5th and 95th
percentiles). JSON has no infinity: a number that is never reached is null, and ``key_note`` beside it says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.course.model import Course
from rechallenge.criteria.choosing import score_relevant
from rechallenge.presentation.language import Language
from rechallenge.questions.answer import Answer, Estimate, Message
from rechallenge.report.causality import causality_entry, reporting_entry
from rechallenge.report.inputs import QUESTIONS, Answers, Fit
from rechallenge.report.scoring import score_entry

SCHEMA_NAME = "answers.schema.json"


def answers_document(
    course: Course, answers: Answers, fit: Fit | None, language: Language, version: str, case_name: str, seed: int
) -> dict[str, Any]:
    """Write all answers as plain JSON values.

    A question about drugs holds one object a drug, and beside them the fields of its first drug, so that ``estimate``, ``interval``,
    ``prior``, ``sentence`` and ``warnings`` stand in the same place for every question.
    """
    document: dict[str, Any] = {
        "version": version,
        "case": case_name,
        "language": language.code,
        "seed": seed,
        "simulated": course.simulated is not None,
        "diagnostics": _diagnostics(fit),
    }
    for question in QUESTIONS:
        found = list(answers.get(question, ()))
        if not found:
            document[question] = _common(None, language, language.text("answer.none"))
            continue
        entry = _common(found[0], language)
        for answer in found:
            if answer.drug is None:
                _add(entry, plain(answer.details, language))
            else:
                entry[answer.drug] = answer_entry(answer, language)
        document[question] = entry
    document["criteria"] = {score.criteria.name: score_entry(score, language) for score in score_relevant(course)}
    document["causality"] = causality_entry(course, language)
    document["reporting"] = reporting_entry(course, answers)
    return document


def answer_entry(answer: Answer, language: Language) -> dict[str, Any]:
    """Write one answer as plain JSON values."""
    entry = _common(answer, language)
    _add(entry, plain(answer.details, language))
    return entry


def _add(entry: dict[str, Any], fields: dict[str, Any]) -> None:
    """Add a question's own fields; those about what was believed before join ``prior``."""
    before = fields.pop("prior", None)
    if isinstance(before, dict):
        entry["prior"] = {"estimate": None, "interval": None, **(entry["prior"] or {}), **before}
    entry.update(fields)


def _diagnostics(fit: Fit | None) -> dict[str, Any]:
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


def _common(answer: Answer | None, language: Language, sentence: str = "") -> dict[str, Any]:
    estimate = answer.estimate if answer else None
    prior = answer.prior if answer else None
    entry: dict[str, Any] = {
        "estimate": _finite(estimate.value) if estimate else None,
        "interval": _bounds(estimate),
        "unit": estimate.unit if estimate else "",
        "prior": None if prior is None else {"estimate": _finite(prior.value), "interval": _bounds(prior)},
        "from_data": _finite(answer.from_data) if answer else None,
        "sentence": language.message(answer.sentence) if answer else sentence,
        "warnings": [language.message(w) for w in answer.warnings] if answer else [],
    }
    if estimate is not None and (note := _note(estimate, language)):
        entry["estimate_note"] = note
    return entry


def plain(values: Mapping[Any, Any], language: Language) -> dict[str, Any]:
    """Turn the details of an answer into JSON values, its estimates spread over ``key``, ``key_interval`` and ``key_note``."""
    result: dict[str, Any] = {}
    for key, value in values.items():
        name = _key(key)
        if isinstance(value, Estimate):
            if name == "interval":
                result[name] = _bounds(value)
                continue
            result[name] = _finite(value.value)
            result[f"{name}_interval"] = _bounds(value)
            if note := _note(value, language):
                result[f"{name}_note"] = note
        elif isinstance(value, Mapping) and name.endswith("_interval"):
            result[name] = {_key(k): _bounds(v) if isinstance(v, Estimate) else v for k, v in value.items()}
        else:
            result[name] = _value(value, language)
    return result


def _value(value: Any, language: Language) -> Any:
    if isinstance(value, Mapping):
        return plain(value, language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_value(v, language) for v in value]
    if isinstance(value, Message):
        return language.message(value)
    if isinstance(value, Estimate):
        return {"estimate": _finite(value.value), "interval": _bounds(value)}
    return _finite(value)


def _key(key: Any) -> str:
    return f"{key:g}" if isinstance(key, float) else str(key)


def _finite(value: Any) -> Any:
    """Make a number JSON can hold: NumPy scalars become Python's, infinities and NaN null."""
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _bounds(estimate: Estimate | None) -> list[float | None] | None:
    return None if estimate is None else [_finite(estimate.low), _finite(estimate.high)]


def _note(estimate: Estimate, language: Language) -> str:
    if math.isinf(estimate.value):
        return language.text("value.not_reached")
    return language.text("value.not_surely_reached") if math.isinf(estimate.high) else ""
