"""Every sentence of a language, its blanks filled: masculine and feminine drugs, vowels, one and several, exact and uncertain values.

``python -m tests.vocabulary.sentences`` writes them anew beside this file; whoever changes a sentence reads what changed there.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

from rechallenge.course.times import When
from rechallenge.inference.summary import Estimate, Message
from rechallenge.ledger.statement import LedgerEntry, Statement, StatementStatus
from rechallenge.presentation.language import COUNT, Language
from rechallenge.vocabulary.catalogues import catalogues, messages, read_catalogue
from rechallenge.vocabulary.languages import languages
from rechallenge.vocabulary.messages import Template

FOLDER = Path(__file__).parent / "sentences"
# Drugs whose names are masculine or feminine and begin with a vowel or a consonant; numbers by which forms are chosen.
DRUGS = ("anakinra", "prednisone", "canakinumab", "colchicine")
NUMBERS = (1, 2, 1.5, 12)
WHENS = (When(5, 5), When(3, 8), When(0, 0), When(10, 20))
OUTCOMES = ("crp", "pain", "ferritin", "motion")
SHARES = (0.42, 0.004, 0.997, 0.6)
INF = float("inf")
BOUNDS = ((4.2, 3.1, 6.3), (0.0, 0.0, 2.5), (1.0, 0.4, INF), (120.0, 80.0, 180.0))
CHANCES = ((0.42, 0.2, 0.7), (0.003, 0.001, 0.02), (0.998, 0.97, 0.999), (0.6, 0.4, 0.8))
SAID = (LedgerEntry("title", (Statement("title", "‹…›", StatementStatus.SHOWN),)),)
SIMPLE = ("reason.no_observation", "reason.stopped_once", "reason.no_relapse", "reason.balanced")


def value(spec: str, turn: int) -> object:
    """What a blank of this kind is filled with at one of four turns."""
    if spec.startswith(COUNT) or spec in ("number", "exact", "amount", "integer", "g", "mg", "mg_l", "mg_per_day", "days", "day"):
        number = NUMBERS[turn]
        return round(number) if spec == "integer" or spec.startswith(COUNT) else number
    kinds: dict[str, tuple[object, ...]] = {
        "percent": SHARES,
        "percent_words": SHARES,
        "chance": SHARES,
        "chance_feminine": SHARES,
        "when": WHENS,
        "interval": tuple(Estimate(*each, "mg/day") for each in BOUNDS),
        "interval_days": tuple(Estimate(*each, "d") for each in BOUNDS),
        "interval_percent": tuple(Estimate(*each, "probability") for each in CHANCES),
        "bounds": tuple(Estimate(*each, "mg/day") for each in BOUNDS),
        "name": DRUGS,
        "the": DRUGS,
        "of": DRUGS,
        "list": (("A",), ("A", "B"), ("A", "B", "C"), ("A",)),
        "names": (DRUGS[:1], DRUGS[:2], DRUGS[:3], DRUGS[1:2]),
        "either": (DRUGS[:2], DRUGS[:3], DRUGS[1:3], DRUGS[2:]),
        "disease": ("gout", "gout", "gout", "gout"),
        "outcome": OUTCOMES,
        "text": ("event.relapse", "event.remission", "outcome.none", "outcome.good"),
        "field": ("dose", "dose", "dose", "dose"),
        "told": tuple(Message(code) for code in SIMPLE),
        "said": (SAID, SAID, SAID, SAID),
        "": ("‹…›", "‹…›", "‹…›", "‹…›"),
    }
    return kinds[spec][turn]


def values(template: Template, turn: int) -> dict[str, object]:
    """What fills the blanks of a message: one value for each, by the first way in which any of its forms writes it."""
    found: dict[str, object] = {}
    for text in template.forms:
        for _, name, spec, _ in string.Formatter().parse(text):
            if name and (name not in found or found[name] == "‹…›"):
                found[name] = value(spec or "", turn)
    if template.counted and not isinstance(found.get(template.counted), int | float):
        found[template.counted] = NUMBERS[turn]
    return found


def rendered(code: str, language: Language) -> tuple[str, ...]:
    """A message as it reads with each kind of value, each reading once."""
    template = messages(language.code)[code]
    return tuple(dict.fromkeys(language.text(code, **values(template, turn)) for turn in range(len(NUMBERS))))


def lines(language: str) -> Iterator[tuple[str, str]]:
    """Every message of the package in one language: its catalogue, and its code with its readings."""
    written = Language(language)
    for path in sorted(languages()[language].folder.glob("*.po")):
        for code in read_catalogue(path):
            for text in rendered(code, written):
                yield path.stem, f"{code} | {text}".replace("\n", " ⏎ ")


def snapshot(language: str) -> str:
    """All of them, by catalogue."""
    found: dict[str, list[str]] = {}
    for catalogue, line in lines(language):
        found.setdefault(catalogue, []).append(line)
    return "".join(f"## {catalogue}\n\n" + "\n".join(each) + "\n\n" for catalogue, each in found.items())


def write() -> None:
    """Write the sentences of every language of the package anew."""
    FOLDER.mkdir(exist_ok=True)
    for code in languages():
        if catalogues(code):
            (FOLDER / f"{code}.txt").write_text(snapshot(code), encoding="utf-8")


if __name__ == "__main__":
    write()
