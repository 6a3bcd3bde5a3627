"""What the system must allow a process before work begins: libraries that are refused it end the whole process, and say nothing of use."""

from __future__ import annotations

import resource
from typing import Literal

Need = Literal["files", "addresses"]

LEAST_FILES = 48
"""Open at once: libraries, and the pipes to four processes that draw charts."""

GB = 1_000_000_000
FITTING_GB = 4
"""Addresses that a fit asks for."""
CHARTS_GB = 70
"""Addresses that drawing a chart asks for: V8, in vl-convert, reserves 64 GiB and fills few of them."""

_OF_SYSTEM = {"files": resource.RLIMIT_NOFILE, "addresses": resource.RLIMIT_AS}


class LimitError(OSError):
    """The system allows less than the work needs.

    Attributes
    ----------
    need
        What there is too little of: files open at once, or GB of addresses.
    limit, least
        How much is allowed, and how much is needed.
    """

    def __init__(self, need: Need, limit: float, least: int) -> None:
        super().__init__(f"{limit} {need} are allowed, and {least} are needed")
        self.need, self.limit, self.least = need, limit, least


def require(addresses_gb: int) -> None:
    """Refuse work for which the limits of this process (``ulimit``) are too low.

    Parameters
    ----------
    addresses_gb
        Addresses that it asks for (GB), `FITTING_GB` or `CHARTS_GB`; files are the same for all work.

    Raises
    ------
    LimitError
        One of them is.

    Examples
    --------
    >>> require(addresses_gb=0)
    """
    wanted: tuple[tuple[Need, int, int], ...] = (("files", 1, LEAST_FILES), ("addresses", GB, addresses_gb))
    for need, unit, least in wanted:
        allowed, _ = resource.getrlimit(_OF_SYSTEM[need])
        if allowed not in (resource.RLIM_INFINITY, -1) and allowed < least * unit:
            raise LimitError(need, round(allowed / unit, 1) if unit > 1 else allowed, least)
