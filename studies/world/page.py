"""The page of the documentation on calibration against the world."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from rechallenge.data_files import checked, read_data
from rechallenge.literature.natural_history import natural_histories
from rechallenge.literature.references import references
from rechallenge.vocabulary.languages import base
from studies.predictive.compare import Row
from studies.predictive.variants import LEAST_SHARED, MOST_SHARED, Variant
from studies.world.baseline import baseline
from studies.world.contradictions import contradictions
from studies.world.histories import TITLES
from studies.world.results import CHEAP_STUDIES, CHECK, WorldScore, outcomes_under

N_STUDIES, SEED = 100, 0
# What is told is the last step: so many times as many virtual studies of it, since the bounds of its intervals decide.
TOLD = 4


@cache
def reasons() -> Mapping[str, str]:
    """Why numbers lie outside, by section and source, as far as it is known."""
    path = Path(__file__).parent / "reasons.yaml"
    return checked(dict[str, str], read_data(path), path.name)


STEPS: Mapping[str, Variant] = {
    "an earlier version: priors of then, activity that never ends, each patient drawn for itself": Variant(
        flares=False, ended=False, apart=False, earlier=True
    ),
    "with the priors of today": Variant(flares=False, ended=False, apart=False),
    "with flares that begin and end": Variant(ended=False, apart=False),
    "with treatment that ends flares": Variant(apart=False),
    "with patients' spread apart from doubt about the typical value": Variant(),
    "with the study that is predicted taken out": Variant(without_own=True),
}
"""What was changed, one after the other; the last is what is told."""
HEAD = """# Calibration against the world

This page is written by a program; do not edit it:

    make docs FILES=docs/world.md

Seed {seed}, {told} virtual studies a number ({number} under the earlier steps of the table of changes), {cheap} where no course is
followed; {seconds:.0f} s.

[calibration.md](calibration.md) holds the model against patients drawn from itself. Here it is held against what was published, its own
study left out: of every number that the project holds (kinetics, CRP, relapses and steroid doses of the
[predictive check](predictive-check.md), [natural history](natural-history.md) and its stops, [trials](trials.md)) virtual studies of the
same size give the same statistic. Patients of one study have a share of the variance of each prior in common, drawn evenly
from {least:g} to {most:g} (half effects wholly): what is not known of the typical value and what is particular to a study lie there, and
how patients differ in the rest.

What a study that is left out has told is taken out of the priors: of a natural history, medians move as the mean of the published ones
does, and where nothing else was published the prior is that of a disease without a name; of the share that interleukin-1 carries, the
study's likelihood is divided out; of kinetics, medians are those of the other sources (`studies/predictive/priors.yaml`); of potency, half
effects are those of the fit without the study (`src/rechallenge/literature/potency.json`). Priors set wide by hand stay as they are.

*Log score* is the sum of the logarithms of the probability of a count, or of the density of the logarithm of a number: higher is better.
The *baseline* knows neither disease nor mechanism: each number is one more like the others of its kind, those of its own study left out.
*Width* is the median of the ratio of the bounds of an interval (of counts, 1 and its width as a share of the patients).
"""


def page(number: int = N_STUDIES, seed: int = SEED) -> str:
    """Predict, compare and write the page."""
    began = time.perf_counter()
    *before, told = STEPS
    by_step = {name: outcomes_under(STEPS[name], number, seed) for name in before}
    by_step[told] = outcomes_under(STEPS[told], TOLD * number, seed)
    return written(by_step, number, seed, time.perf_counter() - began)


def written(by_step: Mapping[str, Sequence[Row]], number: int, seed: int, seconds: float) -> str:
    """Text of the page from the rows of each step."""
    *_, found = by_step.values()
    blind = baseline(found, seed)
    shown = {"number": number, "told": TOLD * number, "cheap": CHEAP_STUDIES, "least": LEAST_SHARED, "most": MOST_SHARED}
    head = HEAD.format(seed=seed, seconds=seconds, **shown)
    parts = (
        _together(found, blind),
        _steps(by_step, blind),
        _by_disease(found),
        _by_study(found),
        _outside(found),
        _contradictions(),
        _sources(found),
    )
    return "\n".join([head, *(line for part in parts for line in part)])


def _check(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.section in CHECK)


SECTIONS = {
    "kinetics": "kinetics",
    "crp": "CRP before and after",
    "relapses": "relapse after a stop",
    "steroids": "steroid dose at relapse",
    "histories": "natural history",
    "stops": "further stops",
    "trials": "CRP and responders of trials",
}


def _cells(score: WorldScore) -> str:
    share = f"{100 * score.share:.0f} % ({100 * score.low:.0f} to {100 * score.high:.0f})"
    return f"{score.inside} of {score.of} | {share} | {score.log_score:.1f} | {score.width:.1f}"


def _together(found: Sequence[Row], blind: Sequence[Row]) -> Iterator[str]:
    check, everything = WorldScore.of_rows(_check(found)), WorldScore.of_rows(found)
    counted = f"{check.inside} of the {check.of} numbers of the predictive check lie within their 90 % intervals"
    yield f"**{counted}, {everything.inside} of all {everything.of}.**"
    yield ""
    yield "| numbers | within | share (90 % interval) | log score | width | log score of the baseline | its width |"
    yield "|---|---|---|---|---|---|---|"
    for section, title in SECTIONS.items():
        mine = [place for place, row in enumerate(found) if row.section == section]
        yield _beside(title, [found[place] for place in mine], [blind[place] for place in mine])
    yield _beside("the predictive check", _check(found), _check(blind))
    yield _beside("all", found, blind)
    yield ""


def _beside(title: str, rows: Sequence[Row], blind: Sequence[Row]) -> str:
    other = WorldScore.of_rows(blind)
    return f"| {title} | {_cells(WorldScore.of_rows(rows))} | {other.log_score:.1f} | {other.width:.1f} |"


def _steps(by_step: Mapping[str, Sequence[Row]], blind: Sequence[Row]) -> Iterator[str]:
    yield "## What each change did"
    yield ""
    yield "Of the predictive check, then of all."
    yield ""
    yield "| model | within | share (90 % interval) | log score | width | within | share (90 % interval) | log score | width |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, rows in {**by_step, "the baseline": blind}.items():
        yield f"| {name} | {_cells(WorldScore.of_rows(_check(rows)))} | {_cells(WorldScore.of_rows(rows))} |"
    yield ""


def _by_disease(found: Sequence[Row]) -> Iterator[str]:
    yield "## By disease, or drug of which kinetics were measured"
    yield ""
    yield "| | within | share (90 % interval) | log score | width |"
    yield "|---|---|---|---|---|"
    for key in dict.fromkeys(row.disease for row in found):
        name = natural_histories()[key].name[base().code] if key in natural_histories() else key
        yield f"| {name} | {_cells(WorldScore.of_rows([row for row in found if row.disease == key]))} |"
    yield ""


def _by_study(found: Sequence[Row]) -> Iterator[str]:
    yield "## By study"
    yield ""
    yield "| study | outcome | number | n | published | predicted (90 %) | within | log score |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in sorted(found, key=lambda each: (each.source, each.what)):
        told = f"{row.median:.3g} ({row.low:.3g} to {row.high:.3g})"
        within = f"{'yes' if row.inside else '**no**'} | {row.log_score:.1f}"
        yield f"| `{row.source}` | {row.what} | {row.statistic} | {row.n or ''} | {row.published:.3g} | {told} | {within} |"
    yield ""


def _outside(found: Sequence[Row]) -> Iterator[str]:
    yield "## What lies outside, and why"
    yield ""
    told: dict[str, list[Row]] = {}
    for row in found:
        if not row.inside:
            told.setdefault(reasons().get(f"{row.section} {row.source}", row.why), []).append(row)
    for why, rows in told.items():
        if why:
            yield f"- {'; '.join(f'{row.what}, {row.statistic}' for row in rows)}. {why}"
    rest = told.get("", [])
    if rest:
        yield f"- Without a reason that is known: {'; '.join(f'{row.what}, {row.statistic} (`{row.source}`)' for row in rest)}."
    yield ""


def _contradictions() -> Iterator[str]:
    yield "## Sources that contradict each other"
    yield ""
    yield "Medians that differ 1.5-fold and more, or shares, by more than chance makes them (90 %). They are listed, not solved."
    yield ""
    yield "| disease | quantity | one | other |"
    yield "|---|---|---|---|"
    for each in contradictions():
        name = natural_histories()[each.disease].name[base().code]
        one, other = (f"{told.as_printed} (`{told.source}`)" for told in (each.one, each.other))
        yield f"| {name} | {TITLES[each.quantity]} | {one} | {other} |"
    yield ""


def _sources(found: Sequence[Row]) -> Iterator[str]:
    yield "## Sources"
    yield ""
    for key in sorted({row.source for row in found}):
        source = references()[key]
        where = f"doi:{source.doi}" if source.doi else source.url or ""
        cited = ". ".join(part for part in (source.citation, where) if part)
        yield f"- `{key}`: {cited} ({source.read.replace('_', ' ')})"
    yield ""
