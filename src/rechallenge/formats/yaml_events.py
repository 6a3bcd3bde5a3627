"""The events of a YAML text: where a value, a list or named fields begin and end, in order.

Two parsers give them. That of libyaml is written in C and some twelve times as fast; it follows YAML 1.1, and its errors are its
own. So it reads the texts that both read alike, and is believed only where it finds no fault and none of the rarer signs of YAML. All
others are read by ruamel.yaml, which says where a text is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from rechallenge.course.problems import Place, Problem

if TYPE_CHECKING:
    from ruamel.yaml.events import Event as RuamelEvent

_ALIKE = re.compile("[\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*")
"""Texts without tabs, without signs that only YAML 1.1 takes for the end of a line, and without what stands in no text."""

_TOO_LARGE = re.compile(r"\\U(?!000|0010)[0-9a-fA-F]{8}")


class YamlKind(Enum):
    """What begins or ends."""

    SCALAR = "scalar"
    SEQUENCE = "sequence"
    MAPPING = "mapping"
    ALIAS = "alias"
    END = "end of a sequence or mapping"
    DOCUMENT = "document"


class YamlEvent(NamedTuple):
    """One step through a text.

    Attributes
    ----------
    kind
        What begins or ends here.
    line, column
        Where it begins, from 1; 0 of an end, which the two parsers place apart.
    text
        What a scalar says; the name of an alias.
    plain
        Whether a scalar stands without quotes.
    end_line, end_column
        Where a scalar ends, from 0: the first sign behind it.
    anchor, tag
        Its name for aliases, and the type that was asked for, where there is one.
    """

    kind: YamlKind
    line: int
    column: int
    text: str = ""
    plain: bool = False
    end_line: int = 0
    end_column: int = 0
    anchor: str | None = None
    tag: str | None = None


END = YamlEvent(YamlKind.END, 0, 0)


class UnreadableError(ValueError):
    """A text that is not YAML, with what is wrong: a code with its values and place, said of the text as it was given."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def events(text: str) -> Iterator[YamlEvent]:
    """Return the events of a text.

    Raises
    ------
    UnreadableError
        On the way, where the text is not YAML.

    Examples
    --------
    >>> [event.text for event in events("{what: CRP, at: 3 d}") if event.kind is YamlKind.SCALAR]
    ['what', 'CRP', 'at', '3 d']
    """
    fast = events_in_c(text)
    return events_in_python(text) if fast is None else iter(fast)


def events_in_c(text: str) -> list[YamlEvent] | None:
    """Return the events as libyaml reads them; None where it is not installed, or where the other parser has to be asked."""
    try:
        from yaml import YAMLError
        from yaml import events as kinds
        from yaml.cyaml import CParser
    except ImportError:
        return None
    if not _ALIKE.fullmatch(text):
        return None
    parser, found, documents = CParser(text), [], 0
    scalar, end, beginning = kinds.ScalarEvent, (kinds.SequenceEndEvent, kinds.MappingEndEvent), kinds.DocumentStartEvent
    try:
        while not isinstance(event := parser.get_event(), kinds.StreamEndEvent):
            mark = event.start_mark
            if isinstance(event, scalar):
                behind = event.end_mark
                # a value that was left out stands elsewhere for the other parser
                if event.anchor is not None or event.tag is not None or event.style in ("|", ">") or (not event.value and not event.style):
                    return None
                found.append(
                    YamlEvent(YamlKind.SCALAR, mark.line + 1, mark.column + 1, event.value, event.style == "", behind.line, behind.column)
                )
            elif isinstance(event, end):
                found.append(END)
            elif isinstance(event, kinds.CollectionStartEvent):
                if event.anchor is not None or event.tag is not None:
                    return None
                kind = YamlKind.SEQUENCE if isinstance(event, kinds.SequenceStartEvent) else YamlKind.MAPPING
                found.append(YamlEvent(kind, mark.line + 1, mark.column + 1))
            elif isinstance(event, beginning):
                documents += 1
                if event.explicit or documents > 1:
                    return None
                found.append(YamlEvent(YamlKind.DOCUMENT, mark.line + 1, mark.column + 1))
            elif isinstance(event, kinds.AliasEvent) or (isinstance(event, kinds.DocumentEndEvent) and event.explicit):
                return None
    except (YAMLError, ValueError):
        return None
    return found


def events_in_python(text: str) -> Iterator[YamlEvent]:
    """Return the events as ruamel.yaml reads them.

    Raises
    ------
    UnreadableError
        On the way, where the text is not YAML.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    from rechallenge.formats.yaml_faults import fault_of

    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            made = _from_ruamel(event)
            if made is not None:
                yield made
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = None if mark is None else Place(mark.line + 1, mark.column + 1)
        raise UnreadableError(fault_of(error, str(error.problem or error.context or ""), place)) from None
    except ReaderError as error:  # a character that no text holds; it knows its position alone
        found = f"U+{ord(text[error.position]):04X}" if error.position < len(text) else ""
        raise UnreadableError(Problem("yaml.control", {"found": found}, _place(text, error.position))) from None
    except ValueError:  # the number of a character is beyond all characters
        number = _TOO_LARGE.search(text)
        raise UnreadableError(Problem("yaml.escape", {}, _place(text, number.start()) if number else Place(1, 1))) from None


def _from_ruamel(event: RuamelEvent) -> YamlEvent | None:
    from ruamel.yaml import events as kinds

    mark = event.start_mark
    at = (mark.line + 1, mark.column + 1)
    match event:
        case kinds.ScalarEvent():
            behind, plain = event.end_mark, event.style is None or event.style == ""
            return YamlEvent(YamlKind.SCALAR, *at, event.value, plain, behind.line, behind.column, event.anchor, _tag(event))
        case kinds.SequenceStartEvent():
            return YamlEvent(YamlKind.SEQUENCE, *at, anchor=event.anchor, tag=_tag(event))
        case kinds.MappingStartEvent():
            return YamlEvent(YamlKind.MAPPING, *at, anchor=event.anchor, tag=_tag(event))
        case kinds.SequenceEndEvent() | kinds.MappingEndEvent():
            return END
        case kinds.AliasEvent():
            return YamlEvent(YamlKind.ALIAS, *at, event.anchor)
        case kinds.DocumentStartEvent():
            return YamlEvent(YamlKind.DOCUMENT, *at)
        case _:
            return None


def _tag(event: RuamelEvent) -> str | None:
    tag = getattr(event, "tag", None)
    return None if tag is None else str(tag)


def _place(text: str, position: int) -> Place:
    """Return line and column of a character."""
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))
