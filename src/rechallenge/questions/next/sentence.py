"""What would settle it, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.questions.answer import Message
from rechallenge.questions.next.answer import Measurement, NextOption

# Less than this is nothing that anybody would act on; ours.
LEAST_BITS = 0.02
# A number of bits is told apart from none where it is so many of its standard errors.
APART_FROM_NONE = 2.0


def sentence_of(options: Sequence[NextOption], open_bits: float, settled: bool, any_tried: bool) -> Message:
    """Name the single measurement that tells most, beside that of going on as now; or why none is named.

    Parameters
    ----------
    options
        Those that tell most first.
    settled
        Whether the record has given each drug a verdict.
    any_tried
        Whether there were options before the limits of the user.
    """
    alone = single(options)
    if not alone:
        return Message("next.beyond_limits" if any_tried else "next.no_measure")
    best = alone[0]
    values: dict[str, object] = {
        "act": best.act,
        "measured": measured_of(best),
        "bits": best.bits,
        "open": open_bits,
        "decides": Message("next.decides" if best.p_decides > 0.05 else "next.decides_rarely", {"tenths": round(10 * best.p_decides)}),
        "on": max((each.bits for each in alone if each.action == "go_on"), default=0.0),
    }
    if not tells(best):
        return Message("next.settled_nothing" if settled else "next.none_tells", values)
    if settled:
        return Message("next.settled", values)
    said = Message("next.best_now" if best.action == "go_on" else "next.best", values)
    others = rivals(alone)
    return Message("next.tied", {"said": said, "n": len(others), "other": others[0].act}) if others else said


def tells(option: NextOption) -> bool:
    """Whether an option tells something that chance among draws does not explain."""
    error = option.bits_error
    return option.bits >= LEAST_BITS and error is not None and option.bits > APART_FROM_NONE * error


def single(options: Sequence[NextOption]) -> list[NextOption]:
    """Options with one measurement, those that tell most first."""
    return [each for each in options if each.measure is not None and not each.series]


def rivals(alone: Sequence[NextOption]) -> list[NextOption]:
    """Other acts whose best measurement cannot be told apart from the best of all, each once."""
    best = alone[0]
    found: dict[tuple[str, str], NextOption] = {}
    for each in alone[1:]:
        key = (each.name, str(each.values))
        if each.tied and key != (best.name, str(best.values)):
            found.setdefault(key, each)
    return list(found.values())


def measured_of(option: NextOption) -> Message:
    """Name what is measured, with its day or days."""
    if option.series:
        return Message("next.measured.series", {"each": [_measured(each.measure, each.day) for each in sorted(option.series, key=_day)]})
    return _measured(option.measure, option.day)


def _day(measurement: Measurement) -> int:
    return measurement.day


def _measured(measure: str | None, day: int | None) -> Message:
    values = {"what": measure, "days": day}
    return Message("next.measured.relapse" if measure == "relapse" else "next.measured.value", values)
