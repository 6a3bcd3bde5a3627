"""Fields of answers as they stand in ``answers.json``: what writes that file and what describes it go by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, get_args, get_origin, get_type_hints

from rechallenge.questions.answer import Band, Key


@dataclass(frozen=True, slots=True)
class FileField:
    """One field of a dataclass in the file.

    Attributes
    ----------
    name, key
        In Python and in the file.
    type
        As annotated, with what `Annotated` says of it.
    required
        Whether it stands there always; else, where it holds nothing by default, it is left out where it does.
    default
        What it holds then.
    """

    name: str
    key: str
    type: object
    required: bool
    default: object


_known: dict[type, tuple[FileField, ...]] = {}


def fields_in_file(owner: type) -> tuple[FileField, ...]:
    """Fields of a dataclass that stand in the file: all but curves."""
    if owner not in _known:
        _known[owner] = tuple(_fields(owner))
    return _known[owner]


def _fields(owner: type) -> Iterator[FileField]:
    assert is_dataclass(owner)  # answers are made of nothing else
    hints = get_type_hints(owner, include_extras=True)
    for each in fields(owner):
        hint = hints[each.name]
        if Band in (hint, *get_args(hint)):
            continue
        keys = [mark.name for mark in get_args(hint)[1:] if isinstance(mark, Key)] if get_origin(hint) is Annotated else []
        optional = each.default is None or each.default == ()
        yield FileField(each.name, keys[0] if keys else each.name, hint, not optional, each.default)
