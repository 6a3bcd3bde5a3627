"""Topics of the CARE guidelines for case reports (2013), and the names under which a course file may write on each.

What each topic asks for is said in our own words in the catalogues.
"""

from __future__ import annotations

SOURCE = "care2013"

TOPICS = (
    "title",
    "keywords",
    "abstract",
    "introduction",
    "patient",
    "clinical_findings",
    "timeline",
    "diagnosis",
    "therapy",
    "outcomes",
    "discussion",
    "patient_perspective",
    "consent",
)

NAMES = {
    "keywords": ("key_words", "mots_cles", "mots_clés"),
    "abstract": ("résumé", "resume"),
    "patient_perspective": ("perspective", "point_de_vue_du_patient"),
    "consent": ("informed_consent", "consentement", "consentement_éclairé"),
    "outcomes": ("follow_up", "suivi"),
    "patient": ("history", "antécédents", "antecedents"),
}
"""Other names of a topic."""

ADVERSE_EVENTS = ("adverse_events", "effets_indésirables", "effets_indesirables", "tolerance", "tolérance")
"""Names of what is told of adverse events, which is a part of the outcomes."""


def name_folded(name: str) -> str:
    """Return a name as names are compared: ``Patient perspective`` is ``patient_perspective``."""
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())


def topic_of(name: str) -> str | None:
    """Return the topic on which a text of a course file is, by its name there.

    >>> topic_of("Key words"), topic_of("tolérance"), topic_of("weather")
    ('keywords', 'outcomes', None)
    """
    folded = name_folded(name)
    if folded in ADVERSE_EVENTS:
        return "outcomes"
    return next((topic for topic in TOPICS if folded in (topic, *NAMES.get(topic, ()))), None)
