"""The languages of the report: every kind of value in words, names, and the grammar of drug names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol

from rechallenge.course.lines import Line
from rechallenge.course.our_words import CodedWord, OurWord
from rechallenge.inference.faults import Fault
from rechallenge.inference.summary import Estimate, Message
from rechallenge.literature.drugs import cotreatments, known_drugs
from rechallenge.outcomes import Outcome, outcomes
from rechallenge.presentation.quantities import NOTHING, Quantities
from rechallenge.vocabulary.languages import base
from rechallenge.vocabulary.numerals import NBSP, format_amount

if TYPE_CHECKING:
    from rechallenge.ledger.statement import LedgerEntry


class Note(Protocol):
    """Something told about the reading of a file: a unit converted, an implausible value, an unknown drug."""

    @property
    def code(self) -> str:
        """Code of the message in the catalogues."""

    @property
    def values(self) -> Mapping[str, object]:
        """What fills its blanks."""


class Language(Quantities):
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

    # text

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


def _is_drug(name: str) -> bool:
    return name in known_drugs() or name in cotreatments()


def capitalised(text: str) -> str:
    """Return the text with its first letter a capital and the rest as it is."""
    return text[:1].upper() + text[1:]
