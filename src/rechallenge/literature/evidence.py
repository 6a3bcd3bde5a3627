"""Published outcomes of interleukin-1 blockade, study by study, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import DataFileError, checked, literature, read_data

Design = Literal["trial", "series", "cases"]
Level = Literal["half", "most"]
FILE = "evidence.yaml"


@dataclass(frozen=True, slots=True)
class Disease:
    """A group of diseases that strength is borrowed between.

    Attributes
    ----------
    name
        By language.
    words
        What a diagnosis that belongs to it may hold.
    """

    key: str
    name: Mapping[str, str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Responses:
    """How many patients responded.

    Attributes
    ----------
    level
        ``half``: a response, or half of the activity gone; ``most``: complete or nearly.
    n, of
        Counts as printed; `of` counts episodes where `by_episode`.
    as_printed
        What the paper called a response.
    derived
        How the count was reckoned, where it is not printed.
    """

    level: Level
    n: float
    of: float
    by_episode: bool
    as_printed: str
    derived: str | None = None


@dataclass(frozen=True, slots=True)
class CrpChange:
    """CRP in mg/L, mean and standard deviation, before and so many days into treatment (bounds of the day)."""

    before: tuple[float, float]
    after: tuple[float, float]
    days: tuple[float, float]
    patients: int


@dataclass(frozen=True, slots=True)
class Relapses:
    """Relapses after a stop: `n` of `of` patients between two days; the others were followed until the later one.

    `is_range` says that these days are those of the first relapse and of the last; `washout_days` is how long a long-lived drug goes on
    acting after its last dose.
    """

    n: int
    of: int
    from_day: float
    to_day: float
    is_range: bool = False
    washout_days: float = 0.0


@dataclass(frozen=True, slots=True)
class Study:
    """One study, or one disease of a study of several.

    Attributes
    ----------
    label
        What a chart calls it.
    source
        Entry of ``references.yaml``.
    diseases
        Keys of its diseases; more than one when the paper does not tell them apart.
    design
        How its patients came to be reported.
    """

    identifier: str
    label: str
    source: str
    diseases: tuple[str, ...]
    design: Design
    patients: int
    drug: str
    responses: tuple[Responses, ...] = ()
    crp: CrpChange | None = None
    relapse: Relapses | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that was read and not pooled, and why, by language."""

    identifier: str
    why: Mapping[str, str]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedEvidence:
    """All that is known of like diseases."""

    diseases: Mapping[str, Disease]
    studies: tuple[Study, ...]
    left_out: tuple[LeftOut, ...]


class DiseaseEntry(TypedDict):
    """One disease of the data file."""

    name: dict[str, str]
    words: tuple[str, ...]


class _ResponseEntry(TypedDict):
    level: Level
    n: int | float
    of: NotRequired[int | float]
    episodes: NotRequired[int | float]
    as_printed: str
    derived: NotRequired[str | None]


# "from" is a word of the language, and no name in a class
_RelapseEntry = TypedDict(
    "_RelapseEntry",
    {
        "n": int,
        "of": int,
        "from": float,
        "to": float,
        "range": NotRequired[bool],
        "washout": NotRequired[float],
    },
)


class _StudyEntry(TypedDict):
    id: str
    label: str
    source: str
    disease: str | tuple[str, ...]
    design: Design
    patients: int
    drug: str
    responses: NotRequired[list[_ResponseEntry]]
    crp: NotRequired[CrpChange]
    relapse: NotRequired[_RelapseEntry]
    note: NotRequired[str]


class _LeftOutEntry(TypedDict):
    id: str
    why: dict[str, str]
    source: NotRequired[str]


class _EvidenceFile(TypedDict):
    diseases: dict[str, DiseaseEntry]
    studies: list[_StudyEntry]
    left_out: list[_LeftOutEntry]


def evidence_from(data: Mapping[str, object]) -> PublishedEvidence:
    """Build the evidence from its data file.

    Raises
    ------
    DataFileError
        When a study names a disease, design or level that does not exist, or counts more responders than patients.
    """
    file = checked(_EvidenceFile, data, FILE)
    diseases = {key: Disease(key, entry["name"], entry["words"]) for key, entry in file["diseases"].items()}
    studies = tuple(_study(entry) for entry in file["studies"])
    wrong = [
        study.identifier
        for study in studies
        if not set(study.diseases) <= set(diseases) or any(not 0 <= r.n <= r.of for r in study.responses)
    ]
    if wrong:
        raise DataFileError(f"{FILE}: {', '.join(wrong)}")
    left_out = tuple(LeftOut(entry["id"], entry["why"], entry.get("source")) for entry in file["left_out"])
    return PublishedEvidence(diseases, studies, left_out)


def _study(entry: _StudyEntry) -> Study:
    disease, relapse = entry["disease"], entry.get("relapse")
    return Study(
        identifier=entry["id"],
        label=entry["label"],
        source=entry["source"],
        diseases=(disease,) if isinstance(disease, str) else disease,
        design=entry["design"],
        patients=entry["patients"],
        drug=entry["drug"],
        responses=tuple(_responses(each) for each in entry.get("responses", ())),
        crp=entry.get("crp"),
        relapse=None
        if relapse is None
        else Relapses(
            relapse["n"], relapse["of"], relapse["from"], relapse["to"], relapse.get("range", False), relapse.get("washout", 0.0)
        ),
        note=entry.get("note", ""),
    )


def _responses(entry: _ResponseEntry) -> Responses:
    episodes = entry.get("episodes")
    of = entry["of"] if episodes is None else episodes
    return Responses(entry["level"], entry["n"], of, episodes is not None, entry["as_printed"], entry.get("derived"))


@cache
def evidence() -> PublishedEvidence:
    """Read the published outcomes that ship."""
    return evidence_from(read_data(literature(FILE)))
