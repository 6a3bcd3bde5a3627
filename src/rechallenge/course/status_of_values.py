"""Whether a value says that the thing it is of is there: signs, words, numbers beside a limit of normal, titres."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from rechallenge.course.assertion import Assertion, read
from rechallenge.course.characters import DASH
from rechallenge.course.cues import cues
from rechallenge.course.patterns import Pattern
from rechallenge.course.phrases import phrases, plain
from rechallenge.course.problems import RefusedError
from rechallenge.course.units import amount_of
from rechallenge.literature.drugs import folded

if TYPE_CHECKING:
    from rechallenge.course.model import ItemStatus


Why = Literal[
    "named", "said", "not_done", "suspected", "family", "past", "unclear", "within_limit", "above_limit", "no_limit", "low_titre", "normal"
]
TITRE = re.compile(r"(?P<sign>[<>≤≥]?=?)\s*1\s*[/:]\s*(?P<titre>\d+)")
# Marks of a form beside signs: a cross or an empty box, a tick or a ticked box.
_ABSENT_SIGNS = re.compile(rf"\(?{DASH}{{1,3}}\)?|[\u00d8\u00f8\u2205\u2300]|[\u2610\u2717\u2718\u274c]\ufe0f?")
_PRESENT_SIGNS = re.compile(r"\(?\+{1,4}\)?|[\u2611\u2705\u2713\u2714]\ufe0f?")


@cache
def _beside_normal() -> tuple[Pattern, Pattern]:
    """Patterns of a value with its limit of normal behind it ("12 (N < 10)"), and of a multiple of normal ("3 x ULN"), in `plain` text."""
    words = phrases()
    inline = rf"(?P<value>[^(\[]+)[(\[]\s*{words.limit}?\s*[:=]?\s*(?:<|\u2264|<=|0\s*-)\s*(?P<limit>[\d.,]+)[^)\]]*[)\]]"
    return Pattern(inline), Pattern(rf"(?P<times>[\d.,]+)\s*(?:{words.times}\s*)*{words.normal}")


@dataclass(frozen=True, slots=True)
class AssertedStatus:
    """Whether something is there, and what says so."""

    status: ItemStatus
    why: Why


STATUS: dict[Assertion, AssertedStatus] = {
    "present": AssertedStatus("present", "said"),
    "absent": AssertedStatus("absent", "said"),
    "unknown": AssertedStatus("unknown", "not_done"),
    "suspected": AssertedStatus("unknown", "suspected"),
    "open": AssertedStatus("unknown", "suspected"),
    "family": AssertedStatus("unknown", "family"),
    "past": AssertedStatus("present", "past"),
    "unclear": AssertedStatus("unknown", "unclear"),
}
NAMED = AssertedStatus("present", "named")
UNCLEAR = STATUS["unclear"]


def named(assertion: Assertion | None) -> AssertedStatus:
    """Return the status that a name gives: there, unless something denies or doubts it."""
    return NAMED if assertion is None else STATUS[assertion]


@lru_cache(maxsize=4096)
def value_of(what: str, value: str, upper_limit: str | None = None) -> AssertedStatus | None:
    """Return what a value says of the thing that it is of; None where it describes it without denying it.

    >>> value_of("tophi", "not seen"), value_of("tophi", "two, on the left ear")
    (AssertedStatus(status='absent', why='said'), None)
    """
    text = value.strip()
    bare = folded(text).strip(" .")
    if _ABSENT_SIGNS.fullmatch(text) or re.fullmatch(r"0+(?:[.,]0+)?", bare):
        return STATUS["absent"]
    if _PRESENT_SIGNS.fullmatch(text):
        return STATUS["present"]
    if text.endswith("?") and bare.rstrip(" ?"):
        # "yes?" is no yes, and "no?" no no
        return STATUS["suspected"] if value_of(what, text.rstrip(" ?"), upper_limit) is not None else None
    if cues().done.fullmatch(bare) and cues().act.search(folded(what)):
        return STATUS["present"]
    for kind, pattern in cues().alone:
        if pattern.fullmatch(folded(text)) or pattern.fullmatch(bare):
            return STATUS[kind]
    antibody = is_antibody(what)
    if cues().normal.fullmatch(bare):
        # of a thing that is no antibody it says as well that there is nothing of it, and not how much
        return STATUS["absent"] if antibody else AssertedStatus("absent", "normal")
    number = _by_number(what, text, upper_limit) if antibody else _zero(text) or _by_temperature(what, text)
    if number is None and not antibody and _is_measured(text):
        # "leukocytosis: 15 G/L" names what was found, and "leukocytes: 15 G/L" only what was measured
        number = _by_number(what, text, upper_limit) if cues().abnormal.search(folded(what)) is None else _within(text, upper_limit)
    if number is not None:
        return (_word_behind(what, text) or number) if number.why == "no_limit" else number
    return _by_words(what, text, antibody)


_AMOUNT = re.compile(r"\s*\d[\d.,]*\s*(?:[^\W\d_%]*/\s*[^\W\d_]+)?")


def _word_behind(what: str, text: str) -> AssertedStatus | None:
    """Return what a word behind a number says of it: "12 IU/mL, normal", "3 U/mL négatif"; None without one."""
    amount = _AMOUNT.match(text)
    rest = "" if amount is None else text[amount.end() :].strip(" ,;:-()[]")
    said = value_of(what, rest) if rest and not re.search(r"\d", rest) else None
    return said if said is not None and said.why in ("said", "normal") else None


_RESULT_IN_NAME = re.compile(
    r"(?P<what>[^,;:()\[\]]*[^\W\d_][^,;:()\[\]]*?)[\s,:=]+(?P<value>(?:[<>≤≥]=?\s*\d|1\s*[/:]\s*\d{2}|\d[\d.,]*\s*(?:[^\W\d_%]*/\s*[^\W\d_]|[(\[])).*)"
)
_WORD_IN_NAME = re.compile(r"(?P<what>[^:=]*[^\W\d_][^:=]*?)(?:\s*[:=]\s*|\s+(?=N$)|\s*\((?=N\)$))(?P<value>[^:=,;()]{1,30})\)?")
_LETTERS_BEHIND = re.compile(r"(?P<what>.*[^\W_].*?)[\s,:]+(?P<value>[A-Z](?:[A-Z]{1,2}|[./][A-Z]\.?))")


@lru_cache(maxsize=4096)
def result_in_name(name: str) -> AssertedStatus | None:
    """Return what a result behind the name of something that a laboratory finds says of it; None without one.

    >>> result_in_name("anti-CCP 3 U/mL (N < 7)"), result_in_name("HLA-B27 ND"), result_in_name("anti-Ro 52")
    (AssertedStatus(status='absent', why='within_limit'), AssertedStatus(status='unknown', why='not_done'), None)
    """
    letters = _LETTERS_BEHIND.fullmatch(name)
    if letters is not None and any(kind == "unknown" and each.fullmatch(folded(letters["value"])) for kind, each in cues().alone):
        return STATUS["unknown"]
    word = _WORD_IN_NAME.fullmatch(name)
    if word is not None and not any(segment.cues for segment in read(name).segments):
        bare = folded(word["value"]).strip(" .")
        if (kind := next((kind for kind, each in cues().alone if each.fullmatch(bare)), None)) is not None:
            return STATUS[kind]  # "Raynaud: N"
    normal = _normal_behind(name)
    if normal is not None:
        return normal
    found = _RESULT_IN_NAME.fullmatch(name)
    if found is None or not is_antibody(found["what"]) or any(segment.cues for segment in read(found["what"]).segments):
        return None
    return value_of(found["what"], found["value"])


_MOST_NORMAL = 3


def _normal_behind(name: str) -> AssertedStatus | None:
    """Return what "normal" behind a name says of it, as a value would: "cardiac ultrasound normal"; None of "not normal"."""
    if any(segment.joined not in ("", ":") for segment in read(name).segments) or re.search(r"[,;/()\[\]]", name):
        return None
    if any(segment.cues for segment in read(name).segments):
        return None  # said by its name already: "Raynaud: unremarkable"
    words = re.findall(r"[\w']+", folded(name))
    for number in range(1, min(_MOST_NORMAL, len(words) - 1) + 1):
        before = " ".join(words[:-number])
        if cues().normal.fullmatch(" ".join(words[-number:])) and not any(segment.cues for segment in read(before).segments):
            return value_of(before, "normal")
    return None


def is_antibody(what: str) -> bool:
    """Tell whether a name is that of an antibody, whose number says nothing without a limit."""
    return cues().antibody.search(folded(what)) is not None


def _by_words(what: str, text: str, antibody: bool) -> AssertedStatus | None:
    found = read(f"zzz: {text}")
    said = found.at(0, 3)
    bare = {cue.kind for segment in found.segments[1:] if segment.bare for cue in segment.cues}
    if said == "absent" and "present" in bare and len(found.segments) > 2:
        return STATUS["present"]  # "absent on the left, present on the right": there
    if said is not None:
        return STATUS[said]
    first = next((s for s in found.segments[1:] if s.cues), None)
    if first is None or first is not found.segments[1]:
        return None
    cue = first.cues[0]
    if cue.kind == "unknown":
        return STATUS["unknown"]  # "ultrasound not performed" of a sign that only ultrasound shows
    if cue.kind == "family" or (
        cue.kind in ("suspected", "open") and cue.to == "right" and not found.text[first.start : cue.start].strip()
    ):
        return STATUS[cue.kind]
    if cue.kind != "absent" or cue.to != "right":
        return None
    # "no crystals" denies urate crystals; "no effusion" says of bursitis what nobody can know
    own = set(re.findall(r"\w+", folded(what)))
    denied = [word for word in re.findall(r"[\w']+", found.text[cue.end : first.end]) if cues().filler.fullmatch(word) is None]
    if all(_same(word, own) or cues().generic.fullmatch(re.sub(r"^[dl]'", "", word)) for word in denied) or antibody:
        return STATUS["absent"]
    return UNCLEAR


_LEAST_LATIN = 4


def _same(word: str, own: set[str]) -> bool:
    word = re.sub(r"^[dl]'", "", word)
    return any(_singular(word) == _singular(other) for other in own)


def _singular(word: str) -> str:
    """Return a word without the ending of its plural; "tophi" is of "tophus", "bursae" of "bursa"."""
    return re.sub(r"(?:us|i)$", "", word) if len(word) > _LEAST_LATIN and re.search(r"(?:us|[^aeiou]i)$", word) else word.rstrip("sxe")


def _zero(text: str) -> AssertedStatus | None:
    try:
        amount = amount_of(text)
    except RefusedError:
        return None
    return STATUS["absent"] if amount is not None and amount.low == amount.high == 0 else None


_MEASURED = re.compile(r"[<>≤≥=\s]*\d[\d\s.,]*(?P<unit>°|[^\W\d_%]*/\s*[^\W\d_])")


def _is_measured(text: str) -> bool:
    """Tell whether a value is what a laboratory measures, which says of presence nothing by itself; a size, a count or a time does."""
    return _MEASURED.match(text) is not None


# A number without a unit is a temperature in °C between these; in °F it would be above 90. Ours.
_BODY_CELSIUS = (30.0, 45.0)
_FAHRENHEIT = ("°f", "f", "degf")


def _by_temperature(what: str, text: str) -> AssertedStatus | None:
    """Tell a fever by the temperature; None for what is no temperature."""
    if cues().fever.search(folded(what)) is None:
        return None
    try:
        amount = amount_of(text)
    except RefusedError:
        return None
    if amount is not None and amount.unit is not None and amount.unit.lower() in _FAHRENHEIT:
        ends = (None if each is None else (each - 32) / 1.8 for each in (amount.low, amount.high))
        amount = replace(amount, low=next(ends), high=next(ends), unit="°C")
    if amount is None or amount.unit not in ("°C", "°c", "°", None):
        return None
    least, bare = phrases().least_fever, amount.low if amount.low is not None else amount.high
    if amount.unit in ("°", None) and (bare is None or not _BODY_CELSIUS[0] <= bare <= _BODY_CELSIUS[1]):
        return None
    if amount.low is not None and amount.low >= least:
        return AssertedStatus("present", "above_limit")
    return (
        AssertedStatus("absent", "within_limit")
        if amount.high is not None and amount.high < least
        else AssertedStatus("unknown", "no_limit")
    )


def _within(text: str, upper_limit: str | None) -> AssertedStatus | None:
    """Tell of a named abnormality that its number lies within the limit beside it after all; None where no limit says so."""
    found = _by_number("", text, upper_limit)
    return found if found is not None and found.why == "within_limit" and (upper_limit or "(" in text or "[" in text) else None


def _by_number(what: str, text: str, upper_limit: str | None) -> AssertedStatus | None:
    titre = TITRE.match(text)
    if titre is not None:
        rest = value_of(what, text[titre.end() :]) if text[titre.end() :].strip(" ,;") else None
        return rest or _by_titre(what, titre)
    inline_limit, times_normal = _beside_normal()
    times = times_normal.fullmatch(plain(text))
    if times is not None:
        return AssertedStatus("present", "above_limit") if _number(times["times"]) > 1 else AssertedStatus("absent", "within_limit")
    inline = inline_limit.fullmatch(plain(text))
    if inline is not None:
        return _against(text[: inline.end("value")], inline["limit"])
    ranged = _RANGE_BEHIND.fullmatch(plain(text))
    if ranged is not None and _number(ranged["value"]) >= _number(ranged["low"]):
        return _against(ranged["value"], ranged["high"])  # below it, a name such as "leukopenia" says what was found
    number, bracket, remark = text.partition("(")
    said = value_of(what, remark.rstrip(") ")) if bracket and remark.strip(") ") else None
    if said is not None and re.match(r"[<>≤≥\d]", text):
        return said
    return _against(number, upper_limit)


_RANGE_BEHIND = re.compile(
    r"(?P<value>\d[\d.,]*)[^\d(\[]*[(\[][^\d)\]]*(?P<low>\d[\d.,]*)\s*(?:-|\u2013|to|a)\s*(?P<high>\d[\d.,]*)[^\d)\]]*[)\]]"
)


def _number(text: str) -> float:
    return float(text.strip(".,").replace(",", ".") or "nan")


def _against(text: str, limit: str | None) -> AssertedStatus | None:
    """Compare an amount with a limit of normal; a value below what the laboratory can tell is within it."""
    try:
        amount = amount_of(text)
        upper = amount_of(limit) if limit else None
    except RefusedError:
        return None
    if amount is None:
        return None
    if amount.high == 0 or amount.low is None:
        return AssertedStatus("absent", "within_limit")
    if upper is not None and upper.high is not None and (upper.unit is None or upper.unit == amount.unit or amount.unit is None):
        if amount.low > upper.high:
            return AssertedStatus("present", "above_limit")
        return (
            AssertedStatus("absent", "within_limit")
            if amount.high is not None and amount.high <= upper.high
            else AssertedStatus("unknown", "no_limit")
        )
    return AssertedStatus("present", "above_limit") if amount.high is None else AssertedStatus("unknown", "no_limit")


def _by_titre(what: str, titre: re.Match[str]) -> AssertedStatus | None:
    if "<" in titre["sign"] or "≤" in titre["sign"]:
        screened = int(titre["titre"]) <= phrases().screened_titre
        return AssertedStatus("absent", "within_limit") if screened else AssertedStatus("unknown", "unclear")
    low = int(titre["titre"]) < phrases().least_titre and cues().antinuclear.search(folded(what)) is not None
    return AssertedStatus("unknown", "low_titre") if low else None
