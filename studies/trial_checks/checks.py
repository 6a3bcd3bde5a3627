"""Each published trial simulated under its own design, with its own number of patients, from priors that leave it out."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked, read_data
from rechallenge.planning.trials.reading import read_design
from rechallenge.planning.trials.result import TrialResult, summarise
from rechallenge.planning.trials.running import simulate_trials

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"


class PublishedEvents(TypedDict):
    """Patients with an event in each group."""

    drug: int
    of_drug: int
    placebo: int
    of_placebo: int


class PublishedShares(TypedDict):
    """Shares with an event, by Kaplan and Meier, in groups of as many patients."""

    drug: float
    placebo: float
    of_each: int


class PublishedTrial(TypedDict):
    """One published trial, as ``published.yaml`` has it."""

    id: str
    title: str
    citation: str
    independent: bool
    without: tuple[str, ...]
    as_printed: str
    events: NotRequired[PublishedEvents]
    shares: NotRequired[PublishedShares]
    hazard_ratio: NotRequired[float]
    remarks: str
    design: str


class _PublishedFile(TypedDict):
    trials: tuple[PublishedTrial, ...]


@dataclass(frozen=True, slots=True)
class PublishedCheck:
    """One published number beside the 90 % interval of simulated trials."""

    trial: str
    what: str
    published: float
    median: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the published number lies in the interval."""
        return self.low <= self.published <= self.high


def published() -> tuple[PublishedTrial, ...]:
    """Return the published trials."""
    path = HERE / "published.yaml"
    return checked(_PublishedFile, read_data(path), path.name)["trials"]


def simulated(trial: PublishedTrial, seed: int = 0) -> TrialResult:
    """Simulate one trial; chunks that were done are kept."""
    design = read_design(trial["design"])
    design = dataclasses.replace(design, population=dataclasses.replace(design.population, without=trial["without"]))
    return summarise(design, simulate_trials(design, seed=seed, workers=1))


def checks_of(trial: PublishedTrial, result: TrialResult) -> list[PublishedCheck]:
    """Set each published number of a trial beside what simulated ones show."""
    found = []
    for group, events in (("drug", result.events_drug), ("placebo", result.events_placebo)):
        if events is None:
            continue
        if "events" in trial:
            number = trial["events"]["drug"] if group == "drug" else trial["events"]["placebo"]
            found.append(PublishedCheck(trial["id"], f"events, {group}", number, events.median, events.low, events.high))
        if "shares" in trial:
            share, of = trial["shares"]["drug"] if group == "drug" else trial["shares"]["placebo"], trial["shares"]["of_each"]
            bounds = (round(each / of, 4) for each in (events.median, events.low, events.high))
            found.append(PublishedCheck(trial["id"], f"share with an event, {group}", share, *bounds))
    if "hazard_ratio" in trial and result.effect is not None:
        effect = result.effect
        found.append(PublishedCheck(trial["id"], "hazard ratio", trial["hazard_ratio"], effect.median, effect.low, effect.high))
    return found


def simulate_all() -> None:
    """Simulate all trials, and write what they come to."""
    found = [asdict(check) for trial in published() for check in checks_of(trial, simulated(trial))]
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def kept_checks() -> list[PublishedCheck]:
    """Return what was found when the trials were simulated last."""
    return [PublishedCheck(**each) for each in json.loads(RESULTS.read_text(encoding="utf-8"))]
