"""Page of the documentation on what the model expects before any data: courses drawn from the priors, beside what is plausible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rechallenge.arrays import Draws, Floats
from rechallenge.literature.natural_history import natural_histories
from rechallenge.vocabulary.languages import base
from studies.natural_history_page import cited
from studies.prior_courses.courses import SEED, SIZE, PriorCourses, diseases, prior_courses
from studies.prior_courses.plausible import HALF_YEAR_DAYS, Held, PlausibleRange, held, ranges

TOLD_DAYS = (0, 7, 30, 90, 180, 364)
SHOWN = 3
BLOCKS = " ▁▂▃▄▅▆▇█"
"""By the logarithm of CRP, from 1 to 1,000 mg/L."""
WEEK_DAYS = 7

HEAD = f"""# What the model expects before any data

This page is written by a program; do not edit it:

    make docs FILES=docs/prior-predictive.md

{SIZE:,} untreated patients of each disease (seed {SEED}), spread evenly over the priors that every report starts from
(`src/rechallenge/literature/disease.yaml`, `natural_history.yaml`), over the year from the first day of their record, on which nine in ten
are in a flare. CRP and pain are those that a laboratory and the patient would tell, without the error of a reading; in a flare CRP is over
its background by 10 mg/L; the prednisone is the least daily dose that holds the disease at its typical activity. Numbers are the median
and the 90 % interval over patients.

What is plausible stands in `studies/prior_courses/ranges.yaml`, with its sources. **{{outside}} of {{total}} statistics lie outside.**
A prior is not made narrower to pass: only a published number moves it, and what lies outside is named here until one does.
"""


def page() -> str:
    """Return the text of the page."""
    found = tuple(held())
    outside = sum(not each.plausible for each in found)
    head = HEAD.format(outside=outside, total=len(found))
    return "\n".join((head, *_plausible(found), "", *_courses(), "", *_single(), "", *_sources(), ""))


def _name(disease: str) -> str:
    return natural_histories()[disease].name[base().code]


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2g}"


def _interval(values: Floats) -> str:
    low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
    return f"{_number(median)} ({_number(low)} to {_number(high)})"


def _bounds(each: PlausibleRange) -> str:
    if each.at_least is None or each.at_most is None:
        return f"at most {each.at_most:g}" if each.at_least is None else f"at least {each.at_least:g}"
    return f"{each.at_least:g} to {each.at_most:g}"


def _plausible(found: Sequence[Held]) -> Iterator[str]:
    yield "## Beside what is plausible"
    yield ""
    yield "| statistic | plausible | least and greatest over the diseases | outside |"
    yield "|---|---|---|---|"
    for each in ranges():
        of_it = [other for other in found if other.range is each]
        low, high = (pick(of_it, key=lambda other: other.value) for pick in (min, max))
        span = f"{_number(low.value)} ({_name(low.disease)})"
        if low is not high:
            span += f" to {_number(high.value)} ({_name(high.disease)})"
        outside = ", ".join(f"{_name(other.disease)}: **{_number(other.value)}**" for other in of_it if not other.plausible)
        yield f"| {each.what} | {_bounds(each)} | {span} | {outside or 'none'} |"


def _courses() -> Iterator[str]:
    for title, unit, of in (("CRP", "mg/L", lambda told: told.crp_mg_l), ("Pain", "of 10", lambda told: told.pain)):
        yield f"## {title}, {unit}"
        yield ""
        yield f"| disease | {' | '.join(f'day {day}' for day in TOLD_DAYS)} |"
        yield f"|---|{'---|' * len(TOLD_DAYS)}"
        for disease in diseases():
            told = prior_courses(disease)
            cells = [_interval(_on(told, of(told), day)) for day in TOLD_DAYS]
            yield f"| {_name(disease)} | {' | '.join(cells)} |"
        yield ""
    yield "## Flares and prednisone"
    yield ""
    within = f"within {HALF_YEAR_DAYS:.0f} days of the end of the first"
    yield f"| disease | share of days in a flare | first flare over by day 90 | another {within} | least prednisone, mg a day |"
    yield "|---|---|---|---|---|"
    for disease in diseases():
        told = prior_courses(disease)
        over = float(np.mean((~told.active[:, told.days <= 90]).any(axis=1)))
        another = told.another_flare_within(HALF_YEAR_DAYS)
        shares = (f"{100 * share:.0f} %" for share in (float(told.active.mean()), over, another))
        yield f"| {_name(disease)} | {' | '.join(shares)} | {_interval(told.least_prednisone_mg)} |"


def _on(told: PriorCourses, curves: Draws, day: float) -> Floats:
    return np.asarray(curves[:, int(np.argmin(np.abs(told.days - day)))])


def _single() -> Iterator[str]:
    yield "## Single patients"
    yield ""
    yield f"The first {SHOWN} of each disease: CRP week by week over the year, as the height of a block (its logarithm, 1 to 1,000 mg/L)."
    yield ""
    yield "```"
    width = max(len(_name(disease)) for disease in diseases())
    for disease in diseases():
        told = prior_courses(disease)
        for number in range(SHOWN):
            yield f"{_name(disease) if number == 0 else '':{width}} |{_blocks(told, told.crp_mg_l[number])}|"
    yield "```"


def _blocks(told: PriorCourses, crp: Floats) -> str:
    weekly = [float(_on(told, crp[None], day)[0]) for day in range(0, int(told.days[-1]) + 1, WEEK_DAYS)]
    heights = np.clip(np.log10(np.maximum(weekly, 1e-9)) / 3.0, 0.0, 1.0) * (len(BLOCKS) - 1)
    return "".join(BLOCKS[round(float(height))] for height in heights)


def _sources() -> Iterator[str]:
    yield "## Where the ranges come from"
    yield ""
    for each in ranges():
        whom = f" ({', '.join(map(_name, each.diseases))})" if each.diseases else ""
        source = "no published number was read" if each.source is None else f"`{each.source}`"
        yield f"- {each.what}{whom}: {_bounds(each)}. {each.note} Source: {source}."
    yield ""
    for key in sorted({each.source for each in ranges() if each.source is not None} | {"landry2017"}):
        yield f"- `{key}`: {cited(key)}"
