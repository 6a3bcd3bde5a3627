"""Understanding the doses of one treatment: its amounts and spacings, and the moments between which each stretch of them was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rechallenge.course.context import Context, when_text
from rechallenge.course.document import StepEntry, TreatmentEntry
from rechallenge.course.dose_text import written_dose
from rechallenge.course.doses import Dose, DoseReader
from rechallenge.course.model import DoseStep
from rechallenge.course.our_words import field_name
from rechallenge.course.problems import RefusedError
from rechallenge.course.times import When


def _without(entry: StepEntry, *names: str) -> StepEntry:
    return entry.model_copy(update=dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class StepReader:
    """Reads the steps of one treatment."""

    context: Context
    doses: DoseReader

    @property
    def drug(self) -> str:
        """Canonical name of the drug."""
        return self.doses.drug

    def useless(self, entry: StepEntry, path: str, names: Sequence[str], code: str) -> None:
        """Refuse fields that change nothing where they stand."""
        for name in names:
            if getattr(entry, name) is not None:
                field = name.rstrip("_")
                self.context.error(code, f"{path}.{field}", field=field, found=str(getattr(entry, name)))

    def singles(self, path: str, entry: StepEntry, dose: Dose) -> list[DoseStep]:
        """Return one step for each single dose."""
        self.useless(entry, path, ("every", "from_", "to", "for_", "taper"), "dose.single")
        if dose.every_days is not None and entry.every is None and entry.dose is not None:
            self.context.error("dose.single_spaced", f"{path}.dose", found=entry.dose, every=dose.every_days)
        self.doses.doubt(f"{path}.dose", dose.mg, None, dose.route)
        steps = []
        for i, text in enumerate(entry.at or []):
            when = self.context.when(f"{path}.at[{i}]", text)
            if when is not None:
                steps.append(DoseStep(dose.mg, None, when, as_written=dose.as_written if dose.mg is None else None, entry=path))
        return steps

    def stretch(self, path: str, entry: StepEntry, dose: Dose, start: When | None, stop: When | None) -> DoseStep | None:
        """Return one stretch of doses between two moments, which may be those of its neighbours."""
        if entry.from_ is not None:
            start = self.context.when(f"{path}.from", entry.from_)
        if start is None:
            if entry.from_ is None:
                self.context.error("key.missing", path, expected=field_name("from"))
            if entry.to is not None:
                self.context.when(f"{path}.to", entry.to)  # its errors are told too
            return None
        if entry.to is not None and entry.for_ is not None:
            self.context.error("key.together", f"{path}.for", first=field_name("to"), second=field_name("for"))
        if entry.to is not None:
            stop = self.context.when(f"{path}.to", entry.to)
            if stop is None:
                return None
            if stop.latest <= start.earliest:
                self.context.error("time.stop_before_start", f"{path}.to", drug=self.drug, start=when_text(start), stop=when_text(stop))
                return None
        elif entry.for_ is not None:
            stop = self.context.lasting(f"{path}.for", entry.for_, start)
            if stop is None:
                return None
        every = self.doses.spacing(path, dose)
        self.doses.doubt(f"{path}.dose", dose.mg, every if self.doses.known else dose.every_days, dose.route)
        end = None
        if entry.taper is not None:
            end = self.taper(path, entry.taper, dose, stop)
        return DoseStep(dose.mg, every, start, stop, end, as_written=dose.as_written, entry=path)

    def taper(self, path: str, text: str, dose: Dose, stop: When | None) -> float | None:
        """Return the dose at the end of a taper, which needs a beginning and an end."""
        end = self.doses.taper(f"{path}.taper", text)
        if stop is None:
            self.context.error("taper.no_end", f"{path}.taper", found=text, drug=self.drug)
        elif dose.mg is None:
            if not any(problem.severity == "error" for problem in self.context.problems_at(f"{path}.dose")):
                self.context.error("taper.no_dose", f"{path}.taper", found=text, drug=self.drug)
        elif end == 0:
            self.context.note("taper.to_stop", f"{path}.taper", drug=self.drug, found=when_text(stop))
        elif end is not None and end > dose.mg:
            self.context.warn("taper.rises", f"{path}.taper", found=text, drug=self.drug, value=dose.mg)
        return end

    def steps(self, entry: TreatmentEntry, path: str) -> list[DoseStep]:
        """Return all steps of a treatment, before anything is cut out of them."""
        if entry.steps:
            return self.sequence(entry, path)
        dose = self.doses.dose(f"{path}.dose", entry.dose, entry.every)
        if entry.at:
            return self.singles(path, entry, dose)
        if entry.from_ is None:
            for name in ("to", "for_", "interruptions"):
                if getattr(entry, name):
                    name = name.rstrip("_")
                    self.context.error("key.missing", f"{path}.{name}", expected=field_name("from"))
                    return []
            self.doses.doubt(f"{path}.dose", dose.mg, dose.every_days, dose.route)
            self.context.note("time.untimed", path, drug=self.drug)
            return []
        step = self.stretch(path, entry, dose, None, None)
        return [step] if step else []

    def sequence(self, entry: TreatmentEntry, path: str) -> list[DoseStep]:
        """Return the steps of a list: a step without end ends where the next begins, and the other way round."""
        entries = entry.steps or []
        for name in ("dose", "at", "taper"):
            if getattr(entry, name) is not None:
                self.context.error("key.together", f"{path}.{name}", first=field_name("steps"), second=field_name(name))
        first, last = entries[0], entries[-1]
        inherits_from = first.from_ is None and not first.at and entry.from_ is not None
        inherits_to = last.to is None and last.for_ is None and not last.at and entry.to is not None
        if inherits_from:
            entries = [first.model_copy(update={"from_": entry.from_}), *entries[1:]]
        if inherits_to:
            entries = [*entries[:-1], entries[-1].model_copy(update={"to": entry.to})]
        self.unused(entry, path, inherits_from, inherits_to)
        stopped = [not e.at and self.is_stop(e, f"{path}.steps[{i}]") for i, e in enumerate(entries)]
        starts = [None if e.from_ is None or e.at else self.context.when(f"{path}.steps[{i}].from", e.from_) for i, e in enumerate(entries)]
        steps: list[DoseStep] = []
        stop_before: When | None = None
        for i, e in enumerate(entries):
            if stopped[i]:
                continue
            inner = f"{path}.steps[{i}]"
            if e.at:
                singles = self.singles(inner, e, self.doses.dose(f"{inner}.dose", e.dose, e.every))
                steps.extend(replace(single, note=e.note) for single in singles)
                continue
            dose = self.doses.dose(f"{inner}.dose", e.dose, e.every or entry.every)
            following = next((start for start in starts[i + 1 :] if start is not None), None)
            if starts[i] is None and e.from_ is not None:
                continue
            known_start = e.model_copy(update={"from_": None}) if e.from_ is not None else e
            step = self.stretch(inner, known_start, dose, starts[i] or stop_before, following)
            if step is None:
                continue
            if step.stop is not None and following is not None and same_span(step.stop, following):
                step = replace(step, stop=following)
            if step.stop is not None and step.stop.latest <= step.start.earliest:
                self.context.error("time.stop_before_start", inner, drug=self.drug, start=when_text(step.start), stop=when_text(step.stop))
                continue
            steps.append(replace(step, note=e.note))
            stop_before = step.stop
        return steps

    def unused(self, entry: TreatmentEntry, path: str, inherits_from: bool, inherits_to: bool) -> None:
        """Refuse fields beside a list of steps that none of the steps takes, but for those that say the same."""
        entries = entry.steps or []
        first, last = entries[0], entries[-1]
        names = []
        if not inherits_from and entry.from_ != first.from_:
            names.append("from_")
        if not inherits_to and entry.to != last.to:
            names.append("to")
        if not any(e.every is None and not e.at for e in entries) and any(e.every != entry.every for e in entries):
            names.append("every")
        self.useless(entry, path, (*names, "for_"), "steps.unused")

    def is_stop(self, entry: StepEntry, path: str) -> bool:
        """Whether a step is one of 0 mg: the end of the one before it."""
        if entry.dose is None or entry.from_ is None:
            return False
        try:
            mg = written_dose(entry.dose, self.doses.spellings).mg
        except RefusedError:
            return False
        if mg == 0:
            self.context.note("dose.zero_stop", f"{path}.dose", found=entry.dose, drug=self.drug, when=entry.from_)
            self.useless(_without(entry, "every"), path, ("to", "for_", "taper"), "dose.zero_with")
        return mg == 0


def same_span(first: When, second: When) -> bool:
    """Tell whether two moments were written alike, so that they are one moment."""
    return first.after is None and second.after is None and (first.low, first.high) == (second.low, second.high)
