"""Bands in which a number of the patient decides something, and the days on which one may measure: data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked, read_data


class _Bands(TypedDict):
    edges: tuple[float, ...]
    source: NotRequired[str]


class _Measured(TypedDict):
    days: tuple[int, ...]


class _BandsFile(TypedDict):
    risk: _Bands
    steroid_mg: _Bands
    measured: _Measured


@cache
def _file() -> _BandsFile:
    name = "bands.toml"
    return checked(_BandsFile, read_data(files("rechallenge.planning") / name), name)


def risk_bands() -> tuple[float, ...]:
    """Edges of the bands of the risk of a relapse within 90 days."""
    return _file()["risk"]["edges"]


def steroid_bands_mg() -> tuple[float, ...]:
    """Edges of the bands of the least daily prednisone that holds the disease."""
    return _file()["steroid_mg"]["edges"]


def measured_days() -> tuple[int, ...]:
    """Days from today on which a measurement is tried."""
    return _file()["measured"]["days"]
