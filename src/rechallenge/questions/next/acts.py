"""What may be done today to learn more of one patient: never what the rules of safety forbid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rechallenge.analogy.natural_course import natural_history_of
from rechallenge.course.model import Course
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.summary import Message
from rechallenge.literature.natural_history import times_to_relapse
from rechallenge.literature.pharmacology import STEROID, exposure_of
from rechallenge.planning.acts import Act
from rechallenge.questions.forecasts import HORIZON_DAYS
from rechallenge.questions.regimen.candidates import Candidate, candidates
from rechallenge.questions.reservations import messages
from rechallenge.questions.schedule import stopped_on
from rechallenge.safety.rule import obstacles
from rechallenge.safety.situation import patient_of
from rechallenge.safety.stops import against_stop


@dataclass(frozen=True, slots=True)
class OfferedActs:
    """Acts that may be offered, going on as now first, and each other with why it is not."""

    acts: tuple[Act, ...]
    withheld: tuple[Message, ...]


def acts_for(course: Course, problem: InferenceProblem) -> OfferedActs:
    """List what may be done today."""
    patient, regimen = patient_of(course), problem.regimen
    found: list[Act] = [Act("go_on", None, "regimen.name.continue", {}, ())]
    withheld: list[Message] = []
    for each in _candidates(course, problem):
        assert each.drug is not None  # only going on has none
        lowers = each.action in ("stop", "step_down")
        against = (
            *obstacles(course, regimen, each.drug, patient),
            *(against_stop(course, regimen, each.drug, each.changes, patient) if lowers else ()),
        )
        if against:
            withheld.append(Message("next.withheld", {"act": Message(each.name, each.values), "why": list(messages(against))}))
        else:
            found.append(replace(each, remarks=_remarks(course, each)))
    return OfferedActs(tuple(found), tuple(withheld))


def _candidates(course: Course, problem: InferenceProblem) -> Iterator[Act]:
    """Stops, steps down and restarts of the drugs under question, and of what else is given."""
    regimen = problem.regimen
    for drug in problem.drugs:
        every = candidates(problem, drug, HORIZON_DAYS, patient_of(course))
        given, now = bool(regimen.current(drug)), every[0].drug_mg_per_week
        for each in every:
            lowers_steroid = each.steroid_lowered_to_mg is not None
            if not each.changes or (lowers_steroid and drug != problem.drugs[0]):
                continue
            exposure = STEROID if lowers_steroid else drug
            if _stops(each):
                yield Act("stop", exposure, each.name, each.values, each.changes)
            elif lowers_steroid or (given and each.drug_mg_per_week < now):
                yield Act("step_down", exposure, each.name, each.values, each.changes)
            elif not given and each.tried:
                yield Act("restart", exposure, each.name, each.values, each.changes)
    for exposure in problem.regimen_exposures:
        if exposure not in problem.drugs and exposure != STEROID and regimen.current(exposure):
            values = {"drug": regimen.latest(exposure).drug}
            yield Act("stop", exposure, "regimen.name.stop", values, stopped_on(regimen, exposure, 0.0))


def _stops(candidate: Candidate) -> bool:
    """Whether nothing is given any more of what a candidate changes."""
    return all(not treatment.steps for treatment in candidate.changes)


def _remarks(course: Course, act: Act) -> tuple[Message, ...]:
    """Say where nothing is published on such a stop."""
    if act.action != "stop" or act.drug is None or _is_published(course, act.drug):
        return ()
    return (Message("next.stop_unpublished", {"drug": act.drug}),)


def _is_published(course: Course, exposure: str) -> bool:
    """Whether stops of a drug are published in this disease."""
    disease = natural_history_of(course).key
    return any(each.disease == disease and exposure_of(each.drug) == exposure for each in times_to_relapse())
