"""The messages of a language, by code, from its gettext catalogues and those of extensions."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from rechallenge import extensions
from rechallenge.parsed_texts import parsed
from rechallenge.vocabulary.languages import base, languages
from rechallenge.vocabulary.messages import Template, plural_rule

if TYPE_CHECKING:
    from babel.messages import Message


class MissingMessageError(KeyError):
    """A code that no catalogue holds, neither of the language nor in English."""


class _Catalogue(TypedDict):
    """What a PO file says, in plain values: its rule of plurals, and of each message the blank that decides, and its forms."""

    plural: str
    locale: str
    messages: dict[str, list[str]]


@cache
def read_catalogue(path: Path) -> Mapping[str, Template]:
    """Read one PO file.

    Raises
    ------
    ValueError
        A plural message whose ``msgid_plural`` does not name the blank that decides, such as ``{n}``.
    """
    read = parsed(path.read_text(encoding="utf-8"), "gettext", lambda text: _catalogue(text, path))
    rule = plural_rule(read["plural"], read["locale"])
    return {code: Template(tuple(forms), counted, rule) for code, (counted, *forms) in read["messages"].items()}


def _catalogue(text: str, path: Path) -> _Catalogue:
    from babel.messages.pofile import read_po

    catalogue = read_po(StringIO(text))
    found = {code: [_counted(message, path), *forms] for message in catalogue if (code := _code(message)) and any(forms := _forms(message))}
    return {"plural": catalogue.plural_expr, "locale": str(catalogue.locale or base().locale), "messages": found}


def _code(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


def _forms(message: Message) -> list[str]:
    texts = message.string
    return list(map(str, texts)) if isinstance(texts, tuple | list) else [str(texts)]


def _counted(message: Message, path: Path) -> str:
    if not message.pluralizable:
        return ""
    counted = str(message.id[1])
    if not (counted.startswith("{") and counted.endswith("}") and counted[1:-1].isidentifier()):
        raise ValueError(f"{path}: msgid_plural of {_code(message)} should name the blank that decides, such as {{n}}, and is {counted!r}")
    return counted[1:-1]


def catalogues(code: str) -> tuple[Path, ...]:
    """Return the PO files of a language: those of its folder, and those that extensions bring for it."""
    return (*sorted(languages()[code].folder.glob("*.po")), *extensions.catalogues(code))


def messages(code: str) -> Mapping[str, Template]:
    """Return all messages of a language, by their codes; where it lacks one, as a language from outside may, the English one."""
    return _messages((*catalogues(base().code), *catalogues(code)))


@cache
def _messages(paths: tuple[Path, ...]) -> Mapping[str, Template]:
    return {code: template for path in dict.fromkeys(paths) for code, template in read_catalogue(path).items()}


def lacking(code: str) -> tuple[str, ...]:
    """Return the codes of the messages for which a language has no text of its own, so that the English one stands in."""
    own = _messages(catalogues(code))
    return tuple(name for name in messages(base().code) if name not in own)


class _Plain(string.Formatter):
    """`str.format` that writes plainly what only a language can write well: the ways of `rechallenge.presentation.language`."""

    def format_field(self, value: object, format_spec: str) -> str:
        try:
            return str(format(value, format_spec))
        except ValueError:
            return _PLAINLY.get(format_spec, "{}").format(value)


_PLAINLY = {"mg": "{:g} mg", "days": "{:g} days", "exact": "{:g}"}
_PLAIN = _Plain()


def english(code: str, values: Mapping[str, object]) -> str:
    """Return a message in the base language as an exception says it, its blanks filled as Python fills them."""
    try:
        template = messages(base().code)[code]
    except KeyError:
        raise MissingMessageError(code) from None
    return _PLAIN.vformat(template.text(values), (), values)
