"""Results of virtual patients that were never fitted, made up to be right or wrong in a way that is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from studies.calibration.cases import N_FULL, PRIOR, STUDIES, SUCCESSES, WRONG, Replicate, Said

QUANTITIES = ("CRP today", "days to normal CRP", "flare_days", "il1_share")
Spoil = Callable[[float], float]


def results(
    folder: Path,
    studies: tuple[str, ...] = tuple(STUDIES),
    full: Spoil = lambda rank: rank,
    warned: Spoil = lambda rank: rank,
    forecast: Spoil = lambda p: p,
    weight: float = 1.0,
    prior_weight: float = 1.0,
    noticed: float = 0.05,
    of_level: tuple[str, str, Spoil] = ("drugs", "", lambda rank: rank),
) -> Path:
    """Write results whose truth is right but for what is spoilt.

    `full` and `warned` spoil the ranks of full answers, and of first ones that warn; `forecast` what is said of a relapse that has
    the probability `p`; `weight` multiplies the evidence of patients who improved by coincidence, `prior_weight` that of those by
    factors; `noticed` is the share of reports from other scenarios that warn that the model may not hold; `of_level` spoils the ranks
    of the first answers of one level of a factor.
    """
    factor, level, spoilt = of_level
    rng = np.random.default_rng(5)
    for study in studies:
        with (folder / f"{study}.jsonl").open("w", encoding="utf-8") as file:
            for case in STUDIES[study]():
                strength = 0.5 + case.stops
                # Normal of this mean and variance, a log Bayes factor is what it says.
                evidence = rng.normal(strength if case.works else -strength, np.sqrt(2.0 * strength))
                evidence *= {SUCCESSES: weight, PRIOR: prior_weight}.get(study, 1.0)
                said: dict[str, Said] = {}
                poor = ("warning.approximation_poor",) if rng.random() < 0.5 else ()
                misfit = ("warning.poor_fit",) if rng.random() < (noticed if study == WRONG else 0.05) else ()
                chances = dict(zip(("7", "14", "30", "90"), np.sort(rng.random(4)).tolist(), strict=True))
                come = {day: bool(rng.random() < p) for day, p in chances.items()}
                first = spoilt if case.levels[factor] == level else warned if poor else lambda rank: rank
                for method, spoil, codes in (("laplace", first, poor + misfit), ("nuts", full, misfit)):
                    if method == "nuts" and not (study == PRIOR and case.number < N_FULL):
                        continue
                    said[method] = Said(
                        ranks={name: spoil(float(rng.random())) for name in QUANTITIES},
                        p_relapse={day: (forecast(p), come[day]) for day, p in chances.items()},
                        log_bayes_factor=(evidence, 0.1),
                        second=None if method == "laplace" else (evidence + 0.1 * rng.standard_normal(), 0.0),
                        warned=codes,
                        seconds=4.0,
                    )
                file.write(json.dumps(Replicate(case, 12, case.stops, 0.9 * case.works, said).as_json()) + "\n")
    return folder
