"""Page of the documentation on groups of patients on one treatment: what tells how strong a drug is, and when it is seen to act."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.literature.trials import Group, Trial, further_kinetics, onsets, steroid_doses, trials
from studies.natural_history_page import cited

HEAD = """# Published groups

This page is written by a program; do not edit it:

    make docs FILES=docs/trials.md

Groups of patients on one treatment, as published (`src/rechallenge/literature/trials.yaml`). *Lasting* says that the activity would have
gone on without the drug: only there does a fall of CRP tell how strong a drug is. Where flares end by themselves groups are compared with
each other alone, and an open group of such patients tells nothing of potency. Of most sources only the abstract was read: the list at the
end says so. How strong the drugs are is fitted to these numbers: `docs/potency.md`.
"""


def page() -> str:
    """Return the text of the page."""
    return "\n".join((HEAD, *_groups(), "", *_onsets(), *_steroids(), "", *_kinetics(), "", *_sources(), ""))


def _groups() -> Iterator[str]:
    yield "## Groups"
    yield ""
    yield "| disease | lasting | tells potency | drug | patients | day | CRP, mg/L | CRP left | responders | with a flare | source |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for trial in trials():
        for place, group in enumerate(trial.groups):
            yield f"| {_study(trial) if place == 0 else ' |  | '} | {_row(group)} | `{trial.source}` |"
    yield ""
    yield from (f"- `{trial.source}`, {trial.disease}: {trial.note}" for trial in trials() if trial.note)


def _study(trial: Trial) -> str:
    potency = "yes" if trial.tells_potency else "no"
    return f"{trial.disease} ({trial.design}) | {'yes' if trial.persistent else 'no'} | {potency}"


def _row(group: Group) -> str:
    left = "" if group.remaining is None else f"{100 * group.remaining:.0f} %"
    counts = ["" if count is None else f"{count.n}/{group.n} {count.what}".strip() for count in (group.responders, group.flares)]
    return " | ".join((_dose(group), f"{group.n or ''}", "" if group.day is None else f"{group.day:g}", _crp(group), left, *counts))


def _dose(group: Group) -> str:
    if group.dose_mg is not None:
        dose = f" {group.dose_mg:g} mg"
    elif group.dose_mg_per_kg is not None:
        dose = f" {group.dose_mg_per_kg:g} mg/kg"
    else:
        return group.drug
    return f"{group.drug}{dose}" + ("" if group.every_days is None else f" every {group.every_days:.3g} d")


def _crp(group: Group) -> str:
    if group.crp_level is None:
        return ""
    after = group.crp_level.after if group.crp_level.after is not None else group.crp_level.after_below
    sign = "under " if group.crp_level.after is None and after is not None else ""
    told = [
        f"{group.crp_level.before:g} before" if group.crp_level.before is not None else "",
        f"{sign}{after:g} after" if after is not None else "",
    ]
    return f"{group.crp_level.statistic} {', '.join(each for each in told if each)}"


def _onsets() -> Iterator[str]:
    yield "## When a drug is seen to act"
    yield ""
    for onset in onsets().values():
        low, high = onset.by_days.quantile(0.05), onset.by_days.quantile(0.95)
        yield f"- **{onset.drug}**: {low:.3g} to {high:.3g} days in nine of ten new patients (`{onset.source}`). {onset.note}"
        for number in onset.published:
            yield f"  - {number.as_printed}{f' ({number.derived})' if number.derived else ''}. `{number.source}`"
    yield ""


def _steroids() -> Iterator[str]:
    yield "## Doses of prednisone at which disease was held, or came back"
    yield ""
    yield "| disease | | mg a day | as printed | source |"
    yield "|---|---|---|---|---|"
    for dose in steroid_doses():
        yield f"| {dose.what} | {dose.kind} | {dose.mg:g} | {dose.as_printed} | `{dose.source}` |"


def _kinetics() -> Iterator[str]:
    yield "## Kinetics"
    yield ""
    yield "| outcome | published | source |"
    yield "|---|---|---|"
    for each in further_kinetics():
        value = f"{each.mean:g}" if each.mean is not None else "" if each.range is None else f"{each.range[0]:g} to {each.range[1]:g}"
        spread = "" if each.sd is None else f" (SD {each.sd:g})"
        printed = f"; {each.derived}" if each.derived else ""
        yield f"| {each.what} | {value}{spread} {each.unit}{printed} | `{each.source}` |"


def _sources() -> Iterator[str]:
    yield "## Sources"
    yield ""
    named = {trial.source for trial in trials()} | {dose.source for dose in steroid_doses()} | {each.source for each in further_kinetics()}
    for onset in onsets().values():
        named |= {onset.source, *(number.source for number in onset.published)}
    yield from (f"- `{key}`: {cited(key)}" for key in sorted(named))
