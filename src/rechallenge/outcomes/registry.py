"""The outcomes that are known: those of this folder, of extensions (`rechallenge.extensions`), and what was registered in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from typing_extensions import TypedDict

from rechallenge import extensions
from rechallenge.data_files import Table, checked, read_data
from rechallenge.literature.drugs import folded
from rechallenge.literature.parameters import Parameter
from rechallenge.outcomes.outcome import Outcome
from rechallenge.outcomes.outcome_file import outcome_from
from rechallenge.vocabulary.languages import base, languages
from rechallenge.vocabulary.words import UnknownWordsError, words_in

_registered: list[Path] = []


def register(path: Path) -> Outcome:
    """Add an outcome from its data file, ``NAME.toml``; one of a known name takes the other's place.

    Raises
    ------
    ValueError
        When it claims to be the marker of activity, of which there is one.
    """
    _registered.append(path)
    _forget()
    added = outcome(path.stem)
    if sum(each.model.is_marker for each in outcomes().values()) != 1:
        _registered.remove(path)
        _forget()
        raise ValueError(f"{path.name}: the activity of the disease is told on the scale of one outcome, and {marker().name} is it")
    return added


def _forget() -> None:
    for found in (outcomes, _by_spelling):
        found.cache_clear()


@cache
def outcomes() -> Mapping[str, Outcome]:
    """All outcomes by name, in their order."""
    added = (path for path in extensions.places("outcomes") if path.suffix == ".toml")
    files = [*Path(__file__).parent.glob("*.toml"), *added, *_registered]
    read = {path.stem: read_data(path) for path in files}
    _say_in_languages(read)
    found = {name: outcome_from(name, entry) for name, entry in read.items()}
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


class _Said(TypedDict, total=False):
    names: list[str]
    label: str
    axis: str
    words: dict[str, list[str]]


def _say_in_languages(read: Mapping[str, Table]) -> None:
    """Add to the data files what languages bring of their own in ``outcomes.toml``: names, labels, and words by the first English one.

    Raises
    ------
    UnknownWordsError
        A language names an outcome, or one of its words, that there is not.
    """
    for code, language in languages().items():
        place = f"{language.folder}/outcomes.toml"
        for name, said in checked(dict[str, _Said], words_in(language, "outcomes"), place).items():
            words = _words_of(read.get(name, {}))
            spellings = said.get("words", {})
            unknown = [name] if name not in read else [f"{name}.words.{word}" for word in spellings if word not in words]
            if unknown:
                raise UnknownWordsError(f"{place}: there is no {', '.join(unknown)}")
            for field, text in (("names", [*said.get("names", ())]), ("label", said.get("label")), ("axis", said.get("axis"))):
                table = read[name][field]
                if text and isinstance(table, dict):
                    table[code] = text
            for word, spelled in spellings.items():
                words[word][code] = [*spelled]


def _words_of(entry: Table) -> Mapping[str, Table]:
    """The words for a level in one data file, by the first English one."""
    found: dict[str, Table] = {}
    words = entry.get("words", [])
    for word in words if isinstance(words, list) else []:
        english = word.get(base().code) if isinstance(word, dict) else None
        if isinstance(word, dict) and isinstance(english, list):
            found[str(english[0])] = word
    return found


def outcome(name: str) -> Outcome:
    """The outcome of a name; KeyError when there is none."""
    return outcomes()[name]


def marker() -> Outcome:
    """The outcome on whose scale activity and relapse are told."""
    return next(each for each in outcomes().values() if each.model.is_marker)


@cache
def _by_spelling() -> Mapping[str, Outcome]:
    return {folded(spelling): each for each in outcomes().values() for spelling in (each.name, *each.names)}


def named(written: str) -> Outcome | None:
    """The outcome that a record calls so, or None.

    >>> named("Protéine C réactive"), named("colour of the socks")
    (Outcome('crp'), None)
    """
    return _by_spelling().get(folded(written))


def outcome_parameters(of: Iterable[Outcome]) -> dict[str, Parameter]:
    """Parameters of some outcomes by name, each once, with those that they share with outcomes not among them.

    Examples
    --------
    >>> "transit_half_life_h" in outcome_parameters([outcome("crp")])
    True
    """
    known = {name: parameter for each in outcomes().values() for name, parameter in each.parameters.items()}
    chosen = list(of)
    asked = [name for each in chosen for name in each.parameters]
    asked += [value for each in chosen for _, value in (*each.model.roles, ("", each.model.error)) if isinstance(value, str)]
    return {name: known[name] for name in dict.fromkeys(asked)}
