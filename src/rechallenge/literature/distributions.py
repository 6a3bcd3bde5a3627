"""Published numbers as distributions: quantiles, a mean with its spread, a range, a count, and the log-normal that they amount to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, NotRequired, get_args

from typing_extensions import TypedDict

from rechallenge.data_files import checked

Form = Literal["quantiles", "mean", "mean_ci", "median_ci", "range", "usual_range", "rate", "count"]
FORMS: tuple[Form, ...] = get_args(Form)
Z90 = 1.645
"""Standard deviations from the middle of a normal distribution to the ends of the interval that holds nine of ten."""
_NORMAL = NormalDist()
_QUANTILES = 200


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A quantity over zero whose logarithm is normal.

    Attributes
    ----------
    location, spread
        Mean and standard deviation of the natural logarithm; of days, say, in log days.
    """

    location: float
    spread: float

    @classmethod
    def between(cls, low: float, high: float, probability: float = 0.9) -> LogNormal:
        """Return the log-normal that lies between two values with this probability, as much below as above.

        Raises
        ------
        ValueError
            When the bounds are not over zero and in their order.

        Examples
        --------
        >>> days = LogNormal.between(3.0, 27.0)
        >>> round(days.median, 6), round(days.quantile(0.95), 6)
        (9.0, 27.0)
        """
        if not 0.0 < low < high:
            raise ValueError(f"no log-normal lies between {low:g} and {high:g}")
        width = _NORMAL.inv_cdf(0.5 + probability / 2.0)
        return cls((math.log(low) + math.log(high)) / 2.0, (math.log(high) - math.log(low)) / (2.0 * width))

    @property
    def median(self) -> float:
        """The value that half exceeds."""
        return math.exp(self.location)

    def quantile(self, probability: float) -> float:
        """Return the value that is not exceeded with this probability."""
        return math.exp(self.location + self.spread * _NORMAL.inv_cdf(probability))

    def probability_below(self, value: float) -> float:
        """Return the probability of less than `value`, which is over zero."""
        return _NORMAL.cdf((math.log(value) - self.location) / self.spread)


@dataclass(frozen=True, slots=True)
class Share:
    """A share that is known to lie between two values, with a probability of 0.9 (logit-normal)."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse bounds that are no shares."""
        if not 0.0 < self.low < self.high < 1.0:
            raise ValueError(f"no share lies between {self.low:g} and {self.high:g}")

    @property
    def location(self) -> float:
        """Median on the logit."""
        return (_logit(self.low) + _logit(self.high)) / 2.0

    @property
    def spread(self) -> float:
        """Standard deviation of the logit."""
        return (_logit(self.high) - _logit(self.low)) / (2.0 * _NORMAL.inv_cdf(0.95))

    @property
    def median(self) -> float:
        """The share that is as likely too high as too low."""
        return 1.0 / (1.0 + math.exp(-self.location))

    @property
    def mean(self) -> float:
        """Mean, over evenly spaced quantiles."""
        normals = (_NORMAL.inv_cdf((number + 0.5) / _QUANTILES) for number in range(_QUANTILES))
        return math.fsum(1.0 / (1.0 + math.exp(-self.location - self.spread * normal)) for normal in normals) / _QUANTILES


@dataclass(frozen=True, slots=True)
class Published:
    """What one study printed of one quantity, in the unit of that quantity.

    Attributes
    ----------
    form
        ``quantiles`` (by probability), ``mean`` (mean and standard deviation), ``mean_ci`` and ``median_ci`` (with the 95 % bounds of
        it), ``range`` (the least and the greatest of `n`), ``usual_range`` (how a review words it), ``rate`` (a year, and the 95 %
        bounds of it where printed), ``count`` (`values` of `n`).
    values
        Numbers of that form, in its order.
    n
        Of how many patients, or of how many flares where `as_printed` says so; None where it is not printed.
    within
        Time that a count is about, in days.
    as_printed
        The number in the paper's own words and unit.
    derived
        How the number was reckoned, where it is not the printed one.
    source
        Entry of ``references.yaml``.
    """

    form: Form
    values: tuple[float, ...]
    probabilities: tuple[float, ...]
    n: int | None
    within: float | None
    as_printed: str
    derived: str
    source: str

    @property
    def log_normal(self) -> LogNormal | None:
        """The log-normal that it amounts to; None where one number, a rate or a count does not tell a spread."""
        match self.form:
            case "quantiles" if len(self.values) > 1:
                return _through(self.probabilities, self.values)
            case "mean":
                return _of_moments(*self.values)
            case "mean_ci" if self.n is not None and self.n > 1:
                mean, low, high = self.values
                return _of_moments(mean, (high - low) / (2.0 * _NORMAL.inv_cdf(0.975)) * math.sqrt(self.n))
            case "median_ci" if self.n is not None and self.n > 1:
                # in large samples a median of normal values varies by the root of pi / 2 more than their mean
                median, low, high = self.values
                error = (math.log(high) - math.log(low)) / (2.0 * _NORMAL.inv_cdf(0.975))
                return LogNormal(math.log(median), error * math.sqrt(self.n * 2.0 / math.pi))
            case "range" if self.n is not None and self.n > 1:
                # Blom 1958: where the least and the greatest of n normal values are expected
                greatest = (self.n - 0.375) / (self.n + 0.25)
                return _through((1.0 - greatest, greatest), self.values)
            case "usual_range":
                return LogNormal.between(*self.values)
        return None


class _Printed(TypedDict):
    n: NotRequired[int | None]
    within: NotRequired[float | None]
    as_printed: str
    derived: NotRequired[str]
    source: str


def published_from(entry: Mapping[str, object]) -> Published:
    """Build what was published from its entry in a data file.

    Raises
    ------
    ValueError
        When it has no number, or more than one form of it.
    """
    forms = [form for form in FORMS if form in entry]
    if len(forms) != 1:
        raise ValueError(f"one form of a number is asked of {entry.get('source')}: {', '.join(FORMS)}")
    (form,) = forms
    place = f"{form} of {entry.get('source')}"
    told = checked(_Printed, {name: value for name, value in entry.items() if name != form}, place)
    raw = entry[form]
    probabilities: tuple[float, ...] = ()
    if form == "quantiles":
        quantiles = checked(dict[float, float], raw, place)
        probabilities, values = tuple(quantiles), tuple(quantiles.values())
    else:
        values = checked(tuple[float, ...], raw if isinstance(raw, list) else [raw], place)
    return Published(
        form=form,
        values=values,
        probabilities=probabilities,
        n=told.get("n"),
        within=told.get("within"),
        as_printed=told["as_printed"],
        derived=told.get("derived", ""),
        source=told["source"],
    )


def _through(probabilities: tuple[float, ...], values: tuple[float, ...]) -> LogNormal:
    """Return the log-normal that passes nearest to these quantiles (least squares of the logarithms)."""
    normal = [_NORMAL.inv_cdf(each) for each in probabilities]
    logs = [math.log(each) for each in values]
    middle, level = sum(normal) / len(normal), sum(logs) / len(logs)
    slope = sum((x - middle) * (y - level) for x, y in zip(normal, logs, strict=True)) / sum((x - middle) ** 2 for x in normal)
    return LogNormal(level - slope * middle, slope)


def _of_moments(mean: float, sd: float) -> LogNormal:
    """Return the log-normal of this mean and standard deviation."""
    variance = math.log1p((sd / mean) ** 2)
    return LogNormal(math.log(mean) - variance / 2.0, math.sqrt(variance))


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))
