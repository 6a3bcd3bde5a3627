"""Charts are drawn in processes of their own: the same pictures as drawn here, whatever becomes of those processes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import number_format
from rechallenge.report.charts import pen
from rechallenge.report.charts.pens import Pens


def spec(value: float) -> dict[str, Any]:
    """A chart with a clipped line, which is told by an identifier, and a number."""
    return {
        "data": {"values": [{"x": 0.0, "y": 1.5}, {"x": 1.0, "y": value}]},
        "mark": {"type": "line", "clip": True},
        "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
    }


def svgs(pictures: list[tuple[str, bytes]]) -> list[str]:
    """The pictures as SVG; vl-convert names the fonts of a PDF in no order, which Typst puts in one."""
    assert all(pdf.startswith(b"%PDF") for _, pdf in pictures)
    return [svg for svg, _ in pictures]


CHARTS = [spec(value) for value in (2.5, 10.0, 200.0, 4e3, 5e4)]


def test_pictures_come_in_the_order_of_their_charts_and_are_those_drawn_here() -> None:
    form = number_format(Language("fr"))
    with Pens() as pens:
        found = pens.draw(CHARTS, form)
    assert svgs(found) == svgs([pen.drawn(chart, form) for chart in CHARTS])


def test_a_chart_whose_process_died_is_drawn_here() -> None:
    with Pens() as pens:
        for each in pens._all:
            each.kill()
        assert svgs(pens.draw(CHARTS[:2], {})) == svgs([pen.drawn(chart, {}) for chart in CHARTS[:2]])


def test_where_no_process_can_be_started_charts_are_drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Pens() as pens:
        assert svgs(pens.draw(CHARTS[:1], {})) == svgs([pen.drawn(CHARTS[0], {})])


def test_a_chart_that_cannot_be_drawn_says_why() -> None:
    with Pens() as pens, pytest.raises(ValueError, match="mark"):
        pens.draw([{"data": {"values": []}}], {})


def test_the_processes_end_with_their_user() -> None:
    with Pens() as pens:
        running = list(pens._all)
    assert all(each.returncode is not None for each in running)


def test_the_processes_end_when_the_program_is_killed(tmp_path: Path) -> None:
    code = """
import time
from rechallenge.report.charts.pens import Pens
pens = Pens()
print(*(each.pid for each in pens._all), flush=True)
time.sleep(60)
"""
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    assert program.stdout is not None
    pids = [int(word) for word in program.stdout.readline().split()]
    program.kill()
    program.communicate()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(running(pid) for pid in pids):
        time.sleep(0.05)
    assert not any(running(pid) for pid in pids)


def running(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
