"""How the level of an outcome follows the signal, the activity that gets through the drugs.

A link is a few first-order filters and a formula: what feeds each filter (the signal, or a saturating function of it), the half-life with
which it follows, and the level that the filters together mean. Numbers come in by role: the data file of an outcome names for each role of
its link a parameter or a number. Links that share a filter share its computation.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge import extensions
from rechallenge.mechanism.kinetics import HOURS_PER_DAY
from rechallenge.outcomes import OutcomeModel

HALVING = float(np.log(2.0))
Role = str | float
"""What a role stands for: the name of a parameter, or a number."""
Values = Callable[[Role], Array]


@dataclass(frozen=True, slots=True)
class Feed:
    """What filters are fed with: the signal, or its share of saturation where `half_signal` says at which signal that is a half."""

    half_signal: Role | None = None

    def of(self, signal: Array, value: Values) -> Array:
        """Feed at these signals, any shape."""
        return signal if self.half_signal is None else signal / (signal + value(self.half_signal))


@dataclass(frozen=True, slots=True)
class Filter:
    """A first-order filter: its feed, and the half-life in hours with which it follows."""

    feed: Feed
    half_life_h: Role


class Link(ABC):
    """A way in which outcomes follow the signal; one object an outcome.

    A new one is a subclass with its `roles`, registered in `LINKS` under the name that data files give it.

    Parameters
    ----------
    roles
        What each of the link's `roles` stands for.
    """

    roles: ClassVar[tuple[str, ...]]

    def __init__(self, roles: Mapping[str, Role]) -> None:
        if set(roles) != set(self.roles):
            raise ValueError(f"a {type(self).__name__} link asks for {', '.join(self.roles)}, and not for {', '.join(roles)}")
        self.role = dict(roles)

    @property
    @abstractmethod
    def filters(self) -> tuple[Filter, ...]:
        """Its filters."""

    @abstractmethod
    def level(self, filtered: Sequence[Array], rates: Sequence[Array], value: Values) -> Array:
        """Level from what the filters hold and their rates per day, in the order of `filters`."""

    @abstractmethod
    def formula(self, held: Sequence[str]) -> str:
        """The same written out, for filters in series where there are several, from the names of what they hold."""


class Proportional(Link):
    """A background, and a protein made in proportion to the signal some hours before, which is cleared (acute-phase proteins)."""

    roles = ("delay_half_life_h", "half_life_h", "background", "gain")

    @property
    def filters(self) -> tuple[Filter, ...]:
        """One for the delay, one for the protein itself."""
        return tuple(Filter(Feed(), self.role[name]) for name in ("delay_half_life_h", "half_life_h"))

    def level(self, filtered: Sequence[Array], rates: Sequence[Array], value: Values) -> Array:
        """The background, and what is left of what the signal made."""
        # Two filters in series are the difference of the two alone, weighted by their rates.
        delay, own = rates
        series = (delay * filtered[1] - own * filtered[0]) / (delay - own)
        return value(self.role["background"]) + value(self.role["gain"]) * jnp.maximum(series, 0.0)

    def formula(self, held: Sequence[str]) -> str:
        """Background plus what the last filter holds."""
        return f"{self.role['background']} + {self.role['gain']} * {held[-1]}"


class Saturating(Link):
    """A background, and up to `most` above it, half of that at the half signal, followed with a half-life (scores, sedimentation)."""

    roles = ("half_signal_mg_l", "half_life_h", "background", "most")

    @property
    def filters(self) -> tuple[Filter, ...]:
        """One, fed with the share of saturation."""
        return (Filter(Feed(self.role["half_signal_mg_l"]), self.role["half_life_h"]),)

    def level(self, filtered: Sequence[Array], rates: Sequence[Array], value: Values) -> Array:
        """The background, and the share of saturation that is left."""
        return value(self.role["background"]) + value(self.role["most"]) * filtered[0]

    def formula(self, held: Sequence[str]) -> str:
        """Background plus the share of the most."""
        return f"{self.role['background']} + {self.role['most']} * {held[-1]}"


LINKS: dict[str, type[Link]] = {"proportional": Proportional, "saturating": Saturating}
"""Links by the name that data files give them; an extension adds its own from a module ``outcomes/<name>.py``."""


def link_of(model: OutcomeModel) -> Link:
    """The link of an outcome.

    Raises
    ------
    ValueError
        When its data file names a link that is not known, or other roles than those of the link.
    """
    if model.form not in LINKS:
        extensions.load("outcomes")
    if model.form not in LINKS:
        raise ValueError(f"{model.name}: the link {model.form!r} is not known (known: {', '.join(LINKS)})")
    return LINKS[model.form](dict(model.roles))


@partial(jax.tree_util.register_dataclass, data_fields=("parameters",), meta_fields=("outcomes",))
@dataclass(frozen=True)
class OutcomeResponse:
    """How some outcomes follow the signal, under one draw of the parameters.

    Attributes
    ----------
    outcomes
        Which, in order.
    parameters
        Those that their links ask for, by name, and maybe others.
    """

    outcomes: tuple[OutcomeModel, ...]
    parameters: Mapping[str, Array]

    def value(self, role: Role) -> Array:
        """What a role stands for."""
        return self.parameters[role] if isinstance(role, str) else jnp.asarray(role)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """All filters, each once, those of one feed together."""
        found = dict.fromkeys(each for model in self.outcomes for each in link_of(model).filters)
        feeds = dict.fromkeys(each.feed for each in found)
        return tuple(each for feed in feeds for each in found if each.feed == feed)

    def feeds(self) -> list[tuple[Feed, slice]]:
        """Each feed, and which of the filters it feeds."""
        of_each = [each.feed for each in self.filters]
        return [(feed, slice(of_each.index(feed), of_each.index(feed) + of_each.count(feed))) for feed in dict.fromkeys(of_each)]

    @property
    def rate(self) -> Array:
        """Rate of each filter, per day, shape (filters,)."""
        return jnp.stack([HALVING / (self.value(each.half_life_h) / HOURS_PER_DAY) for each in self.filters])

    def fed(self, signal: Array) -> Array:
        """Feed of each filter at one signal, shape (filters,): where filters stand that have long been fed so."""
        return jnp.stack([each.feed.of(signal, self.value) for each in self.filters])

    def levels(self, filtered: Array) -> dict[str, Array]:
        """Level of each outcome from what the filters hold, (..., filters) to (...), by name."""
        rate, place = self.rate, {each: place for place, each in enumerate(self.filters)}
        found = {}
        for model in self.outcomes:
            link = link_of(model)
            mine = [place[each] for each in link.filters]
            found[model.name] = link.level([filtered[..., i] for i in mine], [rate[i] for i in mine], self.value)
        return found
