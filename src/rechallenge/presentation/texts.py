"""Texts of one language: codes of the catalogues, their blanks filled."""

from __future__ import annotations

import string
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from rechallenge.vocabulary.catalogues import MissingMessageError, messages
from rechallenge.vocabulary.languages import Definition, languages


class _Formatter(string.Formatter):
    """`str.format` whose format specs are the ways of writing a value."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def format_field(self, value: object, format_spec: str) -> str:
        return self._texts.value(value, format_spec)

    def get_field(self, field_name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> tuple[object, str]:
        # Only plain names: a template never reaches into the attributes of a value.
        return kwargs[field_name], field_name


class Texts(ABC):
    """Texts of one language by their codes.

    Parameters
    ----------
    code
        Of one of the `rechallenge.vocabulary.languages.languages`, such as ``fr``.
    """

    def __init__(self, code: str) -> None:
        if code not in languages():
            raise ValueError(f"no such language: {code}; there are {', '.join(languages())}")
        self.code = code
        self.definition: Definition = languages()[code]
        self.locale = self.definition.babel
        self._messages = dict(messages(code))
        self._formatter = _Formatter(self)

    @abstractmethod
    def value(self, value: object, spec: str = "") -> str:
        """Write what fills a blank, in the way that `spec` names."""

    def text(self, code: str, **values: object) -> str:
        """Text of a code, its blanks filled.

        Raises
        ------
        MissingMessageError
            No catalogue holds the code.
        """
        if code not in self._messages:
            raise MissingMessageError(code)
        return self._formatter.vformat(self.typeset(self._messages[code].text(values)), (), values)

    def has(self, code: str) -> bool:
        """Whether a catalogue holds this code."""
        return code in self._messages

    def lookup(self, code: str, default: str) -> str:
        """Text of a code, or `default` when no catalogue has it, or when it is a sentence with blanks and thus no name."""
        found = self._messages.get(code)
        return default if found is None or any("{" in form for form in found.forms) else self.text(code)

    def typeset(self, text: str) -> str:
        """Set a text of a data file as a printer of this language does."""
        return self.definition.typeset(text)
