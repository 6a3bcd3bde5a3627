"""The page of the documentation on calibration: what was found first, then figures, then tables, all made from kept results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec
from rechallenge.questions.attribution.verdict import IDLE, WORKS
from rechallenge.report.charts.render import draw
from rechallenge.vocabulary.languages import base
from studies.calibration import tables
from studies.calibration.attribution import agreements
from studies.calibration.cases import PRIOR, STUDIES, SUCCESSES, WRONG, Replicate
from studies.calibration.figures import LEAST_IN_GROUP, evidence_chart, ranks_chart, reliability_chart
from studies.calibration.groups import METHODS, PatientGroup, finding, group, groups, misfits
from studies.calibration.levels import by_levels
from studies.calibration.misspecification import Misspecification, misspecified
from studies.calibration.runs import StudyRun, noted_in
from studies.calibration.shares import share
from studies.calibration.study import kept, program
from studies.calibration.verdict import listed, on_agreement, on_evidence, on_levels, on_scenario, verdict

TITLES = {
    PRIOR: "Patients drawn from the prior, by factors",
    SUCCESSES: "Patients whose CRP fell by half within a week of the first dose, drug or no drug",
    WRONG: "Patients of scenarios that the model does not know",
}
HEAD = """# Calibration

This page is written by a program; do not edit it:

    python -m studies.calibration --results docs/calibration         # fits all that is not there yet
    make docs FILES=docs/calibration.md                              # writes the page from what is there

A virtual patient is drawn from the priors that every report starts from, with a schedule of doses, stops and visits as in a chart. The
record is written as a physician would: numbers, limits, words, changes, days known only to within some, relapses. The program reads it
like any other, and what it says is held against the truth. If the answers are right, the truth lies below a tenth of the draws in a tenth
of the patients, and so on: its rank among the draws is uniform (Talts 2018, arXiv:1804.06788; Modrak 2023, doi:10.1214/23-BA1404), a
90 % interval holds it in 90 % of the patients, and what is said to be 70 % likely happens in 70 %. The drug works in half of the
patients that are planned, a second drug as often as the model believes beforehand.

What differs between patients by plan: the drugs and their routes, the disease process, who the patient is (children are dosed by weight,
poor kidneys have a clearance under 30 mL/min), how the record is kept, how often the drug is stopped. Every two of these factors are
balanced against each other. All patients have a first answer (two short runs of the sampler for each hypothesis); those of the lowest
numbers have a full one beside it.

Everything about a patient is drawn from the name of the study and the patient's number (`factors-0`, `factors-1`, …), which are the seeds.
"""
LOW, HIGH = f"{100 * IDLE:.0f} %", f"{100 * WORKS:.0f} %"
HOW_JUDGED = """Ranks are tested with the simultaneous bands of Säilynoja, Bürkner and Vehtari (2022,
doi:10.1007/s11222-022-10090-6), 95 % over all quantities of a group together (Holm 1979). *Too narrow* and *too wide* speak of intervals,
*too high* and *too low* of answers. Probabilities are tested by how many came true, and by Spiegelhalter's statistic (1986,
doi:10.1002/sim.4780050506), with Holm's correction: *too sure* ones lie too near 0 and 100 %. Ranges in brackets are binomial intervals
of 95 %. Draws are fewer than in a report: how often the sampler warns here says nothing of reports. By factors, the correction runs
over all levels and quantities together. While an infection is told, CRP counts as an upper bound of what the disease causes, which leaves
out that it may be near; answers there need not be calibrated exactly.
"""
ON_EVIDENCE = f"""Held to work: probability over {HIGH}, at even odds beforehand; held not to: under {LOW}, as in the report. A report gives
no verdict on a very poor first answer; here all count. A drug that works may do little: its strength is drawn from the prior too; where
relapses are counted, only drugs that remove four fifths of the activity or more stand beside those that do nothing. Patients who
improved by coincidence were chosen for it, drug or no drug: that they improved is no evidence, though the program, which does not know
of the choice, must take it for some. So it is with case reports.
"""
RANKS = (
    "Ranks of the main quantities: their ECDF less that of uniform ranks. In grey, where chance alone keeps the whole curve in 95 of 100 "
    "(of the larger group, where two are drawn). "
    "A curve above it says *too high*, below it *too low*, first above and then below *too narrow*, first below and then above *too wide*."
)
DIAGRAM = (
    f"Probabilities that were said, and how often it came, by tenths with at least {LEAST_IN_GROUP} patients; "
    "bars are binomial intervals of 95 %."
)
EVIDENCE = (
    "Log Bayes factors by the number of stops; the thick stroke is the median, the broken lines are the report's thresholds, "
    "and what lies beyond the edges stands on them."
)


@dataclass(frozen=True, slots=True)
class Results:
    """Kept results of every study, in the order of their patients, and the runs they came from."""

    replicates: Mapping[str, tuple[Replicate, ...]]
    runs: tuple[StudyRun, ...]


def results_in(folder: Path) -> Results:
    """Read what the runs left in a folder."""
    found = {study: kept(folder / f"{study}.jsonl").values() for study in STUDIES}
    return Results(
        {study: tuple(sorted(each, key=lambda replicate: replicate.case.number)) for study, each in found.items()}, noted_in(folder)
    )


def write(results: Results, page: Path) -> None:
    """Write the page, and its figures into a folder beside it."""
    (page.parent / "images").mkdir(parents=True, exist_ok=True)
    for name, picture in pictures(results).items():
        (page.parent / name).write_text(picture, encoding="utf-8")
    page.write_text(written(results), encoding="utf-8")


def pictures(results: Results) -> dict[str, str]:
    """Figures as SVG, by their place beside the page."""
    return {f"images/calibration-{name}.svg": picture.svg for name, picture in draw(figures(results), Language(base().code)).items()}


def figures(results: Results) -> dict[str, Spec]:
    """Specifications of the figures for which there are results."""
    found: dict[str, Spec] = {}
    methods = [each for method in METHODS if (each := group(METHODS[method], method, results.replicates[PRIOR])).said]
    methods.sort(key=lambda found: -len(found.said))
    if methods:
        found |= {"ranks": ranks_chart(methods), "reliability": reliability_chart(methods)}
    studies = {"drawn from the prior": best(results, PRIOR), "improved within a week of the first dose": best(results, SUCCESSES)}
    if any(each.said for each in studies.values()):
        found["evidence"] = evidence_chart({title: each for title, each in studies.items() if each.said})
    return found


def best(results: Results, study: str) -> PatientGroup:
    """The answers of a study by the method that most of its patients have, full ones where both are as many."""
    return max((group(TITLES[study], method, results.replicates[study]) for method in METHODS), key=lambda found: len(found.said))


def written(results: Results) -> str:
    """Text of the page."""
    findings = [finding(each) for each in groups(results.replicates[PRIOR])]
    scenarios = misspecified(results.replicates[WRONG], best(results, WRONG).method)
    levels = by_levels(group(TITLES[PRIOR], "laplace", results.replicates[PRIOR]))
    drawn = figures(results)
    parts = [HEAD, *_effort(results), "\n## What was found\n\n"]
    parts += [
        "### Answers and probabilities\n\n",
        *_bullets(map(verdict, findings) if results.replicates[PRIOR] else [_missing(PRIOR)]),
    ]
    parts += ["\n### By drugs, process, patient, record and stops\n\n", *_bullets(on_levels(levels))]
    parts += ["\n### Was it the drug?\n\n", *_bullets(_on_evidence(results))]
    parts += ["\n### Where the model is wrong\n\n", *_bullets(_on_scenarios(results, scenarios)), "\n", HOW_JUDGED, "\n", ON_EVIDENCE]
    captions = {"ranks": RANKS, "reliability": DIAGRAM, "evidence": EVIDENCE}
    parts += ["\n## Figures\n" if drawn else ""]
    parts += [f"\n![{_plain(captions[name])}](images/calibration-{name}.svg)\n\n{captions[name]}\n" for name in drawn]
    parts += ["\n## Tables\n" if drawn else ""]
    parts += tables.levels(levels)
    parts += [line for each in findings for line in (*tables.intervals(each), *tables.probabilities(each))]
    parts += [line for study in (PRIOR, SUCCESSES) for what in tables.COUNTED for line in tables.weights(best(results, study), what)]
    parts += [*tables.estimators(agreements(_all(results))), *tables.scenarios(scenarios), *tables.warnings(results.replicates[PRIOR])]
    return "".join(parts)


def _missing(study: str) -> str:
    return f"**{TITLES[study]}**: there are no results of this study."


def _bullets(sentences: Iterable[str]) -> list[str]:
    return [f"- {sentence}\n" for sentence in sentences]


def _plain(text: str) -> str:
    return text.replace("*", "")


def _effort(results: Results) -> list[str]:
    rows = [
        tables.effort(study, TITLES[study], len(STUDIES[study]()), replicates, [run for run in results.runs if run.study == study])
        for study, replicates in results.replicates.items()
    ]
    unfinished = any(len(replicates) < len(STUDIES[study]()) for study, replicates in results.replicates.items())
    return [
        *tables.table(tables.EFFORT, rows),
        *(["\n**This run is unfinished**: not all patients have been fitted.\n"] if unfinished else []),
        *_earlier(results),
    ]


def _earlier(results: Results) -> list[str]:
    """Whether patients were fitted by another version of the program, whose priors may have been others."""
    now = program()
    earlier = {study: sum(replicate.program != now for replicate in replicates) for study, replicates in results.replicates.items()}
    told = [f"{n} of {len(results.replicates[study])} of `{study}`" for study, n in earlier.items() if n]
    return [f"\nBy an earlier version of the program, each drawn from the priors of that version: {listed(told)}.\n"] if told else []


def _on_evidence(results: Results) -> list[str]:
    told = []
    for study in (PRIOR, SUCCESSES):
        found = best(results, study)
        told.append(on_evidence(f"{found.title}, {METHODS[found.method]}", found) if found.said else _missing(study))
    return [*told, f"**Two estimates of one Bayes factor.** {on_agreement(agreements(_all(results)))}"]


def _all(results: Results) -> list[Replicate]:
    """Patients for whom the model holds."""
    return [*results.replicates[PRIOR], *results.replicates[SUCCESSES]]


def _on_scenarios(results: Results, scenarios: Sequence[Misspecification]) -> list[str]:
    # Warnings are compared where one version of the program gave them.
    versions = {replicate.program for replicate in results.replicates[WRONG]}
    held = best(results, PRIOR)
    where_it_holds = share(
        misfits(said) for replicate, said in zip(held.replicates, held.said, strict=True) if replicate.program in versions
    )
    return [on_scenario(each, where_it_holds) for each in scenarios] or [_missing(WRONG)]
