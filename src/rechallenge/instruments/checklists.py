"""Reporting checklists for single-case research, filled from a course; what it does not hold is listed for the author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen
from rechallenge.data_files import checked, literature, read_data
from rechallenge.literature.drugs import folded
from rechallenge.vocabulary.languages import by_language

ItemStatus = Literal["filled", "partial", "missing", "not_applicable"]


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item: its number, what it asks for by language, the facts that answer it, and names for the author's own text.

    `trial` says that it has no meaning where nothing was randomised.
    """

    number: str
    id: str
    meaning: Mapping[str, str]
    facts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """A published checklist."""

    name: str
    source: str
    title: Mapping[str, str]
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A checklist with the status of each of its items."""

    checklist: Checklist
    statuses: tuple[tuple[ChecklistItem, ItemStatus], ...]

    def with_status(self, status: ItemStatus) -> tuple[ChecklistItem, ...]:
        """Return the items of one status."""
        return tuple(item for item, found in self.statuses if found == status)


class _ChecklistItemEntry(TypedDict):
    no: str
    id: str
    facts: NotRequired[tuple[str, ...]]
    also: NotRequired[tuple[str, ...]]
    trial: NotRequired[bool]


class _ChecklistsFile(TypedDict):
    name: str
    source: str
    title: dict[str, str]
    item: list[dict[str, object]]


def _item(raw: Mapping[str, object], place: str) -> ChecklistItem:
    meaning, rest = by_language(raw)
    fields = checked(_ChecklistItemEntry, rest, place)
    return ChecklistItem(fields["no"], fields["id"], meaning, fields.get("facts", ()), fields.get("also", ()), fields.get("trial", False))


@cache
def checklists() -> tuple[Checklist, ...]:
    """Return the checklists beside CARE."""
    found = []
    for name in ("cent", "scribe"):
        place = f"checklists/{name}.toml"
        raw = checked(_ChecklistsFile, read_data(literature("checklists", f"{name}.toml")), place)
        items = tuple(_item(each, place) for each in raw["item"])
        found.append(Checklist(raw["name"], raw["source"], raw["title"], items))
    return tuple(found)


def fill(checklist: Checklist, course: Course, analysed: bool) -> Filled:
    """Go through a checklist.

    Parameters
    ----------
    analysed
        Whether the questions were answered, so that the report itself gives the methods and the estimates.
    """
    written = {folded(name) for name, text in course.care.items() if text.strip()}
    facts = facts_of(course, analysed)
    return Filled(checklist, tuple((item, _status(item, facts, written)) for item in checklist.items))


def _status(item: ChecklistItem, facts: Mapping[str, bool], written: set[str]) -> ItemStatus:
    if any(folded(name) in written for name in (item.id, *item.meaning.values(), *item.names)):
        return "filled"
    if item.trial:
        return "not_applicable"
    held = [facts[name] for name in item.facts]
    if not any(held):
        return "missing"
    return "filled" if all(held) else "partial"


def facts_of(course: Course, analysed: bool) -> dict[str, bool]:
    """Return what a record tells of the things that checklists ask for."""
    regimen = Regimen.of(course)
    title = folded(course.title)
    designs = ("n of 1", "single case", "case report", "case study", "cas clinique", "cas unique", "a propos d'un cas")
    firsts = [b.at.latest for b in course.boundaries if b.kind == "start" and b.occurrence == 1]
    before = [start for start in firsts if any(o.at.latest <= start for o in course.observations)]
    stops = any(b.kind == "stop" for b in course.boundaries)
    return {
        "title_names_design": any(name in title for name in designs),
        "phases": bool(course.boundaries) and (stops or bool(course.observations)),
        "phase_times": bool(course.boundaries) and all(b.at.known for b in course.boundaries),
        "restarts": any(b.kind == "start" and b.occurrence > 1 for b in course.boundaries),
        "age": course.patient.age_years is not None,
        "sex": course.patient.sex is not None,
        "conditions": any(c.held for c in course.conditions),
        "observations": any(o.outcome is not None for o in course.observations),
        "treatments": bool(course.treatments),
        "doses": regimen.doses_recorded,
        "routes": regimen.routes_recorded,
        "analysed": analysed,
        "measures_in_phases": any(o.at.earliest > start for start in before for o in course.observations),
        "baseline": bool(before),
        "adverse_events": any(e.what in ("adverse event", "infection") for e in course.events),
        "timeline": bool(course.boundaries or course.observations),
        "calendar": course.anchor is not None,
    }
