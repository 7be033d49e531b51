"""What a model has agreed to do with each of its segments.

Rule: an action stands in the model under `actions` with its version, or it does not exist. A segmentation for which the
model agreed on nothing at all is shown the usual defaults of its map, and each of them is marked as a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from semantic_layer.model import Segmentation, SemanticModel
from semantic_layer.strict_yaml import parse, plain_value
from tools.errors import BadParameter

DEFAULTS = Path(__file__).with_name("default_actions.yaml")


class Words(BaseModel):
    """One text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str = ""
    zh: str = ""


class Action(BaseModel):
    """One agreed action. `version` 0 marks a default that nobody has agreed on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(default=0, ge=0)
    action: Words
    channel: Words = Words()
    priority: int | None = Field(default=None, ge=1)
    owner: Words = Words()
    follow_metric: str | None = None
    goal: Words = Words()
    follow_up_days: int = Field(default=30, ge=1, le=730)


def actions_of(segmentation: Segmentation, model: SemanticModel) -> Mapping[str, Action]:
    """Code of a segment -> its action; a segment without one is not in it.

    Raises
    ------
    BadParameter
        An entry of the model cannot be read, or names a segment or a metric that does not exist.
    """
    written = model.settings.get("actions")
    own = written.get(segmentation.qualified) if isinstance(written, Mapping) else None
    if not isinstance(own, Mapping):
        return {
            code: _known_metric(action, model)
            for code, action in _defaults().get(segmentation.tool, {}).items()
            if code in codes_of(segmentation)
        }
    found = {str(code): _read(f"actions.{segmentation.qualified}.{code}", entry) for code, entry in own.items()}
    for code, action in found.items():
        if codes_of(segmentation) and code not in codes_of(segmentation):
            raise BadParameter(f"actions.{segmentation.qualified}", code, ", ".join(codes_of(segmentation)))
        if action.follow_metric is not None and not model.has_metric(action.follow_metric):
            name = f"actions.{segmentation.qualified}.{code}.follow_metric"
            raise BadParameter(name, action.follow_metric, "a metric of the model")
    return found


def codes_of(segmentation: Segmentation) -> tuple[str, ...]:
    """The codes of its segments in their order; none where the tool makes them up (clusters)."""
    return tuple(str(value.code) for value in segmentation.values)


def _read(name: str, entry: object) -> Action:
    try:
        return Action.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadParameter(f"{name}.{where}", str(first.get("input")), first["msg"]) from None


def _known_metric(action: Action, model: SemanticModel) -> Action:
    known = action.follow_metric is not None and model.has_metric(action.follow_metric)
    return action if known else action.model_copy(update={"follow_metric": None})


@cache
def _defaults() -> Mapping[str, Mapping[str, Action]]:
    node, mistakes = parse(DEFAULTS.read_text(encoding="utf-8"), DEFAULTS.name)
    plain = plain_value(node) if node is not None and not mistakes else None
    assert isinstance(plain, dict), mistakes
    return {tool: {code: _read(code, entry) for code, entry in entries.items()} for tool, entries in plain.items()}
