"""What to do with a dose that holds the disease."""

from __future__ import annotations

from rechallenge.questions.answer import Message, innermost
from rechallenge.questions.dependence.answer import DependenceAnswer


def use_of(answer: DependenceAnswer) -> Message:
    """Tell how to come down, or that nothing tells how far."""
    said = innermost(answer.sentence)
    ways = {"dependence.spares": "spares", "dependence.spares_nothing": "spares_nothing", "dependence.not_needed": "not_needed"}
    return Message(f"use.dependence.{ways.get(said.code, 'no_target')}", {"drugs": said.values.get("drugs", [])})
