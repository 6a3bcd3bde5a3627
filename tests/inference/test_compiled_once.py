"""One compiled sampler serves all courses of like shape: compilations are counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jax
import pytest

from rechallenge.inference.effort import Effort
from rechallenge.inference.fitting import fit_course
from tests.inference.conftest import FIVE_STATEMENTS
from tests.inference.records import record

LITTLE = Effort(chains=2, draws=50, stretches=1)
# Another patient: other readings, other days of them, and one reading more.
ANOTHER = """
observations:
  - {what: CRP, at: 0 d, value: 92 mg/L}
  - {what: pain, at: 1 d, value: 8}
  - {what: CRP, at: 5 d, value: 30 mg/L}
  - {what: CRP, at: 8 d, value: < 5 mg/L}
  - {what: pain, at: 8 d, change: improved}
  - {what: CRP, at: 20 d, value: 7 mg/L}
"""


@contextmanager
def compilations() -> Iterator[list[str]]:
    """Gather the compilations of a stretch of work."""
    found: list[str] = []

    def listen(event: str, duration: float, **_: Any) -> None:
        if event == "/jax/core/compile/backend_compile_duration":
            found.append(event)

    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        yield found
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)


@pytest.mark.usefixtures("vague_fit")
def test_the_first_answer_of_a_second_patient_of_the_same_shape_compiles_nothing() -> None:
    with compilations() as found:
        fit_course(record(ANOTHER), method="laplace")
    assert found == []


@pytest.mark.usefixtures("vague_fit")
def test_the_count_notices_a_patient_of_another_shape() -> None:
    longer = FIVE_STATEMENTS + "  - {what: CRP, at: 150 d, value: normal}\n"
    with compilations() as found:
        fit_course(record(longer), method="laplace")
    assert found


@pytest.mark.slow
def test_sampling_a_second_patient_of_the_same_shape_compiles_nothing() -> None:
    fit_course(record(FIVE_STATEMENTS), method="nuts", effort=(LITTLE, LITTLE))
    with compilations() as found:
        fit_course(record(ANOTHER), method="nuts", effort=(LITTLE, LITTLE))
    assert found == []
