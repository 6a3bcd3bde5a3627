"""The course as the page holds it: named fields with text as typed, and where in them each remark of the reader belongs.

The page's fields become the tree that a file would have given, one line a value, so that the same reading code judges both and the
line of a problem leads back to the field that it is about. Fields left empty, and rows with nothing in them, are not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rechallenge.course import tree
from rechallenge.course.context import Context
from rechallenge.course.document import VERSION
from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError, Problem, Severity
from rechallenge.course.reading import MAX_BYTES, text_of, understand
from rechallenge.course.shape import shape

Document = Mapping[str, Any]
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
    """

    course: Course | None
    remarks: tuple[Remark, ...]
    _paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether the course holds no error."""
        return self.course is not None and not any(remark.severity == "error" for remark in self.remarks)

    def place(self, key: str) -> str:
        """Place in the page's document of a moment or statement that the reader names by its own path."""
        return self._paths.get(key, key)


@dataclass(slots=True)
class _Tree:
    """Builds the tree of a document, and remembers which path stands on which line."""

    paths: list[str] = field(default_factory=lambda: [""])

    def line(self, path: str) -> int:
        self.paths.append(path)
        return len(self.paths) - 1

    def node(self, value: Any, path: str, depth: int = 0) -> tree.Node | None:
        if depth > _DEEPEST:
            raise CourseError([Problem("yaml.deep", {"limit": _DEEPEST})])
        if isinstance(value, Mapping):
            line = self.line(path)
            entries = [
                (tree.Scalar(str(name), line, 1), inner)
                for name, content in value.items()
                if (inner := self.node(content, f"{path}.{name}" if path else str(name), depth + 1)) is not None
            ]
            return tree.Mapping(entries, line, 1) if entries else None
        if isinstance(value, (list, tuple)):
            if len(value) > MAX_ROWS:
                raise CourseError([Problem("yaml.expands", {"limit": MAX_ROWS})])
            line = self.line(path)
            items = [inner for i, item in enumerate(value) if (inner := self.node(item, f"{path}[{i}]", depth + 1)) is not None]
            return tree.Sequence(items, line, 1) if items else None
        text = _text(value)
        if len(text) > _LONGEST:
            raise CourseError([Problem("file.too_large", {"limit": MAX_BYTES // 1_000_000})])
        return tree.Scalar(text, self.line(path), 1) if text else None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def check(document: Document) -> Checked:
    """Read a document of the page.

    Unlike `rechallenge.check`, which refuses a file with any error, this gives what it understood beside what is wrong, so that the
    timeline goes on showing the rest while a row is being typed.
    """
    builder = _Tree()
    try:
        root = builder.node({**document, "rechallenge": str(VERSION)}, "")
        assert isinstance(root, tree.Mapping)
        read, places, problems = shape(root)
    except CourseError as error:
        return Checked(None, tuple(Remark("", p.severity, p) for p in error.problems))
    context = Context(places, problems=problems, incomplete=any(p.path.startswith("treatments") for p in problems))
    course = None if read is None else understand(context, read)
    remarks = tuple(_remark(problem, builder.paths) for problem in context.problems)
    lines = {path: builder.paths[line] for path, (line, _) in places.marks.items()}
    return Checked(course, remarks, lines)


def _remark(problem: Problem, paths: list[str]) -> Remark:
    path = paths[problem.line] if problem.line is not None else ""
    missing = problem.values.get("expected")
    if problem.code == "key.missing" and path.endswith("]") and isinstance(missing, str):
        path = f"{path}.{missing}"
    # the page shows no lines: the remark stands beside its field
    return Remark(path, problem.severity, replace(problem, line=None, column=None))


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as the page holds it; `unread` are the problems of parts that have no place in it, such as an unknown field."""

    document: dict[str, Any]
    unread: tuple[Problem, ...] = ()


def opened(text: str) -> Opened:
    """Turn the text of a course file (YAML, JSON or a table written by `convert`) into the page's document.

    Raises
    ------
    CourseError
        When it is no course file at all; what is only wrong inside it is told when it is checked.
    """
    text = text_of(text + "\n")
    problems: list[Problem] = []
    if text.startswith("record,"):
        from rechallenge.course.formats.csv import parse_table

        root = parse_table(text)
    else:
        root, problems = tree.parse_tree(text)
    read, _, shape_problems = shape(root)
    problems += shape_problems
    if read is None:
        raise CourseError(problems)
    document = read.model_dump(by_alias=True, exclude_defaults=True)
    document.pop("rechallenge", None)
    if problems and not document:
        raise CourseError(problems)
    return Opened(_plain(document), tuple(problems))


def _plain(value: Any) -> Any:
    """Texts all the way down: what a field of the page can hold."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return _text(value)


def rows_of(document: Document, section: str) -> Iterable[Any]:
    """Rows of one list of a document."""
    found = document.get(section)
    return found if isinstance(found, (list, tuple)) else ()
