"""How each disease goes by itself, as data: how long a flare lasts, when the next comes, who has no other, and how high CRP rises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import DataFileError, checked, literature, read_data
from rechallenge.literature.distributions import LogNormal, Published, Share, published_from

Course = Literal["episodic", "persistent", "mixed"]
FILE = "natural_history.yaml"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a disease: what a new patient may have, and what was published of it.

    Attributes
    ----------
    prior
        Of a new patient: patients' spread, and what is not known of the typical value, together.
    source
        Entry of ``references.yaml`` that the prior rests on most; None where nothing was found, and the prior is then wide.
    note
        How the prior was set.
    published
        Every number that was found; those that contradict each other stand side by side.
    """

    prior: LogNormal
    source: str | None
    note: str
    published: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class ShareOfPatients:
    """A share of the patients of a disease, as a `Quantity` is."""

    prior: Share
    source: str | None
    note: str
    published: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class NaturalHistory:
    """One disease, left to itself.

    Attributes
    ----------
    name
        By language.
    words
        What a diagnosis that is this disease may hold, accents and case aside.
    group
        Its group in ``evidence.yaml``, which strength is borrowed between; None where it has none.
    course
        ``episodic`` (flares end), ``persistent`` (activity goes on), or ``mixed``.
    periodic
        Whether flares are published as coming at even intervals: only then may their hazard grow with the time since the last.
    flare_days
        Duration of a flare, from the first symptom to the last.
    interval_days
        Time without activity between two flares, in patients who have another.
    crp_mg_l
        CRP in a flare, over patients, flares and moments.
    never_again
        Share of patients who have no flare after the one that is over.
    persistent
        Share of patients whose activity does not end by itself.
    """

    key: str
    name: Mapping[str, str]
    words: tuple[str, ...]
    group: str | None
    course: Course
    periodic: bool
    periodic_source: str | None
    flare_days: Quantity
    interval_days: Quantity
    crp_mg_l: Quantity
    never_again: ShareOfPatients
    persistent: ShareOfPatients


@dataclass(frozen=True, slots=True)
class TimeToRelapse:
    """How soon a disease came back once a drug was stopped.

    Attributes
    ----------
    drug
        Canonical name of the drug.
    relapsed, of
        Patients who relapsed, of those who stopped.
    followed_days
        How long those who did not were followed.
    days
        Days from the last dose to the relapse, among those who relapsed; None where only counts are printed.
    as_printed
        In the paper's own words.
    """

    disease: str
    drug: str
    relapsed: int
    of: int
    followed_days: float | None
    days: LogNormal | None
    published: Published | None
    as_printed: str
    note: str
    source: str

    @property
    def by_then_nine_in_ten(self) -> float | None:
        """Days within which nine in ten of those relapses came; None where no time is printed."""
        return None if self.days is None else self.days.quantile(0.9)


class _Prior(TypedDict):
    low: float
    high: float
    source: str | None
    note: str


class _QuantityEntry(TypedDict):
    prior: _Prior
    published: NotRequired[list[dict[str, object]]]


class _Periodic(TypedDict):
    value: bool
    source: str | None


class _DiseaseEntry(TypedDict):
    name: dict[str, str]
    words: tuple[str, ...]
    group: str | None
    course: Course
    periodic: _Periodic
    flare_days: _QuantityEntry
    interval_days: _QuantityEntry
    crp_mg_l: _QuantityEntry
    never_again: _QuantityEntry
    persistent: _QuantityEntry


class _StopEntry(TypedDict):
    disease: str
    drug: str
    relapsed: int
    of: int
    followed: NotRequired[float | None]
    days: NotRequired[dict[str, object]]
    as_printed: str
    note: NotRequired[str]
    source: str


class _NaturalHistoryFile(TypedDict):
    diseases: dict[str, _DiseaseEntry]
    stops: list[_StopEntry]


@cache
def _file() -> _NaturalHistoryFile:
    return checked(_NaturalHistoryFile, read_data(literature(FILE)), FILE)


@cache
def natural_histories() -> Mapping[str, NaturalHistory]:
    """Return each disease by its key; ``unnamed`` is what holds of a patient without a diagnosis."""
    return {key: _disease(key, entry) for key, entry in _file()["diseases"].items()}


@cache
def times_to_relapse() -> tuple[TimeToRelapse, ...]:
    """Return every published time to relapse after a stop."""
    return tuple(_stop(entry) for entry in _file()["stops"])


def _disease(key: str, entry: _DiseaseEntry) -> NaturalHistory:
    return NaturalHistory(
        key=key,
        name=entry["name"],
        words=entry["words"],
        group=entry["group"],
        course=entry["course"],
        periodic=entry["periodic"]["value"],
        periodic_source=entry["periodic"]["source"],
        flare_days=_quantity(entry["flare_days"]),
        interval_days=_quantity(entry["interval_days"]),
        crp_mg_l=_quantity(entry["crp_mg_l"]),
        never_again=_share(entry["never_again"]),
        persistent=_share(entry["persistent"]),
    )


def _quantity(entry: _QuantityEntry) -> Quantity:
    prior = entry["prior"]
    return Quantity(LogNormal.between(prior["low"], prior["high"]), prior["source"], prior["note"], _published(entry))


def _share(entry: _QuantityEntry) -> ShareOfPatients:
    prior = entry["prior"]
    return ShareOfPatients(Share(prior["low"], prior["high"]), prior["source"], prior["note"], _published(entry))


def _published(entry: _QuantityEntry) -> tuple[Published, ...]:
    return tuple(published_from(each) for each in entry.get("published", ()))


def _stop(entry: _StopEntry) -> TimeToRelapse:
    days = entry.get("days")
    published = None if days is None else published_from({**days, "source": entry["source"], "as_printed": entry["as_printed"]})
    if not 0 <= entry["relapsed"] <= entry["of"]:
        raise DataFileError(f"{FILE}: {entry['source']}: {entry['relapsed']} of {entry['of']}")
    return TimeToRelapse(
        disease=entry["disease"],
        drug=entry["drug"],
        relapsed=entry["relapsed"],
        of=entry["of"],
        followed_days=entry.get("followed"),
        days=None if published is None else published.log_normal,
        published=published,
        as_printed=entry["as_printed"],
        note=entry.get("note", ""),
        source=entry["source"],
    )
