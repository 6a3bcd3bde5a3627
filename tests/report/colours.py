"""Colours as eyes see them that lack one of three kinds of cones, and how far apart two of them then are.

Sources: matrices of Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113) at their full severity, for linear sRGB;
transfer function and primaries of sRGB, IEC 61966-2-1; distance in CIELAB (CIE 15, the colour difference of 1976), white D65;
contrast of WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LUMINANCE = (0.2126, 0.7152, 0.0722)

VISION: Mapping[str, Floats] = {
    "usual": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
    "grey": np.array([_LUMINANCE] * 3),
}
"""What becomes of linear red, green and blue; grey is what a printer without colours leaves."""

_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
_WHITE = _XYZ @ np.ones(3)


def seen(colour: str, vision: str) -> Floats:
    """Linear red, green and blue of a colour (``#rrggbb``) as it is seen, 0 to 1."""
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    made: Floats = np.clip(VISION[vision] @ linear, 0.0, 1.0)
    return made


def apart(one: str, other: str, vision: str) -> float:
    """Difference of two colours (Delta E of CIELAB): 2 can just be told apart side by side, 10 at a glance."""
    return float(np.linalg.norm(_lab(seen(one, vision)) - _lab(seen(other, vision))))


def contrast(one: str, other: str, vision: str) -> float:
    """Ratio of luminances as WCAG 2.2 counts it, 1 to 21."""
    dark, light = sorted(float(np.dot(_LUMINANCE, seen(colour, vision))) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _lab(linear: Floats) -> Floats:
    ratio = _XYZ @ linear / _WHITE
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])
