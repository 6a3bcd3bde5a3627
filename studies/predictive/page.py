"""The page of the documentation on the predictive check: every published outcome beside the simulated distribution."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import chain

from rechallenge.literature.outcomes import outcomes
from rechallenge.literature.references import references
from studies.predictive.compare import SURPRISE, Row
from studies.predictive.courses import FULL_DAYS, TAPER_DAYS, crp_rows, relapse_rows, steroid_rows
from studies.predictive.kinetics import kinetic_rows
from studies.predictive.variants import LEAST_SHARED, MODEL, MOST_SHARED, Variant

N_STUDIES = 400
"""Virtual studies a row, of the size of the published one."""

HEAD = """# Predictive check against the literature

This page is written by a program; do not edit it:

    make docs FILES=docs/predictive-check.md

Seed {seed}, {number} virtual studies a row; {seconds:.0f} s.

Each published number (`src/rechallenge/literature/outcomes.yaml`, `evidence.yaml`) stands beside what the model gives *before* any
patient's data: studies of the published size are drawn from the priors that every report starts from. A prior holds how patients differ
and what is not known of the typical value together; the patients of one study have a share of it in common, drawn evenly from {least:g} to
{most:g} for each study and parameter, since hardly a paper tells it, and half effects wholly, as they were fitted (`docs/potency.md`).
Flares begin and end as published of the disease (`docs/natural-history.md`), and records begin in one, mostly, as in every fit.
*Simulated* is the median of the same statistic in those studies, with its 90 % interval; *tail* the share of them that are as far out as
the published number, both sides together. Under {surprise:g} the row **differs**.
*Single patients* are the virtual patients themselves. Several priors were taken from the same papers (the data files `drugs/*.yaml`,
`disease.yaml` and `natural_history.yaml` name them), and agreement with those is no news: [world.md](world.md) takes them out.

**{agreeing} of {total} numbers agree.**

| what | published numbers | agree | differ |
|---|---|---|---|
"""
SECTIONS = {
    "kinetics": (
        "Kinetics",
        "Apparent (CL/F) and total clearances, peaks, half-lives and areas. Weight and renal function are drawn for each group; where the "
        "paper does not print them, they are ours. Groups of Yang 2003 are taken as six each (30 in five groups).",
    ),
    "crp": (
        "CRP before and after",
        "*Before*: virtual patients whose CRP is 10 mg/L or more. *After*: patients who start with the CRP that was printed, on anakinra "
        "100 mg a day; once with the share of interleukin-1 that the pooled studies expect in a new study of this disease, and once with "
        "nothing borrowed from published outcomes (every share as likely). These series are among the pooled ones, so only the latter is "
        "a prediction, and a vague one.",
    ),
    "relapses": (
        "Relapse after a stop",
        "Virtual patients with a CRP of 10 mg/L or more at the first dose and less at the stop, day 0 being the first missed dose. The "
        "model's relapse is a CRP over 10 mg/L that is recognised, told in whole days.",
    ),
    "steroids": (
        "Steroid dose at relapse",
        f"Prednisone in full for {FULL_DAYS} days, then reduced evenly to nothing over {TAPER_DAYS}: no report prints its taper, so this "
        "one is ours. Of virtual patients whom the full dose held and who relapsed before its end. Published: the dose below which the "
        "patient flared. These are four single patients, chosen for being dependent on steroids, beside a wide distribution: that they "
        "agree says little.",
    ),
}
RESPONDERS = """How many patients responded to interleukin-1 blockade informs the prior; how well each disease is predicted from all others
is shown in [analogy.md](analogy.md).
"""
COLUMNS = """
| outcome | number | n | published | simulated (90 %) | single patients (90 %) | tail | | source |
|---|---|---|---|---|---|---|---|---|
"""


def rows(number: int, seed: int, variant: Variant = MODEL) -> tuple[Row, ...]:
    """Compare every published outcome with so many virtual studies of its size."""
    return tuple(chain.from_iterable(each(number, seed, {}, variant) for each in (kinetic_rows, crp_rows, relapse_rows, steroid_rows)))


def page(number: int = N_STUDIES, seed: int = 0) -> str:
    """Simulate, compare and write the page."""
    began = time.perf_counter()
    found = rows(number, seed)
    return written(found, number, seed, time.perf_counter() - began)


def written(found: Sequence[Row], number: int, seed: int, seconds: float) -> str:
    """Text of the page from its rows."""
    agreeing = sum(row.agrees for row in found)
    parts = [
        HEAD.format(
            seed=seed,
            number=f"{number:,}",
            seconds=seconds,
            least=LEAST_SHARED,
            most=MOST_SHARED,
            surprise=SURPRISE,
            agreeing=agreeing,
            total=len(found),
        )
    ]
    by_section = {section: [row for row in found if row.section == section] for section in SECTIONS}
    parts += _lines(
        (SECTIONS[section][0], f"{len(those)}", f"{sum(row.agrees for row in those)}", f"{sum(not row.agrees for row in those)}")
        for section, those in by_section.items()
    )
    for section, those in by_section.items():
        title, text = SECTIONS[section]
        parts += [f"\n## {title}\n\n{text}\n", COLUMNS, *_lines(_row(row) for row in those), *_reasons(those)]
    parts += ["\n## Published, and not compared\n\n", RESPONDERS, "\n| outcome | why | source |\n|---|---|---|\n"]
    parts += _lines((each.what, each.why, f"`{each.source}`") for each in outcomes().not_compared)
    cited = {row.source for row in found} | {each.source for each in outcomes().not_compared}
    parts += ["\n## Sources\n\n"]
    parts += [f"- `{key}`: {_cited(key)}\n" for key in sorted(cited)]
    return "".join(parts)


def _lines(table: Iterable[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(row) + " |\n" for row in table]


def _row(row: Row) -> tuple[str, ...]:
    single = "" if row.patients is None else _band(*row.patients)
    return (
        row.what,
        row.statistic,
        f"{row.n}",
        f"{row.published:g}",
        _band(row.median, row.low, row.high),
        single,
        "<0.01" if row.tail < 0.01 else f"{row.tail:.2f}",
        "agrees" if row.agrees else "**differs**",
        f"`{row.source}`",
    )


def _band(median: float, low: float, high: float) -> str:
    return f"{median:.3g} ({low:.3g} to {high:.3g})"


def _reasons(those: Sequence[Row]) -> list[str]:
    """Why rows differ, once for each outcome that has one which does."""
    told = {row.why: [each for each in those if each.why == row.why and not each.agrees] for row in those if row.why}
    lines = []
    for why, differing in told.items():
        if differing:
            lines.append(f"- {'; '.join(map(_difference, differing))}. {why}\n")
    return ["\nWhere they differ (simulated for published), and why:\n\n", *lines] if lines else ["\nNone differs.\n"]


def _difference(row: Row) -> str:
    return f"{row.what}, {row.statistic} {row.median:.3g} for {row.published:g}"


def _cited(key: str) -> str:
    source = references()[key]
    where = f"doi:{source.doi}" if source.doi else source.url or ""
    return ". ".join(part for part in (source.citation, where) if part) + f" ({source.read.replace('_', ' ')})"
