"""Understanding one dose: what its field says, with what the field ``every`` says, in milligrams of its drug."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.course.context import Context
from rechallenge.course.dose_doubts import dose_doubts
from rechallenge.course.dose_facts import WrittenDose
from rechallenge.course.dose_text import written_dose
from rechallenge.course.dose_words import dose_plain, one_of, words_of_doses
from rechallenge.course.model import Patient
from rechallenge.course.problems import RefusedError
from rechallenge.course.spacing import LONGEST, SAME, facts_of, spacing_of
from rechallenge.course.units import factor
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import DrugEntry


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose, understood; `as_written` stands where it is no amount that could be used."""

    mg: float | None = None
    every_days: float | None = None
    route: str | None = None
    as_written: str | None = None


@dataclass(frozen=True, slots=True)
class DoseReader:
    """Reads the doses of one treatment.

    Attributes
    ----------
    drug, known
        Canonical name, and what is usual of it where it has kinetics.
    spellings
        Names by which a dose may call it.
    route
        Route that the entry itself tells.
    """

    context: Context
    drug: str
    known: DrugEntry | None
    patient: Patient
    spellings: Sequence[str]
    route: str | None

    def dose(self, path: str, text: str | None, every: str | None) -> Dose:
        """Return a dose and its spacing, the spacing None where neither the field nor the dose says it."""
        days = None
        if every is not None and not vocabulary().is_unknown(every):
            days = self.context.attempt(f"{path.rsplit('.', 1)[0]}.every", lambda: spacing_of(every))
        if text is None or _is_unknown(text):
            return Dose(every_days=days)
        uncapped, most = _uncapped(text)
        try:
            written = written_dose(self._in_prednisone(uncapped), self.spellings)
            if most is not None and not (written.by_weight and written.per_days in (None, 1.0)):
                written = written_dose(self._in_prednisone(text), self.spellings)
        except RefusedError as refusal:
            return self._refused(path, text, refusal, days)
        mg = written.mg if written.mg is not None else self._converted(path, text, written)
        if mg is None:
            return Dose(None, days or written.every_days, written.route, None if self.known else text)
        if mg <= 0:
            self.context.error("dose.negative", path, found=text)
            return Dose(every_days=days)
        if written.mg is not None and written.unit != "mg":
            self.context.note("unit.converted", path, found=text, value=mg, unit="mg/kg" if written.by_weight else "mg")
        spacing = days or written.every_days
        mg = self._one(path, text, mg, written, days)
        if written.by_weight and mg is not None:
            mg = self._by_weight(path, text, mg, most)
        if mg is not None and written.every_days is not None:
            self.context.note("dose.per_day", path, found=text, drug=self.drug, value=mg, every=spacing)
        if written.route is not None:
            self._routed(path, text, written.route)
        unspaced = self.known is None and spacing is None
        return Dose(mg, spacing, written.route, text if (mg is None and self.known is None) or unspaced else None)

    def _in_prednisone(self, text: str) -> str:
        """Return a dose without the words that it is one of prednisone; refuse them for a glucocorticoid that is converted itself."""
        if len(text) > LONGEST:
            return text
        bare = re.sub(rf"\s*\(?(?<![a-z'])(?:{one_of(words_of_doses().words['as_prednisone'])})(?![a-z])\)?", "", dose_plain(text))
        if bare == dose_plain(text) or self.known is None or self.known.kind != "glucocorticoid":
            return text
        if self.known.equivalence != 1.0:
            raise RefusedError("dose.of_prednisone", found=text, drug=self.drug, dose=bare)
        return bare

    def _refused(self, path: str, text: str, refusal: RefusedError, days: float | None) -> Dose:
        if self.known is None and refusal.code != "unit.missing":
            self.context.note("dose.as_written", path, found=text, drug=self.drug)
            return Dose(None, days, None, text)
        values = dict(refusal.values)
        if refusal.code == "unit.missing":
            values["what"] = self.drug
        if refusal.code == "dose.count" and values.get("route"):
            self.context.error("dose.count_routed", path, **values)
            return Dose(every_days=days)
        self.context.error(refusal.code, path, **values)
        return Dose(every_days=days)

    def _converted(self, path: str, text: str, written: WrittenDose) -> float | None:
        """Milligrams of a unit that is none of the usual ones; None after telling that it is none of mass."""
        try:
            mg = written.amount * factor(written.unit, "mg", self.drug)
        except RefusedError as refusal:
            if self.known is None:
                self.context.note("dose.as_written", path, found=text, drug=self.drug)
            else:
                self.context.error(refusal.code, path, **refusal.values)
            return None
        self.context.note("unit.converted", path, found=text, value=mg, unit="mg")
        return float(f"{mg:.10g}")

    def _one(self, path: str, text: str, mg: float, written: WrittenDose, days: float | None) -> float | None:
        """Milligrams of one dose, where the text may give those of a day; None after refusing two spacings."""
        if written.every_days is None:
            return mg
        each = written.every_days if days is None else days
        total = written.per_days
        agree = abs(each - written.every_days) <= SAME * written.every_days
        if (total is None and not agree) or (total is not None and each > total * (1 + SAME)):
            self.context.error("dose.against_every", path, found=text, said=written.every_days, every=each, dose=written.one)
            return None
        return mg if total is None else float(f"{mg * each / total:.10g}")

    def _by_weight(self, path: str, text: str, mg: float, most: float | None = None) -> float | None:
        """Milligrams of a dose for each kilogram, but no more than `most`; None where the weight is not known."""
        weight = self.patient.weight_kg
        if weight is None:
            self.context.note("dose.no_weight", path, found=text, drug=self.drug)
            return None
        dose = float(f"{mg * weight:.10g}")
        if most is not None and most < dose:
            self.context.note("dose.capped", path, found=text, drug=self.drug, value=most, weight=weight, uncapped=dose)
            return most
        self.context.note("dose.by_weight", path, found=text, drug=self.drug, value=dose, weight=weight)
        return dose

    def _routed(self, path: str, text: str, route: str) -> None:
        if self.route is not None and route != self.route:
            self.context.error("dose.against_route", path, found=text, said=route, route=self.route)
        elif self.route is None:
            self.context.note("dose.route", path, found=text, route=route)

    def doubt(self, path: str, mg: float | None, every_days: float | None, route: str | None) -> None:
        """Doubt a dose that nothing published covers, once for each thing to doubt about a field."""
        if mg is None:
            return
        before = {problem.code for problem in self.context.problems_at(path)}
        for doubt in dose_doubts(self.drug, mg, every_days, self.route or route, self.patient):
            if doubt.code not in before:
                self.context.warn(doubt.code, path, **doubt.values)

    def spacing(self, path: str, dose: Dose) -> float:
        """Return the days between doses, the drug's usual spacing (told) where the file does not say."""
        if dose.every_days is not None:
            return dose.every_days
        if self.known is None or self.context.problems_at(f"{path}.every"):
            return 1.0
        usual = self.known.usual_interval_days
        if dose.mg is not None:
            self.context.note("dose.every_assumed", path, drug=self.drug, every=usual)
        return usual

    def taper(self, path: str, text: str) -> float | None:
        """Return the dose that a taper reaches, 0 where it ends in a stop; None after telling why it is none."""
        words = words_of_doses().words
        bare = dose_plain(text).removeprefix("to ").removeprefix("jusqu'a ").removeprefix("down to ").removeprefix("a ").strip()
        if bare in words["stopped"]:
            return 0.0
        try:
            written = written_dose(bare, self.spellings)
        except RefusedError as refusal:
            if _is_speed(dose_plain(text)) or "%" in text or not re.search(r"\d", text):
                self.context.error("taper.speed", path, found=text)
            else:
                self.context.error(refusal.code, path, **{**refusal.values, "found": text})
            return None
        if _is_speed(dose_plain(text)) or (written.every_days or 0.0) > 1.0 + SAME:
            self.context.error("taper.speed", path, found=text)
            return None
        if written.mg == 0:
            return 0.0
        mg = written.mg if written.mg is not None else self._converted(path, text, written)
        if mg is not None and mg < 0:
            self.context.error("dose.negative", path, found=text)
            return None
        return self._by_weight(path, text, mg) if mg is not None and written.by_weight else mg


def _uncapped(text: str) -> tuple[str, float | None]:
    """Return a dose without the most that it allows, and that in mg; the dose itself and None where it names none.

    >>> _uncapped("2 mg/kg/j (max 100 mg)"), _uncapped("100 mg")
    (('2 mg/kg/j', 100.0), ('100 mg', None))
    """
    bare = dose_plain(text) if len(text) <= LONGEST else ""
    match = re.search(rf"[\s,;(]+(?:{one_of(words_of_doses().words['at_most'])})[\s:]*(\d+(?:[.,]\d+)?)\s*mg(?:\s*/\s*[a-z]+)?\)?$", bare)
    return (bare[: match.start()], float(match[1].replace(",", "."))) if match else (text, None)


def _is_unknown(text: str) -> bool:
    """Whether a dose only says that it is not known: "unknown", "dose inconnue", "not stated".

    >>> _is_unknown("dose not stated"), _is_unknown("posologie non précisée"), _is_unknown("low dose")
    (True, True, False)
    """
    bare = re.sub(rf"^(?:{one_of(words_of_doses().words['leads'])})(?![a-z])\s*:?\s*|\s*dose$", "", dose_plain(text[:LONGEST]))
    return vocabulary().is_unknown(text) or bare in words_of_doses().words["not_told"] or vocabulary().is_unknown(bare)


def _is_speed(text: str) -> bool:
    """Whether a taper is told by its speed: "by 5 mg every 2 weeks", "de 10 mg par semaine"."""
    if any(text.startswith(f"{word} ") for word in words_of_doses().words["speeds"]):
        return True
    if not text[:1].isalpha():
        return False  # an amount comes first, and no duration
    facts, _ = facts_of(text)
    return bool(facts) and facts[0].kind == "lasting"
