"""The scalars of a document, one by one, as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from rechallenge.course.document import CodeEntry, CourseDocument
from rechallenge.course.draft import inside
from rechallenge.ledger.statement import LEADING


def written_in(document: CourseDocument) -> Iterator[tuple[str, str]]:
    """Give the path and the text of each scalar that a document was given; a code with its system is one.

    Examples
    --------
    >>> list(written_in(CourseDocument.model_validate({"rechallenge": 1, "patient": {"age": "70 a"}})))
    [('rechallenge', '1'), ('patient.age', '70 a')]
    """
    yield from _of(document, "")


def _of(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, CodeEntry):
        yield path, f"{value.system}:{value.code}" if value.system else value.code
    elif isinstance(value, BaseModel):
        fields = type(value).model_fields
        # what names an entry comes first
        for name, info in sorted(fields.items(), key=lambda field: field[0] not in LEADING.values()):
            if name in value.model_fields_set:
                yield from _of(getattr(value, name), inside(path, info.alias or name))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _of(inner, inside(path, name))
    elif isinstance(value, (list, tuple)):
        for place, inner in enumerate(value):
            yield from _of(inner, f"{path}[{place}]")
    elif value is not None:
        yield path, _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
