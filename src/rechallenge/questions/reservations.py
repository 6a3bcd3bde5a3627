"""What a reader must know before trusting an answer."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from rechallenge.course.model import Course
from rechallenge.course.obscured import infected, suppressed_by
from rechallenge.course.problems import Problem
from rechallenge.course.times import When
from rechallenge.inference.diagnostics import CONFLICT, SURPRISE, too_many
from rechallenge.inference.faults import Fault
from rechallenge.inference.fit import Fit
from rechallenge.inference.summary import Estimate, Message
from rechallenge.mechanism.relapse import RELAPSE_LEVEL
from rechallenge.outcomes import marker
from rechallenge.questions.misfit import misfit

# Between these the record leaves it open whether the drug works, and an answer averages over both.
OPEN = (0.05, 0.95)


def computation(fit: Fit) -> tuple[Message, ...]:
    """Reservations about the computation itself."""
    found = fit.diagnostics
    values: dict[Fault, dict[str, object]] = {
        Fault.POOR_APPROXIMATION: {"k": found.pareto_k},
        Fault.FEW_DRAWS: {"n": round(found.ess_min or 0.0)},
        Fault.DIVERGENCES: {"n": found.divergences},
    }
    first = fit.method == "laplace"
    quick = first and not found.rough
    return (
        *((Message("warning.approximation"),) if quick else ()),
        # of a first answer, the weights of its draws tell already that they are few
        *(Message(f.value, values.get(f, {})) for f in found.faults if not (first and f is Fault.FEW_DRAWS)),
    )


def record(course: Course, fit: Fit) -> tuple[Message, ...]:
    """Reservations about the record and how the model fits it."""
    said = fit.problem.observation_places
    if not said and not any(event.what in ("relapse", "remission") for event in course.events):
        return (Message("warning.no_observation"),)
    tails = [check.tail for check in fit.checks] + [check.tail for check in fit.event_checks]
    surprises = sum(tail < SURPRISE for tail in tails)
    messages = []
    if drugs := fit.problem.regimen.drugs_with_open_end:
        messages.append(Message("warning.end_open", {"drugs": list(drugs)}))
    if too_many(surprises, len(tails)):
        messages.append(Message("warning.poor_fit", {"n": surprises, "total": len(tails)}))
    if added := sum(infected(course, each.outcome, each.at) for each in map(course.observations.__getitem__, said)):
        messages.append(Message("warning.infected", {"n": added}))
    conflicts = sum(each.conflict is not None and each.conflict < CONFLICT for each in fit.learned)
    if conflicts:
        messages.append(Message("warning.conflict", {"n": conflicts}))
    return (*messages, *misfit(course, fit))


def open_question(fit: Fit, drug: str) -> tuple[Message, ...]:
    """Tell that an answer averages over a drug that works and one that does not, where the record leaves it open."""
    p = 1.0 - fit.weights.get(drug, 0.0)
    return (Message("warning.open", {"drug": drug, "p": p}),) if OPEN[0] < p < OPEN[1] else ()


def p_active_today(fit: Fit) -> float:
    """Probability that the marker of activity is above the level of a relapse on the last day of the record."""
    return float(np.mean(fit.paths.marker[:, -1] > RELAPSE_LEVEL))


def relapse_level(course: Course) -> Message:
    """Tell what counts as a relapse, which is another number than the limit of normal of this laboratory."""
    return Message("withdrawal.relapse_level", {"level": RELAPSE_LEVEL, "normal": course.upper_limit_of_normal(marker())})


def active_today(course: Course, fit: Fit) -> tuple[Message, ...]:
    """Tell that a risk of relapse counts the present flare, by the CRP that the disease would cause where a drug keeps it low."""
    p, today = p_active_today(fit), fit.problem.end_day
    if p <= 0.5:
        return ()
    values: dict[str, object] = {"p": p, "level": RELAPSE_LEVEL}
    if drugs := suppressed_by(course, marker(), When(today, today)):
        return (Message("warning.active.suppressed", {**values, "drugs": list(drugs)}),)
    return (Message("warning.active", values),)


def assumed_doses(fit: Fit, exposures: Iterable[str]) -> tuple[Message, ...]:
    """Tell which doses the record does not give, among the drugs of some exposures."""
    drugs = [drug for exposure in exposures for drug in fit.problem.regimen.drugs_of(exposure) if drug in fit.problem.assumed_dose]
    return (Message("warning.assumed_dose", {"drugs": list(dict.fromkeys(drugs))}),) if drugs else ()


def little(is_little: bool) -> tuple[Message, ...]:
    """Tell that an answer is mostly what was believed before."""
    return (Message("warning.little"),) if is_little else ()


def endless(estimate: Estimate, days: float) -> tuple[Message, ...]:
    """Tell that some draws never get there."""
    return (Message("warning.endless", {"days": days}),) if estimate.high == float("inf") else ()


def messages(problems: Iterable[Problem]) -> tuple[Message, ...]:
    """Tell what the rules of safety found."""
    return tuple(Message(each.code, each.values) for each in problems)
