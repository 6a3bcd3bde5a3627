"""What no trial can be, and what a trial of a kind is analysed by; told by the field that has to be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rechallenge.course.our_words import OurWords, drug_name, field_and_word, field_name
from rechallenge.course.problems import RefusedError
from rechallenge.course.units import amount_of, factor
from rechallenge.literature.pharmacology import STEROID, drug_model
from rechallenge.planning.trials.design import (
    RELAPSE,
    STEROID_DOSE,
    WITHIN_PATIENTS,
    Endpoint,
    Kind,
    Strategy,
    Test,
    TrialDesign,
)
from rechallenge.planning.trials.document import DesignDocument

Found = tuple[str, str, Mapping[str, object]]
"""Path of the field, code of the sentence, what fills it."""

# What is simulated of a relapse is that it is recognised, not what is given for it then: no value under rescue is known.
POSSIBLE_STRATEGIES: Mapping[str, tuple[Strategy, ...]] = {
    "rescue": ("composite", "hypothetical", "while on treatment"),
    "missed_doses": ("treatment policy", "hypothetical"),
    "infection": ("hypothetical", "while on treatment", "composite", "treatment policy"),
    "drop_out": ("hypothetical", "composite"),
}
"""Strategies that can be simulated, by intercurrent event."""


def usual_test(kind: Kind, endpoint: Endpoint) -> Test:
    """Return the test by which a trial of this kind and endpoint is usually analysed."""
    if kind == "staggered start":
        return "randomisation"
    if kind in WITHIN_PATIENTS:
        return "paired"
    return "log-rank" if endpoint.what == RELAPSE else "t test"


def tests_of(kind: Kind, endpoint: Endpoint) -> tuple[Test, ...]:
    """Return the tests that can analyse a trial of this kind and endpoint, the usual one first."""
    usual = usual_test(kind, endpoint)
    if usual == "log-rank":
        return "log-rank", "Cox"
    return (usual, "covariance") if usual == "t test" else (usual,)


def impossible(design: TrialDesign, document: DesignDocument) -> Iterator[Found]:
    """Say what cannot be about a design, each by the field that has to be changed."""
    yield from _times(design, document)
    yield from _comparison(design, document)
    yield from _strategies(design)
    yield from _looks(design)
    yield from _population(design)


def _times(design: TrialDesign, document: DesignDocument) -> Iterator[Found]:
    kind, periods = design.kind, design.periods
    if kind in WITHIN_PATIENTS:
        if periods is None:
            yield "periods", "key.missing", {"expected": field_name("periods")}
        elif 0 < periods.days <= periods.washout_days:
            yield "periods.washout", "trial.washout", {"found": periods.washout_days, "n": periods.days}
        elif 0 < periods.days < periods.washout_days + design.endpoint.over_days:
            n = periods.days - periods.washout_days
            yield "endpoint.over", "trial.window", {"found": design.endpoint.over_days, "n": n}
        if periods is not None and kind == "cross-over" and periods.pairs != 1:
            yield "periods.pairs", "trial.one_pair", {"found": periods.pairs, "write": field_and_word("design", "n-of-1", "design")}
        if document.follow_up and periods is not None and _follow_up_differs(design, document):
            switches = 2 * periods.pairs - 1
            yield "follow_up", "trial.switches", {"found": document.follow_up, "n": 2 * periods.pairs * periods.days, "switches": switches}
        return
    if periods is not None:
        yield "periods", "trial.no_periods", {"found": field_name("periods")}
    if not document.follow_up:
        yield "follow_up", "key.missing", {"expected": field_name("follow_up")}
    elif 0 < design.follow_up_days < design.endpoint.over_days:
        yield "endpoint.over", "trial.window", {"found": design.endpoint.over_days, "n": design.follow_up_days}
    if kind == "randomised withdrawal" and design.run_in is None:
        yield "run_in", "trial.withdrawal_of_nothing", {"expected": field_name("run_in")}


def _follow_up_differs(design: TrialDesign, document: DesignDocument) -> bool:
    try:
        amount = amount_of(str(document.follow_up))
        days = None if amount is None or amount.low is None or amount.unit is None else amount.low * factor(amount.unit, "d", "time")
    except RefusedError:
        return False
    return days is not None and round(days) != design.follow_up_days


def _comparison(design: TrialDesign, document: DesignDocument) -> Iterator[Found]:
    kind, endpoint, starts = design.kind, design.endpoint, design.starts_days
    if kind == "staggered start":
        longest = max(starts, default=0)
        if len(set(starts)) < 2:
            yield "starts", "trial.starts", {"n": len(set(starts))}
        elif 0 < design.follow_up_days < longest + endpoint.over_days:
            yield "starts", "trial.start_late", {"found": longest, "n": design.follow_up_days, "over": endpoint.over_days}
        elif min(starts) < endpoint.over_days:
            yield "starts", "trial.start_early", {"found": min(starts), "over": endpoint.over_days}
    elif document.starts:
        yield "starts", "trial.no_starts", {"found": field_name("starts")}
    if endpoint.what == RELAPSE and kind in (*WITHIN_PATIENTS, "staggered start"):
        yield "endpoint.what", "trial.relapse_within", {"found": endpoint.what}
    if design.population.rates is not None and endpoint.what not in ("", RELAPSE):
        yield "endpoint.what", "trial.rates_of_relapses", {"found": endpoint.what}
    if endpoint.what == STEROID_DOSE and any(_is_steroid(each.drug) for each in (*design.background, design.treatment)):
        yield "endpoint.what", "trial.steroid_given", {"found": endpoint.what}
    if any(each.drug == design.treatment.drug for each in design.background):
        yield "background", "trial.given_twice", {"drug": drug_name(design.treatment.drug)}
    known = tests_of(kind, endpoint)
    if endpoint.what and design.analysis.test not in known:
        expected = OurWords(field_and_word("test", each, "test") for each in known)
        yield "analysis.test", "trial.test", {"found": document.analysis.test or "", "expected": expected}


def _is_steroid(drug: str) -> bool:
    return bool(drug) and drug_model(drug).exposure == STEROID


def _strategies(design: TrialDesign) -> Iterator[Found]:
    for name, known in POSSIBLE_STRATEGIES.items():
        chosen: Strategy = getattr(design.estimand, name)
        if design.endpoint.what != RELAPSE:
            # a failure is no value of an outcome: only what was measured before it is one
            known = tuple(each for each in known if each != "composite")
        if chosen not in known:
            expected = OurWords(field_and_word(name, each, "strategy") for each in known)
            yield f"estimand.{name}", "trial.strategy", {"found": chosen, "expected": expected}


def _looks(design: TrialDesign) -> Iterator[Found]:
    looks = design.analysis.looks
    if list(looks) != sorted(set(looks)):
        yield "analysis.looks", "trial.looks_order", {}
    elif looks[-1] != 1.0:
        yield "analysis.looks", "trial.looks_end", {"found": 100.0 * looks[-1]}
    elif any(share * design.enrolment.number < 4 for share in looks):
        yield "analysis.looks", "trial.looks_few", {"n": design.enrolment.number}
    elif len(looks) > 1 and design.kind == "staggered start":
        yield "analysis.looks", "trial.looks_randomisation", {}


def _population(design: TrialDesign) -> Iterator[Found]:
    if design.population.rates is not None:
        for name, given in (("run_in", design.run_in and design.run_in.responders), ("active", design.population.active)):
            if given:
                path = "run_in.responders" if name == "run_in" else "population.active"
                yield path, "trial.rates_have_no_levels", {"found": field_name(path.rpartition(".")[2])}
