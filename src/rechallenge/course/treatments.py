"""Understanding treatments: which drug, which doses, and when each stretch of doses began and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from rechallenge.course.codes import understand_codes
from rechallenge.course.context import Context, told
from rechallenge.course.document import StepEntry, TreatmentEntry
from rechallenge.course.model import DoseStep, Effect, Treatment
from rechallenge.course.moments import spacing_of
from rechallenge.course.nearest import nearest
from rechallenge.course.problems import RefusedError
from rechallenge.course.timeline import Interruption, cut
from rechallenge.course.times import When
from rechallenge.course.units import Amount, amount_of, factor
from rechallenge.course.vocabulary import vocabulary
from rechallenge.literature.drugs import DrugEntry, drug_names, folded, known_drugs


@dataclass(frozen=True, slots=True)
class _Dose:
    mg: float | None
    every_days: float | None = None


def canonical_drug(written: str) -> str:
    """Return the canonical name of a drug, or the name as written when it is not known."""
    return drug_names().get(folded(written), written.strip())


def _drug(context: Context, entry: TreatmentEntry, path: str) -> tuple[str, DrugEntry | None]:
    name = canonical_drug(entry.drug)
    known = known_drugs().get(name)
    if folded(entry.drug) not in drug_names():
        near = nearest(entry.drug, [*known_drugs(), *drug_names()], 0.8)
        (context.warn if near else context.note)("drug.unknown", f"{path}.drug", found=entry.drug, nearest=near)
    elif known is None:
        context.note("drug.cotreatment", f"{path}.drug", found=entry.drug)
    elif folded(name) != folded(entry.drug):
        context.note("drug.synonym", f"{path}.drug", found=entry.drug, drug=name)
    return name, known


def _dose_of(context: Context, path: str, text: str, drug: str, known: DrugEntry | None, weight_kg: float | None) -> _Dose:
    if vocabulary().is_unknown(text):
        return _Dose(None)
    amount = context.attempt(path, lambda: amount_of(text))
    if amount is None or amount.unit is None:
        if not any(p.severity == "error" for p in context.problems_at(path)):
            context.error("dose.unreadable" if amount is None else "unit.missing", path, found=text, what=drug, expected="mg")
        return _Dose(None)
    if not amount.single or amount.low is None:
        context.error("dose.interval", path, found=text)
        return _Dose(None)
    if amount.low < 0 or (amount.low == 0):
        context.error("dose.negative", path, found=text)
        return _Dose(None)
    return _in_mg(context, path, text, drug, known, weight_kg, amount)


def _in_mg(context: Context, path: str, text: str, drug: str, known: DrugEntry | None, weight_kg: float | None, amount: Amount) -> _Dose:
    unit, number = cast(str, amount.unit), cast(float, amount.low)
    per_day, by_weight = unit.endswith("/d"), "/kg" in unit
    mass = unit.removesuffix("/d").replace("/kg", "")
    try:
        mg = float(f"{number * factor(mass, 'mg', drug):.10g}")
    except RefusedError as refusal:
        if known is None:
            context.note("dose.not_mass", path, found=text, drug=drug)
        else:
            context.error(refusal.code, path, **refusal.values)
        return _Dose(None)
    if mass != "mg":
        context.note("unit.converted", path, found=text, value=mg, unit=unit.replace(mass, "mg", 1))
    if by_weight:
        if weight_kg is None:
            context.note("dose.no_weight", path, found=text, drug=drug)
            return _Dose(None)
        mg = float(f"{mg * weight_kg:.10g}")
        context.note("dose.by_weight", path, found=text, drug=drug, value=mg, weight=weight_kg)
    return _Dose(mg, 1.0 if per_day else None)


def _plausible(context: Context, path: str, text: str, dose: _Dose, known: DrugEntry | None) -> None:
    if known is None or dose.mg is None:
        return
    low, high = known.plausible_dose_mg
    if not low <= dose.mg <= high:
        context.warn("dose.implausible", path, found=text, drug=known.name, low=low, high=high, source=known.plausible_source)


def possible_spacing(days: float, text: str) -> float:
    """Return the days between two doses.

    Raises
    ------
    RefusedError
        When it is under an hour: a drug given so often is an infusion, and each dose would be computed by itself.
    """
    if days < (1.0 - 1e-9) / 24.0:
        raise RefusedError("interval.short", found=text)
    return days


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the steps of one treatment."""

    context: Context
    drug: str
    known: DrugEntry | None
    weight_kg: float | None

    def dose(self, path: str, text: str | None, every: str | None) -> _Dose:
        """Return a dose and its spacing, the spacing None where neither the field nor the dose says it."""
        found = _Dose(None) if text is None else _dose_of(self.context, path, text, self.drug, self.known, self.weight_kg)
        days = None
        if every is not None:
            days = self.context.attempt(f"{path.rsplit('.', 1)[0]}.every", lambda: possible_spacing(spacing_of(every), every))
        if found.every_days is not None and found.mg is not None and text is not None:
            if days is not None and days != found.every_days:
                found = _Dose(found.mg * days / found.every_days, days)
            self.context.note("dose.per_day", path, found=text, drug=self.drug, value=found.mg, every=found.every_days)
        days = days if days is not None else found.every_days
        if text is not None:
            _plausible(self.context, path, text, found, self.known)
        return _Dose(found.mg, days)

    def spacing(self, path: str, dose: _Dose) -> float | None:
        """Return the days between doses, the drug's usual spacing (told) where the file does not say."""
        if dose.every_days is not None:
            return dose.every_days
        if self.context.problems_at(f"{path}.every"):
            return 1.0
        usual = self.known.usual_interval_days if self.known is not None else 1.0
        if dose.mg is not None:
            self.context.note("dose.every_assumed", path, drug=self.drug, every=usual)
        return usual

    def singles(self, path: str, entry: StepEntry, dose: _Dose) -> list[DoseStep]:
        """Return one step for each single dose."""
        steps = []
        for i, text in enumerate(entry.at or []):
            when = self.context.when(f"{path}.at[{i}]", text)
            if when is not None:
                steps.append(DoseStep(dose.mg, None, when))
        return steps

    def stretch(self, path: str, entry: StepEntry, dose: _Dose, start: When | None, stop: When | None) -> DoseStep | None:
        """Return one stretch of doses between two moments, which may be those of its neighbours."""
        if entry.from_ is not None:
            start = self.context.when(f"{path}.from", entry.from_)
        if start is None:
            if entry.from_ is None:
                self.context.error("key.missing", path, expected="from")
            if entry.to is not None:
                self.context.when(f"{path}.to", entry.to)  # its errors are told too
            return None
        if entry.to is not None and entry.for_ is not None:
            self.context.error("key.together", f"{path}.for", first="to", second="for")
        if entry.to is not None:
            stop = self.context.when(f"{path}.to", entry.to)
            if stop is None:
                return None
            if stop.latest <= start.earliest:
                self.context.error("time.stop_before_start", f"{path}.to", drug=self.drug, start=told(start), stop=told(stop))
                return None
        elif entry.for_ is not None:
            stop = self.context.lasting(f"{path}.for", entry.for_, start)
            if stop is None:
                return None
        end = None
        if entry.taper is not None:
            text = entry.taper.removeprefix("to ").removeprefix("jusqu'à ").strip()
            end = self.dose(f"{path}.taper", text, None).mg
        return DoseStep(dose.mg, self.spacing(path, dose), start, stop, end)

    def steps(self, entry: TreatmentEntry, path: str) -> list[DoseStep]:
        """Return all steps of a treatment, before anything is cut out of them."""
        if entry.steps:
            return self.sequence(entry, path)
        dose = self.dose(f"{path}.dose", entry.dose, entry.every)
        if entry.at:
            for name, value in (("from", entry.from_), ("to", entry.to), ("for", entry.for_)):
                if value is not None:
                    self.context.error("key.together", f"{path}.{name}", first="at", second=name)
            return self.singles(path, entry, dose)
        if entry.from_ is None:
            for name in ("to", "for_", "interruptions"):
                if getattr(entry, name):
                    name = name.rstrip("_")
                    self.context.error("key.missing", f"{path}.{name}", expected="from")
                    return []
            self.context.note("time.untimed", path, drug=self.drug)
            return []
        step = self.stretch(path, entry, dose, None, None)
        return [step] if step else []

    def sequence(self, entry: TreatmentEntry, path: str) -> list[DoseStep]:
        """Return the steps of a list: a step without end ends where the next begins, and the other way round."""
        entries = entry.steps or []
        for name in ("dose", "at", "taper"):
            if getattr(entry, name) is not None:
                self.context.error("key.together", f"{path}.{name}", first="steps", second=name)
        first, last = entries[0], entries[-1]
        if first.from_ is None and not first.at and entry.from_ is not None:
            entries = [first.model_copy(update={"from_": entry.from_}), *entries[1:]]
        if last.to is None and last.for_ is None and not last.at and entry.to is not None:
            entries = [*entries[:-1], entries[-1].model_copy(update={"to": entry.to})]
        starts = [None if e.from_ is None or e.at else self.context.when(f"{path}.steps[{i}].from", e.from_) for i, e in enumerate(entries)]
        steps: list[DoseStep] = []
        stop_before: When | None = None
        for i, e in enumerate(entries):
            inner = f"{path}.steps[{i}]"
            dose = self.dose(f"{inner}.dose", e.dose, e.every or entry.every)
            if e.at:
                steps.extend(replace(single, note=e.note) for single in self.singles(inner, e, dose))
                continue
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
                self.context.error("time.stop_before_start", inner, drug=self.drug, start=told(step.start), stop=told(step.stop))
                continue
            steps.append(replace(step, note=e.note))
            stop_before = step.stop
        return steps


def same_span(first: When, second: When) -> bool:
    """Tell whether two moments were written alike, so that they are one moment."""
    return first.after is None and second.after is None and (first.low, first.high) == (second.low, second.high)


def _interruptions(context: Context, entry: TreatmentEntry, path: str, drug: str) -> list[Interruption]:
    found = []
    for i, e in enumerate(entry.interruptions or []):
        inner = f"{path}.interruptions[{i}]"
        start = context.when(f"{inner}.from", e.from_)
        if start is None:
            continue
        if e.to is not None and e.for_ is not None:
            context.error("key.together", f"{inner}.for", first="to", second="for")
            continue
        if e.to is None and e.for_ is None:
            context.error("interruption.no_end", inner, drug=drug)
            continue
        stop = context.when(f"{inner}.to", e.to) if e.to is not None else context.lasting(f"{inner}.for", str(e.for_), start)
        if stop is None:
            continue
        if stop.latest <= start.earliest:
            context.error("time.stop_before_start", inner, drug=drug, start=told(stop), stop=told(start))
            continue
        found.append(Interruption(start, stop, inner))
    return found


def _hold(context: Context, text: str | None, path: str) -> tuple[float, float] | None:
    if text is None:
        return None
    amount = context.attempt(path, lambda: amount_of(text))
    if amount is None or amount.unit is None or amount.low is None or amount.high is None or amount.low <= 0:
        context.error("hold.unreadable", path, found=text)
        return None
    unit = amount.unit.removesuffix("/d")
    times = context.attempt(path, lambda: factor(unit, "mg", "dependence"))
    if times is None:
        return None
    low, high = amount.low * times, amount.high * times
    if amount.single:
        low *= vocabulary().hold_fraction
        context.note("hold.widened", path, found=text, low=low, high=high)
    return low, high


def understand_treatment(context: Context, entry: TreatmentEntry, path: str, weight_kg: float | None) -> Treatment:
    """Return one treatment with its own interruptions cut out."""
    before = len([p for p in context.problems if p.severity == "error"])
    drug, known = _drug(context, entry, path)
    reader = _Reader(context, drug, known, weight_kg)
    steps = reader.steps(entry, path)
    told_why = any(p.code == "dose.no_weight" for p in context.problems_within(path))
    if known is not None and not told_why and any(step.dose_mg is None for step in steps):
        context.note("dose.unknown", path, drug=drug)
    for interruption in _interruptions(context, entry, path, drug):
        left = cut(steps, interruption)
        if left is None:
            context.error("interruption.outside", f"{interruption.path}.from", drug=drug, found=told(interruption.start))
        else:
            steps = left
    route = context.choice("route", f"{path}.route", entry.route)
    if known is not None and route is not None and route not in known.routes:
        context.warn("route.unusual", f"{path}.route", drug=drug, found=str(entry.route))
    if len([p for p in context.problems if p.severity == "error"]) > before:
        context.incomplete = True
    return Treatment(
        drug=drug,
        known=known is not None,
        steps=tuple(steps),
        route=route,
        effect=cast("Effect | None", context.choice("outcome", f"{path}.outcome", entry.outcome)),
        hold_mg=_hold(context, entry.dependence, f"{path}.dependence"),
        indication=entry.indication,
        note=entry.note,
        codes=understand_codes(context, entry.codes, path),
    )


def one_moment(context: Context, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Make one moment of the uncertain end of a dose and the uncertain start of the next dose of the same drug, when alike.

    Within a list of steps this is so already; here it is done between treatments of one drug written apart.
    """
    ends = [(t.drug, step.stop) for t in treatments for step in t.steps if step.stop is not None and not step.stop.known]
    result = []
    for treatment in treatments:
        steps = []
        for step in treatment.steps:
            twin = next(
                (stop for drug, stop in ends if drug == treatment.drug and stop.key != step.start.key and same_span(stop, step.start)),
                None,
            )
            if twin is not None and not step.start.known:
                context.note("time.shared", step.start.key, found=told(twin), drug=treatment.drug)
                step = replace(step, start=twin)
            steps.append(step)
        result.append(replace(treatment, steps=tuple(steps)))
    return result
