"""What a Bayes factor comes to: a verdict, or none where the numerical error could carry it over a limit, and the reasons that are true."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import expit

from rechallenge.course.model import Course
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import PRIOR_WORKS, Fit
from rechallenge.inference.summary import Message
from rechallenge.questions.attribution.answer import Verdict
from rechallenge.questions.ratio import TOLD_RATIO
from rechallenge.questions.suspects import Doubt, OtherCauses, changed_with
from rechallenge.single_case.tally import Tally, improvements_without

# Above the first the drug is held to work, below the second not to.
WORKS, IDLE = 0.9, 0.2
NO_DOUBT = Doubt()
# A numerical error carries a factor so many times as far, either way.
ERRORS_CARRIED = 2.0
# Gauss-Hermite quadrature over a standard normal.
NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(32)
# Observations that are told to be few, and a factor so near to one that it favours neither.
FEW, EVEN_RATIO = 8, 1.5


def verdict_of(p: float) -> Verdict:
    """Verdict from the probability that the drug works, as if it were known without error.

    Examples
    --------
    >>> verdict_of(0.95), verdict_of(0.5), verdict_of(0.1)
    ('drug', 'undecided', 'not_drug')
    """
    if p > WORKS:
        return "drug"
    return "not_drug" if p < IDLE else "undecided"


def computed_verdict(evidence: Evidence, doubt: Doubt = NO_DOUBT) -> Verdict:
    """Verdict from the model's log Bayes factor; none where its numerical error could carry it over a limit.

    Parameters
    ----------
    doubt
        What the factor leaves out, which no error of it takes away.

    Examples
    --------
    >>> computed_verdict(Evidence(4.0, 0.3)), computed_verdict(Evidence(2.4, 0.3)), computed_verdict(Evidence(0.0, 0.3))
    ('drug', 'not_computed', 'undecided')
    >>> computed_verdict(Evidence(9.0, 2.0), Doubt(0.15))
    'undecided'
    """
    if not (math.isfinite(evidence.log) and math.isfinite(evidence.error)):
        return "not_computed"
    by = ERRORS_CARRIED * evidence.error
    reached = {verdict_of(p_works(Evidence(evidence.log + side, 0.0), doubt=doubt)) for side in (-by, 0.0, by)}
    return reached.pop() if len(reached) == 1 else "not_computed"


def p_works(evidence: Evidence, prior: float = PRIOR_WORKS, doubt: Doubt = NO_DOUBT) -> float:
    """Probability that the drug works, from its prior probability, the model's log Bayes factor, and what else may explain the record.

    A factor that is known only to within a numerical error says less than one that is known: the probability is the mean over
    that error.

    Examples
    --------
    >>> round(p_works(Evidence(4.0, 0.1)), 2), round(p_works(Evidence(4.0, 4.0)), 2)
    (0.98, 0.82)
    """
    logs = [doubt.log(evidence.log + side) for side in evidence.error * NODES]
    logits = math.log(prior / (1.0 - prior)) + np.array(logs)
    return float(np.average(expit(logits), weights=NODE_WEIGHTS))


def rough(fit: Fit) -> str | None:
    """Code of what makes a first answer too rough for a verdict; None where nothing does, and of a full answer.

    Weights with a heavy tail state an error that is too small, and a search that came to several ends may have missed the best.
    """
    found = fit.diagnostics
    if fit.method != "laplace":
        return None
    if not found.starts_agree:
        return "several_ends"
    return "approximation" if found.rough else None


def why_not_computed(fit: Fit, evidence: Evidence, doubt: Doubt) -> Message | None:
    """Tell why there is no verdict, and what gives one; None where there is one."""
    if (why := rough(fit)) is not None:
        return Message(f"not_computed.{why}")
    if computed_verdict(evidence, doubt) != "not_computed":
        return None
    return Message("not_computed.first_answer" if fit.method == "laplace" else "not_computed.numerical", {"error": evidence.error})


def why_undecided(course: Course, fit: Fit, causes: OtherCauses, counts: Tally, evidence: Evidence) -> tuple[Message, ...]:
    """Reasons why the record may not tell a drug that works from a disease that waxes and wanes, the weightiest first.

    Each is a fact of the record, or a finding of the model that is told as one; never the state of the computation.
    """
    drug, reasons = causes.drug, list(causes.reasons())
    if (together := changed_with(course, drug)) and not reasons:
        reasons.append(Message("reason.at_the_same_time", {"drugs": together}))
    n = len(fit.problem.observation_places)
    words = {"outcome_words", "stops"} & fit.problem.n_statements.keys()
    if not n and not course.events and not words:
        reasons.append(Message("reason.no_observation"))
    if "stops" not in words:  # of those without a day it is told what followed
        reasons += _of_stops(counts, drug)
    if causes.changes == 1 and evidence.log > math.log(EVEN_RATIO):
        reasons.append(Message("reason.one_change", {"p": causes.p_unrecorded}))
    if improvements_without(course, drug):
        reasons.append(Message("reason.improved_without", {"drug": drug}))
    if counts.challenges and counts.challenges == counts.challenges_unknown:
        reasons.append(Message("reason.start_untold"))
    if n and n <= FEW:
        reasons.append(Message("reason.few_statements", {"n": n}))
    if fit.problem.layout.process.fluctuates(fit.paths.parameters):
        reasons.append(Message("reason.volatile"))
    return tuple(reasons) if reasons else (_balanced(evidence),)


def _of_stops(counts: Tally, drug: str) -> tuple[Message, ...]:
    """What the stops of a drug leave open; nothing where there were several, each with its relapse."""
    told = counts.dechallenges - counts.dechallenges_unknown
    if counts.dechallenges == 0:
        return (Message("reason.never_stopped", {"drug": drug}),)
    if told == 0:
        return (Message("reason.stops_untold", {"drug": drug}),)
    if counts.relapsed == 0:
        return (Message("reason.no_relapse", {"drug": drug}),)
    if counts.relapsed < told:
        return (Message("reason.some_relapses", {"n": counts.relapsed, "total": told}),)
    return (Message("reason.stopped_once", {"drug": drug}),) if counts.dechallenges == 1 else ()


def _balanced(evidence: Evidence) -> Message:
    """That the record favours neither much: true of every undecided verdict."""
    ratio = math.exp(min(abs(evidence.log), math.log(TOLD_RATIO)))
    if ratio < EVEN_RATIO:
        return Message("reason.balanced")
    return Message("reason.leans_for" if evidence.log > 0.0 else "reason.leans_against", {"ratio": ratio})
