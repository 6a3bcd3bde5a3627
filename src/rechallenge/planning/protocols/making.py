"""From what is asked to a protocol, or to all that cannot be about it, at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.problems import CourseError, Problem
from rechallenge.course.regimen import Dosage
from rechallenge.course.times import When
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.literature.pharmacology import STEROID, drug_model
from rechallenge.mechanism.kinetics import half_life_days
from rechallenge.outcomes import outcome
from rechallenge.planning.permitted import against_act, remarks_on_stop
from rechallenge.planning.protocols.asked import action_asked, drug_asked, outcomes_asked
from rechallenge.planning.protocols.possible import impossible_times, visit_days
from rechallenge.planning.protocols.protocol import HALF_LIVES, ComparedDose, Protocol, ProtocolPeriod
from rechallenge.planning.protocols.request import PlannedAction, ProtocolRequest
from rechallenge.planning.protocols.sequences import (
    WITH,
    WITHOUT,
    Allocation,
    allocation_of,
    alternating,
    count_sequences,
    drawn_allocation,
)
from rechallenge.planning.protocols.tapering import DoseStage, taper_stages, treatment_of_stages
from rechallenge.safety.adrenal import may_be_suppressed


@dataclass(frozen=True, slots=True)
class AllocatedProtocol:
    """A protocol, and the order of its periods, which is the pharmacy's alone where the protocol is blinded."""

    protocol: Protocol
    allocation: Allocation


@dataclass(slots=True)
class _Context:
    """The course, and what is wrong so far."""

    course: Course
    problem: InferenceProblem
    request: ProtocolRequest
    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, **values: object) -> None:
        self.problems.append(Problem(code, values))


def make_protocol(course: Course, request: ProtocolRequest, number: int | None = None) -> AllocatedProtocol:
    """Make a protocol.

    Parameters
    ----------
    number
        Of an order that was drawn before, which is made anew; by default one is drawn from the entropy of the system, where one is asked
        for, so that no seed repeats it.

    Raises
    ------
    CourseError
        It cannot be, or safety forbids it: with all reasons at once. Nothing has been drawn.
    """
    context = _Context(course, build_problem(course), request)
    action = action_asked(request, context.problems)
    drug = None if action is None else drug_asked(course, context.problem.regimen, action, request.drug, context.problems)
    measures = outcomes_asked(course, context.problem.end_day, request.measures, context.problems)
    doses: tuple[ComparedDose, ComparedDose] | None = None
    half_life, washout = math.nan, request.washout_days or 0
    if action is not None and drug is not None:
        half_life = half_life_days(context.problem.models[drug_model(drug).exposure])
        if request.washout_days is None:
            washout = washout_of(half_life)
        doses = _doses(context, action, drug)
    taper = doses[0].stages[-1].day if doses is not None and doses[0].stages else 0
    context.problems += impossible_times(course, request, context.problem.end_day, washout, taper, drug)
    _order_problems(context, number)
    if context.problems or action is None or drug is None or doses is None:
        raise CourseError(context.problems)
    settling = taper + washout
    periods = tuple(ProtocolPeriod(place + 1, sum(request.lengths[:place]), length) for place, length in enumerate(request.lengths))
    allocation = _allocation(request, action, number)
    exposure = drug_model(drug).exposure
    steroid = 0.0 if exposure == STEROID else context.problem.regimen.current_daily_mg(STEROID)
    protocol = Protocol(
        title=course.title,
        action=action,
        drug=drug,
        route=context.problem.regimen.route_of(drug),
        without=doses[0],
        with_drug=doses[1],
        blinded=request.blinded,
        sequence=None if request.blinded else allocation.sequence,
        orders=allocation.of,
        most_in_a_row=request.most_in_a_row if request.by_lot else 1,
        first_day=request.first_day,
        periods=periods,
        washout_days=washout,
        half_life_days=half_life,
        settling_days=settling,
        measured=tuple(each for each in measures if not outcome(each).reported_by_patient),
        self_reported=tuple(each for each in measures if outcome(each).reported_by_patient),
        visits=visit_days(periods, settling, request.visit_every_days),
        steroid_mg=steroid,
        remarks=remarks_on_stop(course, exposure) if action != "step_down" else (),
    )
    return AllocatedProtocol(protocol, allocation)


def washout_of(half_life: float) -> int:
    """Whole days of five half-lives, 1 at least.

    >>> washout_of(0.17), washout_of(26.1)
    (1, 131)
    """
    return max(math.ceil(HALF_LIVES * half_life - 1e-9), 1)


def _doses(context: _Context, action: PlannedAction, drug: str) -> tuple[ComparedDose, ComparedDose] | None:
    """What is given without the drug, or at its lower dose, and with it; None where safety forbids it or the lower dose cannot be."""
    regimen, request = context.problem.regimen, context.request
    dosage = regimen.current_of(drug) or _latest(context, drug)
    given = ComparedDose(dosage.dose_mg, dosage.every_days)
    low_mg = 0.0
    if action == "step_down":
        if request.to_mg is None or not 0.0 < request.to_mg < dosage.dose_mg:
            context.error("plan.to_mg", found=request.to_mg, drug=drug, dose=dosage.dose_mg)
            return None
        low_mg = request.to_mg
    elif request.to_mg is not None:
        context.error("plan.to_mg_unused", found=request.to_mg)
    exposure, equivalence = dosage.exposure, drug_model(drug).equivalence
    stages: tuple[DoseStage, ...] = ()
    lowers = action != "restart"
    if exposure == STEROID and lowers:
        if abs(dosage.every_days - 1.0) > 1e-6:
            context.error("plan.steroid_spacing", drug=drug, days=dosage.every_days)
            return None
        # a short course may be stopped at once
        stages = taper_stages(drug, dosage.dose_mg, low_mg, equivalence) if may_be_suppressed(regimen) else (DoseStage(0, low_mg),)
    low = ComparedDose(low_mg, dosage.every_days, stages)
    changed = _changed(drug, low, regimen.route_of(drug)) if lowers else _changed(drug, given, regimen.route_of(drug))
    against = against_act(context.course, regimen, exposure, (changed,), lowers=lowers)
    context.problems += [replace(each, severity="error") for each in against]
    return None if against else (low, given)


def _latest(context: _Context, drug: str) -> Dosage:
    """The last dose of a drug that is not given today."""
    return context.problem.regimen.latest(drug_model(drug).exposure)


def _changed(drug: str, dose: ComparedDose, route: str | None) -> Treatment:
    """Return what would be given of the drug from the first day of such a period on."""
    if dose.stages:
        return treatment_of_stages(drug, dose.stages, route)
    steps = (DoseStep(dose.dose_mg, dose.every_days, When(0.0, 0.0)),) if dose.dose_mg > 0.0 else ()
    return Treatment(drug, True, steps, route)


def _order_problems(context: _Context, number: int | None) -> None:
    request = context.request
    if not request.by_lot:
        if number is not None:
            context.error("plan.number_without_lot", found=number)
        return
    told: Mapping[str, object] = {"found": request.periods}
    if request.periods % 2:
        context.problems.append(Problem("plan.odd", told))
        return
    of = count_sequences(request.periods, request.most_in_a_row)
    if request.most_in_a_row < 1:
        context.error("plan.in_a_row", found=request.most_in_a_row)
    elif number is not None and not 1 <= number <= of:
        context.error("plan.number", found=number, n=of)


def _allocation(request: ProtocolRequest, action: PlannedAction, number: int | None) -> Allocation:
    if not request.by_lot:
        # the first period is the one that differs from today
        first = WITH if action == "restart" else WITHOUT
        return Allocation(1, 1, alternating(request.periods, first))
    if number is not None:
        return allocation_of(number, request.periods, request.most_in_a_row)
    return drawn_allocation(request.periods, request.most_in_a_row)
