"""A report without a medium: its words, tables and figures in order, from which the page and the paper are both made.

Every string is final text in one language. Nothing in it is markup: the page escapes it, and the typesetter reads it as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table; `reference` is the number of a source, `strong` marks what the reader should see first."""

    text: str
    reference: int | None = None
    strong: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    role: Literal["lead", "plain", "small"] = "plain"
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: its name among the pictures, a caption, and a text for those who cannot see it."""

    name: str
    caption: str
    alt: str
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of an answer, with what was believed before; `share` is how much of it comes from this patient, 0 to 1."""

    label: str
    value: str
    interval: str = ""
    prior: str = ""
    share: float | None = None
    share_text: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of an answer, prior beside posterior."""

    rows: tuple[Number, ...]
    head: tuple[str, str, str]
    kind: Literal["numbers"] = "numbers"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head; `caption` names it for those who hear it."""

    head: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    caption: str
    widths: tuple[float, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and a value."""

    pairs: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Notices:
    """Warnings or remarks, one line each."""

    items: tuple[str, ...]
    tone: Literal["warning", "note", "good"] = "warning"
    label: str = ""
    kind: Literal["notices"] = "notices"


@dataclass(frozen=True, slots=True)
class Sources:
    """The list of references: number, citation, address (or empty)."""

    entries: tuple[tuple[int, str, str], ...]
    kind: Literal["sources"] = "sources"


Block = Text | Heading | Figure | Numbers | Table | Facts | Notices | Sources


@dataclass(frozen=True, slots=True)
class Section:
    """One section: `anchor` is its stable name, in every language."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """One answer in the half page on top: the question, its sentence, what to do with it, and which reservations hold."""

    anchor: str
    question: str
    sentence: str
    use: str = ""
    reservations: str = ""


@dataclass(frozen=True, slots=True)
class HalfPage:
    """What a tired reader reads first, and perhaps alone.

    Attributes
    ----------
    notes
        Reservations on all of the answers, and what words mean in them.
    text
        The same as plain text, for the chart.
    """

    headlines: tuple[Headline, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `labels` are the words of its frame."""

    language: str
    title: str
    byline: tuple[str, ...]
    simulated: str
    disclaimer: str
    top: HalfPage
    sections: tuple[Section, ...]
    labels: dict[str, str] = field(default_factory=dict)


def plain_row(*texts: str) -> tuple[TableCell, ...]:
    """Make a row of texts."""
    return tuple(TableCell(t) for t in texts)


def table(head: Sequence[str], rows: Iterable[Sequence[TableCell]], caption: str, widths: Sequence[float] = ()) -> Table:
    """Make a table, its empty columns left out, so that a short record makes a narrow table."""
    body = [tuple(r) for r in rows]
    used = [i for i in range(len(head)) if i == 0 or any(r[i].text for r in body)]
    shares = tuple(widths[i] for i in used) if widths else tuple(1.0 for _ in used)
    return Table(tuple(head[i] for i in used), tuple(tuple(r[i] for i in used) for r in body), caption, shares)
