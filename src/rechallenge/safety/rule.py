"""A rule of safety: what, in a record, speaks against proposing a drug. One class each, found by a registry."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from rechallenge import extensions
from rechallenge.course.model import Course, Patient
from rechallenge.course.problems import Problem
from rechallenge.course.regimen import Regimen
from rechallenge.safety.situation import Situation, patient_of


class SafetyRule(ABC):
    """One rule.

    Attributes
    ----------
    name
        Its name; its sentences are codes of the catalogues that begin with ``advice.<name>``.
    """

    name: ClassVar[str]

    @abstractmethod
    def against(self, situation: Situation) -> Iterator[Problem]:
        """Say why a drug is not proposed: the drug, what the record tells, and where it is published."""

    def reason(self, suffix: str = "", **values: object) -> Problem:
        """Make a reason of this rule."""
        return Problem(f"advice.{self.name}{suffix}", values, severity="warning")


_registered: dict[str, SafetyRule] = {}


def register(rule: SafetyRule) -> None:
    """Add a rule, under its name.

    Raises
    ------
    ValueError
        Another rule has the name.
    """
    if rule.name in _registered:
        raise ValueError(f"there are two rules named {rule.name!r}")
    _registered[rule.name] = rule


def rules() -> tuple[SafetyRule, ...]:
    """All rules, by name: those of the package and those of extensions (`rechallenge.extensions`)."""
    extensions.load_own("rechallenge.safety.rules")
    extensions.load("safety")
    return tuple(_registered[name] for name in sorted(_registered))


def obstacles(course: Course, regimen: Regimen, drug: str, patient: Patient | None = None) -> tuple[Problem, ...]:
    """Return all that speaks against proposing a drug to a patient; empty where nothing in the record does.

    Parameters
    ----------
    drug
        As the record names it.
    patient
        As somebody supposes; by default as the record has it.
    """
    situation = Situation(course, regimen, drug, patient or patient_of(course))
    return tuple(reason for rule in rules() for reason in rule.against(situation))
