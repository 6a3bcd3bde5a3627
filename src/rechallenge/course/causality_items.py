"""What the file answers by itself: items of classification criteria, and questions on the cause of an adverse event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from rechallenge.course.assertion import read
from rechallenge.course.context import Context
from rechallenge.course.document import CourseDocument, EventEntry
from rechallenge.course.model import GivenItem, ItemStatus
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import field_name
from rechallenge.course.problems import Problem
from rechallenge.course.status_of_values import value_of
from rechallenge.course.telling import presence_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import folded

QUESTIONS = (
    "previous_reports",
    "improved_on_stopping",
    "recurred_on_restart",
    "other_causes",
    "recurred_on_placebo",
    "toxic_level",
    "dose_dependent",
    "earlier_reaction",
    "objective",
    "specific",
)
"""Questions on an adverse event that a record may answer; that it came after the drug follows from the dates."""


def understand_criteria(context: Context, document: CourseDocument) -> tuple[GivenItem, ...]:
    """Return the items that the file gives, each once; two levels of one thing that are both present are an error."""
    if not document.criteria:
        return ()
    from rechallenge.literature.classification import criteria_sets, item_names

    known = item_names()
    found: dict[str, GivenItem] = {}
    for written, text in document.criteria.items():
        path = f"criteria.{written}"
        status = presence_of(context, path, text)
        item = known.get(folded(written))
        denied = None if item is not None else _denied(written, known)
        if denied is not None:
            context.error("criterion.denied", path, found=written, plain=denied)
        elif item is not None and _denied_twice(written, text):
            context.error("criterion.denied_twice", path, found=written, status=text)
        elif item is None:
            context.error("criterion.unknown", path, found=written, nearest=nearest(written, known))
        elif item in found:
            context.error("criterion.twice", path, found=written, first=found[item].written)
        elif status is not None:
            found[item] = GivenItem(item, cast(ItemStatus, status), written, context.places.of(path))
    for criteria in criteria_sets().values():
        for domain in criteria.domains:
            levels = [found[i.id] for i in domain.items if i.id in found and found[i.id].status == "present"]
            if domain.exclusive and len(levels) > 1:
                context.error("criterion.exclusive", f"criteria.{levels[1].written}", found=levels[1].written, first=levels[0].written)
    return tuple(found.values())


def _denied(written: str, known: Mapping[str, str]) -> str | None:
    """Return the item that a name denies ("no tophus"), or None."""
    found = read(written)
    return next((text for text, said in found.chunks() if said is not None and text in known), None)


def _denied_twice(written: str, text: str) -> bool:
    """Tell whether a denial is given of an item that is one: "no rheumatoid factor: negative"; "absent" and "no" are plain answers."""
    said = value_of("", text)
    named = [assertion for _, assertion in read(written).chunks()]
    return (
        "absent" in named
        and said is not None
        and said.status == "absent"
        and vocabulary().choice("answer", text) is None
        and (folded(text) not in ("absent", "absente", "absents", "absentes"))
    )


def contradiction(stated: GivenItem, recorded: str) -> Problem:
    """Return the problem of an item that the file gives one way and the rest of the record the other way."""
    path = f"criteria.{stated.written}"
    return Problem("criterion.contradiction", {"found": stated.written, "status": stated.status, "recorded": recorded}, stated.place, path)


def understand_answers(context: Context, entry: EventEntry, path: str, adverse: bool) -> tuple[tuple[str, bool], ...]:
    """Return what an event answers about its cause; such an answer about any other event is an error."""
    answers = []
    for question in QUESTIONS:
        text = getattr(entry, question)
        if text is None:
            continue
        if not adverse:
            context.error("event.not_adverse", f"{path}.{question}", found=field_name(question))
            continue
        answer = context.choice("answer", f"{path}.{question}", text)
        if answer in ("yes", "no"):
            answers.append((question, answer == "yes"))
    return tuple(answers)
