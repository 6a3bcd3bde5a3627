"""Numbers as a physician of one locale writes them."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

NBSP = "\u00a0"


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
    return Decimal(int(value)) if float(value).is_integer() else Decimal(f"{value:.{decimals(value)}f}")


def format_amount(value: float, locale: Any) -> str:
    """Write a finite number: a whole one without decimals, another to its usual precision."""
    return format_exact(value, locale) if float(value).is_integer() else format_decimal(value, locale)


def format_decimal(value: float, locale: Any, places: int | None = None) -> str:
    """Write a finite number, to its usual precision or with `places` decimals."""
    from babel.numbers import format_decimal as by_locale

    places = decimals(value) if places is None else places
    pattern = "#,##0." + "0" * places if places else "#,##0"
    if abs(value) < 10_000:
        pattern = pattern.replace("#,##", "")
    return str(by_locale(value, format=pattern, locale=locale)).replace("-", "−")


def format_exact(value: float, locale: Any) -> str:
    """Write a number that someone chose (a dose): all its digits, none more."""
    from babel.numbers import format_decimal as by_locale

    return str(by_locale(round(value, 6), format="#0.######", locale=locale)).replace("-", "−")
