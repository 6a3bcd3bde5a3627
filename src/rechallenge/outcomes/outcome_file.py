"""The data file of an outcome, ``NAME.toml``: its fields, and the outcome that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked
from rechallenge.literature.parameters import parameter_from
from rechallenge.outcomes.outcome import ChartLook, Direction, Kind, Normal, Outcome, OutcomeModel, Plausible, Relapse, Relief, Scale
from rechallenge.outcomes.words import in_all_languages, word_from


class _Error(TypedDict):
    parameter: str


class _OutcomeEntry(TypedDict):
    order: int
    names: dict[str, list[str]]
    number_names: NotRequired[dict[str, list[str]]]
    label: dict[str, str]
    axis: dict[str, str]
    kind: Kind
    improvement: Direction
    always: NotRequired[bool]
    reported_by_patient: NotRequired[bool]
    raised_by_infection: NotRequired[bool]
    suppressed_with_interleukin_6: NotRequired[bool]
    scale: NotRequired[Scale]
    normal: NotRequired[Normal]
    plausible: NotRequired[Plausible]
    relapse: NotRequired[Relapse]
    relief: NotRequired[Relief]
    link: dict[str, str | int | float]
    error: _Error
    parameters: NotRequired[dict[str, dict[str, object]]]
    words: NotRequired[list[dict[str, object]]]
    chart: ChartLook


def outcome_from(name: str, table: Mapping[str, object]) -> Outcome:
    """Build an outcome from its data file.

    Raises
    ------
    DataFileError
        When a field is missing or not known, or is not of its kind.
    """
    place = f"{name}.toml"
    entry = checked(_OutcomeEntry, table, place)
    scale, relapse = entry.get("scale", Scale()), entry.get("relapse")
    roles = tuple(sorted((role, value) for role, value in entry["link"].items() if role != "form"))
    return Outcome(
        name=name,
        order=entry["order"],
        names=in_all_languages(entry["names"]),
        number_names=in_all_languages(entry.get("number_names", {})),
        label=entry["label"],
        axis=entry["axis"],
        kind=entry["kind"],
        improvement=entry["improvement"],
        always=entry.get("always", False),
        reported_by_patient=entry.get("reported_by_patient", False),
        raised_by_infection=entry.get("raised_by_infection", False),
        suppressed_with_interleukin_6=entry.get("suppressed_with_interleukin_6", False),
        scale=scale,
        normal=entry.get("normal"),
        plausible=entry.get("plausible"),
        relapse=relapse,
        relief=entry.get("relief"),
        model=OutcomeModel(
            name, str(entry["link"]["form"]), roles, scale.logarithmic, entry["error"]["parameter"], is_marker=relapse is not None
        ),
        parameters={key: parameter_from(key, {"source": None, **value}) for key, value in entry.get("parameters", {}).items()},
        words=tuple(word_from(word, place) for word in entry.get("words", ())),
        chart=entry["chart"],
    )
