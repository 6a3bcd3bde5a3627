"""Probabilities in words.

One table for every sentence of every report, so that "very likely" always means the same thing. The words and bounds are those
that the Intergovernmental Panel on Climate Change asks of its authors (`SOURCE`), made disjoint.
"""

from __future__ import annotations

SOURCE = "mastrandrea2010"

SCALE: tuple[tuple[float, str], ...] = (
    (0.99, "virtually_certain"),
    (0.90, "very_likely"),
    (0.66, "likely"),
    (0.33, "as_likely_as_not"),
    (0.10, "unlikely"),
    (0.01, "very_unlikely"),
    (0.00, "exceptionally_unlikely"),
)
"""Least probability of each word, from the top; the words themselves are in the catalogues under ``chance.<word>``."""


def chance_word(p: float) -> str:
    """Name the place of a probability on the scale.

    Examples
    --------
    >>> chance_word(0.96), chance_word(0.5), chance_word(0.002)
    ('very_likely', 'as_likely_as_not', 'exceptionally_unlikely')
    """
    return next(word for least, word in SCALE if p >= least or least == 0.0)
