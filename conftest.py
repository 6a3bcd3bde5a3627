"""Tests compute with 64-bit floats also where they call what is below the public functions."""

import jax


def pytest_configure() -> None:
    """Set it before any test module is imported."""
    jax.config.update("jax_enable_x64", True)
