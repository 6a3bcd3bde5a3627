"""Page of the documentation on how diseases go by themselves: priors, every published number beside them, and times to relapse."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.literature.crp_suppression import crp_suppressors
from rechallenge.literature.distributions import Published
from rechallenge.literature.natural_history import NaturalHistory, Quantity, ShareOfPatients, natural_histories, times_to_relapse
from rechallenge.literature.references import references
from rechallenge.vocabulary.languages import base

HEAD = """# Natural history of diseases

This page is written by a program; do not edit it:

    make docs FILES=docs/natural-history.md

How long a flare lasts when it is left to itself, when the next one comes, who has no other, and how high CRP rises: what was found in print
(`src/rechallenge/literature/natural_history.yaml`), and the prior of a new patient that was set from it. A prior holds how patients differ
and what is not known of the typical value together. *Nothing found* says that no published number was read; the prior is then wide.
Numbers that contradict each other stand side by side. Of most sources only the abstract was read: the list at the end says so.
The priors of every fit are these; of CRP, how a patient's flares differ is taken out, since it is a parameter of its own
(`src/rechallenge/analogy/natural_course.py`).
"""
TITLES = {
    "flare_days": "duration of a flare, days",
    "interval_days": "time without activity, days",
    "crp_mg_l": "CRP in a flare, mg/L",
    "never_again": "share without another flare",
    "persistent": "share whose activity does not end",
}


def page() -> str:
    """Return the text of the page."""
    return "\n".join((HEAD, *_priors(), "", *_diseases(), *_stops(), "", *_suppression(), "", *_sources(), ""))


def _parts(disease: NaturalHistory) -> Iterator[tuple[str, Quantity | ShareOfPatients]]:
    for name in TITLES:
        yield name, getattr(disease, name)


def _interval(part: Quantity | ShareOfPatients) -> str:
    if isinstance(part, ShareOfPatients):
        return f"{100 * part.prior.low:.3g} to {100 * part.prior.high:.3g} %"
    return f"{_number(part.prior.quantile(0.05))} to {_number(part.prior.quantile(0.95))}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _priors() -> Iterator[str]:
    yield "## Priors (90 % intervals)"
    yield ""
    yield f"| disease | course | {' | '.join(TITLES.values())} |"
    yield f"|---|---|{'---|' * len(TITLES)}"
    for disease in natural_histories().values():
        cells = " | ".join(_interval(part) + ("" if part.source else " (nothing found)") for _, part in _parts(disease))
        yield f"| {disease.name[base().code]} | {disease.course}{', periodic' if disease.periodic else ''} | {cells} |"


def _diseases() -> Iterator[str]:
    for disease in natural_histories().values():
        name = disease.name[base().code]
        yield f"## {name[0].upper()}{name[1:]}"
        yield ""
        for key, part in _parts(disease):
            yield f"- **{TITLES[key]}**: {_interval(part)}{f' (`{part.source}`)' if part.source else ''}. {part.note}"
            yield from (f"  - {_number_text(number)}" for number in part.published)
        yield ""


def _number_text(number: Published) -> str:
    size = "" if number.n is None else f"{number.n} " + ("patients: " if number.n != 1 else "patient: ")
    derived = f" ({number.derived})" if number.derived else ""
    return f"{size}{number.as_printed}{derived}. `{number.source}`"


def _stops() -> Iterator[str]:
    yield "## Relapse after a drug was stopped"
    yield ""
    yield "| disease | drug | relapsed | as printed | nine in ten of the relapses within, days | source |"
    yield "|---|---|---|---|---|---|"
    for stop in times_to_relapse():
        within = stop.by_then_nine_in_ten
        disease, note = natural_histories()[stop.disease].name[base().code], f". {stop.note}" if stop.note else ""
        yield (
            f"| {disease} | {stop.drug} | {stop.relapsed}/{stop.of} | {stop.as_printed}{note} | "
            f"{'' if within is None else _number(within)} | `{stop.source}` |"
        )


def _suppression() -> Iterator[str]:
    yield "## Drugs under which a low CRP says nothing"
    yield ""
    yield "| drug | route | days after the last dose | known how | why | source |"
    yield "|---|---|---|---|---|---|"
    how = {"published": "published", "half_lives": "five half-lives", "ours": "nothing found, ours"}
    for suppression in crp_suppressors().values():
        for washout in suppression.washouts:
            routes = ", ".join(washout.routes) or "any"
            sources = ", ".join(f"`{each}`" for each in (washout.source, *suppression.sources))
            yield f"| {suppression.drug} | {routes} | {washout.days:g} | {how[washout.how]} | {washout.note} | {sources} |"


def _sources() -> Iterator[str]:
    yield "## Sources"
    yield ""
    parts = [part for disease in natural_histories().values() for _, part in _parts(disease)]
    named = {part.source for part in parts} | {number.source for part in parts for number in part.published}
    named |= {disease.periodic_source for disease in natural_histories().values()} | {stop.source for stop in times_to_relapse()}
    for suppression in crp_suppressors().values():
        named |= {*suppression.sources, *(washout.source for washout in suppression.washouts)}
    for key in sorted(each for each in named if each):
        yield f"- `{key}`: {cited(key)}"


def cited(key: str) -> str:
    """Return a source as the list at the end of a page shows it: its citation, where it is, and what of it was read."""
    source = references()[key]
    where = f"doi:{source.doi}" if source.doi else source.url or (f"PubMed {source.pmid}" if source.pmid else "")
    return ". ".join(part for part in (source.citation, where) if part) + f" ({source.read.replace('_', ' ')})"
