"""The course as the page holds it: named fields with text as typed, and where in them each remark of the reader belongs.

The same code judges it as judges a file: the page's fields are a draft whose places are the fields themselves. Fields left empty, and
rows with nothing in them, are not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rechallenge.course.document import VERSION
from rechallenge.course.draft import Draft, inside
from rechallenge.course.model import Course
from rechallenge.course.places import Places
from rechallenge.course.problems import CourseError, Place, Problem, Severity, listed
from rechallenge.course.reading import understand_draft
from rechallenge.course.validation import validate
from rechallenge.formats.reading import MAX_BYTES, Source, draft_of
from rechallenge.ledger.build import ledger_of
from rechallenge.ledger.statement import Ledger

Document = Mapping[str, object]
"""Fields of a course file by their English names; texts, lists and fields of fields."""

MAX_ROWS = 5_000
"""Rows of one list: more is a mistake, and would only slow the page down."""

_DEEPEST = 6
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to tell beside a field: `path` is the place in the page's document (``observations[3].value``), or of its row."""

    path: str
    severity: Severity
    problem: Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read of a document.

    Attributes
    ----------
    course
        What could be understood, rows with errors left out; None when nothing could.
    remarks
        Errors, doubts and notes.
    places
        Where in the page's document each value of the course stands.
    ledger
        What became of each statement, by its place in the page's document.
    """

    course: Course | None
    remarks: tuple[Remark, ...]
    places: Places = field(default_factory=Places)
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def usable(self) -> bool:
        """Whether the course holds no error."""
        return self.course is not None and not any(remark.severity == "error" for remark in self.remarks)

    def place(self, key: str) -> str:
        """Place in the page's document of a moment or statement that the reader names by its own path."""
        return _path_of(self.places.of(key)) or key


@dataclass(frozen=True, slots=True)
class PageField(Place):
    """A field of the page: its line is that of its row in its table."""

    path: str = ""


class _Drafting:
    """Makes the draft of a document of the page, which leaves out what is empty there."""

    def __init__(self, document: Document) -> None:
        self.draft = Draft({}, {"": PageField()})
        self.draft.data = self.fields(document, "", "", 0)

    def fields(self, value: Mapping[str, object], path: str, at: str, depth: int) -> dict[str, object]:
        """Return the fields of a part that are not empty."""
        return {
            str(name): inner
            for name, content in value.items()
            if (inner := self.part(content, inside(path, str(name)), inside(at, str(name)), depth + 1)) is not None
        }

    def part(self, value: object, path: str, at: str, depth: int) -> object:
        """Return a part of the document, None where it is empty; `path` is that in the draft, `at` that in the page."""
        if depth > _DEEPEST:
            raise CourseError([Problem("yaml.deep", {"limit": _DEEPEST})])
        row = re.search(r"\[(\d+)\]", at)
        self.draft.places[path] = PageField(None if row is None else int(row[1]) + 1, path=at)
        if isinstance(value, Mapping):
            return self.fields(value, path, at, depth) or None
        if isinstance(value, (list, tuple)):
            if len(value) > MAX_ROWS:
                raise CourseError([Problem("yaml.expands", {"limit": MAX_ROWS})])
            items: list[object] = []
            for i, item in enumerate(value):
                inner = self.part(item, f"{path}[{len(items)}]", f"{at}[{i}]", depth + 1)
                if inner is not None:
                    items.append(inner)
            return items or None
        text = _text(value)
        if len(text) > _LONGEST:
            raise CourseError([Problem("file.too_large", {"limit": MAX_BYTES // 1_000_000})])
        return text or None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def check(document: Document) -> Checked:
    """Read a document of the page.

    Unlike `rechallenge.check`, which refuses a file with any error, this gives what it understood beside what is wrong, so that the
    timeline goes on showing the rest while a row is being typed.
    """
    try:
        draft = _Drafting({**document, "rechallenge": str(VERSION)}).draft
    except CourseError as error:
        return Checked(None, tuple(Remark("", p.severity, p) for p in error.problems))
    context, course, read = understand_draft(draft)
    ledger = Ledger() if course is None or read is None else ledger_of(course, read, context.places, context.problems)
    return Checked(course, tuple(_remark(problem) for problem in listed(context.problems)), context.places, ledger)


def _remark(problem: Problem) -> Remark:
    path = _path_of(problem.place)
    missing = problem.values.get("expected")
    if problem.code == "key.missing" and path.endswith("]") and isinstance(missing, str):
        path = f"{path}.{missing}"
    # the page shows no lines: the remark stands beside its field
    return Remark(path, problem.severity, replace(problem, place=None))


def _path_of(place: Place | None) -> str:
    return place.path if isinstance(place, PageField) else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as the page holds it; `unread` are the problems of parts that have no place in it, such as an unknown field."""

    document: dict[str, object]
    unread: tuple[Problem, ...] = ()


def opened(text: str) -> Opened:
    """Turn the text of a course, in any known format, into the page's document.

    Raises
    ------
    CourseError
        When it is no course file at all; what is only wrong inside it is told when it is checked.
    """
    draft = draft_of(Source(text))
    read, _, problems = validate(draft)
    problems = [*draft.problems, *problems]
    if read is None:
        raise CourseError(problems)
    document = read.model_dump(by_alias=True, exclude_defaults=True)
    document.pop("rechallenge", None)
    if problems and not document:
        raise CourseError(problems)
    return Opened(_fields(document), tuple(problems))


def _plain(value: object) -> object:
    """Texts all the way down: what a field of the page can hold."""
    if isinstance(value, dict):
        return _fields(value)
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return _text(value)


def _fields(value: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(inner) for name, inner in value.items() if inner is not None}


def rows_of(document: Document, section: str) -> Iterable[object]:
    """Rows of one list of a document."""
    found = document.get(section)
    return found if isinstance(found, (list, tuple)) else ()
