"""How often a dose is given, in words: ``once daily``, ``x 2/j``, ``q12h``, ``un jour sur deux``, ``on Mondays``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from rechallenge.course.dose_words import dose_plain, number, one_of, pattern_of, route_at, spacing_word_at, words_of_doses
from rechallenge.course.moments import duration_of
from rechallenge.course.our_words import time_text
from rechallenge.course.patterns import Pattern
from rechallenge.course.problems import RefusedError
from rechallenge.course.words_of_time import time_words

# Doses closer than this are an infusion: in gout colchicine is repeated after an hour, and nothing here is given more often.
LEAST_SPACING_DAYS = 1 / 24
SAME = 0.02
# A dose or a spacing is a few words: what is longer is something else, and is not looked through.
LONGEST = 200

FactKind = Literal["each", "rate", "split", "route", "count", "lasting", "as_needed", "once", "neutral"]


@dataclass(frozen=True, slots=True)
class AmountFact:
    """One thing said after an amount.

    Attributes
    ----------
    kind
        ``each``: the amount is given every `days`. ``rate``: it is the total of `days`. ``split``: that total is given in `n` doses.
        ``count``: there are `n` such doses. ``lasting``: they are given for `days`. The others stand for themselves.
    """

    kind: FactKind
    length: int
    days: float = 0.0
    n: float = 1.0
    route: str = ""


@cache
def _patterns() -> dict[str, Pattern]:
    n, u = pattern_of("numbers"), pattern_of("units")
    t, g, o = pattern_of("times"), pattern_of("givings"), pattern_of("often")
    # "q12h" and "qd": nothing need stand behind these
    each = rf"(?:{one_of(words_of_doses().words['each'])})"
    a = rf"(?:/|{pattern_of('per')}|{each})"
    day = rf"(?:(?:{pattern_of('of_day')}|{each})\s+)?"
    between = rf"\s*(?:,|\+|/|-|&|{pattern_of('and')})?\s*(?:{pattern_of('then')}\s+)?"
    days, weeks = _units_of(1.0), _units_of(7.0)
    texts = {
        "every": rf"{each}\s*(?:(?P<other>{pattern_of('other')})\s+|(?P<nth>{one_of(time_words().ordinals)})\s+"
        rf"|(?P<n>{n})\s*(?:{pattern_of('ordinal_endings')})?\s*)?(?P<u>{u})",
        "times": rf"(?:x\s*)?(?:(?P<n>{n})\s*(?:{t}|{g})?|(?P<w>{o}))\s*{a}\s*(?P<m>{n})?\s*(?P<u>{u})",
        "adverb": rf"(?:x\s*)?(?:(?P<n>{n})\s*(?:{t}|{g})?\s*|(?P<w>{o})\s*)?(?P<d>{pattern_of('adverbs')})",
        "one_in": rf"(?:{pattern_of('at_a_rate')}\s*)?(?:(?:{pattern_of('one')}|1)\s*(?P<u>{u})\s*(?:{pattern_of('in_so_many')}|/)"
        rf"|(?P<bare>{u})\s*{pattern_of('in_so_many')})\s*(?P<n>{n})",
        "days_of": rf"(?P<n>{n})\s*(?P<u>{days})\s*(?:/|{pattern_of('out_of')})\s*"
        rf"(?:(?P<m>{n})(?:\s*{days})?|(?:{pattern_of('of_day')}\s+)?(?P<v>{weeks}))",
        "alternate": rf"(?:(?:{pattern_of('of_day')}|{each})\s+)?(?:{pattern_of('alternate')}[ -]?(?P<u>{days}|{weeks})"
        rf"|{pattern_of('alternate_days')})",
        "moments": rf"{day}{pattern_of('moments')}(?:{between}{day}{pattern_of('moments')})*",
        "weekdays": rf"{day}{pattern_of('weekdays')}(?:{between}{day}{pattern_of('weekdays')})*",
        "split": rf"{pattern_of('split_in')}\s*(?P<n>{n})\s*(?:{pattern_of('divided')}\s*)?(?:{g}|{t})"
        rf"|{pattern_of('divided_in')}\s*(?P<m>{n})",
        "divided": rf"{pattern_of('divided')}\s+(?=\w)",
        "meals": r"(?P<meals>[01](?:\s*-\s*[01]){2,3})(?![\d-])",
        "rate": rf"(?:{pattern_of('before_rate')}\s+)?(?:/|{pattern_of('rate')})\s*(?P<n>{n})?\s*(?P<u>{u})",
        "count": rf"x\s*(?P<n>{n})|(?P<m>{n})\s*(?:{g}|{t})",
        "lasting": rf"(?:(?:{pattern_of('lasting')})\s*)?(?P<n>{n})\s*(?P<u>{u})",
        "as_needed": pattern_of("as_needed"),
        "once": pattern_of("once"),
        "neutral": rf"{pattern_of('neutral')}|{n}\s*{pattern_of('forms')}|[,;().:+&]|{pattern_of('small_words')}",
    }
    return {name: Pattern(text) for name, text in texts.items()}


def _units_of(days: float) -> str:
    """Return a pattern of the words for a unit of so many days."""
    return rf"(?:{one_of(word for word, of in words_of_doses().unit_days.items() if of == days)})(?![a-z])"


def _facts(text: str) -> Iterator[AmountFact]:
    """Give all readings of how a text begins."""
    days, often_of = words_of_doses().unit_days, words_of_doses().often

    def said(found: re.Match[str], name: str) -> float:
        return number(found[name]) if found[name] else 1.0

    for name, pattern in _patterns().items():
        found = pattern.match(text)
        if found is None or not found[0]:
            continue
        length = found.end()
        match name:
            case "every":
                of_words = 2.0 if found["other"] else time_words().ordinals.get(found["nth"])
                yield AmountFact("each", length, (of_words or said(found, "n")) * days[found["u"]])
            case "times":
                often = often_of[found["w"]] if found["w"] else said(found, "n")
                if often > 0:
                    yield AmountFact("each", length, said(found, "m") * days[found["u"]] / often)
            case "adverb":
                often = often_of[found["w"]] if found["w"] else said(found, "n")
                if often > 0 and (found["n"] or found["d"] not in words_of_doses().words["counted_adverbs"]):
                    yield AmountFact("each", length, words_of_doses().adverb_days[found["d"]] / often)
            case "one_in":
                yield AmountFact("each", length, said(found, "n") * days[found["u"] or found["bare"]])
            case "days_of":
                if said(found, "n") > 0:
                    yield AmountFact("each", length, (7.0 if found["v"] else said(found, "m")) / said(found, "n"))
            case "alternate":
                yield AmountFact("each", length, 2 * days[found["u"]] if found["u"] else 2.0)
            case "moments" | "weekdays":
                number_of = len(re.findall(pattern_of(name), found[0]))
                yield AmountFact("each", length, (1.0 if name == "moments" else 7.0) / number_of)
            case "rate" | "lasting":
                yield AmountFact(cast("FactKind", name), length, said(found, "n") * days[found["u"]])
            case "split":
                yield AmountFact("split", length, n=said(found, "n") if found["n"] else said(found, "m"))
            case "divided":
                if word := spacing_word_at(text[length:]):
                    yield AmountFact("split", length + word[1], n=1.0 / word[0])
            case "meals":
                if given := found["meals"].count("1"):
                    yield AmountFact("each", length, 1.0 / given)
            case "count":
                yield AmountFact("count", length, n=number(found["n"] or found["m"]))
            case _:
                yield AmountFact(cast("FactKind", name), length)
    if word := spacing_word_at(text):
        yield AmountFact("each", word[1], word[0])
    if route := route_at(text):
        yield AmountFact("route", route[1], route=route[0])


def facts_of(text: str) -> tuple[list[AmountFact], str]:
    """Read what a text says piece by piece, each as long as it can be; return the pieces and what is left unread.

    Examples
    --------
    >>> [fact.kind for fact in facts_of("iv x3")[0]]
    ['route', 'count']
    >>> facts_of("once daily with grace")[1]
    'with grace'
    """
    found: list[AmountFact] = []
    text = text.strip()
    while text:
        # the longest reading; of two as long, the one that says something
        best = max(_facts(text), key=lambda fact: (fact.length, fact.kind != "neutral", fact.kind == "once"), default=None)
        if best is None:
            break
        if best.kind != "neutral":
            found.append(best)
        text = text[best.length :].strip()
    return found, text


def spacing_within(text: str) -> tuple[float, str] | None:
    """Return the days between two doses that a longer text tells, and the text without; None where it tells none.

    >>> spacing_within("reduced to 100 mg every other day")
    (2.0, 'reduced to 100 mg')
    >>> spacing_within("passage à 1j/2"), spacing_within("relapse in the morning")
    ((2.0, 'passage a'), None)
    """
    plain = dose_plain(text[:LONGEST])
    patterns = _patterns()
    for start in (match.start() for match in re.finditer(r"(?<![^\s(,;])(?=\w)", plain)):
        ends = [found.end() for name in _SPACINGS if (found := patterns[name].match(plain[start:])) and found[0]]
        if ends:
            facts, rest = facts_of(plain[start : start + max(ends)])
            if not rest and [fact.kind for fact in facts] == ["each"]:
                return facts[0].days, f"{plain[:start].rstrip()} {plain[start + max(ends) :].lstrip()}".strip()
    return None


# Ways to tell a spacing that nothing else is told in: "morning" and "Monday" may be when something was.
_SPACINGS = ("every", "times", "one_in", "days_of", "alternate")


def one_spacing(facts: list[AmountFact]) -> float | None:
    """Return the spacing on which all facts agree; None when none tells one.

    Raises
    ------
    RefusedError
        When they do not agree.
    """
    said = [fact.days for fact in facts if fact.kind in ("each", "rate")]
    if any(abs(days - said[0]) > SAME * said[0] for days in said):
        raise RefusedError("dose.two_spacings")
    # "twice a day, morning and evening" may say it exactly only once
    return said[0] if said else None


def spacing_of(text: str) -> float:
    """Return the days between two doses (``1 d``, ``12 h``, ``weekly``, ``tous les 2 jours``, ``2 x/j``, ``bid``).

    Raises
    ------
    RefusedError
        When it is not a spacing, or one closer than an hour.

    Examples
    --------
    >>> spacing_of("q12h"), spacing_of("un jour sur deux"), spacing_of("3 fois par semaine")
    (0.5, 2.0, 2.3333333333333335)
    """
    if len(text) > LONGEST:
        raise RefusedError("interval.every", found=f"{text[:40]}…")
    written = dose_plain(text)
    if re.fullmatch(pattern_of("two_senses"), written):
        raise RefusedError("interval.two_senses", found=text)
    try:
        span = duration_of(written)
    except RefusedError as refusal:
        if refusal.code == "time.unit_missing":
            raise
        facts, rest = facts_of(written)
        kinds = {fact.kind for fact in facts}
        if "as_needed" in kinds:
            raise RefusedError("dose.as_needed", found=text) from None
        if kinds == {"once"}:
            raise RefusedError("dose.once", found=text) from None
        try:
            days = one_spacing(facts)
        except RefusedError:
            days = None
        if rest or days is None or kinds - {"each", "rate"}:
            raise RefusedError("interval.every", found=text) from None
    else:
        if span.low != span.high:
            raise RefusedError("interval.between", found=text, low=time_text(f"{span.low:g} d"), high=time_text(f"{span.high:g} d"))
        days = span.low
    if days < LEAST_SPACING_DAYS * (1 - 1e-9):
        raise RefusedError("interval.short", found=text)
    return days
