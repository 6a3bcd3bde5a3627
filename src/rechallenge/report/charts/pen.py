"""Draw a chart as SVG and PDF with vl-convert: a process that answers specifications, one a line, with pictures.

It imports next to nothing, so that it is ready long before the first chart.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

VEGA_LITE = "6.4"
"""Version of Vega-Lite that the specifications are written in; vl-convert ships several."""
_IDENTIFIER = re.compile(r' id="([^"]+)"')
_USE = re.compile(r"url\(#([^)]+)\)")


def drawn(spec: dict[str, Any], number_format: dict[str, Any]) -> tuple[str, bytes]:
    """Draw a specification, with numbers in a D3 format: SVG, and a PDF with its own font."""
    import vl_convert

    svg = renumbered(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, format_locale=number_format))
    return svg, bytes(vl_convert.svg_to_pdf(svg))


def renumbered(svg: str) -> str:
    """Count the identifiers of a picture from zero: vl-convert counts them over all that a process has drawn."""
    found = {name: f"i{number}" for number, name in enumerate(dict.fromkeys(_IDENTIFIER.findall(svg)))}
    svg = _IDENTIFIER.sub(lambda match: f' id="{found[match.group(1)]}"', svg)
    return _USE.sub(lambda match: f"url(#{found.get(match.group(1), match.group(1))})", svg)


def main() -> None:
    """Answer until nothing more is asked."""
    drawn({"data": {"values": [{"x": 1}]}, "mark": "point", "encoding": {"x": {"field": "x", "type": "quantitative"}}}, {})
    for line in sys.stdin:
        svg, pdf = drawn(**json.loads(line))
        print(json.dumps((svg, pdf.hex())), flush=True)


if __name__ == "__main__":
    main()
