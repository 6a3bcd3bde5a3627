"""Numbers of references, given in the order in which the report cites them."""

from __future__ import annotations

from collections.abc import Mapping

from rechallenge.course.model import Source
from rechallenge.literature.references import Reference, references
from rechallenge.report.document import Sources


class Citations:
    """The references that one report cites.

    Parameters
    ----------
    known
        Sources by identifier; those of the package when not given.
    """

    def __init__(self, known: Mapping[str, Reference] | None = None) -> None:
        self._known = references() if known is None else known
        self._cited: dict[str, tuple[str, str]] = {}

    def number(self, identifier: str | None) -> int | None:
        """Cite a source; None when it is not known."""
        if identifier is None or identifier not in self._known:
            return None
        if identifier not in self._cited:
            reference = self._known[identifier]
            self._cited[identifier] = (reference.citation, _address(reference.doi, reference.pmid, reference.url))
        return list(self._cited).index(identifier) + 1

    def mark(self, identifier: str | None) -> str:
        """Cite a source in running text: `` [3]``, or nothing when it is not known."""
        number = self.number(identifier)
        return "" if number is None else f"\u00a0[{number}]"

    def course(self, source: Source) -> int | None:
        """Cite the publication that a course was taken from."""
        if not source.citation and not source.doi:
            return None
        identifier = f"course:{source.doi or source.citation}"
        self._cited.setdefault(identifier, (source.citation or source.doi or "", _address(source.doi, None, source.url)))
        return list(self._cited).index(identifier) + 1

    def listing(self) -> Sources:
        """Everything cited so far."""
        return Sources(tuple((i + 1, text, address) for i, (text, address) in enumerate(self._cited.values())))


def _address(doi: str | None, pmid: str | None, url: str | None) -> str:
    """Where to read a source. Only web addresses: a record could hold any other scheme."""
    if doi:
        bare = doi.removeprefix("https://doi.org/").removeprefix("http://doi.org/").removeprefix("doi:").strip()
        if bare.startswith("10.") and not any(c.isspace() for c in bare):
            return f"https://doi.org/{bare}"
    if pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    return url if url and url.startswith(("https://", "http://")) else ""
