"""Sources as a reader or another program wants them: a formatted list, BibTeX, CSL-JSON.

The list is formatted by citeproc-py with a style of our own; it is loaded when a list is made, and not before.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.literature.csl import CslRecord, Person, csl_record
from rechallenge.literature.references import Reference
from rechallenge.vocabulary.languages import languages

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle

STYLE = Path(__file__).parent / "styles" / "numbered.csl"


@cache
def _style(language: str) -> CitationStylesStyle:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(str(STYLE), locale=languages()[language].citations, validate=False)


def formatted(found: Sequence[Reference], language: str) -> tuple[str, ...]:
    """Write each source as a reference list has it, in the given order."""
    if not found:
        return ()
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    with warnings.catch_warnings():
        # a variable that the style does not use, such as PMID, is no fault of a source
        warnings.simplefilter("ignore")
        source = CiteProcJSON([csl_record(reference) for reference in found])
        listed = CitationStylesBibliography(_style(language), source, formatter.plain)
        listed.register(Citation([CitationItem(reference.identifier) for reference in found]))
        return tuple(re.sub(r"\.\.+$", ".", str(entry)) for entry in listed.bibliography())


def csl_json(found: Iterable[Reference]) -> str:
    """Write sources as CSL-JSON."""
    return json.dumps([csl_record(reference) for reference in found], ensure_ascii=False, indent=1) + "\n"


# BibTeX

_KINDS = {"article-journal": "article", "book": "book", "document": "misc"}
_FIELDS = {
    "title": "title",
    "container-title": "journal",
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "publisher": "publisher",
    "note": "note",
    "DOI": "doi",
    "PMID": "pmid",
    "URL": "url",
}
_SPECIAL = re.compile(r"([&%$#_{}])")


def bibtex(found: Iterable[Reference]) -> str:
    """Write sources as BibTeX, in UTF-8.

    >>> from rechallenge.literature.references import references
    >>> print(bibtex([references()["kass1995"]]).splitlines()[1])
      author = {Kass, R. E. and Raftery, A. E.},
    """
    return "\n".join(_entry(csl_record(reference)) for reference in found)


def _entry(record: CslRecord) -> str:
    fields = {_FIELDS[csl]: _value(_FIELDS[csl], str(value)) for csl, value in record.items() if csl in _FIELDS and value}
    fields = {name: fields[name] for name in _FIELDS.values() if name in fields}
    if record.get("author"):
        fields = {"author": " and ".join(_person(person) for person in record["author"]), **fields}
    if record.get("issued"):
        fields["year"] = str(record["issued"]["date-parts"][0][0])
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    key = re.sub(r"[^\w.:/-]+", "_", record["id"])
    return f"@{_KINDS[record['type']]}{{{key},\n{lines}}}\n"


def _person(person: Person) -> str:
    return "others" if "literal" in person else f"{_escaped(person['family'])}, {person['given']}"


def _value(field: str, value: str) -> str:
    if field in ("doi", "url", "pmid"):
        return value
    text = _escaped(value)
    # braces keep the capitals of a title, which many styles would lower
    return f"{{{text}}}" if field == "title" else text.replace("-", "--") if field == "pages" else text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
