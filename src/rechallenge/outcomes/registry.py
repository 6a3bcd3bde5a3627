"""The outcomes that are known: those of this folder, of extensions (`rechallenge.extensions`), and what was registered in Python."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rechallenge import extensions
from rechallenge.literature.drugs import folded
from rechallenge.literature.parameters import Parameter
from rechallenge.outcomes.outcome import Outcome, outcome_from

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
    found = {path.stem: outcome_from(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in files}
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


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
