"""Programs are compiled once for each shape, kept on disk as they were laid out, and found again by what laid them out."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rechallenge.inference.programs import Program

LAID_OUT: list[tuple[int, ...]] = []


def scaled(factor: int, rows: dict[str, jax.Array]) -> tuple[jax.Array, dict[str, jax.Array]]:
    """What Python sees of it is noted."""
    LAID_OUT.append(rows["x"].shape)
    return factor * rows["x"], {"sum": jnp.sum(rows["x"])}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = jax.config.values["jax_compilation_cache_dir"]
    jax.config.update("jax_compilation_cache_dir", str(tmp_path))
    LAID_OUT.clear()
    yield tmp_path
    jax.config.update("jax_compilation_cache_dir", before)


def run(program: Program[tuple[jax.Array, dict[str, jax.Array]]], factor: int = 3, size: int = 4) -> float:
    rows, told = program(factor, {"x": np.arange(float(size))})
    assert float(told["sum"]) == size * (size - 1) / 2
    return float(rows[-1])


def test_a_program_is_laid_out_once_for_each_shape_and_each_fixed_argument(folder: Path) -> None:
    program = Program(scaled)
    assert [run(program), run(program), run(program, size=5), run(program, factor=2)] == [9.0, 9.0, 12.0, 6.0]
    assert LAID_OUT == [(4,), (5,), (4,)]


def test_another_process_would_find_it_laid_out(folder: Path) -> None:
    assert run(Program(scaled)) == run(Program(scaled)) == 9.0
    assert LAID_OUT == [(4,)]
    assert len(list((folder / "laid-out").iterdir())) == 1


def test_a_damaged_file_counts_as_absent(folder: Path) -> None:
    run(Program(scaled))
    (kept,) = (folder / "laid-out").iterdir()
    kept.write_bytes(kept.read_bytes()[:-100])
    assert run(Program(scaled)) == 9.0
    assert LAID_OUT == [(4,), (4,)]
    assert run(Program(scaled)) == 9.0
    assert len(LAID_OUT) == 2


def test_threads_wait_for_the_one_that_compiles(folder: Path) -> None:
    program = Program(scaled)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: run(program), range(8))) == [9.0] * 8
    assert LAID_OUT == [(4,)]


def test_without_a_folder_nothing_is_kept(tmp_path: Path) -> None:
    code = "import numpy as np; from tests.inference.test_programs import scaled, Program, run; print(run(Program(scaled)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PATH": "", "HOME": str(tmp_path)}, check=False
    )
    assert done.stdout.strip() == "9.0", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_programs_are_laid_out_one_at_a_time(folder: Path) -> None:
    inside: list[str] = []

    def slow(name: str, rows: jax.Array) -> jax.Array:
        inside.append(name)
        time.sleep(0.05)
        inside.append(name)
        return rows + 1.0

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda name: Program(slow)(name, np.zeros(3)), "abc"))
    assert inside[::2] == inside[1::2]
    assert sorted(inside[::2]) == ["a", "b", "c"]
