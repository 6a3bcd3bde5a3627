"""How it reads whether a finding or a diagnosis is there."""

from __future__ import annotations

from rechallenge.course.model import Condition, Finding
from rechallenge.course.status import parts_of
from rechallenge.course.status_of_values import AssertedStatus
from rechallenge.presentation.language import Language

_TELLING = ("not_done", "suspected", "family", "past", "unclear", "within_limit", "above_limit", "no_limit", "low_titre", "normal")


def status_words(status: AssertedStatus, language: Language) -> str:
    """Write a status with its reason, where it has one that the record does not say itself."""
    text = language.text(f"criteria.status.{status.status}")
    return language.text("status.because", status=text, why=language.text(f"status.{status.why}")) if status.why in _TELLING else text


def finding_words(finding: Finding, language: Language) -> str:
    """Write what a finding became; the parts of a name that says two things one by one ("no tophi but urate crystals")."""
    parts = dict(parts_of(finding))
    if len(set(parts.values())) == 1:
        return status_words(next(iter(parts.values())), language)
    return language.clauses(
        language.text("status.part", part=part, status=status_words(status, language)) for part, status in parts.items()
    )


def condition_words(condition: Condition, language: Language) -> str:
    """Write what a diagnosis became where it is not simply held: ruled out, or not counted and why."""
    status = condition.status
    if status.status == "absent":
        return language.text("status.ruled_out")
    return "" if status.status == "present" else status_words(status, language)
