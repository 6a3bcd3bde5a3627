"""The input of a number: the same seed and number give the same input."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from rechallenge.course.cases import case_names, case_path
from rechallenge.formats.reading import convert
from studies.fuzz import grammar
from studies.fuzz.mutation import damaged
from studies.fuzz.sound import a_sound_course, spoilt


@dataclass(frozen=True, slots=True)
class Input:
    """One input: what reads it, and its text."""

    kind: str
    text: str


@cache
def _shipped() -> tuple[str, ...]:
    paths = [case_path(name) for name in case_names()]
    return (*(path.read_text(encoding="utf-8") for path in paths), *(convert(path, to) for path in paths[:4] for to in ("csv", "json")))


def _yaml(rng: Random) -> str:
    return grammar.yaml_of(grammar.a_course(rng), rng) + "\n"


def _json(rng: Random) -> str:
    return json.dumps(grammar.a_course(rng), ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, 2)))


def _sound(rng: Random) -> str:
    return grammar.yaml_of(a_sound_course(rng), rng) + "\n"


def _spoilt(rng: Random) -> str:
    return grammar.yaml_of(spoilt(a_sound_course(rng), rng, grammar.anything(rng)), rng) + "\n"


_KINDS: tuple[tuple[str, float, Callable[[Random], str]], ...] = (
    ("course", 0.14, _sound),
    ("course", 0.18, _spoilt),
    ("course", 0.14, _yaml),
    ("course", 0.04, _json),
    ("course", 0.12, lambda rng: damaged(_sound(rng), rng)),
    ("course", 0.12, lambda rng: damaged(rng.choice(_shipped()), rng)),
    ("course", 0.02, lambda rng: damaged(_json(rng), rng)),
    ("table", 0.04, grammar.a_peoples_table),
    ("table", 0.03, lambda rng: damaged(grammar.a_peoples_table(rng), rng)),
    ("nonmem", 0.03, grammar.a_nonmem_table),
    ("nonmem", 0.03, lambda rng: damaged(grammar.a_nonmem_table(rng), rng)),
    ("regimen", 0.04, lambda rng: grammar.yaml_of(grammar.a_regimen(rng), rng)),
    ("regimen", 0.02, lambda rng: damaged(grammar.yaml_of(grammar.a_regimen(rng), rng), rng)),
    ("stop", 0.03, grammar.a_stop),
)


def made(seed: int, number: int) -> Input:
    """Return the input of a number."""
    rng = Random(f"{seed}/{number}")
    (kind, _, make), *_ = rng.choices(_KINDS, [weight for _, weight, _ in _KINDS])
    return Input(kind, make(rng))
