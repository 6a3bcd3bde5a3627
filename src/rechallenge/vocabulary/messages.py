"""One message of a catalogue, and which of its forms a number takes.

A message that depends on a number is a plural message of gettext. As our codes are symbols and not English texts, its
``msgid_plural`` is free to say which of its blanks decides::

    msgid "warning.few_draws"
    msgid_plural "{n}"
    msgstr[0] "Only {n:integer} independent draw: ..."
    msgstr[1] "Only {n:integer} independent draws: ..."

The header ``Plural-Forms`` of the catalogue says which form a whole number takes.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, SupportsFloat

from rechallenge.vocabulary.numerals import as_written

if TYPE_CHECKING:
    from babel import Locale

Rule = Callable[[Decimal], int]


@dataclass(frozen=True, slots=True)
class Template:
    """Text of a message, its blanks left as ``{name}``.

    Attributes
    ----------
    forms
        One text; or one for each plural form of the language.
    counted
        The blank whose number decides between them.
    rule
        Which form a number takes.
    """

    forms: tuple[str, ...]
    counted: str = ""
    rule: Rule = lambda _: 0

    def text(self, values: Mapping[str, object]) -> str:
        """Return the form for these values.

        Examples
        --------
        >>> days = Template(("{n} day", "{n} days"), "n", plural_rule("(n != 1)", "en"))
        >>> days.text({"n": 1}), days.text({"n": 0}), days.text({"n": 1.04})
        ('{n} day', '{n} days', '{n} days')
        """
        if not self.counted:
            return self.forms[0]
        number = values[self.counted]
        if not isinstance(number, SupportsFloat):
            raise TypeError(f"{self.counted} of {self.forms[0]!r} should be a number, not {number!r}")
        return self.forms[self.rule(as_written(number if isinstance(number, int) else float(number)))]


def plural_rule(expression: str, locale: Locale | str) -> Rule:
    """Make the rule of a language.

    Parameters
    ----------
    expression
        What ``Plural-Forms`` says, in the syntax of C; it knows whole numbers only.
    locale
        Babel's locale, or its name. A decimal number takes the form of the whole numbers that the locale puts into its category:
        "1.5 days", "1,5 jour".
    """
    whole = gettext.c2py(expression)

    def form(number: Decimal) -> int:
        if number == number.to_integral_value() and str(number).isdigit():
            return int(whole(int(number)))
        from babel import Locale

        category = Locale.parse(str(locale)).plural_form
        return int(whole(next((n for n in range(101) if category(n) == category(abs(number))), 2)))

    return form
