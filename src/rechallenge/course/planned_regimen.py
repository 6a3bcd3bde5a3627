"""A regimen to try on paper: which drugs would be given from today on, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from rechallenge.course.checks import check_doses
from rechallenge.course.context import Context, when_text
from rechallenge.course.document import VERSION, StepEntry, TreatmentEntry
from rechallenge.course.dose_doubts import dose_far_beyond
from rechallenge.course.draft import Draft
from rechallenge.course.keys import spellings
from rechallenge.course.lines import line
from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import field_name, time_text
from rechallenge.course.planned_times import from_today, planned_day, planned_words
from rechallenge.course.problems import CourseError, Problem
from rechallenge.course.regimen import first_mg, last_mg, resumed_mg
from rechallenge.course.times import When
from rechallenge.course.treatments import understand_treatment
from rechallenge.course.validation import validate
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.naming import named

_FIELD = "treatments"


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


def no_regimen() -> Problem:
    """Tell that a text is no regimen, with a line of one."""
    example = line(("line.drug", "anakinra"), ("line.dose", "100 mg"), ("line.every", time_text("2 d")))
    return Problem("regimen.form", {"line": example})


def understand_regimen(draft: Draft, course: Course) -> PlannedRegimen:
    """Understand a regimen that would follow a course; doses by weight use its patient.

    Raises
    ------
    CourseError
        With all errors at once.
    """
    if not any(name in spellings(_FIELD) for name in draft.data) and (one := next((n for n in draft.data if n in spellings("drug")), None)):
        raise CourseError([replace(no_regimen(), place=draft.place_of_name(one), path=one)])
    names = [name for name in draft.data if name in spellings(_FIELD)]
    problems = [
        *draft.problems,
        *(
            Problem("key.unknown", {"found": name, "expected": field_name(_FIELD)}, draft.place_of_name(name), name)
            for name in draft.data
            if name not in names
        ),
    ]
    # a regimen is a course file without its version
    whole = replace(draft, data={**{name: draft.data[name] for name in names}, "rechallenge": str(VERSION)})
    document, places, found = validate(whole)
    context = Context(places, problems=[*problems, *found])
    if document is not None:
        # a list of the wrong shape was told of already
        if not document.treatments and not any(problem.path.startswith(_FIELD) for problem in context.problems):
            context.problems.append(Problem("key.missing", {"expected": field_name(_FIELD)}, draft.place("")))
        treatments = [_treatment(context, entry, f"treatments[{i}]", course) for i, entry in enumerate(document.treatments)]
        check_doses(context, Course("", treatments=tuple(treatments)), document)
    context.problems = [from_today(problem, course) for problem in context.problems]
    errors = [problem for problem in context.problems if problem.severity == "error"]
    if errors or document is None:
        raise CourseError(errors)
    return PlannedRegimen(tuple(_together(treatments)), tuple(context.problems))


def _treatment(context: Context, entry: TreatmentEntry, path: str, course: Course) -> Treatment:
    """Understand one treatment, and refuse what a plan cannot leave open."""
    for field, value in (("outcome", entry.outcome), ("dependence", entry.dependence), ("relapses", entry.relapses)):
        if value is not None:
            context.error("regimen.of_the_past", f"{path}.{field}", field=field_name(field))
    entry = entry.model_copy(update={**_in_days(entry), "steps": entry.steps and [_step_in_days(step) for step in entry.steps]})
    first = entry.steps[0] if entry.steps else entry
    if entry.from_ is None and first.from_ is None and not first.at:
        entry = entry.model_copy(update={"from_": "0 d"})
    treatment = understand_treatment(context, entry, path, course.patient)
    if not treatment.known:
        context.error("regimen.drug", f"{path}.drug", found=entry.drug)
    for step in treatment.steps:
        for when in (step.start, step.stop):
            if when is not None and not when.known:
                context.error("regimen.uncertain", when.key or path, found=when_text(when), write=f"{max(when.earliest, 0):g}")
            elif when is not None and when.earliest < 0:
                context.error("regimen.past", when.key or path, found=when_text(when))
        for dose in (first_mg(step, None), last_mg(step, None)):
            far = None if dose is None else dose_far_beyond(treatment.drug, dose, step.every_days, course.patient)
            if far is not None and far.code not in {problem.code for problem in context.problems_at(f"{step.entry}.dose")}:
                context.error(far.code, f"{step.entry}.dose", **far.values)
                break
        told_why = any(problem.severity == "error" for problem in context.problems_within(path))
        if step.dose_mg is None and treatment.known and not told_why:
            context.error("regimen.dose", path, drug=treatment.drug)
    return treatment


def _step_in_days(step: StepEntry) -> StepEntry:
    return step.model_copy(update=_in_days(step))


def _in_days(entry: StepEntry) -> dict[str, object]:
    """Return the times of an entry that are words of a plan ("today", "in 2 weeks") as days from today."""
    fields: dict[str, object] = {}
    for field, text in (("from_", entry.from_), ("to", entry.to)):
        if text is not None and (day := planned_words(text)) is not None:
            fields[field] = f"{day:g} d"
    if entry.at:
        fields["at"] = [text if (day := planned_words(text)) is None else f"{day:g} d" for text in entry.at]
    return fields


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
    name, at, moment = written.partition("@")
    if not at:  # "anakinra 5 d", "anakinra: 5 d"
        name, _, moment = written.strip().replace(":", " ").replace("=", " ").partition(" ")
    drug = _drug_of_stop(course, name)
    if not at:
        raise CourseError([Problem("regimen.stop_form", {"found": written.strip(), "write": f"{drug}@{moment.strip() or 'today'}"})])
    given = [treatment for treatment in course.treatments_of(drug) if treatment.known]
    day = planned_day(moment, course)
    steps = [step for treatment in given for step in treatment.steps if step.every_days is not None]
    last = max(steps, key=lambda step: (inf if step.stop is None else step.stop.latest, step.start.latest), default=None)
    if day <= 0 or last is None:
        return replace(given[-1], steps=())
    return replace(given[-1], steps=(DoseStep(resumed_mg(last), last.every_days, When(0.0, 0.0), When(day, day)),))


def _drug_of_stop(course: Course, name: str) -> str:
    """Return the one drug of the course that a stop names; what it names otherwise is refused with the drugs that can be stopped."""
    found = named(name)
    if found.several:
        write = [f"--stop {drug}@..." for drug in found.several]
        raise CourseError([Problem("regimen.stop_several", {"found": name.strip(), "write": " ".join(write)})])
    treatments = course.treatments_of(found.drug)
    if any(treatment.known for treatment in treatments):
        return found.drug
    if treatments:
        raise CourseError([Problem("regimen.drug", {"found": name.strip()})])
    known = list(dict.fromkeys(treatment.drug for treatment in course.treatments if treatment.known))
    alike = [drug for drug in known if known_drugs()[drug].kind == found.drug]
    values = {"found": name.strip(), "drugs": ", ".join(known), "nearest": alike[0] if len(alike) == 1 else nearest(found.drug, known)}
    raise CourseError([Problem("regimen.drug_absent" if known else "event.drug_absent", values)])
