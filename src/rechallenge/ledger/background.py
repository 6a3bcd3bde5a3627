"""Uses of what is said of the patient, of diagnoses, findings, criteria, and of the record as a whole."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property

from rechallenge.course.model import Finding
from rechallenge.course.moments import boundary_phrase_of, span_of
from rechallenge.course.problems import RefusedError
from rechallenge.instruments.care import topic_of
from rechallenge.ledger.facts import RecordFacts, fields_kept
from rechallenge.ledger.statement import Reason, Use, UseKind
from rechallenge.outcomes import marker

Found = tuple[tuple[Use, ...], Reason | None]
"""Uses of a statement; where there are none, why."""

FREE_TEXT = {"note": Reason.FREE_TEXT, "indication": Reason.FREE_TEXT}
_CLEARANCE = "creatinine_clearance_ml_min"
_SELDOM_ASKED = ("kind", "size", "resectable", "cells")
"""Fields of a finding that can say nothing of its presence: where no criterion asks for them, they need no second look."""
_TIMES = ("at", "from", "to", "for", "after", "within", "since")


def found(uses: tuple[Use, ...], reason: Reason) -> Found:
    """Return uses, or the reason where there are none."""
    return (uses, None) if uses else ((), reason)


class Background:
    """Judges the statements of the sections that hold no times of their own."""

    def __init__(self, facts: RecordFacts) -> None:
        self.facts = facts
        self._diagnoses: dict[tuple[int, str], tuple[Use, ...]] = {}

    # the record

    def whole(self, path: str) -> Found:
        """Judge a field of the record itself."""
        if path == "rechallenge":
            return (Use(UseKind.FORMAT),), None
        if path == "title":
            return (Use(UseKind.CARE, "title"),), None
        if path == "anchor":
            return found((Use(UseKind.CALENDAR),) if self._dated else (), Reason.CALENDAR)
        if path == "upper_limit":
            return (Use(UseKind.LIMIT, marker().name),), None
        return (), Reason.NO_EFFECT

    @cached_property
    def _dated(self) -> bool:
        """Whether a moment of the record is a date, which can be read by the anchor alone."""
        document = self.facts.document
        entries = [*document.findings, *document.imaging, *document.fluids, *document.observations, *document.events]
        for treatment in document.treatments:
            entries += [treatment, *(treatment.steps or []), *(treatment.interruptions or [])]
        return any(_is_date(text) for entry in entries for text in _times_of(entry))

    # the patient

    def patient(self, name: str) -> Found:
        """Judge a field of the patient."""
        facts, patient = self.facts, self.facts.course.patient
        if name == "note":
            return (), Reason.FREE_TEXT
        if name == "reference":
            return (), Reason.REFERENCE
        uses: list[Use] = []
        own = {"weight": "weight_kg", "creatinine_clearance": _CLEARANCE, "sex": "female"}.get(name)
        if own is not None:
            uses += facts.uses_of_covariate(own)
        computed = patient.creatinine_clearance_ml_min is None and _CLEARANCE in facts.covariates
        parts = ("sex", "age", "weight", "creatinine")
        if computed and name in parts and all((patient.sex, patient.age_years, patient.weight_kg, patient.creatinine_umol_l)):
            uses += facts.uses_of_covariate(_CLEARANCE)
        if name == "weight" and any("/kg" in text.replace(" ", "") for text in self._doses):
            uses.append(Use(UseKind.DOSING))
        if name in ("age", "sex") and patient.age_years is not None:
            uses += [
                Use(UseKind.LIMIT, each.name)
                for each in sorted(facts.outcomes, key=lambda each: each.name)
                if each.normal is not None
                and each.name not in facts.course.upper_limits
                and each.normal.depends_on_age
                and (name == "age" or each.normal.women_add)
            ]
        if name == "age":
            uses += facts.uses_without(patient=replace(patient, age_years=None))
        if name == "creatinine" and not uses and _CLEARANCE in facts.covariates and computed:
            return (), Reason.INCOMPLETE_CLEARANCE
        return found(tuple(dict.fromkeys(uses)), Reason.PATIENT)

    @cached_property
    def _doses(self) -> tuple[str, ...]:
        document = self.facts.document
        return tuple(
            text
            for treatment, understood in zip(document.treatments, self.facts.course.treatments, strict=True)
            if self.facts.models(understood)
            for step in (treatment, *(treatment.steps or []))
            for text in (step.dose, step.taper)
            if text is not None
        )

    # diagnoses and findings

    def diagnosis(self, place: int, name: str) -> Found:
        """Judge a field of a diagnosis, by its place among those held and then those ruled out."""
        if name in ("name", "subtype", "note"):
            key = (place, name)
            if key not in self._diagnoses:
                conditions = list(self.facts.course.conditions)
                if name == "name":
                    del conditions[place]
                else:
                    conditions[place] = replace(conditions[place], **{name: None})  # type: ignore[arg-type]
                self._diagnoses[key] = self.facts.uses_without(conditions=tuple(conditions))
            return found(self._diagnoses[key], FREE_TEXT.get(name, Reason.CONDITION))
        return (), FREE_TEXT.get(name, Reason.CODE if name.startswith("code") else Reason.CONDITION)

    def finding(self, place: int, name: str) -> Found:
        """Judge a field of a finding, by its place among all of them."""
        reason = FREE_TEXT.get(name, Reason.FINDING)
        if name in _TIMES:
            return (), reason
        finding = self.facts.course.findings[place]
        whole = self._of_finding(finding.what)
        if name == "present" and self.facts.may_be_read_by_criteria(finding.what):
            return found(self._of_field(finding.what, name), reason)  # were it there, it would count
        if not whole:
            return (), reason
        if name == "what":
            return whole, None
        if name in _SELDOM_ASKED and name not in fields_kept():
            return (), reason
        return found(tuple(use for use in self._of_field(finding.what, name) if use in whole), reason)

    def _of_field(self, what: str, name: str) -> tuple[Use, ...]:
        """Uses of one field of all findings of one name."""
        if (what, name) not in self._fields:
            findings = tuple(
                self._without(place, each, name) if each.what == what else each for place, each in enumerate(self.facts.course.findings)
            )
            self._fields[what, name] = self.facts.uses_without(findings=findings)
        return self._fields[what, name]

    def _of_finding(self, what: str) -> tuple[Use, ...]:
        """Uses of all findings of one name: two that say the same are both used."""
        if what not in self._findings:
            others = tuple(each for each in self.facts.course.findings if each.what != what)
            told = self.facts.may_be_read_by_criteria(what)
            self._findings[what] = self.facts.uses_without(findings=others) if told else ()
        return self._findings[what]

    @cached_property
    def _findings(self) -> dict[str, tuple[Use, ...]]:
        return {}

    @cached_property
    def _fields(self) -> dict[tuple[str, str], tuple[Use, ...]]:
        return {}

    def _without(self, place: int, finding: Finding, name: str) -> Finding:
        """Return a finding without one of its fields; what is present by default is then not."""
        if name == "present":
            return replace(finding, stated="present" if finding.stated == "absent" else "absent")
        field = {"cells": "cells_per_mm3", "appearance": "value"}.get(name, name)
        if field not in {each.name for each in fields(Finding)} or field == "kind":
            return finding
        return replace(finding, **{field: None})  # type: ignore[arg-type]

    # what the file answers itself

    def criterion(self, name: str) -> Found:
        """Judge an item of criteria."""
        others = tuple(each for each in self.facts.course.criteria if each.written != name)
        uses = self.facts.uses_without(criteria=others)
        items = {each.item for each in self.facts.course.criteria if each.written == name}
        uses += tuple(Use(UseKind.CRITERION, item) for item in self.facts.statuses if item.partition(":")[2] in items)
        return found(tuple(dict.fromkeys(uses)), Reason.UNUSED_ITEM)

    def care(self, name: str) -> Found:
        """Judge a text for the write-up."""
        topic = topic_of(name)
        return found((Use(UseKind.CARE, topic),) if topic is not None else (), Reason.FREE_TEXT)


def _times_of(entry: object) -> list[str]:
    texts: list[str] = []
    for name in ("at", "from_", "to", "within", "since"):
        value = getattr(entry, name, None)
        texts += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return texts


def _is_date(text: str) -> bool:
    if boundary_phrase_of(text) is not None:
        return False
    try:
        span_of(text)
    except RefusedError:
        return True
    return False
