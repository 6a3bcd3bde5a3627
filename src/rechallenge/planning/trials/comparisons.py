"""Tests of values, many trials at once: least squares, and a randomisation test; all as normal deviates, so that looks can be combined."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import t as student

from rechallenge.arrays import Floats

PERMUTATIONS = 199
"""Other draws of the lot that a randomisation test looks at: its smallest p is one in 200."""


def least_squares(columns: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Fit values by least squares, and test the last of the columns.

    Parameters
    ----------
    columns
        Shape (trials, patients, columns).
    values
        Shape (trials, patients); NaN where nothing was measured, and the patient is left out.

    Returns
    -------
    estimate, z
        Coefficient of the last column, and its t statistic as the normal deviate of the same probability, shapes (trials,).
    """
    known = np.isfinite(values) & np.isfinite(columns).all(-1)
    x = np.where(known[..., None], columns, 0.0)
    y = np.where(known, values, 0.0)
    inverse = np.linalg.pinv(np.swapaxes(x, -1, -2) @ x, hermitian=True)
    coefficients = (inverse @ (np.swapaxes(x, -1, -2) @ y[..., None]))[..., 0]
    rest = np.where(known, y - (x @ coefficients[..., None])[..., 0], 0.0)
    degrees = np.maximum(known.sum(-1) - columns.shape[-1], 1)
    error = np.sqrt(np.maximum((rest**2).sum(-1) / degrees * inverse[..., -1, -1], 1e-300))
    estimate = coefficients[..., -1]
    enough = known.sum(-1) > columns.shape[-1]
    return estimate, np.where(enough, as_normal(estimate / error, degrees), 0.0)


def as_normal(statistic: Floats, degrees: NDArray[np.int64]) -> Floats:
    """Normal deviate of the same probability as a t statistic.

    Examples
    --------
    >>> round(float(as_normal(np.array(2.228), np.array(10))), 2)
    1.96
    """
    tail = student.sf(np.abs(statistic), degrees)
    return np.asarray(np.sign(statistic) * -ndtri(np.maximum(tail, 1e-15)))


def two_groups(values: Floats, drug: NDArray[np.bool_], baseline: Floats | None = None) -> tuple[Floats, Floats]:
    """Compare two groups by Student's t test, or by the analysis of covariance where a baseline is given.

    All shapes are (trials, patients). Gives the difference of the means, those on the drug less the others, and its deviate, which is
    positive where the drug lowers the value.
    """
    columns = [np.ones_like(values), *([] if baseline is None else [baseline]), drug.astype(float)]
    estimate, z = least_squares(np.stack(columns, axis=-1), values)
    return estimate, -z


def within_patients(differences: Floats, order: Floats) -> tuple[Floats, Floats]:
    """Test the mean of each patient's differences, the effect of the order taken off (in a cross-over, that of the period).

    Parameters
    ----------
    differences
        On the drug less on placebo, one a patient, shape (trials, patients).
    order
        Mean over a patient's pairs of +1 where the drug came first and -1 where placebo did, same shape.
    """
    estimate, z = least_squares(np.stack([order, np.ones_like(differences)], axis=-1), differences)
    return estimate, -z


def randomisation(contrasts: Floats, start: NDArray[np.int64], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Test staggered starts against the other ways in which the lot might have fallen (Wampold and Worsham 1986).

    Parameters
    ----------
    contrasts
        What each patient's values give for each of the possible starts, after it less before it, shape (trials, patients, starts).
    start
        Which of them was drawn, shape (trials, patients).
    """
    known = np.asarray(np.isfinite(contrasts).all(axis=-1))
    filled = np.where(known[..., None], contrasts, 0.0)

    def total(of: NDArray[np.int64]) -> Floats:
        return np.asarray(np.take_along_axis(filled, of[..., None], axis=-1)[..., 0].sum(-1))

    seen = total(start)
    lower = np.ones_like(seen)
    for _ in range(PERMUTATIONS):
        lower += total(rng.permuted(start, axis=-1)) <= seen
    share = lower / (PERMUTATIONS + 1.0)
    # at the middle of its step, so that the deviate is 0 where the lot tells nothing
    z = -ndtri(np.clip(share - 0.5 / (PERMUTATIONS + 1.0), 1e-6, 1.0 - 1e-6))
    return seen / np.maximum(known.sum(-1), 1), z
