"""What the words of a treatment state: its outcome as a ratio of levels of the marker, and relapses at stops that have no days.

Nothing here computes with arrays, so that ``rechallenge check`` may ask without loading JAX.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from typing_extensions import TypedDict

from rechallenge.course.model import Boundary, Course, DoseStep, Effect, Observation, StopRelapses, Treatment
from rechallenge.course.obscured import hidden_by
from rechallenge.course.regimen import first_mg, last_mg
from rechallenge.course.relapses import relapses_of
from rechallenge.course.timeline import Interruption, boundaries_of, cut
from rechallenge.course.times import When
from rechallenge.course.vocabulary import vocabulary
from rechallenge.data_files import checked, read_data
from rechallenge.inference.modelled import drugs_under_question, statement_intervals
from rechallenge.literature.generic import acts_by_dates
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_outline
from rechallenge.outcomes import marker

# A relapse that is told of a stop at the end of the record was seen within so many days, whatever else the record says: those in which a
# relapse in words was quiet before.
SEEN_WITHIN_DAYS = 14.0


class OutcomeLimits(TypedDict):
    """Meaning of the outcomes in a word, from ``words_of_treatments.toml``."""

    none: tuple[float, float]
    partial: tuple[float, float]
    good: tuple[float, float]
    quiet_is: tuple[str, ...]
    after_days: tuple[float, float]
    before_days: float
    mistaken: float


class StopLimits(TypedDict):
    """Stops without days, from ``words_of_treatments.toml``."""

    longest_pause_days: float
    shortest_pause_days: float
    least_room_days: float
    least: int
    most: int


@cache
def _data() -> tuple[OutcomeLimits, StopLimits]:
    name = "words_of_treatments.toml"
    table = read_data(files("rechallenge.inference").joinpath(name))
    return checked(OutcomeLimits, table["outcome"], name), checked(StopLimits, table["stops"], name)


def mistaken_share() -> float:
    """Share of the outcomes in a word that say something else than the marker does."""
    return _data()[0]["mistaken"]


@dataclass(frozen=True, slots=True)
class OutcomeWord:
    """An outcome in a word, as a statement on the marker of activity.

    Attributes
    ----------
    at, since
        The days after the start on which the effect was judged, and those before it with which it is compared.
    low, high
        Bounds of the level at the first as a share of that at the second.
    quiet
        Whether a level below that of active disease is such an outcome too.
    """

    at: When
    since: When
    low: float
    high: float
    quiet: bool

    @property
    def compared(self) -> Observation:
        """The two readings of the marker that it stands for, without bounds."""
        return Observation("", marker(), self.at, None, None, "", since=self.since)


@dataclass(frozen=True, slots=True)
class Windows:
    """Stops of one drug after which a relapse is counted: when each window begins and ends, and how many of them had one."""

    windows: tuple[tuple[When, When], ...]
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class WordsOfTreatments:
    """Statements that the words of the treatments of a course make, by the place of the treatment.

    Attributes
    ----------
    course
        The course with the stops that its words tell of and of which it gives no day, each with bounds of ours.
    outcomes
        Outcomes that are statements on the marker: of the drugs in question, and of drugs that act by their dates and were begun within the
        days of the record. Those of other drugs are statements on the drug (`rechallenge.inference.statements`).
    hidden
        Treatments whose outcome cannot be held against the marker, since something hides the disease from it.
    stops
        Relapses at stops.
    spoken_until
        Day until which they speak, where that is after the last that the record speaks of otherwise.
    """

    course: Course
    outcomes: Mapping[int, OutcomeWord]
    hidden: Mapping[int, OutcomeWord]
    stops: Mapping[int, Windows]
    spoken_until: float | None = None


def words_of_treatments(course: Course) -> WordsOfTreatments:
    """Read the words of all treatments that the model carries.

    Examples
    --------
    >>> words_of_treatments(Course("nothing known")).outcomes
    {}
    """
    asked = drugs_under_question(course)
    spoken = statement_intervals(course, asked)
    first, last = min((a for a, _ in spoken), default=0.0), max((b for _, b in spoken), default=0.0)
    outcomes, hidden, stops = {}, {}, {}
    whole = course
    for place, treatment in enumerate(course.treatments):
        by_dates = acts_by_dates(treatment.drug)
        if not treatment.steps or not (by_dates or treatment.drug in KINETIC_DRUGS):
            continue
        if treatment.effect is not None and (by_dates or drug_outline(treatment.drug).exposure in asked):
            word = _outcome_word(course, treatment, treatment.effect, last)
            if hidden_by(course, word.compared):
                hidden[place] = word
            elif not by_dates or first <= word.since.latest:
                outcomes[place] = word
        if treatment.relapses is not None:
            found = _windows(whole, place, treatment.relapses, last)
            if found is not None:
                whole, stops[place] = found
    ends = [word.at.latest for word in outcomes.values()] + [end.latest for each in stops.values() for _, end in each.windows]
    until = max(ends, default=last)
    return WordsOfTreatments(whole, outcomes, hidden, stops, until if until > last else None)


def _outcome_word(course: Course, treatment: Treatment, effect: Effect, last: float) -> OutcomeWord:
    """Window of an outcome in a word: some weeks after the start, before the drug was stopped and before the record ends."""
    means = _data()[0]
    start = min((step.start for step in treatment.steps), key=lambda when: when.middle)
    earliest, latest = means["after_days"]
    # A record that ends with the start, but for the word, was written some days later.
    latest = min(latest, max(last - start.latest, earliest))
    for boundary in course.boundaries:
        if boundary.drug == treatment.drug and boundary.kind == "stop" and boundary.at.middle > start.middle:
            latest = min(latest, max(boundary.at.earliest - start.latest, 1.0))
    began = [b.at for b in course.boundaries if b.drug == treatment.drug and b.kind == "start" and b.at.middle <= start.middle]
    since = max(began, key=lambda when: when.middle, default=start)
    low, high = means[effect]
    return OutcomeWord(
        at=When(min(earliest, 0.5 * latest) if latest < earliest else earliest, latest, after=start),
        since=When(-means["before_days"], 0.0, after=since),
        low=low,
        high=high,
        quiet=effect in means["quiet_is"],
    )


def _windows(course: Course, place: int, said: StopRelapses, last: float) -> tuple[Course, Windows] | None:
    """Stops of a treatment with the windows of their relapses, and the course with stops that have no day; None where nothing is said."""
    treatment = course.treatments[place]
    ends = [step.stop for step in treatment.steps]
    dated = [b for b in course.boundaries if b.kind == "stop" and b.drug == treatment.drug and b.at in ends]
    limits = _data()[1]
    unknown = 0 if dated or said.share == "none" else limits["least"]
    missing = min(unknown if said.stops is None else max(said.stops - len(dated), 0), limits["most"])
    windows = [(stop, _end_of_window(course, stop, last)) for stop in dated]
    told = [any(relapses_of(course.events, stop, end.middle)) for stop, end in windows]
    open_windows = [(stop.at, end) for (stop, end), known in zip(windows, told, strict=True) if not known]
    made = _with_pauses(treatment, place, missing, last)
    open_windows += made[1]
    number = len(told) + len(made[1])
    if not open_windows:
        return None
    fewest, most = _counted(said, number)
    fewest, most = max(fewest - sum(told), 0), min(max(most - sum(told), 0), len(open_windows))
    if (fewest, most) == (0, len(open_windows)):
        return None
    treatments = (*course.treatments[:place], made[0], *course.treatments[place + 1 :])
    changed = replace(course, treatments=treatments, boundaries=boundaries_of(treatments)) if made[1] else course
    return changed, Windows(tuple(open_windows), min(fewest, most), most)


def _counted(said: StopRelapses, number: int) -> tuple[int, int]:
    """Fewest and most of so many stops that a relapse followed; where more stops are told of, the others may have had any."""
    if said.share == "each":
        return number, number
    if said.share == "none":
        return 0, 0
    if said.relapses is None or said.stops is None:
        return min(1, number - 1), max(number - 1, 1)
    elsewhere = max(said.stops - number, 0)
    return max(said.relapses - elsewhere, 0), min(said.relapses, number)


def _end_of_window(course: Course, stop: Boundary, last: float) -> When:
    """Until when a relapse is one of a stop: the drug is given again, or the record ends, or too long has passed."""
    again = [b.at for b in course.boundaries if b.kind == "start" and b.drug == stop.drug and b.at.middle > stop.at.middle]
    reached = min(vocabulary().late_relapse_days, max(last - stop.at.latest, SEEN_WITHIN_DAYS))
    if again:
        restart = min(again, key=lambda when: when.middle)
        if restart.earliest - stop.at.latest <= reached:
            return restart
    return When(reached, reached, after=stop.at)


def _with_pauses(treatment: Treatment, place: int, number: int, last: float) -> tuple[Treatment, list[tuple[When, When]]]:
    """Treatment with so many pauses on unknown days of its longest stretch, one in each of equal parts of it; as it was without room."""
    limits = _data()[1]
    level = [step for step in treatment.steps if step.every_days is not None and first_mg(step, None) == last_mg(step, None)]
    stretches = [(_room(step, last), step) for step in level]
    room, step = max(stretches, key=lambda each: each[0][1] - each[0][0], default=((0.0, 0.0), None))
    fits = int((room[1] - room[0]) // limits["least_room_days"])
    number = min(number, fits)
    if step is None or number <= 0:
        return treatment, []
    steps = list(treatment.steps)
    width = (room[1] - room[0]) / number
    windows = []
    for part in range(number):
        key = f"treatments[{place}].relapses#{part}"
        first = room[0] + part * width
        # the time on the drug comes before the stop, the pause ends within the part
        stop = When(first + 0.2 * width, first + 0.6 * width, key)
        longest = max(min(limits["longest_pause_days"], 0.4 * width), limits["shortest_pause_days"] + 1.0)
        again = When(limits["shortest_pause_days"], longest, f"{key}.again", after=stop)
        left = cut(steps, Interruption(stop, again, key))
        assert left is not None  # a pause lies within its stretch
        steps = left
        windows.append((stop, again))
    return replace(treatment, steps=tuple(steps)), windows


def _room(step: DoseStep, last: float) -> tuple[float, float]:
    """Days on which a stretch surely runs, until the record ends."""
    end = last if step.stop is None else min(step.stop.earliest, last)
    return step.start.latest, max(end, step.start.latest)
