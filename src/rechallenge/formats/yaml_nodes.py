"""The text of a YAML or JSON file as a tree in which each part knows its line and column.

YAML is read from its events, so nothing is ever built from a tag, no number or date is guessed from text, and a file that
expands itself is stopped while it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rechallenge.course.draft import Draft, inside
from rechallenge.course.problems import CourseError, Place, Problem, Severity
from rechallenge.formats.yaml_events import UnreadableError, YamlEvent, YamlKind, events
from rechallenge.formats.yaml_repairs import Repaired, repaired
from rechallenge.literature.drugs import folded

MAX_CHARACTERS = 1_000_000
"""A course of the greatest number of entries has some 500,000; the parser reads no faster than 100,000 a second."""
MAX_VALUES = 50_000
MAX_DEPTH = 20
MAX_ALIASES = 100

_HALF = re.compile("[\ud800-\udfff]")
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

    def note(self, code: str, event: YamlEvent, severity: Severity = "error", **values: object) -> None:
        self.problems.append(Problem(code, values, Place(event.line, event.column), severity=severity))

    def stop(self, code: str, event: YamlEvent, **values: object) -> CourseError:
        self.note(code, event, "error", **values)
        return CourseError(self.problems)

    def count(self, size: int, event: YamlEvent) -> None:
        self.values += size
        if self.values > MAX_VALUES:
            raise self.stop("yaml.expands", event, limit=MAX_VALUES)

    def node(self, event: YamlEvent, following: Iterator[YamlEvent], depth: int) -> Node:
        kind, line, column = event.kind, event.line, event.column
        if kind is YamlKind.ALIAS:
            self.aliases += 1
            if event.text not in self.anchors:
                raise self.stop("yaml.alias", event, found=event.text)
            if self.aliases > MAX_ALIASES:
                raise self.stop("yaml.expands", event, limit=MAX_VALUES)
            self.count(self.sizes[event.text], event)
            return replace(self.anchors[event.text], line=line, column=column)
        if depth > MAX_DEPTH:
            raise self.stop("yaml.deep", event, limit=MAX_DEPTH)
        if event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
            self.note("yaml.tag", event, found=event.tag)
        before = self.values
        self.count(1, event)
        result: Node
        if kind is YamlKind.SCALAR:
            nothing = event.plain and event.text in ("", "~", "null", "Null", "NULL")
            value = None if nothing else self.whole(self.source.meant(event.text), event)
            result = Scalar(value, line, column, self.comment(value, event) if event.plain and value is not None else None)
        elif kind is YamlKind.SEQUENCE:
            items: list[Node] = []
            for inner in following:
                if inner.kind is YamlKind.END:
                    break
                items.append(self.node(inner, following, depth + 1))
            result = Sequence(items, line, column)
        elif kind is YamlKind.MAPPING:
            result = Mapping(self.entries(following, depth), line, column)
        else:
            raise TypeError(f"no node begins with {event}")
        if event.anchor is not None:
            self.anchors[event.anchor] = result
            self.sizes[event.anchor] = self.values - before
        return result

    def comment(self, text: str, event: YamlEvent) -> str | None:
        """Return the comment behind a text without quotes; one that begins without a blank is rather the rest of the text."""
        found = _CUT.match(self.lines[event.end_line], event.end_column) if event.end_line < len(self.lines) else None
        if found is None:
            return None
        rest = self.source.meant(found[1])
        if rest[:1].strip() and not rest.startswith(("#", "!")):
            whole = f"{text} #{rest}".rstrip("}] ")
            self.note("yaml.cut", event, found=text, rest=f"#{rest}", whole="'" + whole.replace("'", "''") + "'")
        return rest.strip() or None

    def whole(self, text: str, event: YamlEvent) -> str:
        """Join the two halves in which JSON may write a character (an emoji); a half by itself is no character."""
        if not _HALF.search(text):
            return text
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if "\ufffd" in text:
            self.note("yaml.half", event)
        return text

    def entries(self, following: Iterator[YamlEvent], depth: int) -> list[tuple[Scalar, Node]]:
        entries: list[tuple[Scalar, Node]] = []
        first_line: dict[str, int] = {}
        for inner in following:
            if inner.kind is YamlKind.END:
                break
            key = self.node(inner, following, depth + 1)
            value = self.node(next(following), following, depth + 1)
            if not isinstance(key, Scalar) or key.text is None:
                self.note("yaml.nameless", inner)
            elif key.text in first_line:
                self.note("key.twice", inner, found=key.text, first=first_line[key.text])
            else:
                first_line[key.text] = key.line
                entries.append((key, value))
                if isinstance(value, Scalar) and value.comment and value.comment[0] != "#" and folded(key.text) in _FREE:
                    self.note("yaml.comment", inner, "warning", found=value.comment)
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
        following = events(text)
        for event in following:
            if event.kind is not YamlKind.DOCUMENT:
                root = builder.node(event, following, 0)
            elif root is not None:
                raise builder.stop("yaml.several", event)
    except UnreadableError as error:
        found = error.problem
        meant = {name: source.meant(value) if isinstance(value, str) else value for name, value in found.values.items()}
        raise CourseError([*builder.problems, replace(found, values=meant)]) from None
    if root is None or (isinstance(root, Scalar) and root.text is None):
        raise CourseError([Problem("file.empty")])
    if not isinstance(root, Mapping):
        from rechallenge.course.lines import line

        wanted = line(("line.what", "CRP"), ("line.at", "2018-03-12"), ("line.value", "120 mg/L"))
        raise CourseError([*builder.problems, Problem("yaml.not_a_course", {"line": wanted}, Place(root.line, root.column))])
    draft = Draft({}, {}, {}, builder.problems)
    draft.data = _placed_fields(root, "", draft)
    return draft


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
