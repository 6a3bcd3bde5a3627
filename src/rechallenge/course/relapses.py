"""Which relapses of a record belong to a stop or start of a drug: the tally, the words of treatments and the forecasts ask here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rechallenge.course.model import Boundary, Event


def relapses_of(events: Iterable[Event], boundary: Boundary, until: float) -> Iterator[Event]:
    """Give the relapses that followed a stop or start of a drug.

    A relapse that is said to follow a stop belongs to that stop alone. Any other belongs to each boundary after which it came, by the
    middle of its days: from the very day of a stop on, and later than the day of a start, which may be the answer to it.

    Parameters
    ----------
    until
        Last day that is asked about, in days from day 0: the next boundary, or the end of what a relapse may be held for.
    """
    begin = boundary.at.middle
    for event in events:
        if event.what != "relapse":
            continue
        said = event.after
        if said is not None and (said.drug, said.kind, said.at) == (boundary.drug, boundary.kind, boundary.at):
            yield event
        elif said is not None and said.kind == "stop":
            continue
        elif begin <= event.at.middle <= until and (boundary.kind == "stop" or event.at.middle > begin):
            yield event
