"""What a chart says of a virtual patient: readings with their error, as numbers, limits, words and changes, and relapses after stops."""

from __future__ import annotations

import math

import jax.numpy as jnp
import numpy as np

from rechallenge.mechanism.relapse import quiet_before
from rechallenge.outcomes import named
from studies.calibration.designs import Design, Look
from studies.calibration.french import in_french
from studies.calibration.patients import CONDITION, VirtualPatient
from studies.calibration.scenarios import Scenario

# What the laboratory still measures, and its limit of normal: it is stated, since a chart with "< 5 mg/L" and no limit is read as one of a
# laboratory that writes its normal results so.
DETECTION_LIMIT_MG_L, UPPER_LIMIT_MG_L = 5.0, 10.0
# Words that leave no gap and do not overlap, with the level above which each no longer holds; as the vocabulary has them.
CRP_WORDS = ((UPPER_LIMIT_MG_L, "normal"), (math.inf, "abnormal"))
PAIN_WORDS = ((0.5, "none"), (math.inf, "present"))
CRP_CHANGES = ((0.7, "improved"), (1.4, "unchanged"), (math.inf, "worse"))
PAIN_CHANGES = ((-1.3, "improved"), (1.3, "unchanged"), (math.inf, "worse"))
# A relapse is written down as having come within so many days of the stop, or between so many and one more.
RELAPSE_WITHIN_DAYS = 2


def chart(design: Design, patient: VirtualPatient, scenario: Scenario, rng: np.random.Generator) -> str:
    """Text of the course file that the chart of this patient becomes."""
    lines = ["observations:"]
    previous: dict[str, Look] = {}
    for look in design.looks:
        told = _value_text(look, previous.get(look.what), patient, scenario, rng)
        lines.append(f"  - {{what: {look.what}, at: {look.at.written}, {told}}}")
        previous[look.what] = look
    after_stops = (_after_stop(design, number, patient, rng) for number in range(len(design.pauses)))
    events = [each for each in after_stops if each]
    if design.infection:
        events.append(f"  - {{what: infection, from: {design.infection.first_day} d, to: {design.infection.last_day} d}}")
    lines += ["events:", *events] if events else []
    head = f"rechallenge: 1\ntitle: virtual\nupper_limit: {UPPER_LIMIT_MG_L:g} mg/L\n"
    text = f"{head}{design.patient}{CONDITION}{design.treatments(true=False)}" + "\n".join(lines) + "\n"
    return in_french(text) if design.french else text


def _reading(look: Look, patient: VirtualPatient, scenario: Scenario, rng: np.random.Generator) -> float:
    """CRP in mg/L or a score as read, with the error of a reading."""
    day = look.at.day
    if scenario.unwell and look.what == "CRP":
        day = max((day - 1.0, day, day + 1.0), key=lambda each: patient.read("CRP", each))
    value = patient.read(look.what, day)
    outcome_read = named(look.what)
    assert outcome_read is not None
    error = patient.parameters[outcome_read.model.error]
    value += error * rng.standard_normal()
    return math.exp(value) if look.what == "CRP" else value


def _value_text(look: Look, before: Look | None, patient: VirtualPatient, scenario: Scenario, rng: np.random.Generator) -> str:
    read = _reading(look, patient, scenario, rng)
    crp = look.what == "CRP"
    if look.kind == "word":
        return f"value: {_word(read, CRP_WORDS if crp else PAIN_WORDS)}"
    if look.kind == "change" and before is not None:
        # Of two readings made for the purpose, as the model takes it.
        earlier = _reading(before, patient, scenario, rng)
        return f"change: {_word(read / earlier if crp else read - earlier, CRP_CHANGES if crp else PAIN_CHANGES)}"
    if not crp:
        return f"value: {round(min(max(read, 0.0), 10.0))}"
    # A laboratory prints whole milligrams, and one decimal below 10.
    value = f"< {DETECTION_LIMIT_MG_L:g}" if read < DETECTION_LIMIT_MG_L else f"{read:.1f}" if read < 9.95 else f"{read:.0f}"
    return f"value: {value} mg/L"


def _word(value: float, words: tuple[tuple[float, str], ...]) -> str:
    return next(word for limit, word in words if value <= limit)


def _after_stop(design: Design, number: int, patient: VirtualPatient, rng: np.random.Generator) -> str:
    """A relapse that was recognised after a stop, with the days between which it was; or that there was none.

    Active disease that had not been quiet before is no relapse: then nothing is written.
    """
    stop = design.pauses[number][0].day
    follow_up = design.follow_up_days(number)
    after = f"after: stop {number + 1} of {design.arm.drug}"
    due = patient.hazard_at(stop) + rng.exponential()
    if due > patient.hazard_at(stop + follow_up):
        return f"  - {{what: remission, {after}, within: 0..0 d, for: {follow_up} d}}"
    day = float(np.interp(due, patient.hazard, patient.days))
    quiet = np.asarray(quiet_before(jnp.asarray(patient.days), jnp.log(jnp.asarray(patient.crp_mg_l))))
    if rng.random() > np.interp(day, patient.days, quiet):
        return ""
    since = day - stop
    first = RELAPSE_WITHIN_DAYS * int(since // RELAPSE_WITHIN_DAYS)
    return f"  - {{what: relapse, {after}, within: {first}..{min(first + RELAPSE_WITHIN_DAYS, follow_up)} d}}"
