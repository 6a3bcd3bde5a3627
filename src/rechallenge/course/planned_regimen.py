"""A regimen to try on paper: which drugs would be given from today on, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf

from rechallenge.course.checks import check_doses
from rechallenge.course.context import MOST_YEARS, Context, when_text
from rechallenge.course.document import VERSION, TreatmentEntry
from rechallenge.course.draft import Draft
from rechallenge.course.keys import spellings
from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.moments import span_of
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import field_name
from rechallenge.course.problems import CourseError, Problem, RefusedError
from rechallenge.course.regimen import resumed_mg
from rechallenge.course.times import When
from rechallenge.course.treatments import canonical_drug, understand_treatment
from rechallenge.course.validation import validate

TODAY = ("today", "now", "aujourd'hui", "aujourd’hui")


@dataclass(frozen=True, slots=True)
class PlannedRegimen:
    """What would be given from today, the end of the record, on.

    Attributes
    ----------
    treatments
        Each drug that would change, once. Its steps count in days from today; without a step it is not given any more.
        Drugs that are not named go on as they were.
    notes
        What reading it had to tell; none is an error.
    """

    treatments: tuple[Treatment, ...]
    notes: tuple[Problem, ...] = ()

    def of(self, drug: str) -> Treatment | None:
        """Return what becomes of a drug, or None when it goes on as it was."""
        return next((treatment for treatment in self.treatments if treatment.drug == drug), None)


def understand_regimen(draft: Draft, course: Course) -> PlannedRegimen:
    """Understand a regimen that would follow a course; doses by weight use its patient.

    Raises
    ------
    CourseError
        With all errors at once.
    """
    names = [name for name in draft.data if name in spellings("treatments")]
    problems = [
        *draft.problems,
        *(
            Problem("key.unknown", {"found": name, "expected": field_name("treatments")}, draft.place_of_name(name), name)
            for name in draft.data
            if name not in names
        ),
    ]
    # a regimen is a course file without its version
    whole = replace(draft, data={**{name: draft.data[name] for name in names}, "rechallenge": str(VERSION)})
    document, places, found = validate(whole)
    context = Context(places, problems=[*problems, *found])
    if document is not None:
        if not document.treatments:
            context.problems.append(Problem("key.missing", {"expected": field_name("treatments")}, draft.place("")))
        treatments = [_treatment(context, entry, f"treatments[{i}]", course) for i, entry in enumerate(document.treatments)]
        check_doses(context, Course("", treatments=tuple(treatments)), document)
    context.problems = [_from_today(problem, course) for problem in context.problems]
    errors = [problem for problem in context.problems if problem.severity == "error"]
    if errors or document is None:
        raise CourseError(errors)
    return PlannedRegimen(tuple(_together(treatments)), tuple(context.problems))


def _treatment(context: Context, entry: TreatmentEntry, path: str, course: Course) -> Treatment:
    """Understand one treatment, and refuse what a plan cannot leave open."""
    first = entry.steps[0] if entry.steps else entry
    if entry.from_ is None and first.from_ is None and not first.at:
        entry = entry.model_copy(update={"from_": "0 d"})
    treatment = understand_treatment(context, entry, path, course.patient)
    if not treatment.known:
        context.error("regimen.drug", f"{path}.drug", found=entry.drug)
    for step in treatment.steps:
        for when in (step.start, step.stop):
            if when is not None and not when.known:
                context.error("regimen.uncertain", when.key or path, found=when_text(when))
            elif when is not None and when.earliest < 0:
                context.error("regimen.past", when.key or path, found=when_text(when))
        told_why = any(problem.severity == "error" for problem in context.problems_within(path))
        if step.dose_mg is None and treatment.known and not told_why:
            context.error("regimen.dose", path, drug=treatment.drug)
    return treatment


def _from_today(problem: Problem, course: Course) -> Problem:
    """Return the problem of a date in a regimen with the days from today that stand for it; any other as it is."""
    if problem.code != "time.no_anchor":
        return problem
    found = problem.values["found"]
    if course.anchor is None:
        return replace(problem, code="regimen.date_unplaced")
    span = span_of(str(found), date.fromisoformat(course.anchor))
    today = max((moment.latest for moment in _moments(course)), default=0.0)
    low, high = (round(day - today) for day in (span.low, span.high))
    return replace(problem, code="regimen.date", values={"found": found, "write": f"{low}" if low == high else f"{low}..{high}"})


def _moments(course: Course) -> list[When]:
    return [b.at for b in course.boundaries] + [o.at for o in course.observations] + [e.until or e.at for e in course.events]


def _together(treatments: Sequence[Treatment]) -> list[Treatment]:
    """Make one treatment of all that are with one drug."""
    drugs: dict[str, Treatment] = {}
    for treatment in treatments:
        before = drugs.get(treatment.drug)
        drugs[treatment.drug] = replace(before, steps=before.steps + treatment.steps) if before else treatment
    return list(drugs.values())


def stopped(course: Course, written: str) -> Treatment:
    """Read a stop such as ``anakinra@today`` or ``anakinra@14 d``: as it was last given, until then.

    Raises
    ------
    CourseError
        When the drug is none of the course's drugs with kinetics, or the moment is not one from today on.
    """
    name, _, moment = written.partition("@")
    drug = canonical_drug(name)
    given = [treatment for treatment in course.treatments_of(drug) if treatment.known]
    if not given and course.treatments_of(drug):
        raise CourseError([Problem("regimen.drug", {"found": name.strip()})])
    if not given:
        known = [treatment.drug for treatment in course.treatments if treatment.known]
        raise CourseError([Problem("event.drug_absent", {"found": name.strip(), "nearest": nearest(drug, known)})])
    day = _day(moment, written, course)
    steps = [step for treatment in given for step in treatment.steps if step.every_days is not None]
    last = max(steps, key=lambda step: (inf if step.stop is None else step.stop.latest, step.start.latest), default=None)
    if day <= 0 or last is None:
        return replace(given[-1], steps=())
    return replace(given[-1], steps=(DoseStep(resumed_mg(last), last.every_days, When(0.0, 0.0), When(day, day)),))


def _day(moment: str, written: str, course: Course) -> float:
    if moment.strip().lower() in TODAY:
        return 0.0
    try:
        span = span_of(moment)
    except RefusedError as refusal:
        raise CourseError([_from_today(Problem(refusal.code, refusal.values), course)]) from None
    if span.low != span.high:
        raise CourseError([Problem("regimen.uncertain", {"found": written})])
    if not span.high <= MOST_YEARS * 365.25:
        raise CourseError([Problem("time.beyond", {"found": written, "years": MOST_YEARS})])
    if span.low < 0:
        raise CourseError([Problem("regimen.past", {"found": written})])
    return span.low
