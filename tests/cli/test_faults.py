"""Each refusal of the machine has one clear line, in the language of its user, with what to do; the status is 1, and 130 after Ctrl-C."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
import typer

from rechallenge.cli.outcome import outcome, write_whole
from rechallenge.cli.words import language_of
from rechallenge.folders import FolderError
from rechallenge.limits import LimitError
from rechallenge.locking import Owner
from rechallenge.report.job import Finished, Interrupted
from tests.cli.running import COURSE, command, environment


def after(error: Exception) -> Exception:
    """What a library raised that went on after an error."""
    later = UnboundLocalError("x")
    later.__context__ = error
    return later


FAULTS: list[tuple[BaseException, str, str]] = [
    (OSError(errno.ENOSPC, "x", "/out"), "/out: the disk is full", "/out : le disque est plein"),
    (OSError(errno.EDQUOT, "x", "/out"), "your share of the disk", "votre part du disque"),
    (OSError(errno.EACCES, "x", "/out"), "may not read or write", "pas le droit"),
    (OSError(errno.EROFS, "x", "/out"), "can only be read", "lecture seule"),
    (OSError(errno.EMFILE, "x"), "ulimit -n", "ulimit -n"),
    (OSError(errno.EFBIG, "x", "/out"), "ulimit -f", "ulimit -f"),
    (OSError(errno.EAGAIN, "x"), "ulimit -u", "ulimit -u"),
    (OSError(errno.EIO, "x", "/out"), "cannot be read or written", "ni lu ni écrit"),
    (OSError(errno.ENOMEM, "x"), "not enough memory", "pas assez de mémoire"),
    (MemoryError(), "not enough memory", "pas assez de mémoire"),
    (RuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 8 bytes"), "not enough memory", "pas assez de mémoire"),
    (ImportError("libx.so: failed to map segment from shared object"), "not enough memory", "pas assez de mémoire"),
    (RuntimeError("can't start new thread"), "ulimit -u", "ulimit -u"),
    (after(OSError(errno.EMFILE, "x")), "ulimit -n", "ulimit -n"),
    (LimitError("files", 20, 48), "ulimit -n 48", "ulimit -n 48"),
    (LimitError("addresses", 0.5, 4), "at most 0.50 GB of addresses", "0,50 Go d’adresses"),
    (BrokenExecutor("x"), "was ended from outside", "arrêté de l’extérieur"),
    (FolderError("in_use", Path("/out"), Owner(12, "ward", "now")), "process 12 on ward, since now", "processus 12 sur ward"),
    (FolderError("in_use", Path("/out")), "another run is writing into /out", "un autre calcul écrit dans /out"),
    (FolderError("fixed", Path("/out")), "-o /out/report", "-o /out/report"),
    (FolderError("others", Path("/out")), "-o /out/report", "-o /out/report"),
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("fault", "english", "french"), FAULTS, ids=[f"{type(f).__name__} {n}" for n, (f, _, _) in enumerate(FAULTS)])
def test_a_refusal_is_one_line_with_what_to_do(
    fault: BaseException, english: str, french: str, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECHALLENGE_DEBUG", raising=False)
    with pytest.raises(typer.Exit) as ended, outcome("case.yaml", language_of(language)):
        raise fault
    said = capsys.readouterr().err
    assert ended.value.exit_code == 1
    assert len(said.splitlines()) == 1
    assert (english if language == "en" else french) in said.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, "nothing was written"),
        (Finished(Path("/out"), "laplace"), "The quick report, which is complete, is in /out"),
        (Finished(Path("/out"), "nuts"), "The report, which is complete, is in /out"),
    ],
)
def test_ctrl_c_says_what_is_there(left: Finished | None, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, outcome("case.yaml", language_of("en")):
        raise Interrupted(left)
    assert ended.value.exit_code == 130
    assert words in capsys.readouterr().err


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_whole(tmp_path / "case.csv", "old")
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space") as error:
        write_whole(tmp_path / "case.csv", "new")
    assert error.value.filename == str(tmp_path / "case.csv")
    monkeypatch.undo()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"case.csv": "old"}


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program in a shell, under the limits that the line sets."""
    (folder / "case.yaml").write_text(COURSE)
    program = " ".join(command())
    line = line.replace("rechallenge", program)
    return subprocess.run(["bash", "-c", line], cwd=folder, env=environment(folder / "cache"), capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("ulimit -f 0; rechallenge convert case.yaml --to csv -o case.csv", 1, "ulimit -f"),
        ("rechallenge convert case.yaml --to csv -o nowhere/case.csv", 1, "no such file or folder"),
        ("rechallenge convert case.yaml --to csv -o case.yaml/case.csv", 1, "a file and not a folder"),
        ("rechallenge convert case.yaml --to csv >/dev/full", 1, "the disk is full"),
        ("rechallenge report case.yaml -o . --quick", 1, "Name a folder inside it"),
        ("rechallenge report case.yaml -o case.yaml/out --quick", 1, "a file and not a folder"),
        ("mkdir -p home/pictures; rechallenge report case.yaml -o home --quick", 1, "Name a folder for the report alone"),
        ("rechallenge report case.yaml -o /proc/out --quick", 1, "Failed: "),
        ("rechallenge serve --no-open --host 203.0.113.7", 1, "203.0.113.7 is no address of this machine"),
        ("rechallenge serve --no-open --host no..name", 1, "no..name is no address of this machine"),
        ("touch cache; rechallenge check case.yaml", 0, "can be used"),
        ("unset HOME; unset RECHALLENGE_CACHE; HOME= rechallenge check case.yaml", 0, "can be used"),
    ],
)
def test_the_program_says_what_was_refused_and_leaves_nothing_half_written(tmp_path: Path, line: str, status: int, words: str) -> None:
    done = shell(line, tmp_path)
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} <= {"case.yaml", "cache", "home"}
    assert (tmp_path / "case.yaml").read_text() == COURSE


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
@pytest.mark.parametrize("seconds", [0.1, 0.25, 0.4, 0.7, 1.1])
def test_ctrl_c_while_the_program_starts_ends_it_without_a_crash(tmp_path: Path, seconds: float) -> None:
    returncode, said = interrupted_after(seconds, tmp_path)
    assert returncode in (130, -signal.SIGINT)
    if seconds > 0.2:  # before, not a line of ours has run
        assert b"Traceback" not in said


def interrupted_after(seconds: float, tmp_path: Path) -> tuple[int, bytes]:
    """Status of a program that is interrupted so long after its start, and what it wrote on standard error."""
    (tmp_path / "case.yaml").write_text(COURSE)
    with subprocess.Popen(
        command("check", "-"), env=environment(tmp_path / "cache"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while b"rechallenge" not in Path(f"/proc/{process.pid}/cmdline").read_bytes():
            time.sleep(0.01)
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    return process.returncode, said
