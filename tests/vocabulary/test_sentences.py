"""Every sentence in both languages with all kinds of values: as it was last read, and by the rules of French that a machine can hold."""

from __future__ import annotations

import re

import pytest

from tests.vocabulary.sentences import DRUGS, FOLDER, lines, snapshot
from tests.vocabulary.test_french_errors import ALIKE, BLANK, EVERYDAY, NAMES, tokens

LANGUAGES = ("en", "fr")
FRENCH = [line for _, line in lines("fr")]
SENTENCES = [line.split(" | ", 1)[1] for line in FRENCH]
FEMININE = "prednisone|colchicine"
VOWELS = "|".join(drug for drug in DRUGS if drug[0] in "aeiou")
ELIDED = "de|le|la|que|ne|ce|se|je|jusque|lorsque|puisque"
RULES = {
    "de le, de les, à le, à les contract": r"\b(?:de|à) les? (?!\w+(?:er|ir|re)\b)",
    "si il": r"\b[Ss]i ils?\b",
    "a vowel elides the word before it": rf"\b(?:{ELIDED}) (?:{VOWELS})\b",
    "a feminine drug takes a feminine participle": (
        rf"(?<!de )\b(?:la|La) (?:{FEMININE}) (?:est|était|soit|n’est|n’était|a été|n’a pas été|sera|serait)"
        r"(?: (?:pas|plus|encore|déjà|aussi))* \w+(?:é|is|it)\b"
    ),
    "and so does a participle after its name": rf"\b(?:{FEMININE}) (?:arrêté|donné|repris|augmenté|débuté|suspendu|poursuivi)\b",
    "spaces": r"  |\( | \)| ,| \.(?![\w.])|[^\s ][;?!](?:\s|$)|[^\u00a0] :(?:\s|$)",
    "two stops": r"(?<=\w)\.\.(?=\s|$)",
    "a bare certainty": r"\b(?:100|0)[\u00a0\u202f ]?%(?! au plus)",
    "a sign is no word after a word": r"\b(?:de|d’|à|est|était|attendait) [<>]\u202f",
    "a bare nothing": r"(?<![\d,.–−/])0[\u00a0 ](?:mg/j|jours?)\b(?! (?:ou plus|à))",
}

# Shares of the patients of a trial, of which the last is all of them: no probability.
NO_PROBABILITY = "trial.looks_"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_reads_as_it_was_last_read(language: str) -> None:
    """Where one was changed on purpose: ``python -m tests.vocabulary.sentences``, and read what changed in it."""
    written = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    changed = set(written.splitlines()) ^ set(snapshot(language).splitlines())
    assert sorted(changed) == []


@pytest.mark.parametrize("rule", RULES)
def test_french_keeps_its_rules_with_all_kinds_of_values(rule: str) -> None:
    pattern = re.compile(RULES[rule])
    lines_of_rule = [line for line in FRENCH if rule != "a bare certainty" or not line.startswith(NO_PROBABILITY)]
    assert [f"{found.group()!r} in {line}" for line in lines_of_rule if (found := pattern.search(line.split(" | ", 1)[1]))] == []


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("si il", "On ne sait pas si il est donné."),
        ("a vowel elides the word before it", "un arrêt de anakinra"),
        ("a feminine drug takes a feminine participle", "si la prednisone est encore donné"),
        ("spaces", "une valeur , deux"),
        ("two stops", "un fait.. un autre"),
        ("a bare certainty", "probabilité de 100 %"),
        ("a bare nothing", "il faut 0\u00a0mg/j de prednisone"),
    ],
)
def test_each_rule_finds_what_breaks_it(rule: str, wrong: str) -> None:
    assert re.search(RULES[rule], wrong)


def test_no_english_word_is_told_in_french() -> None:
    english = set(EVERYDAY.split()) - ALIKE
    assert [line for line, text in zip(FRENCH, SENTENCES, strict=True) if tokens(NAMES.sub(" ", BLANK.sub(" ", text))) & english] == []
