"""The report on A4 paper, set by Typst."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from rechallenge.presentation.document import Document
from rechallenge.presentation.shown_characters import each_text, on_paper, visible
from rechallenge.report.charts.render import Picture

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def render_pdf(document: Document, pictures: Mapping[str, Picture]) -> bytes:
    """Set a report as a PDF.

    A character that the fonts lack stands as a sign, and the end of the paper says so.

    The text travels in a JSON file that the template reads as data, so that nothing in a record is taken for markup; all files are in
    memory alone, so that nothing of a record is left in a temporary folder. Only the fonts that
    Typst ships are used, and no date is written: the same report gives the same bytes on every machine.
    """
    import typst

    files = {
        "main": TEMPLATE.read_bytes(),
        "report.json": json.dumps(_data(document, pictures), ensure_ascii=False).encode("utf-8"),
    }
    # it takes files in memory, which its types do not say
    made = typst.compile(files, ignore_system_fonts=True, timestamp=0)  # type: ignore[call-overload]
    assert isinstance(made, bytes)
    return made


def _data(document: Document, pictures: Mapping[str, Picture]) -> dict[str, object]:
    told = each_text(asdict(document), visible)
    data = each_text(told, on_paper)
    assert isinstance(data, dict)
    data["missing"] = document.labels["missing"] if data != told else ""
    for section in data["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "figure":
                picture = pictures[block["name"]]
                block["width"] = picture.width
                block["picture"] = list(picture.pdf)  # Typst takes no binary file in memory
    return data
