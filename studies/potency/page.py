"""Page of the documentation on potency: what is published, what the fit makes of it, and what each source pulls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from rechallenge.literature.distributions import Z90
from rechallenge.literature.trials import WITHOUT_DRUG, Group
from studies.natural_history_page import cited
from studies.potency.evidence import data, doses, drugs, exposure_of, read_groups, readings, sources, studies
from studies.potency.left_out import TRUSTED_TAIL
from studies.potency.result import PATH, ROOT

HEAD = """# Potency: how strong the drugs are

This page is written by a program; do not edit it. `python -m studies.potency` fits anew and writes it ({seconds} s when it last did, seed
{seed}); `make docs FILES=docs/potency.md` writes the page alone from what was fitted (`{path}`).

A drug lets through 1 - share x exposure / (half effect + exposure) of the activity. Both are fitted to the
published groups that tell them (`docs/trials.md`): disease that lasts, groups drawn by lot against one without the drug, doses compared
with each other, and doses of prednisone at which disease was held or came back. Where flares end by themselves a fall before and after is
not potency: such groups are compared with each other alone, and an open one is left out. Studies differ by more
than chance; that spread is fitted too, and is part of the prior of a patient, who is taken for a patient of one more study.
How each study is read where its abstract does not say (weight, spacing of doses, size of a group) stands in
`studies/potency/readings.yaml`, and the model in `studies/potency/model.py`.
"""
RESULT = """
## What comes out

| parameter | unit | typical (90 % interval) | SD between studies | prior of a patient: median (90 % interval) | sources |
|---|---|---|---|---|---|
"""
SLOPES = """
*SD between studies* is of the logarithm of a half effect, of the logit of a share. A steroid is taken to reach all of the activity: nothing
published tells its share from its half effect. Neither does much tell those of colchicine apart: two single doses in gout, of which the
larger did no more, and one comparison of levels.

Shares that are not a parameter of a patient, typical and 90 % interval: {shares}. Between studies the logit of a share has an SD of
{between_shares}, between patients of a study one of {between_patients}.

## Is a Hill slope asked for?

With a slope of its own for each drug (prior: 1, 90 % interval 0.52 to 1.9):

| drug | slope (90 % interval) | half effect with it | half effect with a slope of 1 |
|---|---|---|---|
"""
DATA = """
## Data and fit

*Left* is the CRP that was left, as a share of that before (in mg/L where only groups are compared). *Let through* is the share of the
activity that the typical drug lets through in a typical patient of the group, by the fit (90 % interval): the two differ by what would
have changed without the drug, by the background of CRP, and by what is particular to the study.

| study | drug | left | well | let through, fitted | source |
|---|---|---|---|---|---|
"""
DOSES = """
| disease | doses of prednisone, mg a day | read as | as printed | source |
|---|---|---|---|---|
"""
LABORATORY = """
Half effects not taken from the outcomes of patients, each counted as one study more:
"""
WITHOUT = """
## What each source pulls

Typical half effect of each drug without one source (median and 90 % interval), over that with all: x 1.3 says that the source makes the
drug 1.3 times stronger than the others do. By weights on the draws of the whole fit (`studies/potency/left_out.py`); *rough* where these
are too uneven to be relied on (a source that pulls so hard that few draws tell of a world without it).

| left out | drug | half effect without it | over that with all | |
|---|---|---|---|---|
"""
OUT = """
## Left out

"""


def page() -> str:
    """Return the text of the page, from the file of the fit."""
    told = json.loads((ROOT / PATH).read_text(encoding="utf-8"))
    spreads = {name: _text(values) for name, values in told["spreads"].items()}
    shares = ", ".join(f"{pool} {_text(values)}" for pool, values in told["shares"].items())
    return "".join(
        (
            HEAD.format(path=PATH, **{name: told[name] for name in ("seconds", "seed")}),
            RESULT,
            *_parameters(told["parameters"]),
            SLOPES.format(shares=shares, **spreads),
            *_slopes(told),
            _asked(told["slopes"]),
            DATA,
            *_groups(told["left"]),
            DOSES,
            *_doses(),
            LABORATORY,
            *_laboratory(),
            WITHOUT,
            *_without(told),
            OUT,
            *_left_out(),
            "\n## Sources\n\n",
            *_sources(),
        )
    )


def _text(values: list[float]) -> str:
    median, low, high = values
    return f"{median:.3g} ({low:.3g} to {high:.3g})"


def _prior(entry: dict[str, Any]) -> str:
    if entry["distribution"] == "lognormal":
        low, high = (entry["median"] * np.exp(z * entry["log_sd"]) for z in (-Z90, Z90))
    else:
        logit = np.log(entry["median"] / (1.0 - entry["median"]))
        low, high = (1.0 / (1.0 + np.exp(-(logit + z * entry["logit_sd"]))) for z in (-Z90, Z90))
    return _text([entry["median"], float(low), float(high)])


def _parameters(parameters: dict[str, Any]) -> Iterator[str]:
    for name, entry in parameters.items():
        known = ", ".join(f"`{key}`" for key in entry["sources"])
        yield f"| {name} | {entry['unit']} | {_text(entry['typical'])} | {_text(entry['between_studies'])} | {_prior(entry)} | {known} |\n"


def _slopes(told: dict[str, Any]) -> Iterator[str]:
    for drug, slope in told["slopes"].items():
        half = told["parameters"][f"{drug}.half_effect"]["typical"]
        yield f"| {drug} | {_text(slope)} | {_text(told['with_slopes'][drug])} | {_text(half)} |\n"


def _asked(slopes: dict[str, list[float]]) -> str:
    other = [drug for drug, (_, low, high) in slopes.items() if not low <= 1.0 <= high]
    if other:
        return f"\nA slope of 1 lies outside the interval of {', '.join(other)}.\n"
    return "\nThe intervals of all hold 1: the published groups do not ask for a slope, and the model of a patient goes without.\n"


def _groups(left: dict[str, list[list[float]]]) -> Iterator[str]:
    rows = data()
    for place, trial in enumerate(studies()):
        # The rows of a study follow its groups; those of one exposure are one group.
        fitted: dict[bytes, list[float]] = {}
        for name, group_rows in (("levels", rows.levels), ("counts", rows.counts)):
            for study, exposure, through in zip(group_rows.study, group_rows.exposure, left[name], strict=True):
                if study == place:
                    fitted[exposure.tobytes()] = through
        for group in read_groups(trial):
            felt = None if group.drug in WITHOUT_DRUG else exposure_of(trial, group)
            through = [] if felt is None else fitted.get(felt.tobytes(), [])
            shown = "all" if felt is None else _text(through) if through else "not read"
            yield f"| {trial.disease} | {_dose(group)} | {_crp(group)} | {_well(group)} | {shown} | `{trial.source}` |\n"


def _dose(group: Group) -> str:
    amount = f" {group.dose_mg:g} mg" if group.dose_mg else f" {group.dose_mg_per_kg:g} mg/kg" if group.dose_mg_per_kg else ""
    return f"{group.drug}{amount}" + ("" if group.every_days is None else f" every {group.every_days:.3g} d")


def _crp(group: Group) -> str:
    if group.remaining is not None:
        return f"{group.remaining:.2f}"
    return f"{group.crp_level.after:g} mg/L" if group.crp_level is not None and group.crp_level.after is not None else ""


def _well(group: Group) -> str:
    well = "" if group.responders is None else f"{group.responders.n}/{group.n}"
    return well if group.flares is None or group.n is None else f"{group.n - group.flares.n}/{group.n} without flare"


def _doses() -> Iterator[str]:
    for dose in doses():
        yield f"| {dose.what} | {dose.mg:g} | {readings()['steroids'][dose.source]} | {dose.as_printed} | `{dose.source}` |\n"


def _laboratory() -> Iterator[str]:
    for drug, entry in readings()["laboratory"].items():
        known = ", ".join(f"`{key}`" for key in entry["sources"])
        value, doubt = f"{entry['half_effect']:g} {readings()['before'][drug]['unit']}", f"{entry['log_sd']:g}"
        yield f"- {drug}: {value}, SD of the logarithm {doubt} (ours); {entry['what']}. {known}\n"


def _without(told: dict[str, Any]) -> Iterator[str]:
    whole = {drug: told["parameters"][f"{drug}.half_effect"]["typical"][0] for drug in drugs()}
    for source in sources():
        found = told["without"][source.key]
        rough = "" if found["tail"] < TRUSTED_TAIL else "rough"
        for drug in source.drugs:
            yield f"| {source.what} (`{source.key}`) | {drug} | {_text(found[drug])} | x {found[drug][0] / whole[drug]:.2f} | {rough} |\n"


def _left_out() -> Iterator[str]:
    for key, why in {**readings()["left_out"], **readings()["steroids_left_out"]}.items():
        yield f"- `{key}`: {why}.\n"


def _sources() -> Iterator[str]:
    named = {key for source in sources() for key in source.sources}
    yield from (f"- `{key}`: {cited(key)}\n" for key in sorted(named))
