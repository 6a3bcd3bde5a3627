"""The report on A4 paper, set by Typst."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from rechallenge.presentation.document import Document, Figure
from rechallenge.report.charts.render import Picture

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def render_pdf(document: Document, pictures: Mapping[str, Picture]) -> bytes:
    """Set a report as a PDF.

    The text travels in a JSON file that the template reads as data, so that nothing in a record is taken for markup. Only the fonts that
    Typst ships are used, and no date is written: the same report gives the same bytes on every machine.
    """
    import typst

    names = [b.name for s in document.sections for b in s.blocks if isinstance(b, Figure)]
    with tempfile.TemporaryDirectory(prefix="rechallenge-") as scratch:
        folder = Path(scratch)
        shutil.copyfile(TEMPLATE, folder / "report.typ")
        (folder / "report.json").write_text(json.dumps(_data(document, pictures), ensure_ascii=False), encoding="utf-8")
        for name in names:
            (folder / f"{name}.pdf").write_bytes(pictures[name].pdf)
        made = typst.compile(folder / "report.typ", root=folder, ignore_system_fonts=True, timestamp=0)
    assert isinstance(made, bytes)
    return made


def _data(document: Document, pictures: Mapping[str, Picture]) -> dict[str, object]:
    data = asdict(document)
    for section in data["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "figure":
                block["width"] = pictures[block["name"]].width
    return data
