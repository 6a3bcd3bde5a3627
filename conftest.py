"""Tests compute with 64-bit floats also where they call what is below the public functions; types and shapes of calls are checked."""

from collections.abc import Iterator

import jax
import pytest
from jaxtyping import install_import_hook

import tests.checking  # noqa: F401

CHECKED = [f"rechallenge.{name}" for name in ("instruments", "outcomes", "safety", "single_case")]
CHECKED += [f"rechallenge.course.{name}" for name in ("dose_doubts", "planned_regimen", "reading", "timeline")]
CHECKED += [f"rechallenge.inference.{name}" for name in ("chains", "normal", "pareto")]
"""Packages whose calls have their types checked, and modules whose arrays have named shapes. In all of the reader of records the same holds
(tried once), but each test would take twice its time: there the functions are checked by which others enter it."""
# before the conftests of the folders import anything of them
install_import_hook(CHECKED, "tests.checking.checked")


RANKS = {"inference", "mechanism"}
"""Folders of tests, and packages with their examples, in which no array repeats silently along axes that it lacks; a list that grows."""


def pytest_configure() -> None:
    """Set it before any test module is imported."""
    jax.config.update("jax_enable_x64", True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Refuse an array of another rank in all threads of a test, which a scope of JAX would leave aside."""
    jax.config.update("jax_numpy_rank_promotion", "raise" if RANKS.intersection(item.path.parts) else "allow")
    return (yield)
