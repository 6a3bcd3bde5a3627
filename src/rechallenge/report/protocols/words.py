"""How the parts of a protocol read: doses, periods, days, the frame of its pages."""

from __future__ import annotations

from rechallenge.outcomes import outcome
from rechallenge.planning.protocols.protocol import ComparedDose, Protocol, ProtocolPeriod
from rechallenge.planning.protocols.sequences import WITHOUT
from rechallenge.presentation.document import Document, HalfPage, Section
from rechallenge.presentation.frame import frame_labels
from rechallenge.presentation.language import Language


def page_of(protocol: Protocol, language: Language, title: str, sections: tuple[Section, ...]) -> Document:
    """Put sections of a protocol into the frame of a page."""
    from rechallenge import __version__

    byline = (protocol.title, language.text("plans.made", version=__version__))
    return Document(language.code, title, byline, "", language.text("disclaimer"), HalfPage(), sections, frame_labels(language))


def dose_of(dose: ComparedDose, drug: str, language: Language) -> str:
    """Write what is given in the periods of one kind."""
    if dose.dose_mg == 0.0:
        return language.text("plans.none_given", drug=drug)
    return language.text("plans.dose", drug=drug, mg=dose.dose_mg, days=dose.every_days)


def given_in(protocol: Protocol, letter: str, language: Language) -> str:
    """Write what is given in a period whose letter is known."""
    return dose_of(protocol.without if letter == WITHOUT else protocol.with_drug, protocol.drug, language)


def date_of(protocol: Protocol, day: int, language: Language) -> str:
    """Date of a day of the protocol."""
    return language.date(protocol.date_of(day).isoformat())


def dates_of(protocol: Protocol, period: ProtocolPeriod, language: Language) -> tuple[str, str]:
    """First and last date of a period."""
    return date_of(protocol, period.start, language), date_of(protocol, period.end - 1, language)


def column_of(name: str, language: Language) -> str:
    """Head of the column of an outcome in a diary, as `rechallenge` reads it in a table: "CRP (mg/L)", "pain (/10)"."""
    known = outcome(name)
    unit = f"/{known.scale.most:g}" if known.scale.is_score else known.scale.unit
    return f"{language.published(known.label)} ({unit})" if unit else language.published(known.label)
