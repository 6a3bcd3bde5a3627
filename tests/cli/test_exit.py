"""The program ends at once when it is done, and loses nothing by it."""

from __future__ import annotations

import subprocess
import sys

START = "import atexit, sys, threading, time; sys.modules['jax'] = sys; from rechallenge.cli.exit import leave; "


def ended(work: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", START + work], capture_output=True, text=True, timeout=60, check=False)


def test_what_was_written_and_what_was_registered_for_the_end_is_done() -> None:
    done = ended("atexit.register(print, 'registered'); print('written'); print('told', file=sys.stderr); leave(3); print('never')")
    assert (done.returncode, done.stdout, done.stderr) == (3, "written\nregistered\n", "told\n")


def test_a_thread_at_work_is_waited_for() -> None:
    work = "threading.Thread(target=lambda: (time.sleep(0.3), print('worked'))).start(); leave(3); print('as usual')"
    assert ended(work).stdout == "as usual\nworked\n"


def test_a_thread_in_the_background_is_not() -> None:
    done = ended("threading.Thread(target=time.sleep, args=(50,), daemon=True).start(); leave(0)")
    assert done.returncode == 0


def test_without_jax_the_program_ends_as_usual() -> None:
    assert ended("del sys.modules['jax']; leave(3); print('as usual')").stdout == "as usual\n"


def test_where_nobody_reads_the_program_ends_as_usual() -> None:
    work = "print('x' * 100_000); leave(0)"
    with subprocess.Popen([sys.executable, "-c", START + work], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        process.communicate(timeout=60)
    assert process.returncode != 0
