"""The text of a YAML or JSON file as a tree in which each part knows its line and column.

YAML is read from its events, so nothing is ever built from a tag, no number or date is guessed from text, and a file that
expands itself is stopped while it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import ReaderError

from rechallenge.course.draft import Draft, inside
from rechallenge.course.problems import CourseError, Place, Problem, Severity
from rechallenge.formats.yaml_faults import fault_of
from rechallenge.formats.yaml_repairs import Repaired, repaired
from rechallenge.literature.drugs import folded

MAX_CHARACTERS = 1_000_000
"""A course of the greatest number of entries has some 500,000; the parser reads no faster than 100,000 a second."""
MAX_VALUES = 50_000
MAX_DEPTH = 20
MAX_ALIASES = 100

_HALF = re.compile("[\ud800-\udfff]")
_TOO_LARGE = re.compile(r"\\U(?!000|0010)[0-9a-fA-F]{8}")
_CUT = re.compile(r"[ \t]+#(.*)")
# Fields in which anything may be written, so that what was meant as text may have become a comment.
_FREE = frozenset(("title", "titre", "note", "remarque", "commentaire", "citation", "indication", "name", "nom", "perspective"))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as text; None when nothing was written."""

    text: str | None
    line: int
    column: int
    comment: str | None = None
    """What stands behind it on its line after ``#``, of a text without quotes."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: list[Node]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Named fields, in the order of the file; a key given twice appears once, with its first value."""

    entries: list[tuple[Scalar, Node]]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class _Builder:
    source: Repaired
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    values: int = 0
    aliases: int = 0

    def note(self, code: str, mark: StreamMark, severity: Severity = "error", **values: object) -> None:
        self.problems.append(Problem(code, values, Place(mark.line + 1, mark.column + 1), severity=severity))

    def stop(self, code: str, mark: StreamMark, **values: object) -> CourseError:
        self.note(code, mark, "error", **values)
        return CourseError(self.problems)

    def count(self, size: int, mark: StreamMark) -> None:
        self.values += size
        if self.values > MAX_VALUES:
            raise self.stop("yaml.expands", mark, limit=MAX_VALUES)

    def node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        if not isinstance(event, NodeEvent):
            raise TypeError(f"no node begins with {event}")
        mark: StreamMark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if isinstance(event, AliasEvent):
            self.aliases += 1
            if event.anchor not in self.anchors:
                raise self.stop("yaml.alias", mark, found=event.anchor)
            if self.aliases > MAX_ALIASES:
                raise self.stop("yaml.expands", mark, limit=MAX_VALUES)
            self.count(self.sizes[event.anchor], mark)
            return replace(self.anchors[event.anchor], line=line, column=column)
        if depth > MAX_DEPTH:
            raise self.stop("yaml.deep", mark, limit=MAX_DEPTH)
        tag = event.tag if isinstance(event, ScalarEvent | CollectionStartEvent) else None
        if tag is not None and tag not in ("!", "tag:yaml.org,2002:str"):
            self.note("yaml.tag", mark, found=tag)
        before = self.values
        self.count(1, mark)
        result: Node
        if isinstance(event, ScalarEvent):
            plain = event.style is None or event.style == ""
            nothing = plain and event.value in ("", "~", "null", "Null", "NULL")
            value = None if nothing else self.whole(self.source.meant(event.value), mark)
            result = Scalar(value, line, column, self.comment(value, event) if plain and value is not None else None)
        elif isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            for inner in events:
                if isinstance(inner, SequenceEndEvent):
                    break
                items.append(self.node(inner, events, depth + 1))
            result = Sequence(items, line, column)
        else:
            result = Mapping(self.entries(events, depth), line, column)
        if event.anchor is not None:
            self.anchors[event.anchor] = result
            self.sizes[event.anchor] = self.values - before
        return result

    def comment(self, text: str, event: Event) -> str | None:
        """Return the comment behind a text without quotes; one that begins without a blank is rather the rest of the text."""
        end = event.end_mark
        found = _CUT.match(self.lines[end.line], end.column) if end.line < len(self.lines) else None
        if found is None:
            return None
        rest = self.source.meant(found[1])
        if rest[:1].strip() and not rest.startswith(("#", "!")):
            whole = f"{text} #{rest}".rstrip("}] ")
            self.note("yaml.cut", event.start_mark, found=text, rest=f"#{rest}", whole="'" + whole.replace("'", "''") + "'")
        return rest.strip() or None

    def whole(self, text: str, mark: StreamMark) -> str:
        """Join the two halves in which JSON may write a character (an emoji); a half by itself is no character."""
        if not _HALF.search(text):
            return text
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if "\ufffd" in text:
            self.note("yaml.half", mark)
        return text

    def entries(self, events: Iterator[Event], depth: int) -> list[tuple[Scalar, Node]]:
        entries: list[tuple[Scalar, Node]] = []
        first_line: dict[str, int] = {}
        for inner in events:
            if isinstance(inner, MappingEndEvent):
                break
            key = self.node(inner, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar) or key.text is None:
                self.note("yaml.nameless", inner.start_mark)
            elif key.text in first_line:
                self.note("key.twice", inner.start_mark, found=key.text, first=first_line[key.text])
            else:
                first_line[key.text] = key.line
                entries.append((key, value))
                if isinstance(value, Scalar) and value.comment and value.comment[0] != "#" and folded(key.text) in _FREE:
                    self.note("yaml.comment", inner.start_mark, "warning", found=value.comment)
        return entries


def parse(text: str) -> Draft:
    """Read the named fields of YAML or JSON text, each with its line and column.

    Errors that do not prevent reading on (a field given twice, a tag) are problems of the draft.

    Raises
    ------
    CourseError
        When the text is too long or not YAML, holds several documents, expands itself, or holds no named fields.
    """
    if len(text) > MAX_CHARACTERS:
        raise CourseError([Problem("file.too_large", {"limit": MAX_CHARACTERS // 1_000_000})])
    if text.lstrip().startswith("{"):
        text = text.replace("\t", " ")  # JSON may indent by tabs, which YAML does not allow
    source = repaired(text)
    text = source.text
    builder = _Builder(source, text.split("\n"))
    root: Node | None = None
    try:
        events = iter(YAML(typ="safe", pure=True).parse(text))
        for event in events:
            if isinstance(event, DocumentStartEvent) and root is not None:
                raise builder.stop("yaml.several", event.start_mark)
            if isinstance(event, StreamStartEvent | StreamEndEvent | DocumentStartEvent | DocumentEndEvent):
                continue
            root = builder.node(event, events, 0)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = None if mark is None else Place(mark.line + 1, mark.column + 1)
        said = str(error.problem or error.context or "")
        said = source.meant(said)
        raise CourseError([*builder.problems, fault_of(error, said, place)]) from None
    except ReaderError as error:  # a character that no text holds; it knows its position alone
        found = f"U+{ord(text[error.position]):04X}" if error.position < len(text) else ""
        raise CourseError([*builder.problems, Problem("yaml.control", {"found": found}, _place(text, error.position))]) from None
    except CourseError:
        raise
    except ValueError:  # the number of a character is beyond all characters
        number = _TOO_LARGE.search(text)
        place = _place(text, number.start()) if number else Place(1, 1)
        raise CourseError([*builder.problems, Problem("yaml.escape", {}, place)]) from None
    if root is None or (isinstance(root, Scalar) and root.text is None):
        raise CourseError([Problem("file.empty")])
    if not isinstance(root, Mapping):
        from rechallenge.course.lines import line

        wanted = line(("line.what", "CRP"), ("line.at", "2018-03-12"), ("line.value", "120 mg/L"))
        raise CourseError([*builder.problems, Problem("yaml.not_a_course", {"line": wanted}, Place(root.line, root.column))])
    draft = Draft({}, {}, {}, builder.problems)
    draft.data = _placed_fields(root, "", draft)
    return draft


def _place(text: str, position: int) -> Place:
    """Return line and column of a character."""
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))


def _placed(node: Node, path: str, draft: Draft) -> object:
    """Return what a node holds, after writing down where each part of it stands."""
    if isinstance(node, Mapping):
        return _placed_fields(node, path, draft)
    draft.places[path] = Place(node.line, node.column)
    if isinstance(node, Scalar):
        return node.text
    return [_placed(item, f"{path}[{i}]", draft) for i, item in enumerate(node.items)]


def _placed_fields(node: Mapping, path: str, draft: Draft) -> dict[str, object]:
    draft.places[path] = Place(node.line, node.column)
    data: dict[str, object] = {}
    for key, value in node.entries:
        name = str(key.text)
        draft.names[inside(path, name)] = Place(key.line, key.column)
        data[name] = _placed(value, inside(path, name), draft)
    return data
