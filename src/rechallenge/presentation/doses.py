"""How the doses of a step read in words, for the terminal, the report and its charts."""

from __future__ import annotations

from rechallenge.course.model import DoseStep
from rechallenge.course.regimen import first_mg, last_mg
from rechallenge.presentation.language import Language


def dose_words(step: DoseStep, language: Language) -> str:
    """Write the dose and spacing of a step: "100 mg/day", "20 → 6 mg/day", "150 mg every 28 days", "dose not recorded".

    Examples
    --------
    >>> from rechallenge.course.times import When
    >>> dose_words(DoseStep(20.0, 1.0, When(0, 0), When(40, 40), 6.0), Language("en"))
    '20 → 6 mg/day'
    """
    if step.as_written is not None:
        return step.as_written
    first, last, every = first_mg(step, None), last_mg(step, None), step.every_days
    if first is None or last is None:
        return language.text("given.unknown") if every in (None, 1) else language.text("given.unknown_spaced", every=every)
    amount = language.exact(first) if last == first else f"{language.exact(first)} → {language.exact(last)}"
    if every is None:
        return language.text("given.once", amount=amount)
    if every == 1:
        return language.text("given.daily", amount=amount)
    if every < 1:
        return language.text("given.several", amount=amount, times=round(1 / every))
    return language.text("given.spaced", amount=amount, every=every)
