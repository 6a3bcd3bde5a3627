"""What may be done today to learn more of one patient: never what the rules of safety forbid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rechallenge.course.model import Course
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.summary import Message
from rechallenge.literature.pharmacology import STEROID
from rechallenge.planning.acts import Act
from rechallenge.planning.permitted import against_act, remarks_on_stop
from rechallenge.questions.forecasts import HORIZON_DAYS
from rechallenge.questions.regimen.candidates import Candidate, candidates
from rechallenge.questions.reservations import messages
from rechallenge.questions.schedule import stopped_on
from rechallenge.safety.situation import patient_of


@dataclass(frozen=True, slots=True)
class OfferedActs:
    """Acts that may be offered, going on as now first, and each other with why it is not."""

    acts: tuple[Act, ...]
    withheld: tuple[Message, ...]


def acts_for(course: Course, problem: InferenceProblem) -> OfferedActs:
    """List what may be done today."""
    regimen = problem.regimen
    found: list[Act] = [Act("go_on", None, "regimen.name.continue", {}, ())]
    withheld: list[Message] = []
    for each in _candidates(course, problem):
        assert each.drug is not None  # only going on has none
        against = against_act(course, regimen, each.drug, each.changes, lowers=each.action in ("stop", "step_down"))
        if against:
            withheld.append(Message("next.withheld", {"act": Message(each.name, each.values), "why": list(messages(against))}))
        else:
            found.append(replace(each, remarks=remarks_on_stop(course, each.drug) if each.action == "stop" else ()))
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
