"""When the chains of a sampler are held to agree: a limit of R-hat that good chains seldom pass, however many unknowns are looked at."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.resources import files

from rechallenge.data_files import checked, read_data


@cache
def _asked() -> dict[str, float]:
    return checked(dict[str, float], read_data(files("rechallenge.inference").joinpath("convergence.toml")), "convergence.toml")


def effective_draws() -> float:
    """Effective draws of each unknown that are asked of a hypothesis on which answers rest."""
    return _asked()["effective_draws"]


@lru_cache(maxsize=256)
def rhat_limit(n_unknowns: int, n_chains: int, draws: float | None = None) -> float:
    """Largest R-hat (split, rank-normalised) that chains which agree reach among so many unknowns, but for one report in twenty.

    The derivation stands with its numbers in ``convergence.toml``. R-hat of one chain compares its halves.

    Parameters
    ----------
    draws
        Effective draws that are asked of each unknown; by default those of a full answer.

    Examples
    --------
    >>> round(rhat_limit(1, 4), 3), round(rhat_limit(70, 4), 3)
    (1.023, 1.038)
    """
    from scipy.special import chdtri

    asked = _asked()
    halves = 2 * n_chains
    chance = asked["false_alarm"] / (asked["rhats_an_unknown"] * max(n_unknowns, 1))
    return math.sqrt(1.0 + halves / (draws or asked["effective_draws"]) * float(chdtri(halves - 1, chance)) / (halves - 1))
