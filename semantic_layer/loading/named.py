"""The keys that every named object of a model takes.

Rule: names, both languages and the state are read here and nowhere else, so every object has them in one form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, get_args

from semantic_layer.loading.fields import Fields
from semantic_layer.model import State, Text, Words

STATES: tuple[State, ...] = get_args(State)


class NamedKeys(TypedDict):
    """What every named object takes."""

    name: str
    labels: Text
    synonyms: Words
    description: Text
    state: State
    owner: str
    version: str
    hidden: bool
    meta: Mapping[str, object]
    evidence: str


def named(fields: Fields) -> NamedKeys:
    """Read the keys of every named object."""
    fields.need("name")
    return {
        "name": fields.name(),
        "labels": fields.two_languages("labels"),
        "synonyms": fields.words("synonyms"),
        "description": fields.two_languages("description"),
        "state": fields.choice("state", STATES, "confirmed"),
        "owner": fields.text("owner"),
        "version": fields.text("version"),
        "hidden": fields.flag("hidden"),
        "meta": fields.mapping("meta"),
        "evidence": fields.text("evidence"),
    }
