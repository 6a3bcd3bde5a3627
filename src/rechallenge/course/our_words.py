"""Words of our own in what a problem tells: names of fields, words of closed lists, times. Each language says them in its own way.

As a text each is the English one, which the code and an exception go by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from rechallenge.course.keys import key_in
from rechallenge.course.vocabulary import vocabulary
from rechallenge.outcomes import Outcome
from rechallenge.outcomes.words import Word
from rechallenge.vocabulary.languages import base, languages
from rechallenge.vocabulary.words import words_at

_UNIT_OF_TIME = re.compile(r"(?<=\d) (d|wk|mo)$")


class OurWord(str):
    """A word as English says it, and as the other languages do.

    Attributes
    ----------
    by_language
        The word by the code of a language; English stands in for one that is missing.
    """

    by_language: Mapping[str, str]

    def __new__(cls, english: str, by_language: Mapping[str, str]) -> OurWord:
        """Make the word of its English text."""
        word = super().__new__(cls, english)
        word.by_language = dict(by_language)
        return word

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes whole."""
        return OurWord, (str(self), self.by_language)

    def in_language(self, code: str) -> str:
        """Return the word in a language."""
        return self.by_language.get(code, str(self))


class CodedWord(str):
    """A word that the catalogues hold, such as the name of a drug or of a format.

    Attributes
    ----------
    code
        Code of its message; the text stands in where no catalogue has it.
    """

    code: str

    def __new__(cls, english: str, code: str) -> CodedWord:
        """Make the word of its English text."""
        word = super().__new__(cls, english)
        word.code = code
        return word

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes whole."""
        return CodedWord, (str(self), self.code)


class OurWords(tuple[str, ...]):
    """Several of them: "a, b, c"."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return them in English."""
        return ", ".join(map(str, self))

    def __format__(self, spec: str) -> str:
        """Fill a blank of an English sentence."""
        return format(str(self), spec)


def _in_each(say: Callable[[str], str]) -> dict[str, str]:
    return {code: say(code) for code in languages() if code != base().code}


def field_name(english: str) -> OurWord:
    """Return the name of a field of a course file.

    >>> field_name("weight"), field_name("weight").in_language("fr")
    ('weight', 'poids')
    """
    return _field_name(english, tuple(languages()))


@cache
def _field_name(english: str, codes: tuple[str, ...]) -> OurWord:
    """Return it in some languages; a faulty table asks for the same names on each of its rows."""
    return OurWord(english, {code: key_in(english, code) for code in codes if code != base().code})


def field_names(names: Iterable[str]) -> OurWords:
    """Return the names of several fields."""
    return OurWords(field_name(name) for name in names)


def choices(name: str) -> OurWords:
    """Return the words of a closed list.

    >>> [word.in_language("fr") for word in choices("outcome")]
    ['aucun', 'partiel', 'bon']
    """
    return OurWords(_choice(name, option) for option in vocabulary().choices[name])


def _choice(name: str, option: str) -> OurWord:
    def said(code: str) -> str:
        return next(iter(words_at(languages()[code], "words", "choices", name, option)), option)

    return OurWord(option, _in_each(said))


def leading(words: Iterable[Word]) -> OurWords:
    """Return the first spelling of each of some words."""
    return OurWords(OurWord(word.words[0], _in_each(word.leading)) for word in words)


def outcome_name(outcome: Outcome) -> OurWord:
    """Return the name of an outcome within a sentence."""
    return OurWord(outcome.names[0], outcome.label)


def drug_name(drug: str) -> CodedWord:
    """Return the name of a drug."""
    return CodedWord(drug, f"drug.{drug}")


def time_text(english: str) -> OurWord:
    """Return a time as a course file writes it.

    >>> time_text("0..5 d").in_language("fr"), time_text("6 mo").in_language("fr"), time_text("2018-03-12").in_language("fr")
    ('0..5 j', '6 mois', '2018-03-12')
    """

    def said(code: str) -> str:
        def unit(found: re.Match[str]) -> str:
            return f" {next(iter(words_at(languages()[code], 'times', 'units', found[1])), found[1])}"

        return _UNIT_OF_TIME.sub(unit, english)

    return OurWord(english, _in_each(said))


def field_and_word(field: str, option: str, list_name: str) -> OurWord:
    """Return a field with a word of a closed list, as a course file writes it.

    >>> field_and_word("present", "no", "answer").in_language("fr")
    'présent: non'
    """
    word = _choice(list_name, option)
    return OurWord(f"{field}: {option}", _in_each(lambda code: f"{key_in(field, code)}: {word.in_language(code)}"))
