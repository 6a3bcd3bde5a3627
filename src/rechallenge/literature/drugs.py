"""Names under which a record may call a drug, and what doses of it are usual.

Only the identity of a drug is read here: the same files hold its kinetics and effect, read by the mechanism.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import Table, Value, checked, literature, read_data, yaml_table
from rechallenge.vocabulary.words import UnknownWordsError, merged, word_lists

_EQUIVALENCE = re.compile(r"^mechanism:.*\bequivalence: ([0-9.]+)", re.MULTILINE)
_SIGNS = str.maketrans(dict.fromkeys("®™©℠", " "))


@dataclass(frozen=True, slots=True)
class DrugEntry:
    """Identity of a drug whose kinetics are known.

    Attributes
    ----------
    name
        Canonical name, as `Treatment.drug` has it.
    synonyms
        Other names, English, French and brands.
    kind
        Pharmacological kind, which the mechanism goes by.
    usual_dose_mg, usual_interval_days
        The common dose and the days between two doses.
    plausible_dose_mg, plausible_source
        Single doses outside these bounds are unheard of (mg), and where the bounds come from.
    routes
        Routes by which it is given; by the route ``local`` it does not act on the whole body.
    equivalence
        Milligrams of prednisone that one milligram of another glucocorticoid stands for; 1 for all else.
    single_doses_local
        Whether a single dose of which the route is not told is a local one, as that of a steroid for injection into a joint.
    """

    name: str
    synonyms: tuple[str, ...]
    kind: str
    usual_dose_mg: float
    usual_interval_days: float
    plausible_dose_mg: tuple[float, float]
    plausible_source: str
    routes: tuple[str, ...]
    single_doses_local: bool = False
    equivalence: float = 1.0


@dataclass(frozen=True, slots=True)
class Cotreatment:
    """A drug that is recognised and shown, without kinetics."""

    name: str
    group: str
    synonyms: tuple[str, ...]


# A mark that points to a footnote, behind a word; "mm\u00b3" is a unit.
_FOOTNOTE = re.compile(
    r"(?<=[^\W\d_]{2})(?<![mcdk]m)(?:[*\u2020\u2021\u00a7\u00b6]+|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+)(?=[\s,;:.)\]/]|$)"
)


def without_footnotes(text: str) -> str:
    """Return a text without the marks that point to footnotes.

    >>> without_footnotes("CRP\u00b9"), without_footnotes("anakinra* 100 mg\u2020/d"), without_footnotes("mm\u00b3 10\u00b2 HLA-B*27")
    ('CRP', 'anakinra 100 mg/d', 'mm³ 10² HLA-B*27')
    """
    return _FOOTNOTE.sub("", text)


@lru_cache(maxsize=16_384)
def folded(name: str) -> str:
    """Return a name without accents, case, signs of a trade mark or footnote, or kind of apostrophe, hyphen and space, to compare names by.

    >>> folded("  Kétoprofène® ")
    'ketoprofene'
    """
    unsigned = without_footnotes(name).translate(_SIGNS)
    accented = not unsigned.isascii()
    plain = "".join(c for c in unicodedata.normalize("NFKD", unsigned) if not unicodedata.combining(c)) if accented else unsigned
    return " ".join(re.sub(r"[_\-\u2010-\u2015]+", " ", plain.replace("\u2019", "'")).casefold().split())


class _Identity(TypedDict):
    name: str
    synonyms: tuple[str, ...]
    kind: str
    usual_dose_mg: float
    usual_interval_days: float
    plausible_dose_mg: tuple[float, float]
    plausible_source: str
    routes: tuple[str, ...]
    single_doses: NotRequired[str]


def _identity_of(text: str, place: str) -> _Identity:
    # The kinetics below are long: parsing them would cost more than all the rest of `rechallenge check`.
    blocks = [block.split(":", 1) for block in re.split(r"^(?=[A-Za-z_]+:)", text, flags=re.MULTILINE)]
    entry: Table = {}
    for name, *value in blocks:
        if name in _Identity.__annotations__:
            entry[name] = _value_of("".join(value))
    return checked(_Identity, entry, place)


_PLAIN_LIST = re.compile(r"""\[([^\[\]{}"#&*!|>%@`:]*)\]""")
_PLAIN_WORD = re.compile(r"[A-Za-z0-9][^\[\]{}\"#&*!|>%@`:,\n]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _value_of(text: str) -> Value:
    """Return a value of YAML: by hand where it is plain, which is twenty times faster, and as YAML is read where it is not."""
    bare = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE).strip()
    found = _PLAIN_LIST.fullmatch(bare)
    items = [" ".join(item.split()) for item in (found[1].split(",") if found else [bare])]
    if all(_PLAIN_WORD.fullmatch(item) for item in items) and not {"yes", "no", "true", "false", "null"} & {i.casefold() for i in items}:
        values: list[Value] = [float(item) if _NUMBER.fullmatch(item) else item for item in items]
        return values if found else values[0]
    return yaml_table(f"value:{text}", text)["value"]


@cache
def known_drugs() -> Mapping[str, DrugEntry]:
    """Return the drugs whose kinetics are known, by canonical name."""
    entries: dict[str, DrugEntry] = {}
    for file in sorted(literature("drugs").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        text = file.read_text(encoding="utf-8")
        raw, equivalence = _identity_of(text, f"drugs/{file.name}"), _EQUIVALENCE.search(text)
        entries[raw["name"]] = DrugEntry(
            name=raw["name"],
            synonyms=raw["synonyms"],
            kind=raw["kind"],
            usual_dose_mg=raw["usual_dose_mg"],
            usual_interval_days=raw["usual_interval_days"],
            plausible_dose_mg=raw["plausible_dose_mg"],
            plausible_source=raw["plausible_source"],
            routes=raw["routes"],
            equivalence=float(equivalence[1]) if equivalence else 1.0,
            single_doses_local=raw.get("single_doses") == "local",
        )
    return entries


class _Group(TypedDict):
    synonyms: NotRequired[tuple[str, ...]]
    members: NotRequired[tuple[str, ...]]
    drugs: dict[str, tuple[str, ...]]


@cache
def _groups() -> Mapping[str, _Group]:
    return checked(dict[str, _Group], read_data(literature("cotreatments.toml")), "cotreatments.toml")


@cache
def modelled_classes() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of which each drug has a file of its own, with these drugs; their name alone does not say which was given.

    >>> modelled_classes()["interleukin-1 blocker"]
    ('anakinra', 'canakinumab', 'rilonacept')
    """
    return {group: content["members"] for group, content in _groups().items() if "members" in content}


@cache
def cotreatments() -> Mapping[str, Cotreatment]:
    """Return the drugs recognised without kinetics, by canonical name; a group ("NSAID") is one too."""
    entries: dict[str, Cotreatment] = {}
    for group, content in _groups().items():
        if "synonyms" in content and "members" not in content:
            entries[group] = Cotreatment(group, group, content["synonyms"])
        for name, synonyms in content["drugs"].items():
            entries[name] = Cotreatment(name, group, synonyms)
    return entries


@cache
def drug_names() -> Mapping[str, str]:
    """Return every known way to write a drug, folded, with its canonical name."""
    named = [(c.name, c.synonyms) for c in cotreatments().values()] + [(d.name, d.synonyms) for d in known_drugs().values()]
    named += [(group, content.get("synonyms", ())) for group, content in _groups().items() if "members" in content]
    found = {folded(spelling): name for name, synonyms in named for spelling in (name, *synonyms)}
    return found | {folded(spelling): name for name, spellings in _names_of_languages().items() for spelling in spellings}


def _names_of_languages() -> Mapping[str, list[str]]:
    """Names of drugs that languages bring beside those of the data files."""
    names = word_lists(merged("drugs")["names"], "drugs")
    unknown = [name for name in names if name not in known_drugs() and name not in cotreatments()]
    if unknown:
        raise UnknownWordsError(f"drugs.toml of a language names {', '.join(unknown)}, which no data file of drugs knows")
    return names
