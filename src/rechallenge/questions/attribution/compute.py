"""Whether it was the drug, or a disease that waxes and wanes by itself."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import expit

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen
from rechallenge.course.times import When
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.faults import Fault
from rechallenge.inference.fit import PRIOR_WORKS, Fit
from rechallenge.inference.summary import Estimate, Message
from rechallenge.literature.pharmacology import STEROID
from rechallenge.questions import reservations
from rechallenge.questions.attribution.answer import Assumed, AttributionAnswer, Belief, Verdict
from rechallenge.questions.attribution.assumptions import ReweighedFactor, bayes_factors
from rechallenge.questions.attribution.without_model import without_model
from rechallenge.questions.futures import Futures
from rechallenge.single_case.tally import Tally, improvements_without, tally

# Above the first the drug is held to work, below the second not to.
WORKS, IDLE = 0.9, 0.2
OTHER_PRIORS = (0.1, 0.25, 0.5, 0.75, 0.9)
Z90 = 1.645
# Gauss-Hermite quadrature over a standard normal.
NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(32)
# The two estimators disagree when they differ by more than three standard errors, and by a half, which no reader would feel.
FAR_ERRORS, FAR = 3.0, 0.5
# A treatment changed within a week of the first dose may have done what the drug is credited with.
AT_THE_SAME_TIME_DAYS = 7.0
# Importance weights with a tail heavier than this have no mean, and the evidence computed from them means nothing.
HOPELESS_PARETO_K = 1.0
# Reasons that stand in the sentence; the others stand in the section.
TOLD = 2


def attribution(futures: Futures) -> tuple[AttributionAnswer, ...]:
    """Answer for each drug under question."""
    return tuple(_attribution(futures.course, futures.fit, drug) for drug in futures.fit.problem.drugs)


def verdict_of(p: float) -> Verdict:
    """Verdict from the probability that the drug works.

    Examples
    --------
    >>> verdict_of(0.95), verdict_of(0.5), verdict_of(0.1)
    ('drug', 'undecided', 'not drug')
    """
    if p > WORKS:
        return "drug"
    return "not drug" if p < IDLE else "undecided"


def p_works(evidence: Evidence, prior: float = PRIOR_WORKS) -> float:
    """Probability that the drug works, from its prior probability and the log Bayes factor.

    A factor that is known only to within a numerical error says less than one that is known: the probability is the mean over
    that error.

    Examples
    --------
    >>> round(p_works(Evidence(4.0, 0.1)), 2), round(p_works(Evidence(4.0, 4.0)), 2)
    (0.98, 0.82)
    """
    logits = math.log(prior / (1.0 - prior)) + evidence.log + evidence.error * NODES
    return float(np.average(expit(logits), weights=NODE_WEIGHTS))


def _attribution(course: Course, fit: Fit, drug: str) -> AttributionAnswer:
    evidence, second = fit.log_bayes_factor(drug), fit.second_log_bayes_factor(drug)
    p = p_works(evidence)
    counts = tally(course, drug)
    hopeless = _hopeless(fit)
    verdict: Verdict = "undecided" if hopeless else verdict_of(p)
    agree = None if second is None else abs(evidence.log - second.log) <= max(FAR, FAR_ERRORS * math.hypot(evidence.error, second.error))
    reasons = why_undecided(course, fit, drug, counts)
    if hopeless:
        reasons = (Message("reason.computation"), *reasons)
    assumed = () if hopeless else tuple(_assumed(found) for found in bayes_factors(course, fit, drug))
    turning = [Message(f"assumption.{each.assumption}") for each in assumed if each.verdict not in (None, verdict)]
    spread = Z90 * evidence.error
    numerical = {verdict_of(p_works(Evidence(evidence.log + side * spread, 0.0))) for side in (-1, 1)}
    values = {"drug": drug, "p": p, "reasons": list(reasons[:TOLD]), **counts.as_dict()}
    return AttributionAnswer(
        sentence=Message("attribution.unreliable" if hopeless else _code(verdict, counts), values),
        drug=drug,
        estimate=Estimate(evidence.log, evidence.log - spread, evidence.log + spread),
        log_bayes_factor=evidence.log,
        log_bayes_factor_error=evidence.error,
        second_log_bayes_factor=None if second is None else second.log,
        second_log_bayes_factor_error=None if second is None else second.error,
        methods_agree=agree,
        p_drug_works=p,
        prior_p_drug_works=PRIOR_WORKS,
        verdict=verdict,
        why_undecided=reasons if verdict == "undecided" else (),
        notes=(
            *((Message("attribution.why", {"reasons": list(reasons)}),) if verdict == "undecided" and len(reasons) > TOLD else ()),
            *((Message("attribution.steady"),) if any(each.verdict for each in assumed) and not turning else ()),
        ),
        sensitivity=tuple(Belief(prior=prior, p_drug_works=p_works(evidence, prior)) for prior in OTHER_PRIORS),
        assumptions=assumed,
        tally=counts,
        single_case=without_model(course, drug, fit.seed),
        warnings=(
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *((Message(Fault.METHODS_DISAGREE.value),) if agree is False else ()),
            *((Message(Fault.ERROR_MATTERS.value),) if len(numerical) > 1 else ()),
            *((Message("attribution.turns", {"assumptions": turning}),) if turning else ()),
            *_confounders(course, drug),
            *reservations.assumed_doses(fit, _others(fit, drug)),
        ),
    )


def _assumed(found: ReweighedFactor) -> Assumed:
    """A Bayes factor under another assumption, with what it makes of the drug."""
    p = None if found.evidence is None else p_works(found.evidence)
    return Assumed(
        assumption=found.code,
        log_bayes_factor=None if found.evidence is None else found.evidence.log,
        log_bayes_factor_error=None if found.evidence is None else found.evidence.error,
        pareto_k=found.pareto_k,
        effective_draws=round(found.effective_draws),
        p_drug_works=p,
        verdict=None if p is None else verdict_of(p),
    )


def _hopeless(fit: Fit) -> bool:
    """Whether a first answer is too poor for a verdict: its evidence means nothing, or that of another mode was missed."""
    found = fit.diagnostics
    return found.pareto_k is not None and (found.pareto_k > HOPELESS_PARETO_K or not found.starts_agree)


def _code(verdict: Verdict, counts: Tally) -> str:
    if verdict == "undecided":
        return "attribution.undecided"
    side = "drug" if verdict == "drug" else "not_drug"
    told = counts.dechallenges - counts.dechallenges_unknown
    if verdict == "drug" and told and counts.relapsed == counts.dechallenges:
        return "attribution.drug.each_stop"
    return f"attribution.{side}.plain"


def why_undecided(course: Course, fit: Fit, drug: str, counts: Tally) -> tuple[Message, ...]:
    """Reasons why the record may not tell a drug that works from a disease that waxes and wanes, the weightiest first."""
    reasons = [Message("reason.at_the_same_time", {"drugs": together}) for together in [_changed_with(course, drug)] if together]
    if not fit.problem.observation_places and not course.events:
        reasons.append(Message("reason.no_observation"))
    if counts.dechallenges == 0:
        reasons.append(Message("reason.never_stopped", {"drug": drug}))
    elif counts.dechallenges == counts.dechallenges_unknown:
        reasons.append(Message("reason.stops_untold", {"drug": drug}))
    elif counts.relapsed == 0:
        reasons.append(Message("reason.no_relapse", {"drug": drug}))
    elif counts.relapsed < counts.dechallenges - counts.dechallenges_unknown:
        told = counts.dechallenges - counts.dechallenges_unknown
        reasons.append(Message("reason.some_relapses", {"n": counts.relapsed, "total": told}))
    elif counts.dechallenges == 1:
        reasons.append(Message("reason.stopped_once", {"drug": drug}))
    if improvements_without(course, drug):
        reasons.append(Message("reason.improved_without", {"drug": drug}))
    if fit.problem.layout.process.fluctuates(fit.paths.parameters):
        reasons.append(Message("reason.volatile"))
    if counts.challenges and counts.challenges == counts.challenges_unknown:
        reasons.append(Message("reason.start_untold"))
    if not reasons:
        reasons.append(Message("reason.few_statements", {"n": len(fit.problem.observation_places)}))
    return tuple(reasons)


def _confounders(course: Course, drug: str) -> tuple[Message, ...]:
    together = _changed_with(course, drug)
    return (Message("attribution.at_the_same_time", {"drugs": together, "drug": drug}),) if together else ()


def _changed_with(course: Course, drug: str) -> list[str]:
    """Drugs that were started or increased within a week of the first dose of another."""
    regimen = Regimen.of(course)
    names, first = regimen.drugs_of(drug), regimen.first_start(drug)
    if first is None:
        return []
    return list(dict.fromkeys(other for other, when in regimen.increases() if other not in names and _near(when, first)))


def _near(one: When, other: When) -> bool:
    """Whether two moments surely lie within the stretch that counts as the same time."""
    return max(one.latest, other.latest) - min(one.earliest, other.earliest) <= AT_THE_SAME_TIME_DAYS


def _others(fit: Fit, drug: str) -> tuple[str, ...]:
    """Exposures beside the drug and the glucocorticoids, whose assumed doses are told with the dependence."""
    return tuple(e.name for e in fit.problem.layout.exposures if e.name not in (drug, STEROID))
