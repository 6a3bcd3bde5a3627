"""The course file as it is written: fields and words, before anything is understood.

Quantities and times stay text here ("20 mg", "0..5 d"); `rechallenge.course.reading` understands them. These models
say which fields exist; the published JSON Schema is made from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, WithJsonSchema

from rechallenge.course.words_of_time import any_of, time_words
from rechallenge.vocabulary.languages import base, languages
from rechallenge.vocabulary.words import words_at

VERSION = 1


def _as_text(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return f"{value:g}" if isinstance(value, float) else str(value)


def _as_flag(value: object) -> object:
    return _flags().get(value.strip().lower(), value) if isinstance(value, str) else value


@cache
def _flags() -> Mapping[str, bool]:
    """Words for yes and no in other languages than English, whose own are known."""
    others = [each for each in languages().values() if each is not base()]
    return {
        word: flag
        for each in others
        for option, flag in (("yes", True), ("no", False))
        for word in words_at(each, "words", "choices", "answer", option)
    }


def _as_word(value: object) -> object:
    flag = _as_flag(value)
    return _as_text(("yes" if flag else "no") if isinstance(flag, bool) else flag)


# Of days one behind another in one text: "0 d, 7 d, 14 d", "J1 et J15"; "March 12, 2018" is one date.
_ONE_DAY = r"(?:[^\W\d_]{0,5}\s*[-+]?\d{1,3}(?:[.,]\d+)?\s*[^\W\d_]{0,8}\.?|\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{4})"


@cache
def _days_apart() -> re.Pattern[str]:
    """What parts days one behind another: a comma, a semicolon, a word for "and"."""
    and_ = any_of(time_words().words["and"])
    return re.compile(rf"\s*[;,]\s+(?:{and_}\s+)?|\s+(?:{and_}|&)\s+")


def _as_list(value: object) -> object:
    if isinstance(value, list) or value is None:
        return value
    days = _days_apart().split(value.strip()) if isinstance(value, str) else []
    return days if len(days) > 1 and all(re.fullmatch(_ONE_DAY, day) for day in days) else [value]


def _coded(value: object) -> object:
    """Read ``ATC:L04AC03`` as a system and a code; what has no system is told when it is understood."""
    if not isinstance(value, list):
        return value
    parts = [item.rpartition(":") if isinstance(item, str) else item for item in value]
    return [{"system": part[0].strip(), "code": part[2].strip()} if isinstance(part, tuple) else part for part in parts]


Text = Annotated[str, BeforeValidator(_as_text), WithJsonSchema({"type": ["string", "number"]})]
Flag = Annotated[bool, BeforeValidator(_as_flag), WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["oui", "non", "yes", "no"]}]})]
Presence = Annotated[
    str, BeforeValidator(_as_word), WithJsonSchema({"type": ["boolean", "string", "number"], "examples": ["yes", "no", "unknown"]})
]
Texts = Annotated[
    list[Text],
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}),
]


class Entry(BaseModel):
    """Named fields; an unknown name is an error."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True, defer_build=True)


class SourceEntry(Entry):
    """Where the course was published, or the hospital's own reference."""

    citation: Text | None = Field(None, description="The publication, as a reference list gives it.")
    doi: Text | None = Field(None, examples=["10.1002/art.23119"])
    url: Text | None = None
    note: Text | None = None


class PatientEntry(Entry):
    """Who the patient is; what is unknown is left out. No names."""

    sex: Text | None = Field(None, examples=["female", "male"])
    age: Text | None = Field(None, examples=["77 a"], description="Age at day 0.")
    weight: Text | None = Field(None, examples=["60 kg"])
    height: Text | None = Field(None, examples=["162 cm"])
    creatinine: Text | None = Field(None, examples=["70 umol/L"], description="Serum creatinine.")
    creatinine_clearance: Text | None = Field(None, examples=["60 mL/min"])
    reference: Text | None = Field(None, description="The hospital's own number for the case.")
    note: Text | None = None


class CodeEntry(Entry):
    """A code in a terminology."""

    system: Text = Field(examples=["ATC"])
    code: Text = Field(examples=["L04AC03"])


Codes = Annotated[list[CodeEntry], BeforeValidator(_coded)]


class ConditionEntry(Entry):
    """A diagnosis."""

    name: Text = Field(examples=["systemic sclerosis"])
    subtype: Text | None = Field(None, examples=["limited cutaneous"])
    code: Text | None = Field(None, examples=["ORPHA:220402"], description="Code in a terminology.")
    codes: Codes = Field([], description="Codes in terminologies, as {system, code} or ORPHA:220402.")
    criteria: Text | None = Field(None, examples=["ACR/EULAR 2013"], description="Classification criteria that are met, or were used.")
    since: Text | None = Field(None, description="Since when, in words or a date.")
    note: Text | None = None


class FindingEntry(Entry):
    """A clinical or laboratory finding that the report shows."""

    what: Text = Field(examples=["calcinosis", "antinuclear antibodies"])
    kind: Text | None = Field(None, examples=["clinical", "laboratory"])
    site: Text | None = Field(None, examples=["shoulder"])
    side: Text | None = Field(None, examples=["left", "right", "both"])
    value: Text | None = Field(None, examples=["poor"])
    titre: Text | None = Field(None, examples=["1/2560"])
    pattern: Text | None = Field(None, examples=["nucleolar"])
    size: Text | None = Field(None, examples=["bulky", "4 cm"])
    resectable: Flag | None = Field(None, description="Whether it can be excised.")
    present: Presence | None = Field(None, description="'no' for something looked for and absent, 'unknown' where nobody looked.")
    upper_limit: Text | None = Field(None, examples=["20 U/mL"], description="Upper limit of normal of a value, as of an antibody.")
    at: Text | None = Field(None, examples=["0 d", "-14..0 d"])
    note: Text | None = None


class ImagingEntry(Entry):
    """What an image showed, or did not show."""

    method: Text | None = Field(None, examples=["ultrasound"])
    what: Text = Field(examples=["bursitis"])
    site: Text | None = None
    side: Text | None = Field(None, examples=["left", "right", "both"])
    value: Text | None = None
    size: Text | None = None
    present: Presence | None = None
    at: Text | None = None
    note: Text | None = None


class FluidEntry(Entry):
    """A punctured fluid."""

    what: Text | None = Field(None, examples=["bursal fluid"])
    site: Text | None = Field(None, examples=["subacromial bursa"])
    side: Text | None = Field(None, examples=["left", "right"])
    cells: Text | None = Field(None, examples=["5000 /mm3"])
    appearance: Text | None = Field(None, examples=["inflammatory"])
    crystals: Text | None = Field(None, examples=["dystrophic calcifications", "none"])
    at: Text | None = None
    note: Text | None = None


class StepEntry(Entry):
    """Doses of one drug at one spacing over one stretch of time, or a single dose (`at`)."""

    dose: Text | None = Field(None, examples=["100 mg", "4 mg/kg", "unknown"])
    every: Text | None = Field(None, examples=["1 d", "12 h", "weekly"])
    from_: Text | None = Field(None, alias="from", examples=["0 d", "-60..-30 d", "2018-03-12"])
    to: Text | None = Field(None, examples=["30 d", "30..60 d"], description="Left out: still given at the end of the record.")
    for_: Text | None = Field(None, alias="for", examples=["14 d", "7..28 d"], description="Duration, instead of 'to'.")
    at: Texts | None = Field(None, examples=["3 d"], description="Day of a single dose, or a list of days.")
    taper: Text | None = Field(None, examples=["6 mg"], description="Dose reached at the end of a gradual taper that begins at 'dose'.")
    additional: Flag = Field(False, description="Given on top of another dose of the same drug.")
    note: Text | None = None


class InterruptionEntry(Entry):
    """A stretch of time without the drug."""

    from_: Text = Field(alias="from", examples=["60..90 d"])
    to: Text | None = Field(None, examples=["75..100 d"])
    for_: Text | None = Field(None, alias="for", examples=["3..14 d"])
    note: Text | None = None


class TreatmentEntry(StepEntry):
    """One drug over the whole course."""

    drug: Text = Field(examples=["anakinra", "prednisone", "colchicine"])
    route: Text | None = Field(None, examples=["sc", "po", "iv", "im", "local"])
    steps: list[StepEntry] | None = Field(None, description="Changes of dose, in order; a step without 'to' ends where the next begins.")
    interruptions: list[InterruptionEntry] | None = None
    outcome: Text | None = Field(None, examples=["none", "partial", "good"])
    dependence: Text | None = Field(None, examples=["20 mg", "15..20 mg"], description="Least daily dose that held the disease.")
    relapses: Text | None = Field(
        None,
        examples=["at each stop", "at each of 3 stops", "2 of 3", "none"],
        description="Relapses that followed its stops, without their days.",
    )
    indication: Text | None = None
    codes: Codes = Field([], description="Codes of the drug, as {system, code} or ATC:L04AC03.")


class MomentEntry(Entry):
    """When something was so."""

    at: Text | None = Field(None, examples=["5 d", "0..5 d", "2018-03-12"])
    after: Text | None = Field(None, examples=["stop of anakinra", "each stop of anakinra", "start 2 of anakinra"])
    within: Text | None = Field(None, examples=["1..14 d"], description="How long after; '14 d' means 0 to 14 days.")


class ObservationEntry(MomentEntry):
    """A statement on one variable at one time."""

    what: Text = Field(examples=["CRP", "pain", "range of motion"])
    value: Text | None = Field(None, examples=["120 mg/L", "< 5 mg/L", "10..20 mg/L", "normal", "markedly raised", "severe"])
    change: Text | None = Field(None, examples=["improved", "unchanged", "worse", "much improved", "-50 %", "-3"])
    since: Text | None = Field(None, examples=["0 d", "start of anakinra"], description="The moment with which a change compares.")
    unit: Text | None = Field(None, examples=["mg/L"], description="Unit, if not written with the value.")
    upper_limit: Text | None = Field(None, examples=["5 mg/L"], description="Upper limit of normal of this laboratory.")
    codes: Codes = Field([], description="Codes of what was measured, as {system, code} or LOINC:1988-5.")
    note: Text | None = None


class EventEntry(MomentEntry):
    """Something that happened."""

    what: Text = Field(examples=["relapse", "flare", "remission", "stop", "restart", "adverse event", "infection"])
    drug: Text | None = Field(None, description="The drug of a stop or restart, or the one suspected of an adverse event.")
    from_: Text | None = Field(None, alias="from")
    to: Text | None = None
    for_: Text | None = Field(None, alias="for")
    site: Text | None = None
    previous_reports: Text | None = Field(None, description="Adverse event: conclusive reports of it were published before (yes, no).")
    improved_on_stopping: Text | None = Field(None, description="Adverse event: it improved when the drug was stopped.")
    recurred_on_restart: Text | None = Field(None, description="Adverse event: it came back when the drug was given again.")
    other_causes: Text | None = Field(None, description="Adverse event: other causes could by themselves explain it.")
    recurred_on_placebo: Text | None = Field(None, description="Adverse event: it came back on placebo.")
    toxic_level: Text | None = Field(None, description="Adverse event: the drug was measured at a toxic concentration.")
    dose_dependent: Text | None = Field(None, description="Adverse event: worse with more drug, or better with less.")
    earlier_reaction: Text | None = Field(None, description="Adverse event: a like reaction to this or a like drug before.")
    objective: Text | None = Field(None, description="Adverse event: confirmed by objective evidence.")
    specific: Text | None = Field(None, description="Adverse event: a specific, recognised phenomenon of this drug.")
    codes: Codes = Field([], description="Codes of the event, as {system, code} or MedDRA:10043554.")
    note: Text | None = None


class CourseDocument(Entry):
    """One patient's course, as written."""

    rechallenge: Text = Field(examples=[1], description="Version of the format.")
    title: Text | None = None
    source: SourceEntry | None = None
    anchor: Text | None = Field(None, examples=["2018-03-12"], description="Calendar date of day 0; with it, times may be dates.")
    patient: PatientEntry | None = None
    conditions: list[ConditionEntry] = []
    excluded: list[ConditionEntry] = Field([], description="Diagnoses that were ruled out.")
    findings: list[FindingEntry] = []
    imaging: list[ImagingEntry] = []
    fluids: list[FluidEntry] = []
    treatments: list[TreatmentEntry] = []
    observations: list[ObservationEntry] = []
    events: list[EventEntry] = []
    upper_limit: Text | None = Field(None, examples=["5 mg/L"], description="Upper limit of normal for CRP in this laboratory.")
    criteria: dict[str, Text] = Field(
        {}, description="Items of classification criteria that the record does not hold otherwise: present, absent or unknown."
    )
    care: dict[str, Text] = Field({}, description="CARE items in free text: consent, patient_perspective, ...")
    simulated: dict[str, FiniteFloat] | None = Field(None, description="True parameters of a simulated course; left out for a real one.")


NAMED_BY: Mapping[type[BaseModel], str] = {ConditionEntry: "name", FindingEntry: "what", ImagingEntry: "what", TreatmentEntry: "drug"}
"""Entries of which a text alone says enough, and the field that it stands for: ``conditions: [gout]``."""
