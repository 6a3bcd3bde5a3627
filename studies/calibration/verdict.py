"""What the results come to, in sentences that are made from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scipy.stats import kendalltau

from rechallenge.literature.distributions import Z90
from studies.calibration.attribution import STRONG, Agreement, relapses_of, weighed
from studies.calibration.groups import ANSWERS, LEAST_PATIENTS, GroupResult, PatientGroup
from studies.calibration.levels import LevelResult
from studies.calibration.misspecification import Misspecification
from studies.calibration.reliability import Reliability
from studies.calibration.shares import Proportion
from studies.calibration.uniformity import ALPHA, Uniformity

NOMINAL = 0.9
AGREE = 0.9
# Quantities that a sentence names; a table has them all.
TOLD = 8


def verdict(found: GroupResult) -> str:
    """Whether a group is calibrated, and where it is not."""
    n = len(found.group.said)
    head = f"**{found.group.title}** ({n} patients)"
    if not n:
        return f"{head}: no results."
    answers = [each for name in ANSWERS for each in found.ranks if each.quantity == name]
    departing = [each for each in found.ranks if each.departs]
    unreliable = [each for each in found.forecasts if each.departs]
    if departing or unreliable:
        told = f"{_headline(answers, unreliable, found.enough)} {_departing(departing, len(found.ranks))} {_unreliable(unreliable)}".strip()
    else:
        what = "calibrated, as far as so many patients can tell" if found.enough else "too few patients to call it calibrated"
        told = f"{what}. No departure was found in any of {len(found.ranks)} quantities nor in any probability."
    return f"{head}: {told} {_covering(answers)} {_blind(n)}"


def _headline(answers: Sequence[Uniformity], unreliable: Sequence[Reliability], enough: bool) -> str:
    """What of that which a report says is not calibrated."""
    wrong = [each.quantity for each in answers if each.departs] + [f"the probability of “{each.event}”" for each in unreliable]
    if wrong:
        return f"not calibrated in {listed(wrong)}."
    if not enough:
        return "too few patients to call the answers calibrated, and not every parameter is."
    return "the answers are calibrated, as far as so many patients can tell, though not every parameter is."


def _departing(departing: Sequence[Uniformity], n: int) -> str:
    if not departing:
        return f"The ranks of none of {n} quantities depart from uniform."
    worst = sorted(departing, key=lambda u: (u.quantity not in ANSWERS, -abs(u.coverage[NOMINAL].value - NOMINAL)))
    each = [f"{u.quantity} ({u.how}; 90 % intervals hold {u.coverage[NOMINAL]})" for u in worst[:TOLD]]
    more = [f"{len(worst) - TOLD} more, in the table below"] if len(worst) > TOLD else []
    return f"The ranks of {len(departing)} of {n} quantities depart from uniform: {listed([*each, *more])}."


def _unreliable(unreliable: Iterable[Reliability]) -> str:
    return " ".join(
        f"The probability of “{each.event}” is {' and '.join(each.ways)}: {_percent(each.mean)} was said on average, {each.came} came."
        for each in unreliable
    )


def _covering(answers: Sequence[Uniformity]) -> str:
    """Coverage of what the report says."""
    if not answers:
        return ""
    each = [f"{u.quantity} {u.coverage[NOMINAL]}" for u in answers]
    return f"Its 90 % intervals held the truth so often: {listed(each)}."


def _blind(n: int) -> str:
    """What so few patients cannot show."""
    low, high = Proportion(round(NOMINAL * n), n).interval
    return f"({n} patients cannot tell an interval that holds {_percent(low)} or {_percent(high)} from one of 90 %.)"


def on_evidence(title: str, group: PatientGroup) -> str:
    """What the weights of evidence of a study come to."""
    if not group.said:
        return f"**{title}**: no results."
    told = []
    for works, who in ((True, "work"), (False, "do nothing")):
        each = [weighed(group.replicates, group.said, works, stops) for stops in range(4)]
        seen = [weight for weight in each if weight.n]
        if not seen:
            continue
        right = "held to work" if works else "held not to"
        by_stops = listed([f"{weight.right} after {_counted(weight.number, 'stop')}" for weight in seen])
        wrong = weighed(group.replicates, group.said, works).wrong
        relapsed = [weighed(group.replicates, group.said, works, number, relapses_of) for number in range(4)]
        by_relapses = listed([f"{weight.median:z.1f} after {_counted(weight.number, 'relapse')}" for weight in relapsed if weight.n])
        strength = f" remove {100 * STRONG:.0f} % of the activity or more" if works else f" {who}"
        told.append(
            f"Of drugs that {who}, {by_stops} were {right}; the verdict was wrong in {wrong} of all, and else open. "
            f"{_trend(group, works, who)} The median log Bayes factor of those that{strength} was {by_relapses}."
        )
    return f"**{title}** ({len(group.said)} patients). " + " ".join(told)


def _counted(number: int | None, what: str) -> str:
    return f"no {what}" if not number else f"{number} {what}{'s' * (number > 1)}"


def _trend(group: PatientGroup, works: bool, who: str) -> str:
    """Whether the evidence grows with the number of stops."""
    pairs = [
        (replicate.case.stops, said.log_bayes_factor[0])
        for replicate, said in zip(group.replicates, group.said, strict=True)
        if replicate.case.works == works
    ]
    if len({stops for stops, _ in pairs}) < 2:
        return ""
    found = kendalltau(*zip(*pairs, strict=True))
    if not found.pvalue < ALPHA:
        return f"For drugs that {who} the evidence shows no trend with the number of stops."
    direction = "towards" if found.statistic > 0 else "against"
    size = f"Kendall's tau {found.statistic:.2f}, {_p(found.pvalue)}"
    return f"For drugs that {who} the evidence moves {direction} the drug with the number of stops ({size})."


def on_levels(found: Sequence[LevelResult]) -> list[str]:
    """Where answers or the probability of the drug are not calibrated, level by level, and which levels have too few patients to tell."""
    departing = [
        f"{each.title} in {listed([f'{one.quantity} ({one.how})' for one in each.departing[:TOLD]])}"
        + (f" and {len(each.departing) - TOLD} more" if len(each.departing) > TOLD else "")
        for each in found
        if each.departing
    ]
    unreliable = [
        f"{each.title} ({' and '.join(each.p_drug.ways)}: {_percent(each.p_drug.mean)} was said on average, {each.p_drug.came} came)"
        for each in found
        if each.p_drug is not None and each.p_drug.departs
    ]
    few = [f"{each.title} ({each.n})" for each in found if not each.enough]
    tried = sum(each.n > 0 for each in found)
    return [
        f"**Answers by level** ({tried} levels): "
        + (f"ranks depart from uniform for {listed(departing)}." if departing else "no departure was found."),
        "**Probability that the drug works, by level**: "
        + (f"not calibrated for {listed(unreliable)}." if unreliable else "no departure was found."),
        *([f"**Too few patients to tell** (under {LEAST_PATIENTS}): {listed(few)}."] if few else []),
    ]


def on_agreement(agreements: Sequence[Agreement]) -> str:
    """Whether two estimators of one Bayes factor agree within their errors."""
    if not agreements:
        return "No full answer has two estimates of its Bayes factor."
    told = []
    for each in agreements:
        low, high = each.within.interval
        if high < AGREE:
            verdict = "the stated errors are too small"
        elif low > AGREE:
            verdict = "the stated errors are larger than needed"
        else:
            verdict = "they agree as far as they say"
        told.append(
            f"{each.pair[0].upper()}{each.pair[1:]} ({each.within.total} patients): {each.within} differ by at most {Z90:g} standard "
            f"errors, where 90 % should: {verdict}. By the report's own rule {each.accepted} agree; "
            f"{each.same_verdict} lead to the same verdict."
        )
    return " ".join(told)


def on_scenario(found: Misspecification, where_it_holds: Proportion) -> str:
    """What breaks in a scenario, and whether the report notices.

    Parameters
    ----------
    where_it_holds
        Share of reports that warn that the model may not hold, where it does hold.
    """
    broken = [f"{each.quantity} ({each.how}; 90 % intervals hold {each.coverage[NOMINAL]})" for each in found.answers if each.departs]
    broken += [
        f"the probability of “{each.event}” ({' and '.join(each.ways)}: {_percent(each.mean)} said, {each.came} came)"
        for each in found.forecasts
        if each.departs
    ]
    what = (
        f"{listed(broken)} {'breaks' if len(broken) == 1 else 'break'}" if broken else f"nothing breaks that {found.n} patients could show"
    )
    wrong = f"Held to work though it does nothing: {found.idle.wrong}; held not to though it works: {found.works.wrong}."
    against = f", against {where_it_holds} where the model holds" if where_it_holds.total else ""
    noticed = f"The report warns that the model may not hold in {found.noticed}{against}."
    return f"**{found.scenario[0].upper()}{found.scenario[1:]}** ({found.n} patients): {what}. {wrong} {noticed}"


def listed(words: Sequence[str]) -> str:
    """Join words.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
