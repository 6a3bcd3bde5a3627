"""The package leaves the process that imports it as it was, and computes in 64 bits wherever it runs."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import ParamSpec, TypeVar

import cloudpickle
import numpy as np
import pytest
from numpy.typing import NDArray

from rechallenge.execution import Executors, Serial, end_now, inside, processes, threads

P = ParamSpec("P")
R = TypeVar("R")

# A host that works in 32 bits, as JAX does by default, and in which another thread looks at its own setting all the while.
HOST = """
import threading, pkgutil, importlib
import jax, jax.numpy as jnp
import rechallenge

before = {name: getattr(jax.config, name) for name in ("jax_enable_x64", "jax_numpy_rank_promotion", "jax_compilation_cache_dir")}
for module in pkgutil.walk_packages(rechallenge.__path__, "rechallenge."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
assert {name: getattr(jax.config, name) for name in before} == before, "importing changed the host"

seen, end = set(), threading.Event()
def look():
    while not end.wait(0.01):
        seen.add(str(jnp.zeros(1).dtype))
other = threading.Thread(target=look, daemon=True); other.start()

from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT
table = rechallenge.read_nonmem("ID,TIME,AMT\\n1,0,100\\n1,0.3,0\\n")
predicted = rechallenge.predict(table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0})
assert predicted.dtype == "float64" and abs(predicted[1] - 5.0 * 2.718281828459045 ** -0.015) < 1e-14, predicted

courses = next(rechallenge.simulate_patients(2, {"anakinra": 100.0}, days=3))
assert courses.levels["crp"].dtype == "float64"

from rechallenge.inference.fitting import fit_course
course = rechallenge.check("rechallenge: 1\\ntreatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]\\n"
                           "observations: [{what: CRP, at: 0 d, value: 90 mg/L}, {what: CRP, at: 5 d, value: 4 mg/L}]\\n").course
fit = fit_course(course, method="laplace", seed=1)
assert fit.paths.levels["crp"].dtype == "float64"
print(repr(fit.log_bayes_factor("anakinra").log))

end.set(); other.join()
assert seen == {"float32"}, seen
assert str(jnp.zeros(1).dtype) == "float32", "the host is no longer as it was"
"""


def _run(**environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JAX_")}
    done = subprocess.run([sys.executable, "-c", HOST], env={**clean, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_host_of_32_bits_stays_one_and_gets_answers_of_64() -> None:
    from rechallenge.formats.reading import read_course
    from rechallenge.inference.fitting import fit_course

    course = read_course(
        "rechallenge: 1\ntreatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]\n"
        "observations: [{what: CRP, at: 0 d, value: 90 mg/L}, {what: CRP, at: 5 d, value: 4 mg/L}]\n"
    ).course
    here = fit_course(course, method="laplace", seed=1).log_bayes_factor("anakinra").log
    assert float(_run()) == pytest.approx(here, abs=1e-9)


def _bits(_: int) -> str:
    import jax.numpy as jnp

    return str(jnp.zeros(1).dtype)


@pytest.mark.parametrize("executor", [threads, processes])
def test_workers_compute_in_64_bits(executor: type[Executor]) -> None:
    with executor(2) as pool:
        assert list(pool.map(_bits, range(3))) == ["float64"] * 3


def test_serial_does_the_work_and_hands_on_what_fails() -> None:
    with Serial() as pool:
        assert list(pool.map(divmod, (7, 8), (2, 3))) == [(3, 1), (2, 2)]
        failed = pool.submit(divmod, 1, 0)
    with pytest.raises(ZeroDivisionError):
        failed.result()


def test_a_fit_is_the_same_in_one_thread_and_in_many() -> None:
    from rechallenge.formats.reading import read_course
    from rechallenge.inference.fitting import fit_course

    course = read_course("rechallenge: 1\nobservations: [{what: CRP, at: 0 d, value: 90 mg/L}]\n").course
    alone, together = (fit_course(course, method="laplace", seed=2, executor=executor) for executor in (Serial, threads))
    assert alone.accounts["works"].evidence == together.accounts["works"].evidence


class Elsewhere(Serial):
    """Sends the work away as loky and Dask do, and does what comes back."""

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        sent: Callable[P, R] = cloudpickle.loads(cloudpickle.dumps(function))
        return super().submit(sent, *args, **kwargs)


def _batches(executor: Executors) -> NDArray[np.float64]:
    from rechallenge.formats.reading import read_course
    from rechallenge.inference.laplace import log_posteriors
    from rechallenge.inference.problem import build_problem

    problem = build_problem(read_course("rechallenge: 1\nobservations: [{what: CRP, at: 0 d, value: 90 mg/L}]\n").course)
    vectors = np.random.default_rng(1).standard_normal((250, problem.layout.size))
    return log_posteriors(problem.layout, problem.data, np.ones(1), vectors, executor)


def _estimates(executor: Executors) -> NDArray[np.float64]:
    from rechallenge.inference import map_estimate as searches
    from rechallenge.inference.residual_error import Residual
    from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT

    table = "ID,TIME,AMT,DV\n" + "".join(f"{n},0,100,.\n{n},2,0,{4.2 + 0.1 * n}\n{n},12,0,2.1\n" for n in range(1, 6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searches, "BATCH", 2)
        found = searches.map_estimate(
            table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}, {"CL": 0.1, "V": 0.1}, Residual(proportional=0.01), executor=executor
        )
    return np.hstack([found.eta, found.objective[:, None]])


def _virtual(executor: Executors) -> NDArray[np.float64]:
    from rechallenge.mechanism.virtual_patients import simulate_patients

    found = simulate_patients(5, {"anakinra": 100.0}, days=10, chunk=2, workers=2, executor=executor)
    return np.concatenate([each.levels["crp"] for each in found])


@pytest.mark.parametrize("work", [_batches, _estimates, _virtual])
def test_draws_and_patients_are_the_same_wherever_they_are_computed(work: Callable[[Executors], NDArray[np.float64]]) -> None:
    made: list[int] = []

    def counted(most: int) -> Executor:
        made.append(most)
        return threads(most)

    alone = work(Serial)
    np.testing.assert_array_equal(alone, work(counted))
    assert made
    np.testing.assert_array_equal(alone, work(Elsewhere))


def test_the_parts_of_a_piece_of_work_start_no_processes_of_their_own() -> None:
    assert [inside(each) for each in (Serial, threads, processes)] == [Serial, threads, threads]


HELD: list[bytes] = []


def _grown(megabytes: int) -> int:
    """Hold more memory than before, for longer than loky's look at it is rare, and say which process does."""
    HELD.append(os.urandom(1_000_000) * megabytes)
    time.sleep(1.2)
    return os.getpid()


def test_a_process_that_grew_goes_on_and_is_not_replaced() -> None:
    pytest.importorskip("psutil")  # with which loky takes growth for a leak
    pool = processes(1)
    try:
        assert len({pool.submit(_grown, each).result() for each in (1, 500, 1, 1)}) == 1
    finally:
        end_now(pool)


def test_processes_ended_now_leave_their_work_undone() -> None:
    pool = processes(1)
    pool.submit(os.getpid).result()
    began, slow = time.monotonic(), pool.submit(time.sleep, 60)
    end_now(pool)
    assert slow.exception(timeout=30) is not None
    assert time.monotonic() - began < 30


SCRIPT = """
import os, sys, time
print("begun", flush=True)  # a script without a guard about its main module
from rechallenge.execution import processes
pool = processes(2)
pid = pool.submit(os.getpid).result()
print(pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_processes_do_not_run_the_script_again_and_end_when_it_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    program = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "begun\n"
    pid = int(program.stdout.readline())
    program.kill()
    assert program.communicate()[0] == ""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and _runs(pid):
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_no_other_module_makes_threads_or_processes_for_work() -> None:
    source = Path(__file__).parents[2] / "src" / "rechallenge"
    made = ("ThreadPoolExecutor", "ProcessPoolExecutor", "multiprocessing.Process", "multiprocessing.Pool")
    assert [path.name for path in source.rglob("*.py") if any(name in path.read_text(encoding="utf-8") for name in made)] == [
        "execution.py"
    ]


TAKES_AND_FREES = """
import resource, sys
import numpy as np
from rechallenge.execution import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
for _ in range(20):
    np.ones(8_000_000)  # 64 MB
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="memory is kept where the C library is glibc")
def test_memory_that_is_freed_is_kept_and_its_pages_are_not_cleared_anew() -> None:
    keep, leave = (
        int(subprocess.run([sys.executable, "-c", TAKES_AND_FREES, way], capture_output=True, check=True, text=True).stdout)
        for way in ("keep", "leave")
    )
    assert keep < 0.75 * leave
