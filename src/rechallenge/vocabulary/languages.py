"""The languages that there are: a folder each, found here and nowhere named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rechallenge import extensions
from rechallenge.data_files import DataFileError, Value, read_data

if TYPE_CHECKING:
    from babel import Locale

DEFINITION = "language.toml"


@dataclass(frozen=True)
class DrugNames:
    """How a drug that the catalogue does not decline stands in a sentence.

    Attributes
    ----------
    the, of
        Name as a subject, and after "of"; ``{}`` is the name.
    before_vowel
        The same for names that begin with one of its ``vowels``, where the language elides; else empty.
    """

    the: str
    of: str
    before_vowel: Mapping[str, str]

    def written(self, name: str, form: Literal["the", "of"]) -> str:
        """Write a name as ``the`` or ``of`` has it.

        >>> DrugNames("{}", "of {}", {}).written("ibuprofen", "of")
        'of ibuprofen'
        """
        elided = name[:1].lower() in set(self.before_vowel.get("vowels", ""))
        plain = self.the if form == "the" else self.of
        return (self.before_vowel[form] if elided else plain).format(name)


@dataclass(frozen=True)
class Definition:
    """One language, less its sentences: what its ``language.toml`` says.

    Attributes
    ----------
    code
        Name of its folder, an ISO 639 code such as ``fr``.
    folder
        Where its catalogues are.
    name
        Its name in itself.
    locale
        Babel's locale: numbers, dates, lists, plurals.
    citations
        The locale of CSL in which a reference list is written.
    first_case
        The course that the page shows first: the published case that the program started from, in the reader's language where there is
        such a file.
    between_clauses
        What stands between clauses of one sentence.
    percent, below, above
        How a percentage is written, and that something lies below or above one; ``{}`` is the number.
    typography
        Patterns and their replacements, applied in turn to each text.
    drug_names
        How a drug that the catalogue does not decline stands in a sentence.
    """

    code: str
    folder: Path
    name: str
    locale: str
    citations: str
    first_case: str
    between_clauses: str
    percent: str
    below: str
    above: str
    typography: tuple[tuple[re.Pattern[str], str], ...]
    drug_names: DrugNames

    @cached_property
    def babel(self) -> Locale:
        """Babel's locale."""
        from babel import Locale

        return Locale.parse(self.locale)

    def typeset(self, text: str) -> str:
        r"""Set the spaces, quotation marks and apostrophes of a text as a printer of this language does.

        Examples
        --------
        >>> languages()["fr"].typeset("L'arrêt : 96 % ?")
        'L’arrêt\xa0: 96\u202f%\u202f?'
        >>> languages()["en"].typeset('The patient\'s "normal"')
        'The patient’s “normal”'
        """
        for pattern, replacement in self.typography:
            text = pattern.sub(replacement, text)
        return text


def _definition(folder: Path) -> Definition:
    place = f"{folder.name}/{DEFINITION}"
    raw = read_data(folder / DEFINITION)
    rules, names = raw.pop("typography", []), raw.pop("drug_names", {})
    if not isinstance(rules, list) or not isinstance(names, dict):
        raise DataFileError(f"{place}: typography is a list of tables, and drug_names a table")
    elided = _texts(names.pop("before_vowel", {}), place)
    drug_names = DrugNames(**_texts(names, place), before_vowel=elided)
    typography = (_texts(rule, place) for rule in rules)
    return Definition(
        code=folder.name,
        folder=folder,
        typography=tuple((re.compile(rule["pattern"]), rule["replacement"]) for rule in typography),
        drug_names=drug_names,
        **_texts(raw, place),
    )


def _texts(table: Value, place: str) -> dict[str, str]:
    """Texts by name. By hand, since the start of the program waits for it, and the library that checks other files takes 0.1 s to load."""
    if not isinstance(table, dict):
        raise DataFileError(f"{place}: {table!r} should be a table")
    texts = {name: value for name, value in table.items() if isinstance(value, str)}
    if wrong := [name for name in table if name not in texts]:
        raise DataFileError(f"{place}: {', '.join(wrong)} should be text")
    return texts


def languages() -> Mapping[str, Definition]:
    """Return the languages by code, in alphabetical order: those of the package, and those in the folders of extensions.

    >>> list(languages())
    ['en', 'fr']
    """
    return _languages(extensions.places("languages"))


@cache
def _languages(from_outside: tuple[Path, ...]) -> Mapping[str, Definition]:
    own = {path.parent.name: path.parent for path in Path(__file__).parent.glob(f"*/{DEFINITION}")}
    folders = own | {folder.name: folder for folder in from_outside if (folder / DEFINITION).is_file()}
    return {code: _definition(folders[code]) for code in sorted(folders)}


def by_language(entry: Mapping[str, object]) -> tuple[Mapping[str, str], Mapping[str, object]]:
    """Part the texts of an entry of a data file, one under the code of each language, from its other fields.

    >>> by_language({"id": "fever", "en": "fever", "fr": "fièvre"})
    ({'en': 'fever', 'fr': 'fièvre'}, {'id': 'fever'})
    """
    known = languages()
    texts = {code: str(entry[code]) for code in known if code in entry}
    return texts, {name: value for name, value in entry.items() if name not in known}


def base() -> Definition:
    """Return the language that stands in where another lacks a text of an extension or of published data, and that exceptions speak."""
    return languages()["en"]


def known_or_base(code: str) -> Definition:
    """Return a language by its code, or the base language when there is none of that code."""
    return languages().get(code, base())
