"""The words of records, from the folders of all languages: a record may mix them, so that those of all are looked for together.

Each folder holds one data file a subject (``fields.toml``, ``words.toml``, ``times.toml`` and so on), with lists of words in named
tables. What needs no language, such as symbols, lengths and published limits, stands beside the code that reads it, under the same names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rechallenge.data_files import Table, Value, checked, read_data
from rechallenge.vocabulary.languages import Definition, base, languages


class UnknownWordsError(ValueError):
    """A file of words names a list that no reader looks for."""


def merged(subject: str, beside: Path | None = None) -> Table:
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
    own: Mapping[str, Value] = _read(beside) if beside is not None else {}
    found: Table = {}
    for language in sorted(languages().values(), key=lambda each: each is not base()):
        words = words_in(language, subject)
        if language is not base():
            _check(words, (words_in(base(), subject), own), f"{language.folder / subject}.toml")
        _add(found, words)
    _add(found, own)
    return found


def words_in(language: Definition, subject: str) -> Mapping[str, Value]:
    """Return the words of one language on one subject; nothing where it has none."""
    return _read(language.folder / f"{subject}.toml")


def word_lists(value: object, place: str) -> dict[str, list[str]]:
    """Return lists of words by name, as a table of a data file holds them."""
    return checked(dict[str, list[str]], value, place)


def words_at(language: Definition, subject: str, *path: str) -> tuple[str, ...]:
    """Return one list of words of a language, by the names of the tables that it stands in; nothing where it has none.

    >>> words_at(base(), "words", "choices", "answer", "yes")[0]
    'yes'
    """
    found: Value | Mapping[str, Value] = words_in(language, subject)
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return tuple(map(str, found)) if isinstance(found, list) else ()


@cache
def _read(path: Path) -> Mapping[str, Value]:
    return read_data(path) if path.is_file() else {}


def _add(found: Table, more: Mapping[str, Value]) -> None:
    """Add tables to tables and words to lists; another value stands where there is none yet."""
    for name, value in more.items():
        there = found.get(name)
        if isinstance(value, dict):
            table: Table = there if isinstance(there, dict) else {}
            found[name] = table
            _add(table, value)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            words: list[Value] = [*there, *value] if isinstance(there, list) else value
            found[name] = [word for place, word in enumerate(words) if word not in words[:place]]
        else:
            found.setdefault(name, value)


def _check(words: Mapping[str, Value], known: Iterable[Mapping[str, Value]], path: str, within: str = "") -> None:
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
