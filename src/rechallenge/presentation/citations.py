"""Numbers of references, given in the order in which the report cites them."""

from __future__ import annotations

from collections.abc import Mapping

from rechallenge.course.model import CourseSource
from rechallenge.literature.references import Reference, references
from rechallenge.presentation.bibliography import formatted
from rechallenge.presentation.document import Sources


class Citations:
    """The references that one report cites.

    Parameters
    ----------
    known
        Sources by identifier; those of the package when not given.
    """

    def __init__(self, known: Mapping[str, Reference] | None = None) -> None:
        self._known = references() if known is None else known
        self._cited: dict[str, Reference] = {}
        self._literal: set[str] = set()

    def number(self, identifier: str | None) -> int | None:
        """Cite a source; None when it is not known."""
        if identifier is None or identifier not in self._known:
            return None
        if identifier not in self._cited:
            self._cited[identifier] = self._known[identifier]
        return list(self._cited).index(identifier) + 1

    def mark(self, identifier: str | None) -> str:
        """Cite a source in running text: `` [3]``, or nothing when it is not known."""
        number = self.number(identifier)
        return "" if number is None else f"\u00a0[{number}]"

    def course(self, source: CourseSource) -> int | None:
        """Cite the publication that a course was taken from, in the words of its file."""
        if not source.citation and not source.doi:
            return None
        identifier = f"course:{source.doi or source.citation}"
        text = source.citation or source.doi or ""
        self._cited.setdefault(identifier, Reference(identifier, text, "", doi=source.doi, url=source.url))
        self._literal.add(identifier)
        return list(self._cited).index(identifier) + 1

    @property
    def cited(self) -> tuple[Reference, ...]:
        """Everything cited so far, in the order of the numbers."""
        return tuple(self._cited.values())

    def listing(self, language: str) -> Sources:
        """Everything cited so far, formatted."""
        published = [reference for identifier, reference in self._cited.items() if identifier not in self._literal]
        texts = dict(zip((r.identifier for r in published), formatted(published, language), strict=True))
        return Sources(
            tuple(
                (number, texts.get(identifier, reference.citation), _address(reference.doi, reference.pmid, reference.url))
                for number, (identifier, reference) in enumerate(self._cited.items(), start=1)
            )
        )


def _address(doi: str | None, pmid: str | None, url: str | None) -> str:
    """Where to read a source. Only web addresses: a record could hold any other scheme."""
    if doi:
        bare = doi.removeprefix("https://doi.org/").removeprefix("http://doi.org/").removeprefix("doi:").strip()
        if bare.startswith("10.") and not any(c.isspace() for c in bare):
            return f"https://doi.org/{bare}"
    if pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    return url if url and url.startswith(("https://", "http://")) else ""
