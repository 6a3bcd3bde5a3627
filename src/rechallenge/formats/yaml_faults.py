"""Why a text is not YAML, in our own words: what the YAML reader says of it is English, and speaks to programmers."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from rechallenge.course.problems import Place, Problem

_FAULTS = (
    ("yaml.quote", "quoted scalar", "found unexpected"),
    ("yaml.escape", "quoted scalar", ""),
    ("yaml.tab", "", r"found character '\\t'"),
    ("yaml.beginning", "", "found character '(?P<found>.+)' that cannot start"),
    ("yaml.beginning", "(an|scanning an|parsing an) (?P<found>alias|anchor|tag)", ""),
    ("yaml.no_colon", "simple key", ""),
    ("yaml.colon", "", "mapping (values|keys) are not allowed|unexpected ':'"),
    ("yaml.brackets", "flow (sequence|mapping)", ""),
    ("yaml.brackets", "flow node", "expected the node content"),
    ("yaml.indentation", "block (collection|mapping|scalar|node)", ""),
    ("yaml.indentation", "", "indented|indentation"),
    ("yaml.directive", "directive", ""),
    ("yaml.directive", "", "document|directive|tag handle"),
)
"""Code of our sentence, by patterns of the context and of the problem that the YAML reader names."""

_SIGNS = {"alias": "*", "anchor": "&", "tag": "!"}


def fault_of(error: MarkedYAMLError, problem: str, place: Place | None) -> Problem:
    """Return what is wrong, as our own problem; `problem` is what the YAML reader says of it."""
    values: dict[str, object] = {}
    for code, context, said in _FAULTS:
        in_context, in_problem = re.search(context, error.context or ""), re.search(said, problem)
        if in_context and in_problem:
            found = {**in_context.groupdict(), **in_problem.groupdict()}.get("found")
            if found is not None:
                values["found"] = _SIGNS.get(found, found)
            return Problem(code, values, place)
    return Problem("yaml.syntax", {}, place)
