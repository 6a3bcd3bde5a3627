"""What the data files of outcomes say is what the reader, the model and its errors do; the numbers stand here."""

from __future__ import annotations

import math

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import norm

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course
from rechallenge.inference.modelled import followed
from rechallenge.literature.references import references
from rechallenge.mechanism.engine import Drugs, Grid, simulate
from rechallenge.mechanism.kinetics import UnitResponse
from rechallenge.mechanism.links import OutcomeResponse, link_of
from rechallenge.outcomes import Outcome, marker, named, outcome, outcome_parameters, outcomes
from tests.inference.records import told


def course(*observations: str, patient: str = "") -> Course:
    rows = ", ".join(observations)
    return read_course(
        f"rechallenge: 1\n{patient}treatments: [{{drug: anakinra, dose: 100 mg, from: 0 d}}]\nobservations: [{rows}]\n"
    ).course


def bounds(*observations: str, patient: str = "") -> tuple[float | None, float | None]:
    last = course(*observations, patient=patient).observations[-1]
    return last.low, last.high


def test_the_marker_of_activity_is_crp_and_a_relapse_is_told_above_10_mg_per_litre() -> None:
    assert marker() is outcome("crp")
    assert marker().relapse is not None
    assert marker().relapse.level == 10.0


@pytest.mark.parametrize(
    ("written", "name"), [("VS", "esr"), ("Sed rate", "esr"), ("Ferritine", "ferritin"), ("serum ferritin", "ferritin"), ("EVA", "pain")]
)
def test_an_outcome_goes_by_its_names_in_both_languages(written: str, name: str) -> None:
    assert named(written) is outcome(name)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{what: ferritin, at: 0 d, value: 4200 ng/mL}", (4200, 4200)),
        ("{what: ferritin, at: 0 d, value: 4.2 mg/L}", (4200, 4200)),
        ("{what: ferritin, at: 0 d, value: 920}", (920, 920)),
        ("{what: ferritin, at: 0 d, value: '< 300 ug/L'}", (None, 300)),
        ("{what: ferritin, at: 0 d, value: normal, upper_limit: 150 ug/L}", (None, 150)),
        ("{what: ESR, at: 0 d, value: 92}", (92, 92)),
        ("{what: VS, at: 0 d, value: 92 mm}", (92, 92)),
        ("{what: VS, at: 0 d, value: normale}", (None, 30)),
    ],
)
def test_a_value_is_read_in_the_unit_of_its_outcome(entry: str, expected: tuple[float | None, float | None]) -> None:
    assert bounds(entry) == expected


def test_a_normal_sedimentation_rate_rises_with_age_by_the_rule_of_miller() -> None:
    of = "patient: {{sex: {}, age: {} a}}\n".format
    entry = "{what: ESR, at: 0 d, value: normal}"
    assert bounds(entry, patient=of("male", 60)) == (None, 30.0)
    assert bounds(entry, patient=of("female", 60)) == (None, 35.0)
    assert bounds(entry, patient=of("male", 20)) == (None, 10.0)


def test_a_number_without_a_unit_is_told_where_only_one_can_be_meant_and_refused_elsewhere() -> None:
    reading = read_course("rechallenge: 1\nobservations: [{what: ESR, at: 0 d, value: 92}]")
    assert [note.code for note in reading.notes] == ["unit.assumed"]
    with pytest.raises(CourseError, match=r"92.*has no unit"):
        read_course("rechallenge: 1\nobservations: [{what: CRP, at: 0 d, value: 92}]")


def test_an_outcome_is_followed_where_it_is_recorded_and_crp_and_symptoms_always() -> None:
    assert [each.name for each in followed(course("{what: CRP, at: 0 d, value: 80 mg/L}"))] == ["crp", "pain", "motion"]
    assert [each.name for each in followed(course("{what: ferritin, at: 0 d, value: 900}"))] == ["crp", "pain", "motion", "ferritin"]


def test_an_infection_leaves_of_what_it_raises_only_the_upper_bound() -> None:
    def bounded(what: str) -> tuple[bool, bool]:
        events = "events: [{what: infection, at: 0 d, for: 7 d}]"
        record = read_course(
            f"rechallenge: 1\ntreatments: [{{drug: anakinra, dose: 100 mg, from: 0 d}}]\nobservations: [{what}]\n{events}\n"
        )
        values = told(record.course).problem.data.values
        return bool(values.bounded[0, 0]), bool(values.bounded[1, 0])

    assert bounded("{what: ferritin, at: 2 d, value: 900 ug/L}") == (False, True)
    assert bounded("{what: pain, at: 2 d, value: 6.2}") == (True, True)


@pytest.mark.parametrize(
    ("entry", "name", "value"), [("ferritin, value: 900 ug/L", "ferritin", 900.0), ("ESR, value: 40 mm/h", "esr", 40.0)]
)
def test_a_reading_is_as_likely_as_a_log_normal_about_its_curve_says(entry: str, name: str, value: float) -> None:
    what, rest = entry.split(", ")
    without, stated = (told(course(f"{{what: {what}, at: 3 d, {each}}}")) for each in ("value: '> 0.6'", rest))
    problem, draw = stated.problem, stated
    level = float(np.interp(3.0, draw.days, draw.levels[name]))
    error = draw.parameters[outcome(name).model.error]
    expected = norm.logpdf(math.log(value), math.log(level), error)
    limit = norm.logsf(math.log(0.6), math.log(level), error)
    assert problem.layout == without.problem.layout
    assert stated.log_likelihood - without.log_likelihood == pytest.approx(expected - limit, abs=1e-6)


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["ferritin", "esr"])
def test_the_level_follows_the_activity_as_scipy_solves_the_equations(name: str) -> None:
    """Filters in series behind what feeds them, a drug away: by an integrator at a relative tolerance of 1e-10."""
    model, days = outcome(name).model, 40
    values = {key: parameter.center for key, parameter in outcome_parameters([outcome(name)]).items()}
    log_activity = np.log(60.0) + 0.8 * np.sin(np.arange(days + 1) / 5.0)
    nothing = jnp.zeros((1, 3))
    drugs = Drugs(UnitResponse(nothing + 1.0, nothing), jnp.ones(1), jnp.zeros(1))
    response = OutcomeResponse((model,), {key: jnp.asarray(value) for key, value in values.items()})
    path = simulate(Grid.of(np.ones(days)), jnp.zeros((days, 1)), nothing, jnp.asarray(log_activity), drugs, response)

    def value(role: str | float) -> float:
        return values[role] if isinstance(role, str) else role

    filters = link_of(model).filters
    rates = [24.0 * math.log(2.0) / value(each.half_life_h) for each in filters]
    half = filters[0].feed.half_signal

    def feed(day: float) -> float:
        signal = math.exp(np.interp(day, np.arange(days + 1), log_activity))
        return signal if half is None else signal / (signal + value(half))

    def slope(day: float, held: np.ndarray) -> list[float]:
        return [rate * (fed - own) for rate, fed, own in zip(rates, (feed(day), *held[:-1]), held, strict=True)]

    solved = np.array([[feed(0.0)] * len(filters)])
    for day in range(days):  # day by day, so that the integrator starts anew where the slope of the activity changes
        found = solve_ivp(slope, (day, day + 1.0), solved[-1], rtol=1e-10, atol=1e-12)
        solved = np.vstack([solved, found.y[:, -1]])
    roles = dict(model.roles)
    expected = value(roles["background"]) + value(roles.get("gain", roles.get("most"))) * solved[:, -1]  # type: ignore[arg-type]
    np.testing.assert_allclose(np.asarray(path.levels[name]), expected, rtol=1e-6)


@pytest.mark.parametrize("each", outcomes().values(), ids=lambda each: each.name)
def test_a_data_file_is_whole(each: Outcome) -> None:
    """Both languages, a source that is known or a note that says that there is none, a link that knows its roles."""
    assert set(each.label) >= {"en", "fr"}
    assert set(each.axis) >= {"en", "fr"}
    assert link_of(each.model).filters
    for parameter in each.parameters.values():
        assert set(parameter.meaning) >= {"en", "fr"}
        assert parameter.source in references() if parameter.source else parameter.note
        # what has no source is wide: its 90 % interval spans a factor of two and more
        assert parameter.source or parameter.spread >= 0.21
    for cited in (each.normal and each.normal.source, each.relapse and each.relapse.source):
        assert cited is None or cited in references()
    for word in each.words:
        assert word.by_language["en"]
        assert word.by_language["fr"]
