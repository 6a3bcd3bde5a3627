"""What is made of a course by those who use it: the moments, covariates, diagnoses and criteria that its statements may bear on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TypeVar

from rechallenge.analogy.diagnosis import disease_of, disease_words
from rechallenge.course.document import CourseDocument, MomentEntry
from rechallenge.course.mentions import status_in
from rechallenge.course.model import Boundary, Course, Event, Observation, Treatment
from rechallenge.course.moments import boundary_phrase_of
from rechallenge.course.obscured import bounds_of_disease, hidden_by, lasts_over
from rechallenge.course.times import When
from rechallenge.course.treatments import canonical_drug
from rechallenge.criteria.choosing import relevant
from rechallenge.criteria.reading import evidence_of
from rechallenge.inference.modelled import drugs_under_question, modelled
from rechallenge.inference.words_of_treatments import WordsOfTreatments, words_of_treatments
from rechallenge.ledger.statement import Use, UseKind, entry_of
from rechallenge.literature.classification import Rule, criteria_sets
from rechallenge.literature.generic import acts_by_dates
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_outline
from rechallenge.outcomes import Outcome

T = TypeVar("T")
Statuses = Mapping[str, str]
"""Status of each item of the criteria that a course bears on, by set and item."""


def statuses_of(course: Course) -> Statuses:
    """Return what the record holds of each item of the criteria that it bears on."""
    return {f"{each.name}:{item.id}": evidence_of(item, course).status for each in relevant(course) for item in each.items}


def items_changed(before: Statuses, after: Statuses) -> tuple[str, ...]:
    """Return the items of which two courses hold different things, by set and item; a set that only one of them bears on is one."""
    changed = [item for item in {**before, **after} if before.get(item) != after.get(item)]
    return tuple(dict.fromkeys(item if item in before and item in after else item.partition(":")[0] for item in changed))


@cache
def _words() -> tuple[str, ...]:
    """Every word that a criterion or the name of a disease with published outcomes goes by."""

    def of(rule: Rule) -> Iterable[str]:
        yield from (*rule.finding, *rule.observed, *rule.condition)
        for part in rule.all:
            yield from of(part)

    items = [item for each in criteria_sets().values() for item in each.items]
    words = [word for item in items for rule in item.rules for word in of(rule)]
    words += [word for each in criteria_sets().values() for word in each.disease]
    words += [word for names in disease_words().values() for word in names]
    return tuple(dict.fromkeys(words))


@cache
def fields_kept() -> frozenset[str]:
    """Fields of a finding by which a criterion tells one from another."""

    def of(rule: Rule) -> Iterable[str]:
        yield from (name for name, _ in rule.kept)
        for part in rule.all:
            yield from of(part)

    return frozenset(name for each in criteria_sets().values() for item in each.items for rule in item.rules for name in of(rule))


@dataclass(frozen=True)
class RecordFacts:
    """A course and its document, and what follows from them.

    A treatment of the course stands where it stands in the document; so do diagnoses, held before ruled out, and findings, those of
    examination before images and fluids. Observations and events are found by the moments that they give.
    """

    course: Course
    document: CourseDocument

    # drugs

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Exposures under question."""
        return drugs_under_question(self.course)

    @cached_property
    def words(self) -> WordsOfTreatments:
        """Statements that the words of the treatments make."""
        return words_of_treatments(self.course)

    def models(self, treatment: Treatment) -> bool:
        """Whether the doses of a treatment are in the model."""
        return treatment.drug in KINETIC_DRUGS and bool(treatment.steps)

    def acts_by_dates(self, treatment: Treatment) -> bool:
        """Whether a treatment is in the model by its dates alone."""
        return bool(treatment.steps) and acts_by_dates(treatment.drug)

    def models_drug(self, drug: str) -> bool:
        """Whether doses of a drug are in the model."""
        return any(self.models(treatment) for treatment in self.course.treatments if treatment.drug == drug)

    @cached_property
    def covariates(self) -> Mapping[str, tuple[str, ...]]:
        """Covariates on which the kinetics of drugs of the course depend, each with these drugs."""
        found: dict[str, list[str]] = {}
        for drug in dict.fromkeys(treatment.drug for treatment in self.course.treatments if self.models(treatment)):
            for name in drug_outline(drug).covariates:
                found.setdefault(name, []).append(drug)
        return {name: tuple(drugs) for name, drugs in found.items()}

    def uses_of_covariate(self, name: str) -> tuple[Use, ...]:
        """Uses of a covariate by the kinetics of the drugs of the course."""
        return tuple(Use(UseKind.COVARIATE, f"{name}:{drug}") for drug in self.covariates.get(name, ()))

    def first_starts(self) -> tuple[When, ...]:
        """When each of the drugs under question was first given."""
        starts: dict[str, list[When]] = {}
        for treatment in self.course.treatments:
            if self.models(treatment) and drug_outline(treatment.drug).exposure in self.drugs:
                starts.setdefault(drug_outline(treatment.drug).exposure, []).extend(step.start for step in treatment.steps)
        return tuple(min(found, key=lambda when: when.middle) for found in starts.values())

    # statements

    @cached_property
    def observations(self) -> Mapping[str, tuple[Observation, ...]]:
        """Observations by the entry that they come from."""
        return _by_entry(self.course.observations, lambda each: each.at.key)

    @cached_property
    def events(self) -> Mapping[str, tuple[Event, ...]]:
        """Events by the entry that they come from."""
        return _by_entry(self.course.events, lambda each: each.at.key)

    @cached_property
    def in_model(self) -> frozenset[int]:
        """Observations, by their identity, that enter the likelihood."""
        return frozenset(id(self.course.observations[place]) for place in modelled(self.course))

    def bounds_readings(self, infection: Event) -> bool:
        """Whether a reading of what an infection raises falls into one."""
        return any(
            each.outcome is not None and each.outcome.raised_by_infection and lasts_over(infection, when)
            for each in self._held_against
            for when in (each.at, each.since)
            if when is not None
        )

    def end_counts(self, infection: Event) -> bool:
        """Whether a reading counts in full because an infection had ended before it."""

        def read_by(course: Course) -> object:
            words = words_of_treatments(course)
            return [bounds_of_disease(course, each) for each in course.observations], words.outcomes, words.hidden

        events = tuple(replace(each, until=None) if each is infection else each for each in self.course.events)
        return read_by(self.course) != read_by(replace(self.course, events=events))

    @cached_property
    def suppressing(self) -> frozenset[str]:
        """Drugs of which the doses tell what a reading says of the disease."""
        return frozenset(hidden_by(self.course, *self._held_against).drugs)

    @cached_property
    def _held_against(self) -> tuple[Observation, ...]:
        """Readings, and those that outcomes in a word stand for."""
        words = (*self.words.outcomes.values(), *self.words.hidden.values())
        return (*self.course.observations, *(word.compared for word in words))

    @cached_property
    def outcomes(self) -> frozenset[Outcome]:
        """Outcomes that the record speaks of."""
        return frozenset(each.outcome for each in self.course.observations if each.outcome is not None)

    # moments

    @cached_property
    def timing(self) -> Mapping[str, frozenset[Use]]:
        """What the moment written at a path is used for, by the path."""
        found: dict[str, set[Use]] = {}

        def touch(when: When | None, use: Use) -> None:
            while when is not None:
                path = when.key.partition("#")[0]
                if path:
                    found.setdefault(path, set()).add(use)
                when = when.after

        for treatment in self.course.treatments:
            if self.models(treatment) or self.acts_by_dates(treatment):
                for step in treatment.steps:
                    touch(step.start, Use(UseKind.DOSING, treatment.drug))
                    touch(step.stop, Use(UseKind.DOSING, treatment.drug))
        for observation in self.course.observations:
            if id(observation) in self.in_model:
                use = Use(UseKind.TIMING, f"observation:{observation.what}")
                touch(observation.at, use)
                touch(observation.since, use)
        for event in self.course.events:
            uses = self.uses_of_event(event)
            for kind in uses:
                touch(event.at, Use(UseKind.TIMING, f"event:{event.what}"))
                if kind in (UseKind.REMISSION, UseKind.INFECTION):
                    touch(event.until, Use(UseKind.TIMING, f"event:{event.what}"))
        for path, boundary in self._boundaries_named():
            for use in tuple(found.get(path, ())):
                touch(boundary.at, use)
        for start in self._starts_for_causality():
            touch(start, Use(UseKind.CAUSALITY, "after_drug"))
        return {path: frozenset(uses) for path, uses in found.items()}

    def uses_of_event(self, event: Event) -> tuple[UseKind, ...]:
        """Kinds of use of an event."""
        if event.what == "relapse":
            return (UseKind.RELAPSE,)
        if event.what == "remission":
            return (UseKind.REMISSION,)
        if event.what == "infection" and self.bounds_readings(event):
            return (UseKind.INFECTION,)
        return (UseKind.CAUSALITY,) if event.what == "adverse event" else ()

    def _boundaries_named(self) -> Iterable[tuple[str, Boundary]]:
        """Starts and stops of drugs that statements count from, each with the path of the moment that is counted."""
        entries: list[tuple[str, MomentEntry]] = [(f"observations[{i}]", e) for i, e in enumerate(self.document.observations)]
        entries += [(f"events[{i}]", e) for i, e in enumerate(self.document.events)]
        for path, entry in entries:
            phrases = [(entry.after, f"{path}.within"), (entry.after, f"{path}.at"), (getattr(entry, "since", None), f"{path}.at")]
            for text, counted in phrases:
                phrase = None if text is None else boundary_phrase_of(text)
                if phrase is not None:
                    drug = canonical_drug(phrase.drug)
                    yield from ((counted, b) for b in self.course.boundaries if b.drug == drug and b.kind == phrase.kind)

    def _starts_for_causality(self) -> Iterable[When]:
        """First starts of the drugs that an adverse event is held against, or may be."""
        for event in self.course.events:
            if event.what == "adverse event":
                drugs = {event.drug} if event.drug is not None else self._may_be_the_only_one(event)
                for drug in drugs:
                    starts = [b.at for b in self.course.boundaries if b.drug == drug and b.kind == "start"]
                    if starts:
                        yield min(starts, key=lambda when: when.middle)

    def _may_be_the_only_one(self, event: Event) -> set[str]:
        """Drugs of which one start more or less could leave a single drug that an event is held against."""
        started = [b for b in self.course.boundaries if b.kind == "start"]
        given = {b.drug for b in started if b.at.earliest <= event.at.latest}
        return set() if len(given) > 2 else given if len(given) == 2 else {b.drug for b in started}

    # diagnoses and criteria

    @cached_property
    def disease(self) -> str | None:
        """Disease whose published outcomes are borrowed from."""
        return disease_of(self.course)

    @cached_property
    def statuses(self) -> Statuses:
        """What the record holds of each item of the criteria that it bears on."""
        return statuses_of(self.course)

    def may_be_read_by_criteria(self, text: str) -> bool:
        """Whether a text has a word that a criterion or a disease with published outcomes goes by: all others need no second look."""
        return status_in(_words(), text) is not None

    def uses_without(self, **changed: object) -> tuple[Use, ...]:
        """Uses that a course shows which lacks something: the criteria and the disease that then differ."""
        other = replace(self.course, **changed)  # type: ignore[arg-type]
        uses = [Use(UseKind.CRITERION, item) for item in items_changed(self.statuses, statuses_of(other))]
        disease = disease_of(other)
        if disease != self.disease:
            uses.append(Use(UseKind.DISEASE, self.disease or disease or ""))
        return tuple(uses)


def _by_entry(items: Iterable[T], key: Callable[[T], str]) -> Mapping[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(entry_of(key(item)), []).append(item)
    return {entry: tuple(each) for entry, each in found.items()}
