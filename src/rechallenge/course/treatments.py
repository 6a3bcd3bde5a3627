"""Understanding treatments: which drug, by which route, its doses and interruptions, and what is said of it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from rechallenge.course.codes import understand_codes
from rechallenge.course.context import MOST, Context, when_text
from rechallenge.course.document import TreatmentEntry
from rechallenge.course.dose_steps import StepReader, same_span
from rechallenge.course.doses import DoseReader
from rechallenge.course.drug_of_entry import canonical_drug, drug_of_entry
from rechallenge.course.model import Effect, Patient, Treatment
from rechallenge.course.our_words import field_name
from rechallenge.course.stop_relapses import understand_stop_relapses
from rechallenge.course.timeline import Interruption, cut
from rechallenge.course.units import amount_of, factor
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.written_intervals import written_interval
from rechallenge.course.written_values import symbols_unified

__all__ = ["canonical_drug", "one_moment", "understand_treatment"]


def _interruptions(context: Context, entry: TreatmentEntry, path: str, drug: str) -> list[Interruption]:
    found = []
    for i, e in enumerate(entry.interruptions or []):
        inner = f"{path}.interruptions[{i}]"
        start = context.when(f"{inner}.from", e.from_)
        if start is None:
            continue
        if e.to is not None and e.for_ is not None:
            context.error("key.together", f"{inner}.for", first=field_name("to"), second=field_name("for"))
            continue
        if e.to is None and e.for_ is None:
            context.error("interruption.no_end", inner, drug=drug)
            continue
        stop = context.when(f"{inner}.to", e.to) if e.to is not None else context.lasting(f"{inner}.for", str(e.for_), start)
        if stop is None:
            continue
        if stop.latest <= start.earliest:
            context.error("time.stop_before_start", inner, drug=drug, start=when_text(stop), stop=when_text(start))
            continue
        found.append(Interruption(start, stop, inner))
    return found


def _hold(context: Context, text: str | None, path: str) -> tuple[float, float] | None:
    if text is None:
        return None
    interval = written_interval(symbols_unified(text))
    amount = context.attempt(path, lambda: amount_of(text if interval is None else interval.dotted))
    if amount is None or amount.unit is None or amount.low is None or amount.high is None or amount.low <= 0:
        context.error("hold.unreadable", path, found=text)
        return None
    unit = amount.unit.removesuffix("/d")
    times = context.attempt(path, lambda: factor(unit, "mg", "dependence"))
    if times is None:
        return None
    low, high = amount.low * times, amount.high * times
    if high > MOST:
        context.error("number.beyond", path, found=text, high=MOST, unit="mg")
        return None
    if amount.single:
        low *= vocabulary().hold_fraction
        context.note("hold.widened", path, found=text, low=low, high=high)
    return low, high


def understand_treatment(context: Context, entry: TreatmentEntry, path: str, patient: Patient) -> Treatment:
    """Return one treatment with its own interruptions cut out."""
    before = len([p for p in context.problems if p.severity == "error"])
    found = drug_of_entry(context, entry, path)
    drug, known = found.drug, found.known
    if found.dose is not None:
        entry = entry.model_copy(update={"dose": found.dose})
    doses = DoseReader(context, drug, known, patient, found.spellings, found.stated_route)
    steps = StepReader(context, doses).steps(entry, path)
    told_why = any(p.code == "dose.no_weight" for p in context.problems_within(path))
    if known is not None and not told_why and any(step.dose_mg is None for step in steps):
        context.note("dose.unknown", path, drug=drug)
    for interruption in _interruptions(context, entry, path, drug):
        left = cut(steps, interruption)
        if left is None:
            context.error("interruption.outside", f"{interruption.path}.from", drug=drug, found=when_text(interruption.start))
        else:
            steps = left
    if known is not None and found.route is not None and found.route not in known.routes:
        context.warn("route.unusual", f"{path}.route", drug=drug, found=str(entry.route or found.route))
    if len([p for p in context.problems if p.severity == "error"]) > before:
        context.incomplete = True
    return Treatment(
        drug=drug,
        known=known is not None,
        steps=tuple(steps),
        route=found.route,
        effect=cast("Effect | None", context.choice("outcome", f"{path}.outcome", entry.outcome)),
        hold_mg=_hold(context, entry.dependence, f"{path}.dependence"),
        relapses=understand_stop_relapses(context, entry.relapses, f"{path}.relapses", drug),
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
                context.note("time.shared", step.start.key, found=when_text(twin), drug=treatment.drug)
                step = replace(step, start=twin)
            steps.append(step)
        result.append(replace(treatment, steps=tuple(steps)))
    return result
