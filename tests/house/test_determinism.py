"""The same file and version give the same program, to the last bit: or nothing kept would ever be found again."""

from __future__ import annotations

import os
import subprocess
import sys

LOWER = """
import hashlib
import jax
import jax.numpy as jnp
import rechallenge
import rechallenge.inference.fit  # turns on 64 bits
from rechallenge.course.cases import case_path
from rechallenge.inference.likelihood import log_posterior
from rechallenge.inference.problem import build_problem

problem = build_problem(rechallenge.check(case_path("index")).course)
vector, works = jnp.zeros(problem.layout.size), jnp.ones(max(len(problem.layout.exposures), 1))
program = jax.jit(log_posterior, static_argnums=0).lower(problem.layout, jax.device_put(problem.data), vector, works)
print(hashlib.sha256(program.as_text().encode()).hexdigest())
"""


def lowered(hash_seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LOWER],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_processes_compile_one_and_the_same_program() -> None:
    assert lowered("1") == lowered("2")
