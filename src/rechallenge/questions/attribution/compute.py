"""Whether it was the drug, or a disease that waxes and wanes by itself."""

from __future__ import annotations

from collections.abc import Mapping

from rechallenge.inference.faults import Fault
from rechallenge.inference.fit import PRIOR_WORKS, Fit
from rechallenge.inference.summary import Estimate, Message
from rechallenge.literature.distributions import Z90
from rechallenge.literature.pharmacology import STEROID
from rechallenge.questions import reservations
from rechallenge.questions.attribution.acting import acting_sets, p_removes_half
from rechallenge.questions.attribution.answer import Assumed, AttributionAnswer, Belief, Verdict
from rechallenge.questions.attribution.assumptions import ReweighedFactor, bayes_factors
from rechallenge.questions.attribution.carried import carriers
from rechallenge.questions.attribution.steroid_share import steroid_share
from rechallenge.questions.attribution.verdict import computed_verdict, p_works, why_not_computed, why_undecided
from rechallenge.questions.attribution.without_model import without_model
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.hidden import hidden_messages
from rechallenge.questions.suspects import Doubt, OtherCauses
from rechallenge.single_case.tally import Tally

OTHER_PRIORS = (0.1, 0.25, 0.5, 0.75, 0.9)
# Reasons that stand in the sentence; the others stand in the section.
TOLD = 2


def attribution(forecasts: Forecasts) -> tuple[AttributionAnswer, ...]:
    """Answer for each drug under question."""
    return tuple(_attribution(forecasts, drug) for drug in forecasts.fit.problem.drugs)


def _attribution(forecasts: Forecasts, drug: str) -> AttributionAnswer:
    course, fit = forecasts.course, forecasts.fit
    counts, causes = forecasts.tallies[drug], forecasts.causes[drug]
    of_model, doubt = fit.log_bayes_factor(drug), causes.doubt
    evidence = doubt.shared(of_model)
    failed = why_not_computed(fit, of_model, doubt)
    verdict: Verdict = "not_computed" if failed else computed_verdict(of_model, doubt)
    p = None if failed else p_works(of_model, doubt=doubt)
    reasons = why_undecided(course, fit, causes, counts, evidence) if verdict == "undecided" else ()
    assumed = () if failed else tuple(_assumed(found, doubt) for found in bayes_factors(course, fit, drug))
    turning = [Message(f"assumption.{each.assumption}") for each in assumed if each.verdict not in (None, "not_computed", verdict)]
    spread = Z90 * evidence.error
    values = {"drug": drug, "p": p, "why": failed, "reasons": list(reasons[:TOLD]), **counts.as_dict()}
    return AttributionAnswer(
        sentence=_sentence(verdict, counts, causes, values),
        drug=drug,
        estimate=Estimate(evidence.log, evidence.log - spread, evidence.log + spread),
        log_bayes_factor=evidence.log,
        log_bayes_factor_error=evidence.error,
        p_drug_works=p,
        prior_p_drug_works=PRIOR_WORKS,
        p_removes_half=None if p is None else p_removes_half(fit, drug, p),
        acting_sets=() if p is None else acting_sets(fit, drug, p),
        verdict=verdict,
        why_undecided=reasons,
        why_not_computed=failed,
        notes=(
            *(() if failed else steroid_share(fit, causes)),
            *((Message("attribution.why", {"reasons": list(reasons)}),) if len(reasons) > TOLD else ()),
            *((Message("attribution.steady"),) if any(each.verdict for each in assumed) and not turning else ()),
        ),
        sensitivity=() if failed else tuple(Belief(prior=each, p_drug_works=p_works(of_model, each, doubt)) for each in OTHER_PRIORS),
        assumptions=assumed,
        carried_by=() if failed else carriers(course, fit, drug),
        tally=counts,
        single_case=without_model(course, drug, fit.seed),
        warnings=(
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *((Message(Fault.ERROR_MATTERS.value),) if failed is not None and "error" in failed.values else ()),
            *((Message("attribution.turns", {"assumptions": turning}),) if turning else ()),
            *causes.warnings(),
            *reservations.assumed_doses(fit, _others(fit, drug)),
        ),
    )


def _assumed(found: ReweighedFactor, doubt: Doubt) -> Assumed:
    """A Bayes factor under another assumption, with what it makes of the drug."""
    of_model = found.evidence
    evidence = None if of_model is None else doubt.shared(of_model)
    return Assumed(
        assumption=found.code,
        log_bayes_factor=None if evidence is None else evidence.log,
        log_bayes_factor_error=None if evidence is None else evidence.error,
        pareto_k=found.pareto_k,
        effective_draws=round(found.effective_draws),
        p_drug_works=None if of_model is None else p_works(of_model, doubt=doubt),
        verdict=None if of_model is None else computed_verdict(of_model, doubt),
    )


def _sentence(verdict: Verdict, counts: Tally, causes: OtherCauses, values: Mapping[str, object]) -> Message:
    """What it comes to; it names what else may have brought the change."""
    if verdict == "not_drug" and causes.followed_another:
        return Message("attribution.not_drug.followed_another", {**values, "why": list(causes.reasons())})
    if verdict == "not_computed" and (whatever := list(causes.reasons())):
        return Message("attribution.not_computed.together", {**values, "reasons": whatever})
    sentence = Message(_code(verdict, counts), dict(values))
    if verdict == "drug" and (early := causes.early()):
        return Message("attribution.beside", {"said": sentence, "suspects": list(early)})
    if verdict == "not_drug" and causes.hidden:
        return Message("attribution.hidden", {"said": sentence, "why": list(hidden_messages(causes.hidden))})
    return sentence


def _code(verdict: Verdict, counts: Tally) -> str:
    if verdict == "undecided":
        return "attribution.undecided"
    if verdict == "not_computed":
        return "attribution.not_computed"
    side = "drug" if verdict == "drug" else "not_drug"
    told = counts.dechallenges - counts.dechallenges_unknown
    if verdict == "drug" and told and counts.relapsed == counts.dechallenges:
        return "attribution.drug.each_stop"
    return f"attribution.{side}.plain"


def _others(fit: Fit, drug: str) -> tuple[str, ...]:
    """Exposures beside the drug and the glucocorticoids, whose assumed doses are told with the dependence."""
    return tuple(e.name for e in fit.problem.layout.exposures if e.name not in (drug, STEROID))
