"""The course file: YAML, written by hand."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from rechallenge.course.problems import CourseError
from rechallenge.formats.format import CERTAIN, NO, POSSIBLE, Format
from rechallenge.formats.registry import register

if TYPE_CHECKING:
    from ruamel.yaml import YAML

    from rechallenge.course.document import CourseDocument
    from rechallenge.course.draft import Draft
    from rechallenge.course.reading import Reading

_VERSION_LINE = re.compile(r"^\ufeff?\s*\{?\s*rechallenge\s*:", re.MULTILINE)
# Words, numbers with units, intervals: what is never taken for anything else than text.
_ORDINARY = re.compile(r"(?!(?:null|Null|NULL|y|n)$)(?:[<>]=? ?)?-?[^\W_][\w./%+²³µ()-]*(?: [\w./%+²³µ()<=][\w./%+²³µ()-]*){0,12}")
_SEPARATORS = (",", ";", "\t")

_ORDER = (
    "rechallenge",
    "title",
    "source",
    "anchor",
    "upper_limit",
    "patient",
    "conditions",
    "excluded",
    "findings",
    "imaging",
    "fluids",
    "treatments",
    "observations",
    "events",
    "care",
    "simulated",
)
"""Order of the sections in a file: that of the documentation."""


class CourseFile(Format):
    """One patient's course as a YAML file."""

    name = "course"
    title = "course file (YAML)"
    suffixes = (".yaml", ".yml")

    def recognises(self, text: str) -> float:
        """Any text may be one that was begun wrongly, but for markup and tables."""
        if has_version(text):
            return CERTAIN
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        return NO if lines and (lines[0].lstrip().startswith("<") or _is_table(lines)) else POSSIBLE

    def may_be_one_line(self, text: str) -> bool:
        """It has a field with its value."""
        return ": " in text

    def read(self, text: str) -> Draft:
        """Read the tree of the file, of whatever spelling its fields are."""
        from rechallenge.formats.yaml_nodes import parse

        return parse(text)

    def write(self, reading: Reading) -> str:
        """Write the file with English names of fields, all values as they were written."""
        return dumped(fresh(in_order(plain(reading.document))))


def has_version(text: str) -> bool:
    """Whether a text has the mark of a course file: a line that names the version of the format."""
    return _VERSION_LINE.search(text) is not None


def _is_table(lines: list[str]) -> bool:
    """Whether the first lines are cut into as many columns by a mark that separates columns."""
    head, following = lines[0], lines[1:2]
    if re.search(r":(\s|$)", head) or head.lstrip().startswith(("{", "[", "-", "---")):
        return False
    return any(mark in head and [line.count(mark) for line in following] == [head.count(mark)] for mark in _SEPARATORS)


def plain(document: CourseDocument) -> dict[str, object]:
    """Return the fields of a document that say something, by their English names."""
    from rechallenge.course.document import VERSION

    return {**document.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True), "rechallenge": VERSION}


def in_order(document: Mapping[str, object]) -> dict[str, object]:
    """Return the sections of a course in the order of the documentation."""
    return {name: document[name] for name in (*_ORDER, *document) if name in document}


def fresh(value: object, name_of: Callable[[str], str] = str) -> object:
    """Return fields and lists as YAML writes them anew: what holds no further fields on one line.

    Parameters
    ----------
    value
        A value of the document.
    name_of
        Gives the name under which a field is written.
    """
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, Mapping):
        made = CommentedMap({quoted(name_of(name)): fresh(inner, name_of) for name, inner in value.items()})
        if not any(isinstance(inner, (Mapping, list)) for inner in value.values()):
            made.fa.set_flow_style()
        return made
    if isinstance(value, (list, tuple)):
        made_list = CommentedSeq(fresh(inner, name_of) for inner in value)
        if not any(isinstance(inner, (Mapping, list)) for inner in value):
            made_list.fa.set_flow_style()
        return made_list
    if isinstance(value, bool):
        return "yes" if value else "no"
    return quoted(repr(value) if isinstance(value, float) else str(value))


@lru_cache(maxsize=10_000)
def quoted(text: str) -> str:
    """Return a text so that it is written in quotes, unless it reads back as the same text without."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    from rechallenge.formats.yaml_nodes import parse

    if _ORDINARY.fullmatch(text):
        return text
    inner = CommentedMap({text: text})
    inner.fa.set_flow_style()
    try:
        draft = parse(dumped(CommentedMap({"a": CommentedSeq([inner]), text: text})))
        plain = not draft.problems and draft.data == {"a": [{text: text}], text: text}
    except CourseError:
        plain = False
    return text if plain else DoubleQuotedScalarString(text)


def round_trip() -> YAML:
    """Return a reader and writer that keeps comments, quotes and every plain word as it is: ``+3`` is no number to it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.emitter import Emitter
    from ruamel.yaml.resolver import VersionedResolver

    class Writer(Emitter):
        """Folds no text in quotes: one that is folded after a tab gains a blank."""

        def write_double_quoted(self, text: str, split: bool = True) -> None:
            super().write_double_quoted(text, split=False)

    class Resolver(VersionedResolver):
        """Knows of plain words only those that say nothing."""

        @property
        def versioned_resolver(self) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
            found = super().versioned_resolver
            return {first: [(tag, pattern) for tag, pattern in known if tag.endswith(":null")] for first, known in found.items()}

    yaml = YAML(typ="rt", pure=True)
    yaml.Resolver, yaml.Emitter = Resolver, Writer
    yaml.width = 200
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def dumped(content: object) -> str:
    """Return the text of a file."""
    stream = io.StringIO()
    round_trip().dump(content, stream)
    return stream.getvalue()


register(CourseFile())
