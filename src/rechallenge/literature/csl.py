"""Sources as records of the Citation Style Language (CSL-JSON), which reference managers exchange.

`references.yaml` gives each citation in the form of medical journals, "Authors. Title. Journal year;volume(issue):pages"; its parts
are taken from there. What has another form keeps its words as a title.
"""

from __future__ import annotations

import re
from typing import TypedDict

from rechallenge.literature.references import Reference

_NAME = re.compile(r"^(?P<family>[^\d,.:]+?) (?P<given>[A-ZÀ-Ý](?:-?[A-Za-zÀ-ÿ]?){0,4})$")
_JOURNAL = re.compile(
    r"^(?P<journal>.+?[^;]) (?P<year>\d{4})(?:;(?P<volume>[^(:]+)?(?:\((?P<issue>[^)]+)\))?)?"
    r"(?::(?P<pages>[\w./-]+(?: [A-Z]{2}\d+)?))?(?: \((?P<note>[^)]+)\))?$"
)
_BOOK = re.compile(r"^(?:In: )?(?P<publisher>.+); (?P<year>\d{4})$")


class Person(TypedDict, total=False):
    """An author, or ``literal``, what stands for the others."""

    family: str
    given: str
    literal: str


CslDate = TypedDict("CslDate", {"date-parts": list[list[int]]})

CslRecord = TypedDict(
    "CslRecord",
    {
        "id": str,
        "type": str,
        "author": list[Person],
        "title": str,
        "container-title": str,
        "volume": str,
        "issue": str,
        "page": str,
        "note": str,
        "publisher": str,
        "issued": CslDate,
        "DOI": str,
        "PMID": str,
        "URL": str,
    },
    total=False,
)
"""One source, with the names that CSL-JSON gives its fields."""


def csl_record(reference: Reference) -> CslRecord:
    """Return a source as a CSL-JSON record.

    >>> from rechallenge.literature.references import references
    >>> record = csl_record(references()["naranjo1981"])
    >>> record["type"], record["author"][0], record["container-title"], record["volume"]
    ('article-journal', {'family': 'Naranjo', 'given': 'C. A.'}, 'Clin Pharmacol Ther', '30')
    """
    record: CslRecord = {"id": reference.identifier, **_parts(reference.citation)}
    if reference.year is not None:
        record["issued"] = {"date-parts": [[reference.year]]}
    if reference.doi:
        record["DOI"] = reference.doi
    if reference.pmid:
        record["PMID"] = reference.pmid
    if reference.url:
        record["URL"] = reference.url
    return record


def _parts(citation: str) -> CslRecord:
    segments = citation.rstrip(".").split(". ")
    authors = _authors(segments[0]) if len(segments) > 1 else None
    if authors is not None:
        segments = segments[1:]
    found: CslRecord = {"author": authors} if authors else {}
    journal = _JOURNAL.match(segments[-1])
    if journal is not None and len(segments[-1]) < 120:
        found |= {"type": "article-journal", "title": ". ".join(segments[:-1]), "container-title": journal["journal"]}
        if journal["volume"]:
            found["volume"] = journal["volume"]
        if journal["issue"]:
            found["issue"] = journal["issue"]
        if journal["pages"]:
            found["page"] = journal["pages"]
        if journal["note"]:
            found["note"] = journal["note"]
        found["issued"] = _in_year(journal["year"])
        if not found["title"]:
            del found["title"]
        return found
    book = _BOOK.match(segments[-1])
    if book is not None:
        title = ". ".join(segments[:-1])
        return {"type": "book", **found, "publisher": book["publisher"], "issued": _in_year(book["year"]), "title": title}
    return {"type": "document", **found, "title": ". ".join(segments)}


def _in_year(year: str) -> CslDate:
    return {"date-parts": [[int(year)]]}


def _authors(text: str) -> list[Person] | None:
    """Return the authors of "Bouazza N, Semeraro M, et al"; None when the text is no list of names."""
    names = [name.strip() for name in text.split(", ")]
    others = bool(names) and names[-1] in ("et al", "et al.")
    matches = [_NAME.match(name) for name in (names[:-1] if others else names)]
    people: list[Person] = [{"family": m["family"], "given": _initials(m["given"])} for m in matches if m is not None]
    if not people or len(people) < len(matches):
        return None
    return [*people, {"literal": "et al"}] if others else people


def _initials(written: str) -> str:
    """Return "J. W." for "JW", and "J.-W." for "J-w"."""
    return re.sub(r"(\w)(?=\w)", r"\1. ", re.sub(r"(\w)-(\w)", lambda m: f"{m[1]}.-{m[2].upper()}", written)) + "."
