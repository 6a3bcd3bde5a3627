"""The page of the documentation on the analogy: what was pooled, what came out, and how well each disease is predicted from the others."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import numpy as np

from rechallenge.analogy.assumptions import ASSUMPTIONS
from rechallenge.analogy.borrowing import BORROWING, sensitivity
from rechallenge.analogy.effect import level_logit
from rechallenge.analogy.expectation import expectation
from rechallenge.analogy.forest import forest
from rechallenge.literature.distributions import Z90
from rechallenge.literature.evidence import evidence
from rechallenge.vocabulary.languages import base
from studies.analogy.checks import Prediction, leave_out, predictable
from studies.analogy.synthesis import Synthesis

# A place nearer to 0 or 1 than this is a surprise.
SURPRISE = 0.05
HEAD = """# Analogy with like diseases

This page is written by a program; do not edit it:

    make docs FILES=docs/analogy.md

Seed {seed}; {seconds:.0f} s on two cores for the {n} fits of the last table (one for each disease that is left out).

## What is pooled

No series of calcinosis treated by interleukin-1 blockade has been published. What has been published of gout, calcium pyrophosphate
disease, hydroxyapatite arthritis, tumoral calcinosis, recurrent pericarditis, adult-onset Still's disease and Schnitzler syndrome is
pooled in one hierarchical model (`studies/analogy/model.py`): patients within studies within diseases. Each patient has a
*share* of the activity that interleukin-1 carries, the same number that the model of the single patient knows as `il1_share`. Its logit
is normal about the mean of the study, that about the mean of the disease, and that about the mean of all diseases. From the share
follow, through the typical effect of anakinra 100 mg a day and the half-life of CRP, whether the patient counts as a responder (half of
the activity gone) or a good one (four fifths), and how far CRP falls. Times to a relapse are lognormal within a disease.

Successes are likelier to be written up. A responder's odds of being reported are multiplied by a factor of 1 or more, unknown, which is
1 in a trial, modest in a series and larger in a report of a few cases (`assumptions.py`). No published value tells that factor: the
second table shows what other choices give.

The case that rechallenge starts from (calcinosis in systemic sclerosis) is not among the studies: its own report must not count it as
evidence about itself. Courses that ship and are also among the pooled patients are warned about in their reports.

| study | disease | design | counted as response | responders | share (90 % interval) |
|---|---|---|---|---|---|
"""
RESULTS = """
## What comes out

Probability that a new patient responds (half of the activity gone), the analogy fully trusted, by what is assumed of the reporting:

| disease | as modelled | no selection | strong selection | better anyway | most gone | CRP on day 5, mg/L | relapse by day 30 |
|---|---|---|---|---|---|---|---|
"""
USE = """
*Strong selection*: odds of being reported threefold in a series and tenfold in a case report. *Better anyway*: three in ten of the
patients whom the drug did not help reached the same level by themselves or by other treatment. The last three columns are as modelled:
the probability that most of the activity is gone, CRP on day 5, and a relapse within 30 days of a stop. Intervals are 90 %. The risk of
relapse of a disease without such a study (calcium pyrophosphate disease, calcinosis, Still) comes from the others and is hardly known.

## How it is used

The patient's `il1_share` has this distribution as its prior, mixed with not knowing: with a weight of {borrowing:.0%} the patient is
taken for one of those published, otherwise any share from 0 to 1 is about as likely (a robust meta-analytic-predictive prior, Schmidli
et al. 2014). The weight is `borrowing` of `build_problem`; the report shows the answer at other weights, and under the other
assumptions, by weighting the draws anew. For calcinosis the normal that stands for the mixture has its median share at {median:.2f}
(90 % interval {low:.2f} to {high:.2f}).

## Each disease predicted from the others

All studies of a disease are left out, those that mix it with another too, and its responders are predicted from the rest, as reported
(selection included). *Place* is where the observed count falls in the prediction: near 0 or 1 it was a surprise. *Gain* is the logarithm
of the probability that the prediction gave to what was observed, over that of a guess that holds every count as likely: above 0 the
analogy helped.

| left out | study | observed | predicted share (90 % interval) | place | gain |
|---|---|---|---|---|---|
"""


def page(seed: int = 0) -> str:
    """Fit without each disease in turn, and write the page."""
    synthesis = Synthesis(evidence())
    began = time.perf_counter()
    names = predictable(evidence())
    found = [each for name in names for each in leave_out(synthesis, name, ASSUMPTIONS["modelled"], seed)]
    seconds = time.perf_counter() - began
    expected = sensitivity("calcinosis")
    low, median, high = (1.0 / (1.0 + np.exp(-(expected.location + z * expected.spread))) for z in (-Z90, 0.0, Z90))
    return "".join(
        [
            HEAD.format(seed=seed, seconds=seconds, n=len(names)),
            *_lines(_studies()),
            RESULTS,
            *_lines(_results()),
            USE.format(borrowing=BORROWING, median=median, low=low, high=high),
            *_lines(_predictions(found)),
            _summary(found),
        ]
    )


def _lines(rows: Iterable[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(row) + " |\n" for row in rows]


def _name(disease: str | None) -> str:
    return "another disease" if disease is None else evidence().diseases[disease].name[base().code]


def _studies() -> Iterable[Sequence[str]]:
    for row in forest():
        if row.study is not None and row.n is not None and row.of is not None:
            yield (
                row.study,
                _name(row.disease),
                row.design or "",
                row.level or "",
                f"{row.n:g}/{row.of:g}",
                f"{row.share:.0%} ({row.low:.0%} to {row.high:.0%})",
            )


def _results() -> Iterable[Sequence[str]]:
    for disease in (*evidence().diseases, None):
        modelled = expectation(disease)
        low, high = np.quantile(modelled.responders, [0.05, 0.95])
        crp = np.quantile(modelled.crp_day5_mg_l, [0.05, 0.5, 0.95])
        others = [sensitivity(disease, 1.0, name).exceeds(level_logit("half")) for name in ("no_bias", "strong_bias", "spontaneous")]
        yield (
            _name(disease),
            f"{modelled.responders.mean():.0%} ({low:.0%} to {high:.0%})",
            *(f"{p:.0%}" for p in others),
            f"{modelled.most.mean():.0%}",
            f"{crp[1]:.0f} ({crp[0]:.0f} to {crp[2]:.0f})",
            _percent(float(np.mean(modelled.days_to_relapse <= 30.0))),
        )


def _predictions(found: Iterable[Prediction]) -> Iterable[Sequence[str]]:
    for each in found:
        yield (
            _name(each.disease),
            each.study,
            f"{each.observed}/{each.of}",
            f"{each.median:.0%} ({each.low:.0%} to {each.high:.0%})",
            f"{each.place:.2f}",
            f"{each.log_score:+.1f}",
        )


def _summary(found: Sequence[Prediction]) -> str:
    covered, gain = sum(each.covered for each in found), sum(each.log_score for each in found)
    surprises = [f"{each.study} ({_name(each.disease)})" for each in found if not SURPRISE < each.place < 1.0 - SURPRISE]
    told = f"Surprises: {', '.join(surprises)}." if surprises else "None was a surprise."
    return (
        f"\n{covered} of {len(found)} observed shares lie within their 90 % interval; the gains sum to {gain:+.1f}. {told}\n"
        "A disease that responds less than its neighbours cannot be foreseen from them: this is why the analogy is never fully trusted.\n"
    )


def _percent(p: float) -> str:
    return "<1%" if p < 0.01 else ">99%" if p > 0.99 else f"{p:.0%}"
