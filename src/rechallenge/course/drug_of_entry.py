"""Which drug a treatment is with, and by which route: from its name, its field ``route``, and what its doses say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rechallenge.course.assertion import read
from rechallenge.course.context import Context
from rechallenge.course.document import TreatmentEntry
from rechallenge.course.dose_text import written_dose
from rechallenge.course.event_words import described
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import drug_name
from rechallenge.course.problems import RefusedError
from rechallenge.literature.drugs import DrugEntry, cotreatments, drug_names, folded, known_drugs, modelled_classes
from rechallenge.literature.generic import acts_by_dates
from rechallenge.literature.naming import LOCAL, Named, named, names_injection

_SYSTEMIC_ROUTES = ("im", "iv", "sc", "po")
_LOCAL_GROUPS = ("local injection", "topical glucocorticoid")
# Shorter names of drugs ("GC") may be anything inside a longer text, and a longer text is no name.
_LEAST_LETTERS, _LONGEST_NAME = 5, 200
# Into joints no more than 80 mg of triamcinolone or methylprednisolone go at once (their labels), which is 100 mg of prednisone.
_MOST_INJECTED_MG = 100.0
_CLASS, _PREDNISONE = "glucocorticoid", ("prednisone", "prednisolone")


@dataclass(frozen=True, slots=True)
class DrugOfEntry:
    """A drug as a treatment has it.

    Attributes
    ----------
    drug
        Canonical name; "triamcinolone (local)" where it is given where it acts.
    known
        What is usual of it; None where the model does not follow it.
    route, stated_route
        Route that its name, its field or its doses tell; that of its name or field alone.
    dose
        Dose that stands in the name alone ("prednisone 20 mg/d"); None where there is none.
    spellings
        Names by which its doses may call it.
    """

    drug: str
    known: DrugEntry | None
    route: str | None
    stated_route: str | None
    dose: str | None
    spellings: Sequence[str]


def canonical_drug(written: str) -> str:
    """Return the canonical name of a drug, or the name as written when it is not known."""
    return named(written).drug


def drug_of_entry(context: Context, entry: TreatmentEntry, path: str) -> DrugOfEntry:
    """Return the drug of a treatment, after telling how its name was read."""
    name = _with_dose(entry.drug)
    known = known_drugs().get(name.drug)
    spellings = [entry.drug, name.drug, *(known.synonyms if known else ())]
    stated = _written_route(context, entry, path, name)
    route = stated or _route_of_doses(context, entry, path, spellings)
    if name.denied:
        context.error("drug.denied", f"{path}.drug", found=entry.drug)
    elif name.drug in modelled_classes():
        context.error("drug.one_of", f"{path}.drug", found=entry.drug, drugs=", ".join(modelled_classes()[name.drug]))
    elif name.known and _says_more(entry.drug):
        context.error("drug.within", f"{path}.drug", found=entry.drug, drug=drug_name(name.drug))
    elif name.several:
        context.error("drug.several", f"{path}.drug", found=entry.drug, drugs=", ".join(name.several))
    elif known is not None and route == LOCAL and (odd := _dose_of_no_joint(entry, name, known, spellings)) is not None:
        context.error("drug.injected_dose", f"{path}.drug", found=entry.drug, dose=odd)
    elif known is not None and LOCAL in known.routes and _is_local(context, entry, path, route, known):
        return DrugOfEntry(f"{known.name} ({LOCAL})", None, LOCAL, stated, None, spellings)
    else:
        _note_drug(context, entry, path, name, known, route)
        if stated is not None and entry.route is None:
            context.note("dose.route", f"{path}.drug", found=entry.drug, route=stated)
    return DrugOfEntry(name.drug, known, route, stated, _strength(context, entry, path, name), spellings)


def _with_dose(written: str) -> Named:
    """Tell which drug a name means, where a dose with its spacing may stand behind it: "colchicine 0.5 mg x 2/d"."""
    name = named(written)
    behind = None if name.known else re.fullmatch(r"(?P<name>[^\d]+?)\s+(?P<dose>\d.*)", written[:_LONGEST_NAME])
    if behind is None or not (drug := named(behind["name"])).known or drug.several or drug.denied:
        return name
    return replace(drug, strength=behind["dose"]) if _is_daily(behind["dose"]) else name


def _is_daily(text: str) -> bool:
    """Whether a text is a dose with its spacing."""
    try:
        dose = written_dose(text)
    except RefusedError:
        return False
    return dose.every_days is not None or dose.per_days is not None


def _says_more(written: str) -> bool:
    """Whether brackets in a name deny or doubt the drug, or tell of a stop: "anakinra (no)", "anakinra (stopped on day 30)"."""
    inner = re.findall(r"[(\[]([^()\[\]]*)[)\]]", written[:_LONGEST_NAME])
    cues = [cue for text in inner for segment in read(text).segments for cue in segment.cues]
    return any(cue.kind not in ("present", "past") for cue in cues) or any(described(text).facts for text in inner)


def _note_drug(context: Context, entry: TreatmentEntry, path: str, name: Named, known: DrugEntry | None, route: str | None) -> None:
    where = f"{path}.drug"
    if not name.known:
        held = _modelled_within(entry.drug)
        if held is not None:
            injected = names_injection(entry.drug) and LOCAL in known_drugs()[held].routes
            context.error("drug.within_injection" if injected else "drug.within", where, found=entry.drug, drug=drug_name(held))
            return
        near = nearest(entry.drug, [*known_drugs(), *drug_names()], 0.8)
        if near is not None and drug_names().get(near, near) in known_drugs():
            # a slip would leave a drug of the model out of it
            context.error("drug.near", where, found=entry.drug, nearest=near)
            return
        (context.warn if near else context.note)("drug.unknown", where, found=entry.drug, nearest=near)
    elif known is None:
        local = name.drug in cotreatments() and cotreatments()[name.drug].group in _LOCAL_GROUPS
        if local and route in _SYSTEMIC_ROUTES:
            drug = _modelled_within(name.drug) or _CLASS
            context.error("drug.depot", where, found=entry.drug, route=route, drug=drug_name(drug))
            return
        context.note(
            "drug.local" if local else "drug.by_dates" if acts_by_dates(name.drug) else "drug.cotreatment", where, found=entry.drug
        )
    elif known.name == _CLASS:
        context.note("drug.class", where, found=entry.drug)
    elif known.kind == _CLASS and known.name not in _PREDNISONE:
        context.note("drug.equivalent", where, found=entry.drug, drug=known.name, value=float(f"{known.equivalence:.3g}"))
    elif folded(name.drug) != folded(entry.drug):
        context.note("drug.synonym", where, found=entry.drug, drug=name.drug)


def _modelled_within(written: str) -> str | None:
    """Return the drug of the model that a longer name speaks of, which would be left out of it unseen ("steroid-like cover").

    >>> _modelled_within("stress steroid cover"), _modelled_within("ibuprofen cover")
    ('glucocorticoid', None)
    """
    words = " ".join(["", *re.findall(r"[^\W_]+", folded(written[:_LONGEST_NAME])), ""])
    spellings = (spelling for spelling, drug in drug_names().items() if drug in known_drugs() and len(spelling) >= _LEAST_LETTERS)
    found = max((spelling for spelling in spellings if f" {spelling} " in words), key=len, default=None)
    return None if found is None else drug_names()[found]


def _dose_of_no_joint(entry: TreatmentEntry, name: Named, known: DrugEntry, spellings: Sequence[str]) -> str | None:
    """Return a dose of an "injection", of which the place is not told, that no joint gets: too large, or again and again; None without."""
    if not name.by_injection or entry.route is not None:
        return None
    for text in (entry.dose, name.strength, *(step.dose for step in entry.steps or ())):
        try:
            dose = written_dose(text, spellings) if text else None
        except RefusedError:
            continue
        if dose is not None and ((dose.mg or 0.0) * known.equivalence > _MOST_INJECTED_MG or dose.every_days or dose.per_days):
            return text
    return entry.every


def _is_local(context: Context, entry: TreatmentEntry, path: str, route: str | None, known: DrugEntry) -> bool:
    """Whether a glucocorticoid is given where it acts, which is told."""
    if route == LOCAL:
        context.note("drug.local", f"{path}.drug", found=entry.drug)
        return True
    single = bool(entry.at) or bool(entry.steps and all(step.at for step in entry.steps))
    if route is None and known.single_doses_local and single:
        context.warn("drug.local_assumed", f"{path}.drug", found=entry.drug)
        return True
    return False


def _written_route(context: Context, entry: TreatmentEntry, path: str, name: Named) -> str | None:
    """Return the route on which the field and the name agree."""
    field = context.choice("route", f"{path}.route", entry.route)
    # "injection" is a word for the joint, where no route says otherwise
    if field is not None and name.route not in (None, LOCAL, field):
        context.error("drug.against_route", f"{path}.route", found=str(entry.route), drug=entry.drug, said=str(name.route))
    return field or name.route


def _route_of_doses(context: Context, entry: TreatmentEntry, path: str, spellings: Sequence[str]) -> str | None:
    """Return the one route that doses tell in their text."""
    said = set()
    for text in (entry.dose, *(step.dose for step in entry.steps or ())):
        try:
            said.add(written_dose(text, spellings).route if text is not None else None)
        except RefusedError:
            continue
    routes = sorted(route for route in said if route is not None)
    if len(routes) > 1:
        context.error("dose.routes_differ", path, routes=", ".join(routes))
    return routes[0] if routes else None


def _strength(context: Context, entry: TreatmentEntry, path: str, name: Named) -> str | None:
    """Tell a strength that stands in the name; return it where it is a dose a day, and no other dose is given."""
    if not name.strength or name.several or name.denied:
        return None
    where = f"{path}.drug"
    if entry.dose is not None or any(step.dose is not None for step in entry.steps or ()):
        context.note("drug.strength", where, found=entry.drug, strength=name.strength)
        return None
    if "/" in name.strength and not entry.steps and not re.search(r"/\s*[\d.,]*\s*ml", name.strength):
        return name.strength
    behind = re.fullmatch(r"[^\d]+?\s+(\d.*)", entry.drug[:_LONGEST_NAME])
    if behind is not None and not entry.steps and _is_daily(behind[1]):
        return behind[1]  # "anakinra 100 mg SC daily"
    dose = f"{name.strength} mg" if re.fullmatch(r"[\d.,]+", name.strength) else name.strength
    context.warn("drug.strength_no_dose", where, found=entry.drug, strength=name.strength, dose=dose)
    return None
