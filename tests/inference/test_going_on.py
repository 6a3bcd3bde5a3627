"""How far the runs of a full answer go on: until draws are enough, and not for what the record rules out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from rechallenge.arrays import Floats
from rechallenge.formats.reading import read_course
from rechallenge.inference import tempering
from rechallenge.inference.effort import Effort
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.tempering import PARTICLES, Runs, Tempered
from tests.inference.test_tempering import SPARSE

# A full answer begins as a first one does, whose runs go on.
FIRST = [("works", 3, 1), ("idle", 3, 1)]


class _Asked:
    """Runs that draw from the prior at once, and what was asked of them: account, runs, rounds."""

    def __init__(self, ruled_out: bool, agree: bool) -> None:
        self.asked: list[tuple[str, int, int]] = []
        self.idle_log_evidence, self.agree = -20.0 if ruled_out else 0.0, agree

    def runs(self, layout: object, data: object, works: Floats, seeds: Sequence[int], *, rounds: int, **_: object) -> Runs:
        name = "works" if works.all() else "idle"
        self.asked.append((name, len(seeds), rounds))
        size: int = layout.size  # type: ignore[attr-defined]
        log_evidence = 0.0 if name == "works" else self.idle_log_evidence
        return Runs([self._run(np.random.default_rng(seed), seed, rounds, size, log_evidence) for seed in seeds])

    def _run(self, rng: np.random.Generator, seed: int, rounds: int, size: int, log_evidence: float) -> Tempered:
        vectors = rng.standard_normal((rounds * PARTICLES, size)) + (0.0 if self.agree else seed % 2)
        return Tempered(log_evidence + 0.01 * rng.random(), vectors, np.zeros(len(vectors)), (1.0,), 100)


@pytest.mark.parametrize(
    ("ruled_out", "agree", "asked"),
    [
        (True, True, [*FIRST, ("works", 4, 3), ("idle", 3, 1), ("works", 4, 3)]),
        (False, True, [*FIRST, ("works", 4, 3), ("idle", 3, 1), ("works", 4, 3), ("idle", 4, 3)]),
        # runs that disagree are drawn on, and then joined by others; what is ruled out is not looked at
        (True, False, [*FIRST, ("works", 4, 3), ("idle", 3, 1), ("works", 4, 3), ("works", 4, 6), ("works", 8, 6)]),
    ],
)
def test_runs_go_on_where_they_carry_answers_and_do_not_agree(
    monkeypatch: pytest.MonkeyPatch, ruled_out: bool, agree: bool, asked: list[tuple[str, int, int]]
) -> None:
    stand_in = _Asked(ruled_out, agree)
    monkeypatch.setattr(tempering, "runs", stand_in.runs)
    done: list[float] = []
    effort = Effort(chains=4, draws=250, stretches=2, least_effective=400.0)
    fit_course(read_course(SPARSE).course, effort=(effort, Effort(chains=2)), progress=lambda progress: done.append(progress.done))
    assert stand_in.asked == asked
    assert done[-1] == 1.0
