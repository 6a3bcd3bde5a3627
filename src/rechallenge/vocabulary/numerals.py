"""Numbers as a physician of one locale writes them."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

NBSP = "\u00a0"
MINUS = "\u2212"
LARGE = 1e15
"""From here on a number is written as a multiple of a power of ten: a double knows no more digits, and nobody reads them."""
SMALL = 1e-6
"""Below it, so is one that is not 0."""
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def decimals(value: float) -> int:
    """Decimals that leave two significant figures below ten and whole numbers above: 0.038, 0.38, 4.1, 12."""
    size = abs(value)
    if size >= 9.95 or size == 0.0:
        return 0
    if size >= 0.995:
        return 1
    return min(6, 1 - math.floor(math.log10(size * 1.0000001)))


def as_written(value: float) -> Decimal:
    """Round a number to what `format_amount` writes of it: a whole number has no decimals.

    >>> as_written(1.0), as_written(1.04)
    (Decimal('1'), Decimal('1.0'))
    """
    if isinstance(value, int) or float(value).is_integer():
        return Decimal(int(value))
    return Decimal(f"{value:.{decimals(value)}f}") if math.isfinite(value) else Decimal(2)


def format_amount(value: float, locale: Locale | str) -> str:
    """Write a number: a whole one without decimals, another to its usual precision."""
    whole = isinstance(value, int) or float(value).is_integer()
    return format_exact(value, locale) if whole else format_decimal(value, locale)


def format_decimal(value: float, locale: Locale | str, places: int | None = None) -> str:
    """Write a number, to its usual precision or with `places` decimals; a large one as a multiple of a power of ten."""
    from babel.numbers import format_decimal as by_locale

    if not -LARGE < value < LARGE or (places is None and 0 < abs(value) < SMALL):
        return format_large(value, locale)
    places = decimals(value) if places is None else places
    pattern = "#,##0." + "0" * places if places else "#,##0"
    if abs(value) < 10_000:
        pattern = pattern.replace("#,##", "")
    return str(by_locale(value, format=pattern, locale=locale)).replace("-", MINUS)


@lru_cache(maxsize=4096)
def format_exact(value: float, locale: Locale | str) -> str:
    """Write a number that someone chose (a dose): all its digits, none more."""
    from babel.numbers import format_decimal as by_locale

    if not -LARGE < value < LARGE or 0 < abs(value) < SMALL:
        return format_large(value, locale)
    return str(by_locale(round(value, 6), format="#0.######", locale=locale)).replace("-", MINUS)


def format_large(value: float, locale: Locale | str) -> str:
    r"""Write a number that has too many digits to read, as a multiple of a power of ten; what is no number as a dash.

    >>> format_large(3.21e40, "fr_FR"), format_large(-float("inf"), "en_GB"), format_large(2e-9, "en_GB")
    ('3,2\xa0×\xa010⁴⁰', '−∞', '2.0\xa0×\xa010⁻⁹')
    """
    from babel.numbers import format_decimal as by_locale

    if value != value:
        return "–"
    sign = MINUS if value < 0 else ""
    if abs(value) == math.inf:
        return f"{sign}∞"
    digits, exponent = f"{Decimal(value):.1e}".lstrip("-").split("e")
    factor = by_locale(Decimal(digits), format="0.0", locale=locale)
    return f"{sign}{factor}{NBSP}×{NBSP}10{str(int(exponent)).translate(_RAISED)}"
