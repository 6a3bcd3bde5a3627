"""The design file as it is written: fields and words, before anything is understood.

Times, doses and shares stay text here; `rechallenge.planning.trials.reading` understands them. The published schema is made from these.
"""

from __future__ import annotations

from pydantic import Field

from rechallenge.course.document import Entry, Text, Texts


class GivenEntry(Entry):
    """A drug and how it is given."""

    drug: Text = Field(examples=["anakinra"])
    dose: Text = Field(examples=["100 mg"])
    every: Text = Field("1 d", examples=["1 d", "8 wk"], description="Days from one dose to the next.")


class LevelEntry(Entry):
    """A bound of an outcome: what it has to be for a patient to enter, or to go on."""

    what: Text = Field(examples=["CRP"])
    value: Text = Field(examples=["<= 10 mg/L", ">= 20 mg/L"], description="A limit, with its unit.")


class RatesEntry(Entry):
    """Published outcomes that stand in for the model: the share of patients who relapse on each side within some days."""

    on_drug: Text = Field(examples=["20 %"])
    on_placebo: Text = Field(examples=["80 %"])
    within: Text = Field(examples=["24 wk"])


class PopulationEntry(Entry):
    """Who is asked: virtual patients of a disease, from the published outcomes of like diseases; a file of draws; or published rates."""

    disease: Text | None = Field(None, examples=["calcinosis"], description="A disease of which natural history is published.")
    draws: Text | None = Field(None, description="A table with one patient a row, parameters of the model by name as columns.")
    rates: RatesEntry | None = None
    trust: Text | None = Field(None, description="How published successes came to be published.", examples=["modelled", "strong bias"])
    active: LevelEntry | None = Field(None, description="What has to be measured on the day of entry.")


class RunInEntry(Entry):
    """Open treatment before randomisation, and who goes on to it."""

    length: Text = Field(examples=["28 d"])
    responders: LevelEntry | None = Field(None, description="Only those who reach this on the last day of the run-in are randomised.")


class PeriodsEntry(Entry):
    """Periods of a cross-over or of a series of N-of-1 trials: pairs of them, on the drug and off it, in an order drawn by lot."""

    pairs: Text = Field("1", examples=["1", "3"])
    length: Text = Field(examples=["28 d"])
    washout: Text = Field("0 d", examples=["7 d"], description="Days at the beginning of each period that are not evaluated.")
    effect: Text = Field("0 %", examples=["10 %"], description="By how much the outcome rises from period to period, whatever is given.")


class EndpointEntry(Entry):
    """The one primary endpoint."""

    what: Text = Field(examples=["relapse", "CRP", "steroid dose"])
    over: Text = Field("1 d", examples=["7 d"], description="Last days of the follow-up, or of each period, over which it is averaged.")


class EstimandEntry(Entry):
    """What is estimated, and how what happens meanwhile is dealt with (ICH E9(R1))."""

    question: Text | None = Field(None, description="The question in words, as the protocol has it.")
    rescue: Text | None = Field(None, description="Rescue treatment after a relapse; by default composite, and hypothetical for a level.")
    missed_doses: Text = "treatment policy"
    infection: Text = "hypothetical"
    drop_out: Text = "hypothetical"


class OccurrencesEntry(Entry):
    """How often what happens meanwhile happens."""

    missed_doses: Text = Field("0 %", examples=["5 %"], description="Share of doses that are not taken.")
    infections_per_year: Text = Field("0", examples=["0.3"])
    drop_out: Text = Field("0 %", examples=["10 %"], description="Share of patients who leave before the end.")


class UnblindingEntry(Entry):
    """Who guesses what is given, from reactions at the site of injection, and what that does to what they report."""

    on_drug: Text = Field(examples=["71 %"])
    on_placebo: Text = Field(examples=["28 %"])
    effect: Text = Field(
        examples=["20 %"],
        description="By how much those who believe that they have the drug report fewer relapses, or a lower value.",
    )


class AnalysisEntry(Entry):
    """The analysis, fixed beforehand."""

    test: Text | None = Field(None, examples=["log-rank", "t test"])
    alpha: Text = Field("0.05", examples=["0.05"])
    sides: Text = Field("2", examples=["1", "2"])
    looks: Texts = Field(default_factory=list, examples=[["50 %", "100 %"]], description="Shares of the patients after which one looks.")
    spending: Text = Field("O'Brien-Fleming", examples=["O'Brien-Fleming", "Pocock"])


class PatientsEntry(Entry):
    """How many patients, and how many can be had."""

    number: Text = Field(examples=["40"])
    most: Text | None = Field(None, examples=["80"], description="Most that could be had: up to there the smallest size is looked for.")
    on_drug: Text = Field("50 %", examples=["50 %"], description="Share of the patients who are given the drug.")
    per_month: Text = Field("2", examples=["2"], description="How many are randomised in a month.")


class SimulationEntry(Entry):
    """How much is simulated."""

    settings: Text = Field("200", description="Settings: each has its own mean of what is not known of the disease, as a next trial would.")
    trials: Text = Field("50", description="Trials drawn in each setting.")


class DesignDocument(Entry):
    """A design of a trial."""

    version: Text = Field(alias="rechallenge", description="Version of the format: 1.")
    title: Text = ""
    note: Text | None = None
    design: Text = Field(description="Kind of trial.", examples=["randomised withdrawal"])
    population: PopulationEntry
    treatment: GivenEntry
    background: list[GivenEntry] = Field(default_factory=list, description="What all patients are given.")
    run_in: RunInEntry | None = None
    follow_up: Text | None = Field(None, examples=["84 d"], description="Days from randomisation to the end.")
    periods: PeriodsEntry | None = None
    starts: Texts = Field(
        default_factory=list, examples=[["14 d", "28 d", "42 d"]], description="Days on which the drug may begin, by lot."
    )
    endpoint: EndpointEntry
    estimand: EstimandEntry = Field(default_factory=EstimandEntry)
    occurrences: OccurrencesEntry = Field(default_factory=OccurrencesEntry)
    unblinding: UnblindingEntry | None = None
    analysis: AnalysisEntry = Field(default_factory=AnalysisEntry)
    power: Text = Field("80 %", description="Probability of a significant result that is asked for.")
    patients: PatientsEntry
    simulation: SimulationEntry = Field(default_factory=SimulationEntry)
