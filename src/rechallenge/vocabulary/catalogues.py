"""The texts of a language, by code, from its gettext catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rechallenge.vocabulary.languages import base, languages

_FURTHER: list[Path] = []


@cache
def read_catalogue(path: Path) -> Mapping[str, str]:
    """Read one PO file into a dictionary, code to text."""
    from babel.messages.pofile import read_po

    with path.open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream) if m.id and m.string}


def add_catalogues(folder: Path) -> None:
    """Add the texts of an extension: a folder with one PO file a language, named after it (``en.po``).

    Where a language has none the English one stands in.
    """
    _FURTHER.append(folder)
    texts.cache_clear()


def catalogues(code: str) -> tuple[Path, ...]:
    """Return the PO files that hold the texts of a language."""
    further = (folder / f"{code}.po" for folder in _FURTHER)
    stand_in = f"{base().code}.po"
    return (*sorted(languages()[code].folder.glob("*.po")), *(path if path.is_file() else path.with_name(stand_in) for path in further))


@cache
def texts(code: str) -> Mapping[str, str]:
    """Return all texts of a language, by their codes; their blanks are left as ``{name}``."""
    return {name: text for path in catalogues(code) for name, text in read_catalogue(path).items()}


def base_text(code: str) -> str:
    """Return a text in the base language: what exceptions say."""
    return texts(base().code)[code]
