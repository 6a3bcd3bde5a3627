"""What the errors of a course offer to write, applied to the course: the oracle of ``test_offers.py``."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator

from ruamel.yaml import YAML

from rechallenge.course.lines import Line, Lines
from rechallenge.course.our_words import OurWords
from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.reading import Source, read_course

Data = dict[str, object]
TIMES = ("at", "from", "to", "for", "after", "within")
# Offers that take the place of what stands in the field: which values of the problem hold them, and what stands behind.
IN_PLACE: dict[str, tuple[tuple[str, ...], str]] = {
    **dict.fromkeys(
        (
            "time.write", "time.dots", "time.season", "time.serial", "time.not_whole", "time.american", "time.remark", "time.one_sided",
            "time.age_or_years",
        ),
        (("write",), ""),
    ),
    "time.fraction": (("fraction",), ""),
    "time.dash": (("write",), " d"),
    "time.counted_from": (("write",), " d"),
    "time.sign": (("first", "second"), ""),
    "time.unit_missing": (("found",), " d"),
    "time.large_number": (("found",), " d"),
    "value.remark": (("write",), ""),
    "value.two": (("first", "second"), ""),
    "value.several": (("values",), ""),
    "value.about": (("interval",), ""),
    "value.in_digits": (("write",), ""),
    "value.other_scale": (("write",), ""),
    "value.other_outcome": (("write",), ""),
    "value.point": (("whole", "decimal"), ""),
    "number.letter": (("write",), ""),
    "number.inexact": (("write",), ""),
    "unit.missing": (("write",), ""),
    "age.decade": (("write",), " a"),
    "age.stage": (("write",), ""),
    "change.reached": (("write",), ""),
    "change.unsigned": (("down", "up"), ""),
    "dose.about": (("dose",), ""),
    "dose.rest": (("dose",), ""),
    "dose.several": ((), ""),
}  # fmt: skip
# What a record has to say elsewhere: day 0, and the earlier value with which a change compares.
ASKED = ("time.no_anchor", "change.nothing_before")
STOPS = ("event.write_stop", "event.write_stop_first")
LINES = (
    "event.write_line",
    "event.write_lines",
    "event.write_in_turn",
    "event.write_days",
    "event.either_way",
    "event.how_long",
    "event.write_each",
)


def errors_of(data: Data) -> tuple[Problem, ...]:
    """Return the errors of a course; none where it is accepted."""
    try:
        read_course(Source(json.dumps(data, ensure_ascii=False, default=str)))
    except CourseError as error:
        return tuple(problem for problem in error.problems if problem.severity == "error")
    return ()


def applied(data: Data, problem: Problem) -> Iterator[tuple[str, Data]]:
    """Give each offer of a problem, as it is told, with the course in which it is followed."""
    if problem.values.get("nearest") and problem.code != "event.drug_absent" and not problem.code.startswith("key."):
        yield from _set(data, problem, [str(problem.values["nearest"])])
    if problem.code in IN_PLACE:
        names, behind = IN_PLACE[problem.code]
        for name in names:
            value = problem.values[name]
            for each in value if isinstance(value, OurWords) else [value]:
                if problem.code.startswith("value.") and problem.path.endswith(".change"):
                    yield from _moved(data, problem, "change", "value", str(each))
                    continue
                yield from _set(data, problem, [f"{each}{behind}"])
    elif problem.code == "time.write_within":
        yield from _moved(data, problem, "at", "within", str(problem.values["write"]))
    elif problem.code == "value.change":
        yield from _moved(data, problem, "value", "change")
    elif problem.code == "change.level":
        yield from _moved(data, problem, "change", "value")
    elif problem.code in LINES or problem.code in (
        "event.measured",
        "event.write_treatment",
        "event.write_dose",
        "event.effect.lost",
        *STOPS,
    ):
        yield from _lines(data, problem)
    elif problem.code in ("dose.lasting", "dose.count"):
        yield from _doses(data, problem)


def _entry(path: str) -> tuple[str, int, str] | None:
    match = re.fullmatch(r"(\w+)\[(\d+)\]\.?(.*)", path)
    return None if match is None else (match[1], int(match[2]), match[3])


def _edited(data: Data, edit: Callable[[Data], None]) -> Data:
    changed = copy.deepcopy(data)
    edit(changed)
    return changed


def _set(data: Data, problem: Problem, offers: list[str]) -> Iterator[tuple[str, Data]]:
    steps = re.findall(r"\w+", problem.path)

    def put(changed: Data, offer: str) -> None:
        at: object = changed
        for step in steps[:-1]:
            at = at[int(step)] if isinstance(at, list) else at[step]  # type: ignore[index]
        if isinstance(at, list):
            at[int(steps[-1])] = offer
        elif steps[-1] in at:  # type: ignore[operator]
            at[steps[-1]] = offer  # type: ignore[index]
        else:
            raise KeyError(steps[-1])

    for offer in offers:
        try:
            yield offer, _edited(data, lambda changed, offer=offer: put(changed, offer))  # type: ignore[misc]
        except (KeyError, TypeError, IndexError):
            continue  # the field stands under another name, or in a short form


def _moved(data: Data, problem: Problem, old: str, new: str, said: str | None = None) -> Iterator[tuple[str, Data]]:
    place = _entry(problem.path)
    entries = data.get(place[0]) if place else None
    if place is None or not isinstance(entries, list) or not isinstance(entries[place[1]], dict) or old not in entries[place[1]]:
        return
    changed = copy.deepcopy(data)
    entry = changed[place[0]][place[1]]  # type: ignore[index]
    entry[new] = said or str(problem.values["found"])
    del entry[old]
    yield f"{new}: {entry[new]}", changed


def _read_line(line: Line, timed: bool) -> dict[str, str]:
    entry = dict(YAML(typ="safe", pure=True).load(str(line)))
    if timed and not set(TIMES) & set(entry):
        entry["at"] = "20 d"  # its time is asked for beside it
    return entry


def _lines(data: Data, problem: Problem) -> Iterator[tuple[str, Data]]:
    place = _entry(problem.path)
    if place is None or place[0] not in data or (problem.code == "event.write_dose" and "treatments" not in data):
        return  # the sections stand under their French names
    offers: list[list[Line]] = []
    if problem.code in STOPS:
        offers.append([each for name in ("first", "line") if isinstance(each := problem.values[name], Line)])
    for name in () if offers else ("line", "first", "second", "lines"):
        value = problem.values.get(name)
        if isinstance(value, Line):
            offers.append([value])
        elif isinstance(value, Lines):
            offers.append(list(value))
    other = problem.values.get("other")
    into = {"event.measured": "observations", "event.write_treatment": "treatments", "event.write_dose": "steps"}.get(
        problem.code, "events"
    )
    for offer, section in [*((offer, into) for offer in offers), *([([other], "events")] if isinstance(other, Line) else [])]:
        changed = copy.deepcopy(data)
        written = [_read_line(line, section == "events") for line in offer]
        events: list[object] = changed["events"]  # type: ignore[assignment]
        del events[place[1]]
        if section == "events":
            events[place[1] : place[1]] = written
        elif section == "steps":
            _with_step(changed, str(problem.values["drug"]), written[0])
        else:
            changed.setdefault(section, []).extend(written)  # type: ignore[attr-defined]
        if not events:
            del changed["events"]
        yield ", ".join(map(str, offer)), changed


def _with_step(data: Data, drug: str, step: dict[str, str]) -> None:
    """Put a step behind the last one of a drug, which ends where it begins."""
    for treatment in data["treatments"]:  # type: ignore[attr-defined]
        if str(treatment["drug"]).startswith(drug):
            kept = {name: treatment.pop(name) for name in ("dose", "every", "from", "to", "for", "taper") if name in treatment}
            # a single dose ends nothing
            first = kept if "at" in step else kept | {"to": step["from"]} if kept.get("from") != step["from"] else None
            treatment["steps"] = [*treatment.get("steps", [first] if first else []), step]


def _doses(data: Data, problem: Problem) -> Iterator[tuple[str, Data]]:
    place = _entry(problem.path)
    entries = data.get("treatments")
    if place is None or place[2] != "dose" or not isinstance(entries, list):
        return
    changed = copy.deepcopy(data)
    entry = changed["treatments"][place[1]]  # type: ignore[index]
    for name in ("to", "at", "for"):
        entry.pop(name, None)
    entry |= {"dose": problem.values["dose"], "every": f"{problem.values['every']:g} d", "for": f"{problem.values['days']:g} d"}
    entry.setdefault("from", "0 d")
    yield f"dose: {entry['dose']}, every: {entry['every']}, for: {entry['for']}", changed


def left(before: Data, problem: Problem, after: Data) -> tuple[Problem, ...]:
    """Return the errors of the entry that an offer did not mend: those that it had not before, and its own again."""
    place = _entry(problem.path)
    entry = problem.path.rpartition(".")[0] if place is None else f"{place[0]}[{place[1]}]"
    if place is not None and len(after.get(place[0]) or ()) < len(before[place[0]]):  # type: ignore[arg-type]
        entry = "-"  # it stands in another section now
    had = {(each.code, each.path) for each in errors_of(before)} - {(problem.code, problem.path)}
    return tuple(
        each
        for each in errors_of(after)
        if (each.path.startswith(entry) or (entry != "-" and each.code == problem.code))
        and (each.code, each.path) not in had
        and each.code not in ASKED
    )
