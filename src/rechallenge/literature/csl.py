"""Sources as records of the Citation Style Language (CSL-JSON), which reference managers exchange.

`references.yaml` gives each citation in the form of medical journals, "Authors. Title. Journal year;volume(issue):pages"; its parts
are taken from there. What has another form keeps its words as a title.
"""

from __future__ import annotations

import re
from typing import Any

from rechallenge.literature.references import Reference

_NAME = re.compile(r"^(?P<family>[^\d,.:]+?) (?P<given>[A-ZÀ-Ý](?:-?[A-Za-zÀ-ÿ]?){0,4})$")
_JOURNAL = re.compile(
    r"^(?P<journal>.+?[^;]) (?P<year>\d{4})(?:;(?P<volume>[^(:]+)?(?:\((?P<issue>[^)]+)\))?)?"
    r"(?::(?P<pages>[\w./-]+(?: [A-Z]{2}\d+)?))?(?: \((?P<note>[^)]+)\))?$"
)
_BOOK = re.compile(r"^(?:In: )?(?P<publisher>.+); (?P<year>\d{4})$")


def csl_record(reference: Reference) -> dict[str, Any]:
    """Return a source as a CSL-JSON record.

    >>> from rechallenge.literature.references import references
    >>> record = csl_record(references()["naranjo1981"])
    >>> record["type"], record["author"][0], record["container-title"], record["volume"]
    ('article-journal', {'family': 'Naranjo', 'given': 'C. A.'}, 'Clin Pharmacol Ther', '30')
    """
    record: dict[str, Any] = {"id": reference.identifier, **_parts(reference.citation)}
    if reference.year is not None:
        record["issued"] = {"date-parts": [[reference.year]]}
    for name, value in (("DOI", reference.doi), ("PMID", reference.pmid), ("URL", reference.url)):
        if value:
            record[name] = value
    return record


def _parts(citation: str) -> dict[str, Any]:
    segments = citation.rstrip(".").split(". ")
    authors = _authors(segments[0]) if len(segments) > 1 else None
    if authors is not None:
        segments = segments[1:]
    found: dict[str, Any] = {"author": authors} if authors else {}
    journal = _JOURNAL.match(segments[-1])
    if journal is not None and len(segments[-1]) < 120:
        found |= {"type": "article-journal", "title": ". ".join(segments[:-1]), "container-title": journal["journal"]}
        found |= {"volume": journal["volume"], "issue": journal["issue"], "page": journal["pages"], "note": journal["note"]}
        found["issued"] = {"date-parts": [[int(journal["year"])]]}
        return {name: value for name, value in found.items() if value}
    book = _BOOK.match(segments[-1])
    if book is not None:
        found |= {"type": "book", "publisher": book["publisher"], "issued": {"date-parts": [[int(book["year"])]]}}
        segments = segments[:-1]
    return {"type": "document", **found, "title": ". ".join(segments)}


def _authors(text: str) -> list[dict[str, str]] | None:
    """Return the authors of "Bouazza N, Semeraro M, et al"; None when the text is no list of names."""
    names = [name.strip() for name in text.split(", ")]
    others = bool(names) and names[-1] in ("et al", "et al.")
    matches = [_NAME.match(name) for name in (names[:-1] if others else names)]
    people = [{"family": m["family"], "given": _initials(m["given"])} for m in matches if m is not None]
    if not people or len(people) < len(matches):
        return None
    return [*people, {"literal": "et al"}] if others else people


def _initials(written: str) -> str:
    """Return "J. W." for "JW", and "J.-W." for "J-w"."""
    return re.sub(r"(\w)(?=\w)", r"\1. ", re.sub(r"(\w)-(\w)", lambda m: f"{m[1]}.-{m[2].upper()}", written)) + "."
