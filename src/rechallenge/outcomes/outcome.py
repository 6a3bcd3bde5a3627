"""An outcome: what can be measured of a patient, and all that the program needs to know of it.

Each is one data file of this folder, ``NAME.toml``, whose fields are those of `Outcome` and of the classes that it holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rechallenge.literature.drugs import folded
from rechallenge.literature.parameters import Parameter
from rechallenge.outcomes.agreement import without_endings
from rechallenge.outcomes.words import Word

Direction = Literal["increase", "decrease"]
Kind = Literal["clinical", "laboratory"]


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers that an outcome can take.

    Attributes
    ----------
    unit
        UCUM unit of a quantity; empty for a score.
    bare
        Whether a number without a unit can only be in this one.
    most
        Upper end of a score; infinite for a quantity. The lower end is 0.
    units
        Other ways of writing it, with the factor to its own; other units of a quantity are converted by their dimension.
    logarithmic
        Whether errors, changes and charts are on the logarithmic scale.
    least_bound, least_reading
        Least number whose logarithm is taken, of a bound of a statement and of a reading in statistics without a model.
    """

    unit: str = ""
    bare: bool = False
    most: float = math.inf
    units: Mapping[str, float] | None = None
    logarithmic: bool = False
    least_bound: float = 0.0
    least_reading: float = 0.0

    @property
    def is_score(self) -> bool:
        """Whether it is a score with an end, whole numbers of which are rounded, and not a quantity with a unit."""
        return math.isfinite(self.most)

    def on_log_scale(self, value: float) -> float:
        """Value on the scale of its errors; of a bound below the least one, that of the least one."""
        return math.log(max(value, self.least_bound)) if self.logarithmic else value


@dataclass(frozen=True, slots=True)
class Normal:
    """Upper limit of normal where a laboratory gives none of its own.

    Attributes
    ----------
    upper
        The limit, where nothing is known of the patient.
    least_upper
        A limit of detection below this is no upper limit of normal.
    per_year, women_add
        Where it rises with age: the limit is so much a year of age, and so much more in women.
    """

    upper: float
    least_upper: float = 0.0
    per_year: float | None = None
    women_add: float = 0.0
    source: str | None = None
    note: str = ""

    @property
    def depends_on_age(self) -> bool:
        """Whether the limit rises with age."""
        return self.per_year is not None

    def upper_of(self, age_years: float | None, female: bool) -> float:
        """Upper limit of normal of a patient.

        Examples
        --------
        >>> Normal(30, per_year=0.5, women_add=5).upper_of(77, True)
        43.5
        """
        if self.per_year is None or age_years is None:
            return self.upper
        return self.per_year * age_years + (self.women_add if female else 0.0)


@dataclass(frozen=True, slots=True)
class Plausible:
    """Bounds outside which a value is doubted, as published or, where no source is named, ours."""

    low: float
    high: float
    source: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Relapse:
    """Level above which the disease counts as active."""

    level: float
    source: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Relief:
    """Least change, on the outcome's own scale, that a patient would call a change."""

    change: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class ChartLook:
    """Panel of the outcome in charts: height in px, ticks of the axis, and what the axis spans at least."""

    height: int
    ticks: tuple[float, ...]
    spans: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class OutcomeModel:
    """How an outcome follows the disease, as far as it shapes a compiled program: hashable, and told in full by its `repr`.

    Attributes
    ----------
    form
        Name of the link (`rechallenge.mechanism.links`).
    roles
        What the link asks for, by name: a parameter (str) or a number.
    logarithmic
        Whether a reading scatters on the logarithmic scale.
    error
        Parameter that says how much it does.
    is_marker
        Whether the activity of the disease is told on its scale.
    """

    name: str
    form: str
    roles: tuple[tuple[str, str | float], ...]
    logarithmic: bool
    error: str
    is_marker: bool


@dataclass(frozen=True, eq=False)
class Outcome:
    """One outcome; there is one object of each, by its name.

    Attributes
    ----------
    name
        In code and in ``answers.json``; that of its data file.
    order
        Place among the others, in panels and tables.
    names
        Spellings under which a record may give it, in all languages, the leading one first.
    number_names
        Those of them with which a number can be read; all, where empty.
    label, axis
        How it is called within a sentence and on an axis, by language.
    kind
        As a finding, where a statement on it has no time.
    improvement
        Which direction is better.
    always
        Whether the model follows it in every course, or only where it was recorded.
    reported_by_patient
        Whether the patient tells it, so that hope relieves it.
    raised_by_infection
        Whether an infection raises it, so that it bounds the disease from above only.
    suppressed_with_interleukin_6
        Whether drugs against interleukin-6 or its signal keep it low whatever the disease does, so that a low value says nothing.
    normal, plausible, relapse, relief
        None where it has none.
    parameters
        Those that it brings, by name; others of its roles belong to other outcomes.
    words
        Words for a level.
    """

    name: str
    order: int
    names: tuple[str, ...]
    number_names: tuple[str, ...]
    label: Mapping[str, str]
    axis: Mapping[str, str]
    kind: Kind
    improvement: Direction
    always: bool
    reported_by_patient: bool
    raised_by_infection: bool
    suppressed_with_interleukin_6: bool
    scale: Scale
    normal: Normal | None
    plausible: Plausible | None
    relapse: Relapse | None
    relief: Relief | None
    model: OutcomeModel
    parameters: Mapping[str, Parameter]
    words: tuple[Word, ...]
    chart: ChartLook

    def __repr__(self) -> str:
        return f"Outcome({self.name!r})"

    def __reduce__(self) -> tuple[object, ...]:
        # There is one object of each: a copy, in another process too, is looked up.
        from rechallenge.outcomes.registry import outcome

        return outcome, (self.name,)

    def word(self, written: str) -> Word | None:
        """What a word says of a level, or None when it is none of its words."""
        by_spelling, by_stem = self._spellings
        return by_spelling.get(folded(written)) or by_stem.get(without_endings(written))

    @cached_property
    def _spellings(self) -> tuple[dict[str, Word], dict[str, Word]]:
        """The first word of each spelling, and of each spelling without the endings by which words agree."""
        written = [(spelling, word) for word in reversed(self.words) for spelling in word.words]
        return {folded(each): word for each, word in written}, {without_endings(each): word for each, word in written}

    def reads_numbers_as(self, written: str) -> bool:
        """Whether a number under this name can be read: of a movement one may tell how limited it is, or how free."""
        return not self.number_names or folded(written) in {folded(name) for name in self.number_names}

    @property
    def changes(self) -> Literal["ratio", "points"]:
        """How words of change ("improved") are told of it: as a ratio on the logarithmic scale, else in points of the score."""
        return "ratio" if self.scale.logarithmic else "points"
