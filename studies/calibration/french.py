"""A chart in French: the same statements as in English, with the fields and words of a French course file."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

FIELDS: Mapping[str, str] = {
    "title": "titre",
    "upper_limit": "limite supérieure",
    "patient": "patient",
    "sex": "sexe",
    "age": "âge",
    "weight": "poids",
    "creatinine": "créatinine",
    "creatinine_clearance": "clairance de la créatinine",
    "conditions": "maladies",
    "treatments": "traitements",
    "drug": "médicament",
    "dose": "dose",
    "route": "voie",
    "every": "tous les",
    "from": "du",
    "to": "au",
    "for": "pendant",
    "at": "le",
    "steps": "paliers",
    "interruptions": "interruptions",
    "observations": "observations",
    "events": "événements",
    "what": "quoi",
    "value": "valeur",
    "change": "évolution",
    "after": "après",
    "within": "dans les",
}
WORDS: Mapping[str, str] = {
    "virtual": "virtuel",
    "female": "femme",
    "male": "homme",
    "calcinosis": "calcinose",
    "colchicine": "colchicine",
    "pain": "douleur",
    "normal": "normale",
    "abnormal": "anormale",
    "none": "aucune",
    "present": "présente",
    "improved": "améliorée",
    "unchanged": "stable",
    "worse": "aggravée",
    "relapse": "rechute",
    "remission": "rémission",
    "infection": "infection",
}
# Days and years, and the stop that something is counted from.
TIMES = ((r"^(\S+) d$", r"\1 j"), (r"^(\d+) a$", r"\1 ans"), (r"^stop (\d+) of (.+)$", r"arrêt \1 de \2"))


def in_french(text: str) -> str:
    """The text of an English chart as a French one.

    Examples
    --------
    >>> in_french("{what: CRP, at: 3..5 d, value: normal}").strip()
    '{quoi: CRP, le: 3..5 j, valeur: normale}'
    """
    return str(yaml.safe_dump(_translated(yaml.safe_load(text)), allow_unicode=True, sort_keys=False, default_flow_style=None, width=200))


def _translated(node: object) -> object:
    if isinstance(node, dict):
        return {FIELDS.get(key, key): _translated(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_translated(each) for each in node]
    if not isinstance(node, str):
        return node
    for pattern, french in TIMES:
        node = re.sub(pattern, french, node)
    return WORDS.get(node, node)
