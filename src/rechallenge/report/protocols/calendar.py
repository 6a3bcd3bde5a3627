"""Visits and periods as a calendar file (iCalendar, RFC 5545); nothing in it tells what is given."""

from __future__ import annotations

import datetime
import hashlib

from rechallenge.planning.protocols.protocol import Protocol
from rechallenge.presentation.language import Language


def calendar_file(protocol: Protocol, language: Language) -> bytes:
    """Write the visits and the first day of each period as events of whole days.

    The same protocol gives the same bytes: events are named and dated by what they are, not by the hour of their making.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//rechallenge//plan//EN")
    calendar.add("version", "2.0")
    measured = language.items(language.outcome(each) for each in protocol.measured)
    entries = [(day, language.text("plans.calendar.visit", n=place), measured) for place, day in enumerate(protocol.visits, 1)]
    entries += [(period.start, language.text("plans.calendar.period", n=period.number), "") for period in protocol.periods]
    stamp = datetime.datetime.combine(protocol.first_day, datetime.time(), datetime.UTC)
    for day, summary, description in sorted(entries):
        event = Event()
        date = protocol.date_of(day)
        event.add("uid", hashlib.sha256(f"{protocol.title}|{date}|{summary}".encode()).hexdigest()[:32] + "@rechallenge")
        event.add("dtstamp", stamp)
        event.add("dtstart", date)
        event.add("dtend", date + datetime.timedelta(days=1))
        event.add("summary", summary)
        if description:
            event.add("description", description)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
