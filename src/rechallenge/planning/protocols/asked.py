"""What the words of a request mean for one record: the act, the drug, the outcomes; what none of them can be is told."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.course.model import Course
from rechallenge.course.nearest import nearest
from rechallenge.course.obscured import suppressed_by
from rechallenge.course.our_words import OurWords, drug_name, outcome_name
from rechallenge.course.problems import Problem
from rechallenge.course.regimen import Regimen
from rechallenge.course.times import When
from rechallenge.literature.naming import named as named_drug
from rechallenge.literature.pharmacology import KINETIC_DRUGS, STEROID, exposure_of
from rechallenge.outcomes import named as named_outcome
from rechallenge.outcomes import outcomes
from rechallenge.planning.protocols.request import PLANNED_ACTIONS, PlannedAction, ProtocolRequest


def action_asked(request: ProtocolRequest, problems: list[Problem]) -> PlannedAction | None:
    """Return the act that is asked for."""
    for each in PLANNED_ACTIONS:
        if each == request.action.strip().replace("-", "_"):
            return each
    problems.append(Problem("plan.action", {"found": request.action, "expected": ", ".join(PLANNED_ACTIONS)}))
    return None


def drug_asked(course: Course, regimen: Regimen, action: PlannedAction, written: str | None, problems: list[Problem]) -> str | None:
    """Return the drug that is asked for, as the record names it; by default the only one, beside glucocorticoids, that it can be."""
    recorded = tuple(dict.fromkeys(treatment.drug for treatment in course.treatments if treatment.steps))
    kinetic = [drug for drug in recorded if drug in KINETIC_DRUGS]
    can_be = [drug for drug in kinetic if (regimen.current_of(drug) is None) == (action == "restart")]
    if written is None:
        usual = [drug for drug in can_be if exposure_of(drug) != STEROID] or can_be
        if len(usual) == 1:
            return usual[0]
        problems.append(Problem(f"plan.which_drug.{action}", {"expected": OurWords(map(drug_name, usual)), "n": len(usual)}))
        return None
    drug = named_drug(written).drug
    names = OurWords(map(drug_name, recorded))
    if drug not in recorded:
        problems.append(Problem("plan.drug", {"found": written, "expected": names, "nearest": nearest(written, recorded)}))
    elif drug not in kinetic:
        problems.append(Problem("plan.kinetics", {"drug": drug}))
    elif drug not in can_be:
        code = "plan.given" if action == "restart" else "plan.open_end" if drug in regimen.drugs_with_open_end else "plan.not_given"
        problems.append(Problem(code, {"drug": drug}))
    else:
        return drug
    return None


def outcomes_asked(course: Course, end_day: float, written: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
    """Return the outcomes that are asked for by name; by default those of which the record tells and that no drug of today hides."""
    today = When(end_day, end_day)
    if not written:
        recorded = dict.fromkeys(each.outcome for each in course.observations if each.outcome is not None)
        found = [each.name for each in recorded if not suppressed_by(course, each, today)]
        if not found:
            problems.append(Problem("plan.no_measure", {"expected": OurWords(map(outcome_name, outcomes().values()))}))
        return tuple(found)
    names: list[str] = []
    for text in written:
        known = named_outcome(text)
        if known is None:
            expected = OurWords(map(outcome_name, outcomes().values()))
            problems.append(Problem("plan.outcome", {"found": text, "expected": expected, "nearest": nearest(text, outcomes())}))
        elif drugs := suppressed_by(course, known, today):
            problems.append(Problem("plan.hidden", {"what": outcome_name(known), "drugs": OurWords(map(drug_name, drugs))}))
        else:
            names.append(known.name)
    return tuple(dict.fromkeys(names))
