"""The languages of the report: text from catalogues, numbers and dates by locale, the grammar of drug names."""

from __future__ import annotations

import datetime
import math
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from rechallenge.course.lines import Line
from rechallenge.course.our_words import CodedWord, OurWord
from rechallenge.course.times import When
from rechallenge.inference.faults import Fault
from rechallenge.inference.summary import Estimate, Message
from rechallenge.literature.drugs import cotreatments, known_drugs
from rechallenge.outcomes import Outcome, outcomes
from rechallenge.presentation.chance import chance_word
from rechallenge.vocabulary.catalogues import MissingMessageError, messages
from rechallenge.vocabulary.languages import Definition, base, languages
from rechallenge.vocabulary.numerals import NBSP, format_amount, format_decimal, format_exact

if TYPE_CHECKING:
    from rechallenge.ledger.statement import LedgerEntry

# UCUM writes "u" for the Greek letter.
_MICRO = re.compile(r"\bu(?=[gLlm])")


class Note(Protocol):
    """Something told about the reading of a file: a unit converted, an implausible value, an unknown drug."""

    @property
    def code(self) -> str:
        """Code of the message in the catalogues."""

    @property
    def values(self) -> Mapping[str, object]:
        """What fills its blanks."""


class _Formatter(string.Formatter):
    """`str.format` whose format specs are the names of `Language`'s ways of writing a value."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        return self._language.value(value, format_spec)

    def get_field(self, field_name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> tuple[object, str]:
        # Only plain names: a template never reaches into the attributes of a value.
        return kwargs[field_name], field_name


class Language:
    r"""One language of the report.

    Parameters
    ----------
    code
        Of one of the `rechallenge.vocabulary.languages.languages`, such as ``fr``.

    Examples
    --------
    >>> Language("fr").value(0.96, "percent")
    '96\u202f%'
    >>> Language("en").value(1.0, "days"), Language("en").value(4.6, "days")
    ('1\xa0day', '4.6\xa0days')
    """

    def __init__(self, code: str) -> None:
        if code not in languages():
            raise ValueError(f"no such language: {code}; there are {', '.join(languages())}")
        self.code = code
        self.definition: Definition = languages()[code]
        self.locale = self.definition.babel
        self._messages = dict(messages(code))
        self._formatter = _Formatter(self)

    # text

    def text(self, code: str, **values: object) -> str:
        """Text of a code, its blanks filled.

        Raises
        ------
        MissingMessageError
            No catalogue holds the code.
        """
        if code not in self._messages:
            raise MissingMessageError(code)
        return self._formatter.vformat(self.typeset(self._messages[code].text(values)), (), values)

    def has(self, code: str) -> bool:
        """Whether a catalogue holds this code."""
        return code in self._messages

    def lookup(self, code: str, default: str) -> str:
        """Text of a code, or `default` when no catalogue has it, or when it is a sentence with blanks and thus no name."""
        found = self._messages.get(code)
        return default if found is None or any("{" in form for form in found.forms) else self.text(code)

    def typeset(self, text: str) -> str:
        """Set a text of a data file as a printer of this language does."""
        return self.definition.typeset(text)

    def message(self, message: Message) -> str:
        """Write a message as a sentence, its first letter a capital."""
        return capitalised(self.text(message.code, **message.values))

    def fault(self, fault: Fault, text: str = "") -> str:
        """Tell how a computation fell short, in the words of `text` where these are given, then its cause and its remedy."""
        return " ".join((text or self.text(fault.value), self.text(fault.cause), self.text(fault.remedy)))

    def note(self, note: Note) -> str:
        """Write what was told about the reading of a file, with its line."""
        codes = getattr(note, "sentences", (note.code,))
        text = capitalised(" ".join(self.text(code, **note.values) for code in codes))
        line = getattr(note, "line", None)
        return text if line is None else self.text("note.line", line=line, text=text)

    # values

    def value(self, value: object, spec: str = "") -> str:
        """Write a value in the way that `spec` names; without one, a string as it is and a number by locale."""
        if value is None:
            return NOTHING
        if isinstance(value, OurWord):
            value = value.in_language(self.code)
        elif isinstance(value, CodedWord):
            value = self.lookup(value.code, str(value))
        if not spec:
            if isinstance(value, Estimate):
                return self.interval(value)
            if isinstance(value, Line):
                return "{" + ", ".join(self.text(part.code, **part.values) for part in value.parts) + "}"
            if isinstance(value, (list, tuple)):
                return self.items(value)
            if isinstance(value, int) and not isinstance(value, bool):
                return self.exact(value)
            return self.number(value) if isinstance(value, float) else str(value)
        if spec.startswith(COUNT):
            return self.text(spec, n=value)
        try:
            way = _WAYS[spec]
        except KeyError:
            raise ValueError(f"unknown format {spec!r} in a catalogue") from None
        return way(self, value)

    def number(self, value: float | None) -> str:
        """Write a number with the figures that it deserves; an infinite one is "not reached"."""
        if value is None or value != value:
            return NOTHING
        if abs(value) == math.inf:
            return self.text("value.not_reached")
        return format_decimal(value, self.locale)

    def exact(self, value: float) -> str:
        """Write a number that someone chose, such as a dose, with all its digits."""
        return format_exact(value, self.locale)

    def integer(self, value: float) -> str:
        """Write a count."""
        return format_decimal(value, self.locale, 0)

    def percent(self, share: float) -> str:
        """Write a probability as a percentage, never claiming 0 or 100 %."""
        if share != share:
            return NOTHING
        if share < 0.01:
            return self.definition.below.format(self.definition.percent.format(1))
        if share > 0.99:
            return self.definition.above.format(self.definition.percent.format(99))
        return self.definition.percent.format(round(100 * share))

    def percent_words(self, share: float) -> str:
        r"""Write a probability within a sentence, where a sign is no word: "over 99%".

        Examples
        --------
        >>> Language("en").percent_words(0.999), Language("fr").percent_words(0.001)
        ('over 99%', 'moins de 1\u202f%')
        """
        if share < 0.01:
            return self.text("value.under", text=self.definition.percent.format(1))
        if share > 0.99:
            return self.text("value.over", text=self.definition.percent.format(99))
        return self.percent(share)

    def chance(self, p: float) -> str:
        """Write a probability in words, with its percentage: "very likely (96%)"."""
        return f"{self.text('chance.' + chance_word(p))} ({self.percent(p)})"

    def chance_feminine(self, p: float) -> str:
        """Write a probability in words of something whose name is feminine: "une rechute est quasi certaine (> 99 %)"."""
        word = chance_word(p)
        return f"{self.text(f'chance.{word}.feminine')} ({self.percent(p)})"

    def quantity(self, value: float | None, unit: str) -> str:
        """Write a number and its unit."""
        if unit == "d":
            return self.days(value)
        if unit in ("probability", "share"):
            return NOTHING if value is None else self.percent(value)
        text, symbol = self.number(value), self.unit(unit)
        return f"{text}{NBSP}{symbol}" if symbol and value is not None and math.isfinite(value) else text

    def unit(self, unit: str) -> str:
        """Spell a unit; one that no catalogue has is written as it is, a UCUM "u" as the Greek letter that it stands for."""
        return self.lookup(f"unit.{unit}", "" if unit in ("", "1") else _MICRO.sub("µ", unit))

    def days(self, value: float | None) -> str:
        """Write a duration: "1 day", "4.6 days"."""
        return self.number(value) if value is None or not math.isfinite(value) else self.text("count.days", n=value)

    def is_none(self, estimate: Estimate, unit: str | None = None) -> bool:
        """Whether an estimate is of nothing at all, which no record can show: its interval then stands in its place."""
        return (estimate.unit if unit is None else unit) in LEAST_TOLD and abs(estimate.value) < NEXT_TO_NOTHING

    def estimated(self, estimate: Estimate, unit: str | None = None) -> str:
        r"""Write the number of an estimate; never a bare 0, but how far it may lie from that.

        Examples
        --------
        >>> english = Language("en")
        >>> english.estimated(Estimate(0.0, 0.0, 2.5, "mg/day")), english.estimated(Estimate(0.0, 0.0, 0.0, "mg/day"))
        ('0 to 2.5\xa0mg/day', '<1.0\xa0mg/day')
        """
        unit = estimate.unit if unit is None else unit
        if not self.is_none(estimate, unit):
            return self.quantity(estimate.value, unit)
        if math.isinf(estimate.high):
            return self.text("value.or_more", low=self.quantity(0.0, unit))
        if estimate.high < NEXT_TO_NOTHING <= -estimate.low:
            return self.text("value.range", low=self.number(estimate.low), high=self.quantity(0.0, unit))
        if estimate.high < NEXT_TO_NOTHING:
            return self.definition.below.format(self.quantity(LEAST_TOLD[unit], unit))
        low = estimate.low if estimate.low <= -NEXT_TO_NOTHING else 0.0
        return self.text("value.range", low=self.number(low), high=self.quantity(estimate.high, unit))

    def interval(self, estimate: Estimate, unit: str | None = None) -> str:
        """Write an estimate with its 90 % interval: "4.1 mg/L (3.0 to 6.2)"."""
        unit = estimate.unit if unit is None else unit
        if self.is_none(estimate, unit):
            return self.estimated(estimate, unit)
        main = self.quantity(estimate.value, unit)
        bounds = (estimate.value, estimate.low, estimate.high)
        if all(math.isinf(b) for b in bounds) or estimate.low == estimate.high:
            return main
        return f"{main} ({self.bounds(estimate, unit)})"

    def bounds(self, estimate: Estimate, unit: str | None = None) -> str:
        """Write the bounds of an interval without their unit: "3.0 to 6.2"."""
        write = self.percent if (estimate.unit if unit is None else unit) in ("probability", "share") else self.number
        if math.isinf(estimate.high) and math.isfinite(estimate.low):
            return self.text("value.or_more", low=write(estimate.low))
        return self.text("value.range", low=write(estimate.low), high=write(estimate.high))

    def unsettled(self, estimate: Estimate, unit: str | None = None) -> str:
        """Mark a number that other draws of the same answer might change; empty where it is settled."""
        if estimate.settled or estimate.error is None:
            return ""
        return self.text("value.unsettled", error=self.quantity(estimate.error, estimate.unit if unit is None else unit))

    # times

    def day(self, value: float) -> str:
        """Name a day of the course: "day 5", "J5"."""
        return self.text("day.name", n=format_exact(round(value, 1), self.locale))

    def when(self, when: When, anchor: str | None = None) -> str:
        """Name a moment, or the days between which it lies; with the date when day 0 has one."""
        if when.known:
            text, date = self.day(when.earliest), self.date(anchor, when.earliest) if anchor else ""
            return f"{text} ({date})" if date else text
        low, high = (format_exact(round(d, 1), self.locale) for d in (when.earliest, when.latest))
        return self.text("day.between", low=low, high=high)

    def moment(self, when: When) -> str:
        """Name the moment with which something is compared: "day 0", "days 20 to 30"."""
        if when.known:
            return self.day(when.earliest)
        low, high = (format_exact(round(d, 1), self.locale) for d in (when.earliest, when.latest))
        return self.text("day.range", low=low, high=high)

    def date(self, anchor: str, days: float = 0.0) -> str:
        """Write the calendar date `days` after the ISO 8601 date `anchor`; nothing before year 1 or after 9999."""
        from babel.dates import format_date

        try:
            day = datetime.date.fromisoformat(anchor[:10]) + datetime.timedelta(days=days)
        except OverflowError:
            return ""
        return str(format_date(day, format="medium", locale=self.locale))

    # words

    def items(self, values: Iterable[object]) -> str:
        """Write a list: "a, b and c"."""
        from babel.lists import format_list

        return str(format_list([self.value(v) for v in values], style="standard", locale=self.locale))

    def either(self, drugs: Iterable[str]) -> str:
        """Write names of drugs of which one is meant: "a, b or c"."""
        from babel.lists import format_list

        return str(format_list([self.drug(each) for each in drugs], style="or", locale=self.locale))

    def clauses(self, texts: Iterable[str]) -> str:
        """Join what is there with semicolons."""
        return self.definition.between_clauses.join(t for t in texts if t)

    def clauses_of(self, messages: Message | Iterable[Message]) -> str:
        """Write a message inside a sentence, or several as clauses of it."""
        each = [messages] if isinstance(messages, Message) else messages
        return self.clauses(self.text(message.code, **message.values) for message in each)

    def drug(self, name: str) -> str:
        """Name of a drug in this language; one that is not known here, which may be any text, stays as it is."""
        return self.lookup(f"drug.{name}", name) if _is_drug(name.removesuffix(" (local)")) else name

    def outcome(self, what: Outcome | str) -> str:
        """Name of an outcome within a sentence; what is none is called as it is."""
        known = outcomes().get(what) if isinstance(what, str) else what
        if known is None:
            return str(what)
        return self.published(known.label)

    def outcome_axis(self, outcome: Outcome) -> str:
        """Name of an outcome on an axis."""
        return self.published(outcome.axis)

    def disease(self, key: str) -> str:
        """Name of a disease with published outcomes."""
        from rechallenge.literature.evidence import evidence

        return self.published(evidence().diseases[key].name)

    def published(self, by_language: Mapping[str, str]) -> str:
        """Text of a data file of the literature, typeset; in English where the file lacks this language."""
        return self.typeset(by_language.get(self.code) or by_language[base().code])

    def the_drug(self, name: str) -> str:
        """Name of a drug as the subject of a sentence: "anakinra", "l’anakinra"."""
        return self._declined(name, "the")

    def of_drug(self, name: str) -> str:
        """Name of a drug after "of": "of anakinra", "de l’anakinra"."""
        return self._declined(name, "of")

    def _declined(self, name: str, form: Literal["the", "of"]) -> str:
        if _is_drug(name) and self.has(f"drug.{name}.{form}"):
            return self.text(f"drug.{name}.{form}")
        return self.typeset(self.definition.drug_names.written(self.drug(name), form))


def _said(language: Language, entries: Iterable[LedgerEntry]) -> str:
    from rechallenge.presentation.ledger import said  # which writes in a language

    return said(entries, language)


_WAYS: dict[str, Callable[[Language, Any], str]] = {
    "number": Language.number,
    "exact": Language.exact,
    "amount": lambda language, x: format_amount(x, language.locale),
    "integer": Language.integer,
    "percent": Language.percent,
    "percent_words": Language.percent_words,
    "chance": Language.chance,
    "chance_feminine": Language.chance_feminine,
    "g": Language.exact,
    "mg": lambda language, x: f"{language.exact(x)}{NBSP}mg",
    "mg_l": lambda language, x: language.quantity(x, "mg/L"),
    "mg_per_day": lambda language, x: language.quantity(x, "mg/day"),
    "days": Language.days,
    "day": Language.day,
    "when": Language.when,
    "interval": Language.interval,
    "interval_days": lambda language, x: language.interval(x, "d"),
    "interval_percent": lambda language, x: language.interval(x, "probability"),
    "bounds": Language.bounds,
    "name": Language.drug,
    "the": Language.the_drug,
    "of": Language.of_drug,
    "list": Language.items,
    "names": lambda language, xs: language.items(language.drug(x) for x in xs),
    "either": Language.either,
    "disease": Language.disease,
    "outcome": Language.outcome,
    "text": lambda language, code: language.text(code),
    "field": lambda language, name: language.lookup(f"field.{name}", name),
    "told": Language.clauses_of,
    "said": _said,
}
"""The ways of writing a value that a catalogue may name after a colon: ``{p:percent}``."""

COUNT = "count."
"""Codes that begin so are numbers with what they count, their blank ``{n}``; ``{total:count.statements}`` writes one inside a sentence."""


LEAST_TOLD: Mapping[str, float] = {"mg/day": 1.0, "d": 1.0}
"""By unit: what an estimate of nothing is told to lie below. Less than the smallest tablet of prednisone cannot be given, and less than a
day is not recorded; neither is a published number."""

NEXT_TO_NOTHING = 1e-3
"""An estimate of less than this, in its unit, is one of nothing."""

NOTHING = "–"
"""What stands for a number that is not there."""


def _is_drug(name: str) -> bool:
    return name in known_drugs() or name in cotreatments()


def capitalised(text: str) -> str:
    """Return the text with its first letter a capital and the rest as it is."""
    return text[:1].upper() + text[1:]
