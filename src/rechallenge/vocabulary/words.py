"""The words of records, from the folders of all languages: a record may mix them, so that those of all are looked for together.

Each folder holds one data file a subject (``fields.toml``, ``words.toml``, ``times.toml`` and so on), with lists of words in named
tables. What needs no language, such as symbols, lengths and published limits, stands beside the code that reads it, under the same names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rechallenge.vocabulary.languages import Definition, base, languages


class UnknownWordsError(ValueError):
    """A file of words names a list that no reader looks for."""


def merged(subject: str, beside: Path | None = None) -> dict[str, Any]:
    """Return the lists of words on one subject, those of all languages in one, each word once; English leads.

    Parameters
    ----------
    subject
        Name of the file in the folders of the languages, without its ending.
    beside
        The file of what needs no language, whose words come last.

    Raises
    ------
    UnknownWordsError
        A language has a list under a name that neither English nor the file beside has.

    Examples
    --------
    >>> merged("times")["thirds"]["0"]
    ['early', 'beginning', 'start', 'debut']
    """
    own = _read(beside) if beside is not None else {}
    found: dict[str, Any] = {}
    for language in sorted(languages().values(), key=lambda each: each is not base()):
        words = words_in(language, subject)
        if language is not base():
            _check(words, (words_in(base(), subject), own), f"{language.folder / subject}.toml")
        _add(found, words)
    _add(found, own)
    return found


def words_in(language: Definition, subject: str) -> Mapping[str, Any]:
    """Return the words of one language on one subject; nothing where it has none."""
    return _read(language.folder / f"{subject}.toml")


@cache
def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _add(found: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add tables to tables and words to lists; another value stands where there is none yet."""
    for name, value in more.items():
        if isinstance(value, Mapping):
            _add(found.setdefault(name, {}), value)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            found[name] = list(dict.fromkeys((*found.get(name, ()), *value)))
        else:
            found.setdefault(name, value)


def _check(words: Mapping[str, Any], known: Iterable[Mapping[str, Any]], path: str, within: str = "") -> None:
    """Refuse a list that nothing reads; tables by number ("7 = [...]"), and those that English leaves empty, are open."""
    tables = tuple(known)
    for name, value in words.items():
        there = [table[name] for table in tables if name in table]
        if not there and not _is_number(name) and any(tables):
            raise UnknownWordsError(
                f"{path}: there are no words called {within}{name}; there are {', '.join(dict.fromkeys(k for t in tables for k in t))}"
            )
        if isinstance(value, Mapping):
            _check(value, [each for each in there if isinstance(each, Mapping)], path, f"{within}{name}.")


def _is_number(name: str) -> bool:
    return name.replace(".", "", 1).isdigit()
