"""Disease processes: how a disease behaves without treatment. One module each, found by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from rechallenge.mechanism.processes.episodic import Episodic
from rechallenge.mechanism.processes.process import DiseaseProcess
from rechallenge.mechanism.processes.waxing import Waxing

T = TypeVar("T")

WAXING = Waxing()
"""Activity that waxes and wanes and does not end."""
EPISODIC = Episodic()
"""Flares that begin and end."""
USUAL: DiseaseProcess = EPISODIC
"""The one that is fitted unless another is asked for."""
PROCESSES: Mapping[str, DiseaseProcess] = {process.name: process for process in (WAXING, EPISODIC)}


def parameters_under(process: DiseaseProcess, parameters: Mapping[str, T]) -> dict[str, T]:
    """Parameters of the disease under a process: those of other processes are left out."""
    others = {name for other in PROCESSES.values() for name in other.parameters} - set(process.parameters)
    return {name: parameter for name, parameter in parameters.items() if name not in others}
