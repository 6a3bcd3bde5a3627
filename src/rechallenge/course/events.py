"""Understanding what happened, but for stops and restarts, which belong to the treatments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from rechallenge.course.causality_items import understand_answers
from rechallenge.course.codes import understand_codes
from rechallenge.course.context import Context
from rechallenge.course.document import EventEntry
from rechallenge.course.following import end_of, moments_of, suffix_of
from rechallenge.course.model import Boundary, Event, EventKind
from rechallenge.course.named_events import OtherEntry
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import field_name
from rechallenge.course.treatments import canonical_drug


def understand_events(context: Context, entries: Sequence[OtherEntry], boundaries: Sequence[Boundary]) -> tuple[Event, ...]:
    """Return all events but stops and restarts, one for each start or stop that an event follows."""
    found: list[Event] = []
    for path, kind, entry in entries:
        if entry.at is not None and entry.from_ is not None:
            context.error("key.together", f"{path}.from", first=field_name("at"), second=field_name("from"))
            continue
        codes = understand_codes(context, entry.codes, path)
        answers = understand_answers(context, entry, path, kind in ("adverse event", None))
        timed = entry if entry.from_ is None else entry.model_copy(update={"at": entry.from_})
        if timed.at is None and timed.after is None:
            if not any(
                problem.code in ("event.write_relapses", "event.write_days", "event.write_stop", "event.write_stop_first")
                for problem in context.problems_at(f"{path}.what")
            ):
                context.error("time.missing", path)
            continue
        moments = moments_of(context, timed, path, boundaries)
        for number, moment in enumerate(moments):
            at = moment.at if entry.from_ is None else replace(moment.at, key=f"{path}.from")
            until = end_of(context, entry, path, at, suffix_of(number, moments))
            if kind is None:
                continue
            found.append(
                Event(
                    what=cast(EventKind, kind),
                    at=at,
                    until=until,
                    after=moment.after,
                    written=entry.what,
                    site=entry.site,
                    note=entry.note,
                    drug=_suspected(context, entry, path, boundaries),
                    answers=answers,
                    codes=codes,
                )
            )
    return tuple(found)


def _suspected(context: Context, entry: EventEntry, path: str, boundaries: Sequence[Boundary]) -> str | None:
    """Return the drug that an event names; one that the course does not hold is an error."""
    if entry.drug is None:
        return None
    drug = canonical_drug(entry.drug)
    drugs = sorted({b.drug for b in boundaries})
    if drug not in drugs and not context.incomplete:
        context.error("event.drug_absent", f"{path}.drug", found=entry.drug, nearest=nearest(entry.drug, drugs))
    return drug
