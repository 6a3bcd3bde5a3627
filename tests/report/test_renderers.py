"""Charts are drawn in processes of their own: the same pictures as drawn here, whatever becomes of those processes."""

from __future__ import annotations

import os
from concurrent.futures import BrokenExecutor
from typing import Any

import pytest

from rechallenge.execution import Serial, processes
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import number_format
from rechallenge.report.charts import pen


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
    with pen.renderers() as pool:
        found = pen.drawn_by(pool, CHARTS, form)
    assert svgs(found) == svgs([pen.drawn(chart, form) for chart in CHARTS])


def test_a_chart_whose_process_died_is_drawn_here() -> None:
    with processes(1) as pool:
        with pytest.raises(BrokenExecutor):
            pool.submit(os._exit, 1).result()
        assert svgs(pen.drawn_by(pool, CHARTS[:2], {})) == svgs([pen.drawn(chart, {}) for chart in CHARTS[:2]])


def test_where_no_process_can_be_started_charts_are_drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_process(*_: object, **__: object) -> None:
        raise OSError("no process")

    monkeypatch.setattr("loky.backend.popen_loky_posix.Popen._launch", no_process)
    with pen.renderers() as pool:
        assert svgs(pen.drawn_by(pool, CHARTS[:1], {})) == svgs([pen.drawn(CHARTS[0], {})])


def test_a_chart_that_cannot_be_drawn_says_why() -> None:
    with pen.renderers() as pool, pytest.raises(ValueError, match="mark"):
        pen.drawn_by(pool, [{"data": {"values": []}}], {})


def test_any_executor_draws() -> None:
    assert svgs(pen.drawn_by(Serial(), CHARTS[:1], {})) == svgs([pen.drawn(CHARTS[0], {})])
