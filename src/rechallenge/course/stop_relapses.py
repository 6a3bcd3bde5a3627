"""What followed the stops of a drug, told without their days: "a relapse at each stop", "2 of 3", "none"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from rechallenge.course.context import Context
from rechallenge.course.event_words import counted_words
from rechallenge.course.model import Boundary, Event, StopRelapses, Treatment
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import drug_names, folded


def stop_relapses_of(text: str) -> StopRelapses | None:
    """Read how many stops of a drug a relapse followed; None where the text does not say it.

    Examples
    --------
    >>> stop_relapses_of("at each of 3 stops")
    StopRelapses(share='each', relapses=3, stops=3, written='at each of 3 stops')
    >>> stop_relapses_of("2 sur 3").share
    'some'
    """
    words = vocabulary().stop_relapses
    said: list[str] = []
    text_words = counted_words(text)
    numbers: list[int] = []
    for word in text_words:
        meaning = next((name for name, known in words.items() if word in known), None)
        if word.isdigit():
            numbers.append(int(word))
        elif meaning is None:
            return None
        elif meaning != "filler" and meaning not in said:
            said.append(meaning)
    match said, numbers:
        case ["each"], []:
            both = 2 if "both" in text_words else None
            return StopRelapses("each", both, both, text)
        case ["each"], [stops] if stops > 0:
            return StopRelapses("each", stops, stops, text)
        case ["none"], []:
            return StopRelapses("none", 0, written=text)
        case ["none"], [stops] if stops > 0:
            return StopRelapses("none", 0, stops, text)
        case [], [0]:
            return StopRelapses("none", 0, written=text)
        case ["some"], []:
            return StopRelapses("some", written=text)
        case [], [relapses, stops] if 0 <= relapses <= stops and stops > 0:
            share: Literal["each", "some", "none"] = "none" if relapses == 0 else "each" if relapses == stops else "some"
            return StopRelapses(share, relapses, stops, text)
    return None


def understand_stop_relapses(context: Context, text: str | None, path: str, drug: str) -> StopRelapses | None:
    """Return what the field ``relapses`` of a treatment says; what it does not say is an error with the forms to write."""
    if text is None or vocabulary().is_unknown(text):
        return None
    named = {key for key, canonical in drug_names().items() if canonical == drug} | {folded(drug)}
    without_drug = next((folded(text).removesuffix(name) for name in named if folded(text).endswith(name)), text)
    found = stop_relapses_of(without_drug)
    if found is None:
        context.error("relapses.unreadable", path, found=text, drug=drug)
    return None if found is None else replace(found, written=text)


def check_stop_relapses(context: Context, treatments: Sequence[Treatment], events: Sequence[Event], boundaries: Sequence[Boundary]) -> None:
    """Refuse a number of relapses below that of those with a day; doubt a number of stops below that of those with a day."""
    for i, treatment in enumerate(treatments):
        said = treatment.relapses
        if said is None:
            continue
        path = f"treatments[{i}].relapses"
        dated = [
            e for e in events if e.what == "relapse" and e.after is not None and (e.after.drug, e.after.kind) == (treatment.drug, "stop")
        ]
        if said.relapses is not None and len(dated) > said.relapses:
            context.error("relapses.contradiction", path, found=said.written, drug=treatment.drug, n=len(dated))
        stops = sum(b.drug == treatment.drug and b.kind == "stop" for b in boundaries)
        if said.stops is not None and stops > said.stops:
            context.warn("relapses.fewer_stops", path, found=said.written, drug=treatment.drug, n=stops)
