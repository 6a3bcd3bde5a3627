"""Hamiltonian moves of some particles in lockstep, under a likelihood whose power grows.

Where the likelihood is nearly a step in an unknown (a disease that ends or does not), its slope tells nothing a step away, and forces the
shortest leapfrogs on all unknowns. Such an unknown (`rechallenge.inference.switches`) stands still while the others move,
and is drawn anew in between, which is accepted by the likelihood. Days that a record gives as an interval, of which it
says little more, are drawn anew too, and also move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rechallenge.arrays import Counts, Draws, Flags, PerDraw, Square
from rechallenge.inference.switches import Switches

# Moves that a walker makes at a power, and switches that are drawn anew before each.
MOVES, RENEWALS = 3, 6
# Leapfrogs of a move: as many as its way asks for, in units of the particles' spread; their length follows how many are accepted.
LEAPFROGS, MOST_LEAPFROGS, WAY = 5, 24, 1.2
FIRST_LENGTH, LONGEST, ACCEPTED = 0.3, 0.8, 0.75
# Particles whose gradients are computed at once: more gain nothing on a processor, and take memory.
AT_ONCE = 16
# Way over which a second derivative is told by a difference of gradients, in units of the prior.
DIFFERENCE = 1e-4


class Particles(NamedTuple):
    """Where particles stand: vectors, log likelihoods and the gradients of those, one a row."""

    vectors: Draws
    likelihoods: PerDraw
    slopes: Draws

    def taken(self, places: Counts) -> Particles:
        """Those at these places."""
        return Particles(*(each[places] for each in self))

    def where(self, accepted: Flags, otherwise: Particles) -> Particles:
        """These where accepted, and others elsewhere."""
        return Particles(*(np.where(accepted.reshape(-1, *[1] * (a.ndim - 1)), a, b) for a, b in zip(self, otherwise, strict=True)))


@dataclass
class Walkers:
    """How particles move: by which likelihood, and how far a leapfrog goes now.

    Attributes
    ----------
    values
        Log likelihoods of `AT_ONCE` vectors, with the prior of the switches beside that from which they are drawn.
    likelihoods
        The same, and their gradients, which takes three times as long.
    switches, days
        The unknowns in which the likelihood is nearly a step, and the places of the uncertain days.
    length
        Of a leapfrog, in units of the particles' spread.
    gradients
        How many have been computed.
    """

    values: Callable[[Draws], PerDraw]
    likelihoods: Callable[[Draws], tuple[PerDraw, Draws]]
    rng: np.random.Generator
    switches: Switches
    days: Counts
    length: float = FIRST_LENGTH
    gradients: int = 0

    def at(self, vectors: Draws) -> Particles:
        """Particles at these vectors."""
        self.gradients += len(vectors)
        values, slopes = (np.concatenate(each)[: len(vectors)] for each in zip(*map(self.likelihoods, _parts(vectors)), strict=True))
        return Particles(vectors, values, slopes)

    def curvature(self, at: Particles, free: Counts) -> Square:
        """Negative second derivatives of the log likelihood at one particle in these coordinates, shape (free, free)."""
        aside = np.zeros((len(free), at.vectors.shape[1]))
        aside[np.arange(len(free)), free] = DIFFERENCE
        found = (at.slopes - self.at(at.vectors + aside).slopes)[:, free] / DIFFERENCE
        return 0.5 * (found + found.T)

    def passed(self, start: Particles, power: float, root: Square) -> list[Particles]:
        """Where they stand after each of their moves at a power; `root` is that of the covariance there."""
        states = []
        for _ in range(MOVES):
            start = self._moved(self._renewed(start, power), power, root)
            states.append(start)
        return states

    def _renewed(self, start: Particles, power: float) -> Particles:
        """Some switches of each, and half of its uncertain days, drawn anew from their prior."""
        vectors, likelihoods = start.vectors, start.likelihoods
        for chosen in self._chosen(vectors.shape):
            drawn = self.rng.standard_normal(vectors.shape)
            drawn[:, self.switches.places] = self.switches.drawn(self.rng, len(drawn))
            anew = np.where(chosen, drawn, vectors)
            there = np.concatenate([self.values(part) for part in _parts(anew)])[: len(anew)]
            accepted = self.rng.random(len(anew)) < _chance(power * (there - likelihoods))
            vectors, likelihoods = np.where(accepted[:, None], anew, vectors), np.where(accepted, there, likelihoods)
        (changed,) = np.nonzero(np.any(vectors != start.vectors, axis=1))
        slopes = start.slopes.copy()
        if len(changed):
            slopes[changed] = self.at(vectors[changed]).slopes
        return Particles(vectors, likelihoods, slopes)

    def _chosen(self, shape: tuple[int, ...]) -> Iterator[Flags]:
        """Which unknowns of each are drawn anew at once: one switch of each, several times over, then half of the days."""
        for _ in range(RENEWALS if len(self.switches.places) else 0):
            chosen = np.zeros(shape, bool)
            chosen[np.arange(len(chosen)), self.rng.choice(self.switches.places, len(chosen))] = True
            yield chosen
        if len(self.days):
            chosen = np.zeros(shape, bool)
            chosen[:, self.days] = self.rng.random((len(chosen), len(self.days))) < 0.5
            yield chosen

    def _moved(self, start: Particles, power: float, root: Square) -> Particles:
        momentum = self.rng.standard_normal(start.vectors.shape)
        own = self.length * self.rng.uniform(0.5, 1.0, (len(momentum), 1))
        leapfrogs = min(max(LEAPFROGS, round(WAY / (0.75 * self.length))), MOST_LEAPFROGS)

        def energy(at: Particles, momentum: Draws) -> PerDraw:
            return power * at.likelihoods - 0.5 * np.sum(at.vectors**2, axis=1) - 0.5 * np.sum(momentum**2, axis=1)

        def pushed(at: Particles, momentum: Draws) -> Draws:
            return momentum + 0.5 * own * ((power * at.slopes - at.vectors) @ root)

        at, before = start, energy(start, momentum)
        for _ in range(leapfrogs):
            momentum = pushed(at, momentum)
            at = self.at(at.vectors + own * (momentum @ root.T))
            momentum = pushed(at, momentum)
        chance = _chance(energy(at, momentum) - before)
        self.length = min(self.length * float(np.exp(0.5 * (chance.mean() - ACCEPTED))), LONGEST)
        return at.where(self.rng.random(len(chance)) < chance, start)


def _parts(vectors: Draws) -> list[Draws]:
    """Parts of `AT_ONCE` vectors; the last one is filled up with its last vector."""
    padded = np.concatenate([vectors, np.repeat(vectors[-1:], -len(vectors) % AT_ONCE, axis=0)])
    return np.split(padded, len(padded) // AT_ONCE)


def _chance(gained: PerDraw) -> PerDraw:
    """Chance that a move is accepted which gains so much log density; none where that could not be computed."""
    return np.exp(np.minimum(np.where(np.isfinite(gained), gained, -np.inf), 0.0))
