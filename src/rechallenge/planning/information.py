"""How much the results of measurements would tell, in bits: mutual information from draws of the patient.

Each draw has a label (which drugs act in it, or in which band a quantity lies) and, for each result that a measurement could have, a
probability. What is expected to be learnt of the label is the mutual information of label and result (Lindley 1956,
doi:10.1214/aoms/1177728069). The probability of a result under a label is a mean over draws, so that its plug-in estimate is nested Monte
Carlo and too high: chance alone makes labels look different. The jackknife over blocks of draws takes that away to first order, and
gives the standard error (Miller 1974, doi:10.1093/biomet/61.1.1). Blocks are whole stretches of a chain, and equal draws share one, so
that the error knows of autocorrelation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rechallenge.arrays import Counts, Floats

# Blocks of the jackknife, and the fewest that give an error.
BLOCKS, LEAST_BLOCKS = 20, 4
# Amounts whose difference is less than so many of its standard errors are told as alike.
APART = 2.0
# A measurement that adds less than so many bits to a series is not worth its visit; ours.
WORTH_ADDING = 0.01


@dataclass(frozen=True)
class Labelled:
    """Draws with what is asked of them.

    Attributes
    ----------
    label
        Which of the answers to the question holds in each draw, from 0, shape (draws,).
    stratum
        Which hypothesis each draw is of, shape (draws,): draws stand for the hypotheses in fixed shares.
    share
        Probability of each hypothesis, shape (strata,).
    block
        Which block of the jackknife each draw is in, from 0, shape (draws,).
    """

    label: Counts
    stratum: Counts
    share: Floats
    block: Counts

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return int(self.block.max()) + 1

    @property
    def n_labels(self) -> int:
        """Number of answers that the question can have among the draws."""
        return int(self.label.max()) + 1

    @cached_property
    def weight(self) -> Floats:
        """Weight of each draw, those of a hypothesis adding up to its probability, shape (draws,)."""
        return self.share[self.stratum] / np.bincount(self.stratum, minlength=len(self.share))[self.stratum]

    @cached_property
    def entropy(self) -> float:
        """What is open, in bits."""
        return float(entropy(np.bincount(self.label, self.weight, self.n_labels).astype(float)))

    @cached_property
    def shares_left(self) -> Floats:
        """Factor by which the other draws of a hypothesis count more when a block is left out, shape (blocks, strata)."""
        number = np.zeros((self.n_blocks, len(self.share)))
        np.add.at(number, (self.block, self.stratum), 1.0)
        total = number.sum(axis=0)
        return np.asarray(np.divide(total, total - number, out=np.zeros_like(number), where=total > number))

    @cached_property
    def sums(self) -> Floats:
        """Matrix that adds the weights of draws by block, hypothesis and label, shape (blocks * strata * labels, draws)."""
        places = (self.block * len(self.share) + self.stratum) * self.n_labels + self.label
        found = np.zeros((self.n_blocks * len(self.share) * self.n_labels, len(self.label)))
        found[places, np.arange(len(places))] = self.weight
        return found


@dataclass(frozen=True, slots=True)
class Gain:
    """Expected information of some measurements, each with its error.

    Attributes
    ----------
    bits
        Corrected for the bias of nested Monte Carlo; may lie below 0 by chance, shape (measurements,).
    error
        Standard error; infinite where there are too few blocks to tell, shape (measurements,).
    pseudo_values
        Those of the jackknife, shape (blocks, measurements): what two measurements differ by is known better than either.
    """

    bits: Floats
    error: Floats
    pseudo_values: Floats

    def difference_error(self, first: int, second: int) -> float:
        """Standard error of the difference between two of the measurements."""
        return float(_error(self.pseudo_values[:, first] - self.pseudo_values[:, second]))

    def tied(self, first: int, second: int) -> bool:
        """Whether two measurements cannot be told apart."""
        return bool(abs(self.bits[first] - self.bits[second]) <= APART * self.difference_error(first, second))

    def of(self, place: int) -> Gain:
        """Gain of one of the measurements."""
        return Gain(self.bits[[place]], self.error[[place]], self.pseudo_values[:, [place]])

    @classmethod
    def together(cls, *gains: Gain) -> Gain:
        """Join the gains of several measurements from the same draws."""
        return cls(
            np.concatenate([each.bits for each in gains]),
            np.concatenate([each.error for each in gains]),
            np.concatenate([each.pseudo_values for each in gains], axis=1),
        )


def entropy(probabilities: Floats, axis: int = -1) -> Floats:
    """Entropy in bits along an axis.

    Examples
    --------
    >>> float(entropy(np.array([0.75, 0.25]))), float(entropy(np.array([1.0, 0.0])))
    (0.8112781244591328, 0.0)
    """
    safe = np.where(probabilities > 0.0, probabilities, 1.0)
    return np.asarray(-np.sum(safe * np.log2(safe), axis=axis) + 0.0)


def mutual_information(table: Floats) -> Floats:
    """Mutual information in bits of two variables from their joint probabilities, shape (..., labels, results).

    Examples
    --------
    >>> float(mutual_information(np.array([[0.5, 0.0], [0.0, 0.5]]))), float(mutual_information(np.full((2, 2), 0.25)))
    (1.0, 0.0)
    """
    of_label, of_result = table.sum(axis=-1), table.sum(axis=-2)
    joint = entropy(table.reshape(*table.shape[:-2], -1))
    return np.asarray(entropy(of_label) + entropy(of_result) - joint)


def gain(probabilities: Floats, labelled: Labelled) -> Gain:
    """Expected information of measurements about the label.

    Parameters
    ----------
    probabilities
        Of each result of each measurement under each draw, shape (draws, measurements, results); those of one measurement add up to 1.
    """
    tables = _tables(probabilities, labelled)
    whole = tables.sum(axis=(0, 1))
    plain = mutual_information(np.moveaxis(whole, 1, 0))
    n = labelled.n_blocks
    # each block left out, the other draws of its hypothesis count for it
    left = np.einsum("bslmk,bs->blmk", tables.sum(axis=0)[None] - tables, labelled.shares_left, optimize=True)
    without = mutual_information(np.moveaxis(left, 2, 1))
    pseudo_values = n * plain - (n - 1) * without
    return Gain(pseudo_values.mean(axis=0), _error(pseudo_values), pseudo_values)


def posterior(probabilities: Floats, labelled: Labelled) -> tuple[Floats, Floats]:
    """Probability of each result of each measurement, shape (measurements, results), and of each label after it, (labels, ...) likewise."""
    table = _tables(probabilities, labelled).sum(axis=(0, 1))
    of_result = table.sum(axis=0)
    return of_result, np.asarray(table / np.where(of_result > 0.0, of_result, 1.0))


def _tables(probabilities: Floats, labelled: Labelled) -> Floats:
    """Joint probabilities, shape (blocks, strata, labels, measurements, results)."""
    draws, measurements, results = probabilities.shape
    flat = labelled.sums @ probabilities.reshape(draws, measurements * results)
    return np.asarray(flat.reshape(labelled.n_blocks, len(labelled.share), labelled.n_labels, measurements, results))


def _error(pseudo_values: Floats) -> Floats:
    n = len(pseudo_values)
    if n < LEAST_BLOCKS:
        return np.full(pseudo_values.shape[1:], np.inf)
    return np.asarray(pseudo_values.std(axis=0, ddof=1) / np.sqrt(n))


def coarser(probabilities: Floats, results: int) -> Floats:
    """Results of each measurement joined to fewer, neighbours first, shape (draws, measurements, results)."""
    edges = np.linspace(0, probabilities.shape[2], min(results, probabilities.shape[2]) + 1).round().astype(int)[:-1]
    return np.asarray(np.add.reduceat(probabilities, edges, axis=2))


def together(first: Floats, second: Floats) -> Floats:
    """Results of one measurement, shape (draws, results), with each of several others, shape (draws, others, results)."""
    both = first[:, None, :, None] * second[:, :, None, :]
    return np.asarray(both.reshape(*both.shape[:2], -1))


@dataclass(frozen=True, slots=True)
class MeasurementSeries:
    """Several measurements together.

    Attributes
    ----------
    measurements
        Which, by their places, in the order in which they were chosen.
    probabilities
        Of their joint results under each draw, shape (draws, 1, results).
    gain
        What they tell together.
    """

    measurements: tuple[int, ...]
    probabilities: Floats
    gain: Gain


def greedy_series(probabilities: Floats, labelled: Labelled, longest: int) -> MeasurementSeries | None:
    """Choose measurements one after another, each the one that adds most to those before it.

    It ends where the next adds less than its error, or than is worth a visit. Greedy choice need not find the best series.

    Parameters
    ----------
    probabilities
        As for `gain`, with few results each: those of a series are their product.

    Returns
    -------
    MeasurementSeries or None
        None where a second measurement adds nothing that could be told.
    """
    alone = gain(probabilities, labelled)
    first = int(np.argmax(alone.bits))
    chosen, so_far = [first], probabilities[:, first]
    known = alone.of(first)
    while len(chosen) < min(longest, probabilities.shape[1]):
        joint = together(so_far, probabilities)
        found = gain(joint, labelled)
        best = int(np.argmax(np.where(np.isin(np.arange(len(found.bits)), chosen), -np.inf, found.bits)))
        pair = Gain.together(known, found.of(best))
        if pair.bits[1] - pair.bits[0] <= max(pair.difference_error(0, 1), WORTH_ADDING):
            break
        chosen.append(best)
        so_far = joint[:, best]
        known = pair.of(1)
    return MeasurementSeries(tuple(chosen), so_far[:, None], known) if len(chosen) > 1 else None


def blocks(place: Counts, n_blocks: int) -> Counts:
    """Blocks of the draws of one hypothesis, as equal in size as they can be, by their places in its chains; equal places share one."""
    order = np.unique(place, return_inverse=True)[1].reshape(-1)
    return np.asarray(order * n_blocks // (int(order.max()) + 1))
