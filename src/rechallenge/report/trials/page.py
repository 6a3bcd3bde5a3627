"""The result of a design as a document: what it would settle, how it was asked, and what is not in it."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.our_words import OurWord, choices
from rechallenge.literature.natural_history import natural_histories
from rechallenge.outcomes import outcome
from rechallenge.planning.trials.design import RELAPSE, STEROID_DOSE, WITHIN_PATIENTS, LevelBound, TrialDesign
from rechallenge.planning.trials.result import SimulatedRange, SimulatedRate, TrialResult
from rechallenge.presentation.document import Block, Document, Facts, Figure, HalfPage, Heading, Notices, Section, TableCell, Text, table
from rechallenge.presentation.frame import frame_labels
from rechallenge.presentation.language import Language, capitalised
from rechallenge.presentation.theme import BLUE, GREY, MUTED, VERMILION, Spec, chart, quantitative
from rechallenge.questions.trial.compute import answer_of_design

FIGURE = "trial-assurance"


def trial_document(design: TrialDesign, result: TrialResult, language: Language, seed: int) -> Document:
    """Write the result of a design, in no particular medium."""
    from rechallenge import __version__

    sections = (
        Section("answer", language.text("trials.section.answer"), tuple(_answer(design, result, language))),
        Section("sizes", language.text("trials.section.sizes"), tuple(_sizes(design, result, language))),
        Section("design", language.text("trials.section.design"), tuple(_design(design, language))),
        Section("limits", language.text("trials.section.limits"), tuple(_limits(design, language))),
    )
    byline = (
        capitalised(word(language, "design", design.kind)),
        language.text("trials.made", version=__version__, seed=seed, settings=result.settings, trials=design.trials),
    )
    title = design.title or language.text("trials.untitled")
    return Document(language.code, title, byline, "", language.text("disclaimer"), HalfPage(), sections, frame_labels(language))


def word(language: Language, list_name: str, option: str) -> str:
    """Word of a closed list in a language."""
    found = next((each for each in choices(list_name) if each == option), option)
    return found.in_language(language.code) if isinstance(found, OurWord) else found


def answer_sentences(design: TrialDesign, result: TrialResult, language: Language) -> tuple[str, ...]:
    """What a design would settle, in a few sentences."""
    answer = answer_of_design(design, result)
    found = [language.message(answer.sentence)]
    if result.smallest is not None:
        found.append(language.text("trials.smallest", n=result.smallest, asked=design.power))
    else:
        found.append(language.text("trials.none", n=result.sizes[-1].patients, asked=design.power))
    found.append(language.text("trials.type_1", p=answer.type_1, alpha=design.analysis.alpha))
    found.append(language.text("trials.time", n=result.expected_patients, days=result.expected_days))
    return tuple(found)


def _answer(design: TrialDesign, result: TrialResult, language: Language) -> Iterator[Block]:
    sentences = answer_sentences(design, result, language)
    yield Text(sentences[0], role="lead")
    yield Text(" ".join(sentences[1:]))
    yield Facts(tuple(_numbers(design, result, language)))
    warnings = []
    if result.unfilled > 0:
        warnings.append(language.text("trials.unfilled", p=result.unfilled))
    if design.unblinding is not None:
        warnings.append(language.text("trials.unblinded"))
    if result.own.type_1.value - 2.0 * result.own.type_1.error > design.analysis.alpha:
        warnings.append(language.text("trials.inflated"))
    if warnings:
        yield Notices(tuple(warnings), label=language.text("frame.warnings"))


def _numbers(design: TrialDesign, result: TrialResult, language: Language) -> Iterator[tuple[str, str]]:
    def said(name: str) -> str:
        return language.text(f"trials.number.{name}")

    yield said("assurance"), rate(result.own.assurance, language)
    yield said("power_of_settings"), _percents(result.power_of_settings, language)
    yield said("type_1"), rate(result.own.type_1, language)
    yield said("patients"), language.exact(round(result.expected_patients, 1))
    yield said("duration"), language.days(result.expected_days)
    yield said("screened"), language.exact(round(result.screened_per_patient, 1))
    shares = design.endpoint.what == RELAPSE
    if result.effect is not None:
        yield said("hazard_ratio" if shares else "difference"), _numbers_of(result.effect, language)
    for name, found in (("events_drug", result.events_drug), ("events_placebo", result.events_placebo)):
        if found is not None:
            yield said(name), _numbers_of(found, language)
    for name, found in (("outcome_drug", result.outcome_drug), ("outcome_placebo", result.outcome_placebo)):
        if found is not None and shares:
            yield said(name), _percents(found, language)


def rate(found: SimulatedRate, language: Language) -> str:
    """A share of simulated trials, with its standard error."""
    return language.text("trials.rate", p=found.value, error=found.error)


def _percents(found: SimulatedRange, language: Language) -> str:
    return language.text(
        "trials.range", m=language.percent(found.median), low=language.percent(found.low), high=language.percent(found.high)
    )


def _numbers_of(found: SimulatedRange, language: Language) -> str:
    m, low, high = (language.number(each) for each in (found.median, found.low, found.high))
    return language.text("trials.range", m=m, low=low, high=high)


def _sizes(design: TrialDesign, result: TrialResult, language: Language) -> Iterator[Block]:
    caption = language.text("trials.caption.sizes", asked=design.power)
    yield Figure(FIGURE, caption, caption)
    head = [language.text(f"trials.head.{name}") for name in ("patients", "assurance", "type_1")]
    rows = [
        tuple(
            TableCell(text, numeric=True, strong=row == result.own)
            for text in (language.integer(row.patients), rate(row.assurance, language), rate(row.type_1, language))
        )
        for row in result.sizes
    ]
    yield table(head, rows, language.text("trials.section.sizes"))
    if len(result.looks) > 1:
        yield Heading(language.text("trials.looks"))
        head = [language.text("trials.head.patients"), language.text("trials.head.ended")]
        cells = [
            (TableCell(language.integer(row.patients), numeric=True), TableCell(language.percent(row.ended), numeric=True))
            for row in result.looks
        ]
        yield table(head, cells, language.text("trials.looks"))


def trial_charts(result: TrialResult, design: TrialDesign, language: Language) -> dict[str, Spec]:
    """Assurance and error of the first kind by number of patients."""
    rows = [{"t": row.patients, "m": round(row.assurance.value, 4), "e": round(row.type_1.value, 4)} for row in result.sizes]
    across = (0.9 * result.sizes[0].patients, 1.1 * result.sizes[-1].patients)
    x = quantitative(
        "t", domain=across, title=language.text("trials.head.patients"), scale={"type": "log"}, axis={"grid": False, "format": "d"}
    )

    def y(field: str, title: str | None = None) -> Spec:
        return quantitative(field, domain=(0.0, 1.0), title=title, axis={"format": ".0%"})

    layers: list[Spec] = [
        {
            "data": {"values": [{"m": design.power}]},
            "mark": {"type": "rule", "color": GREY, "strokeDash": [6, 4]},
            "encoding": {"y": y("m")},
        }
    ]
    for name, colour in (("m", BLUE), ("e", VERMILION)):
        title = language.text("trials.axis") if name == "m" else None
        layers.append(
            {
                "data": {"values": rows},
                "mark": {"type": "line", "color": colour, "point": {"color": colour, "filled": True}},
                "encoding": {"x": x, "y": y(name, title)},
            }
        )
    last = rows[-1]
    for name, text, colour in (("m", "trials.head.assurance", BLUE), ("e", "trials.head.type_1", MUTED)):
        layers.append(
            {
                "data": {"values": [{"t": last["t"], "m": last[name], "text": language.text(text)}]},
                "mark": {"type": "text", "align": "right", "dy": -12, "color": colour},
                "encoding": {"x": x, "y": y("m"), "text": {"field": "text"}},
            }
        )
    return {FIGURE: chart({"width": 520, "height": 240, "layer": layers})}


def _design(design: TrialDesign, language: Language) -> Iterator[Block]:
    if design.estimand.question:
        yield Text(design.estimand.question)
    yield Facts(tuple(_facts(design, language)))
    yield Heading(language.text("trials.intercurrent"))
    head = [language.text(f"trials.head.{name}") for name in ("event", "often", "strategy")]
    often, estimand = design.occurrences, design.estimand
    rows = [
        ("rescue", "", estimand.rescue),
        ("missed_doses", language.percent(often.missed_doses), estimand.missed_doses),
        ("infection", language.text("trials.a_year", n=often.infections_per_year), estimand.infection),
        ("drop_out", language.percent(often.drop_out), estimand.drop_out),
    ]
    cells = [
        (TableCell(language.text(f"trials.event.{name}")), TableCell(how_often), TableCell(word(language, "strategy", strategy)))
        for name, how_often, strategy in rows
    ]
    yield table(head, cells, language.text("trials.intercurrent"))


def _facts(design: TrialDesign, language: Language) -> Iterator[tuple[str, str]]:
    def said(name: str) -> str:
        return language.text(f"trials.fact.{name}")

    yield said("kind"), word(language, "design", design.kind)
    population = design.population
    if population.disease is not None:
        yield said("population"), language.published(natural_histories()[population.disease].name)
    elif population.draws is not None:
        yield said("population"), language.text("trials.draws", file=population.draws.name)
    elif population.rates is not None:
        rates = population.rates
        values = {"drug": rates.on_drug, "placebo": rates.on_placebo, "days": rates.within_days}
        yield said("population"), language.text("trials.rates", **values)
    given = design.treatment
    yield said("treatment"), language.text("trials.given", drug=given.drug, mg=given.dose_mg, days=given.every_days)
    for name, bound in (("active", population.active), ("responders", design.run_in.responders if design.run_in else None)):
        if bound is not None:
            yield said(name), _bound(bound, language)
    if design.run_in is not None:
        yield said("run_in"), language.days(design.run_in.days)
    if design.kind in WITHIN_PATIENTS and design.periods is not None:
        plan = design.periods
        yield said("periods"), language.text("trials.periods", n=2 * plan.pairs, days=plan.days, washout=plan.washout_days)
    yield said("follow_up"), language.days(design.follow_up_days)
    if design.starts_days:
        yield said("starts"), language.items(language.exact(each) for each in design.starts_days)
    yield said("endpoint"), _endpoint(design, language)
    analysis = design.analysis
    test = word(language, "test", analysis.test)
    yield said("analysis"), language.text("trials.analysis", test=test, alpha=analysis.alpha, sides=analysis.sides)
    if len(analysis.looks) > 1:
        looks = language.items(language.definition.percent.format(language.exact(100.0 * each)) for each in analysis.looks)
        yield said("looks"), language.text("trials.spending", looks=looks, spending=word(language, "spending", analysis.spending))
    if design.unblinding is not None:
        unblinding = design.unblinding
        values = {"drug": unblinding.on_drug, "placebo": unblinding.on_placebo, "effect": unblinding.effect}
        yield said("unblinding"), language.text("trials.unblinding", **values)
    yield (
        said("enrolment"),
        language.text("trials.enrolment", n=design.enrolment.number, p=design.enrolment.on_drug, month=design.enrolment.per_month),
    )


def _bound(bound: LevelBound, language: Language) -> str:
    known = outcome(bound.outcome)
    unit = known.scale.unit
    if bound.low is not None:
        return language.text("trials.at_least", outcome=known, value=language.quantity(bound.low, unit))
    return language.text("trials.at_most", outcome=known, value=language.quantity(bound.high or 0.0, unit))


def _endpoint(design: TrialDesign, language: Language) -> str:
    what = design.endpoint.what
    if what == RELAPSE:
        return word(language, "endpoint", RELAPSE)
    name = word(language, "endpoint", STEROID_DOSE) if what == STEROID_DOSE else language.outcome(what)
    return language.text("trials.endpoint", what=name, days=design.endpoint.over_days)


def _limits(design: TrialDesign, language: Language) -> Iterator[Block]:
    names = ["rescue", "rate_of_enrolment"]
    names += [] if design.population.rates is not None else ["model", "settings"]
    if design.endpoint.what == RELAPSE:
        names.append("relapse")
    yield Notices(tuple(language.text(f"trials.limit.{name}") for name in names), tone="note")
