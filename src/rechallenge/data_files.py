"""Data files of the package, of languages and of extensions: one reader for YAML and TOML, and one check of what they hold.

A file is read into a `Table` of plain values. What a module takes from it is a dataclass or a ``TypedDict``, and `checked` makes it of
the plain values: lists become the tuples, whole numbers the decimals that the type asks for, and what does not fit is told with its place.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from rechallenge.parsed_texts import parsed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from pydantic import TypeAdapter

T = TypeVar("T")

Value: TypeAlias = "str | float | bool | list[Value] | dict[str, Value] | None"
"""What YAML, TOML and JSON hold: text, numbers, flags, nothing, lists and tables of them."""

Table: TypeAlias = "dict[str, Value]"
"""Values by name."""

# by what they check, of which each has its own type
_ADAPTERS: dict[object, TypeAdapter[Any]] = {}


class DataFileError(ValueError):
    """A data file that does not hold what its reader asks for; the message names the file and each wrong place, one line each."""


def literature(*path: str) -> Traversable:
    """Return a file of ``rechallenge.literature``."""
    return files("rechallenge.literature").joinpath(*path)


def read_data(source: Traversable | Path) -> Table:
    """Read a data file, YAML or TOML by its ending.

    Raises
    ------
    DataFileError
        When it holds no table.

    Examples
    --------
    >>> list(read_data(literature("adrenal.toml")))
    ['suppression', 'physiological', 'steps']
    """
    text = source.read_text(encoding="utf-8")
    return parsed(text, "toml", _toml_table) if source.name.endswith(".toml") else yaml_table(text, source.name)


def _toml_table(text: str) -> Table:
    import tomllib

    return tomllib.loads(text)


def yaml_table(text: str, place: str) -> Table:
    """Read a text of YAML, a file or a part of one, that holds a table.

    Examples
    --------
    >>> yaml_table("half_life_h: 5.5", "anakinra.yaml")
    {'half_life_h': 5.5}
    """
    found = parsed(text, "yaml", _yaml_value)
    if not isinstance(found, dict):
        raise DataFileError(f"{place}: no table of values")
    return found


def _yaml_value(text: str) -> Value:
    from ruamel.yaml import YAML

    # the reader in C is not everywhere, and takes longer to be imported than to read a short text without it
    found: Value = YAML(typ="safe", pure=len(text) < 2_000).load(text)
    return found


def checked(kind: type[T], value: object, place: str) -> T:
    """Return plain values as what a reader asks for.

    Parameters
    ----------
    kind
        A dataclass, a ``TypedDict`` (of ``typing_extensions``), or a list, tuple or dict of them.
    value
        What was read.
    place
        Where it stands, for the message.

    Raises
    ------
    DataFileError
        Where a value is missing, is not of its type, or has a name that the type does not know.

    Examples
    --------
    >>> checked(dict[str, tuple[float, float]], {"age_years": [2, 17]}, "ranges.toml")
    {'age_years': (2.0, 17.0)}
    >>> checked(dict[str, float], {"age_years": "old"}, "ranges.toml")
    Traceback (most recent call last):
    ...
    rechallenge.data_files.DataFileError: ranges.toml: age_years: Input should be a valid number, unable to parse string as a number
    """
    from pydantic import ValidationError

    try:
        (found,) = _adapter(kind).validate_python((value,))
        return found
    except ValidationError as error:
        lines = (f"{': '.join((place, *filter(None, ['.'.join(map(str, each['loc'][1:]))])))}: {each['msg']}" for each in error.errors())
        raise DataFileError("\n".join(lines)) from None


def _adapter(kind: type[T]) -> TypeAdapter[tuple[T]]:
    from pydantic import ConfigDict, TypeAdapter

    if kind not in _ADAPTERS:
        # within a tuple, since a dataclass itself takes no settings from outside; those that it holds inherit them
        _ADAPTERS[kind] = TypeAdapter(tuple[kind], config=ConfigDict(extra="forbid"))  # type: ignore[valid-type]
    return _ADAPTERS[kind]
