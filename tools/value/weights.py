"""The weights of a value score: as asked for, or as the model keeps them under a name, by version.

Rule: weights are business decisions. They live in the model with a version and the day they hold from; a score says
which version made it. `standard` comes with the product and uses nothing but the purchases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from semantic_layer.model import SemanticModel
from tools.customer_arguments import Indicator, ValueScoreArgs
from tools.errors import BadParameter

STANDARD = (
    Indicator(metric="monetary", weight=0.5, direction="up"),
    Indicator(metric="frequency", weight=0.3, direction="up"),
    Indicator(metric="recency_days", weight=0.2, direction="down"),
)
ASKED = "asked"


@dataclass(frozen=True)
class Weights:
    name: str
    version: str
    indicators: tuple[Indicator, ...]


def weights_of(arguments: ValueScoreArgs, as_of: date, model: SemanticModel) -> Weights:
    """The indicators that were asked for, else those of the preset.

    Raises
    ------
    BadParameter
        There is no such preset, none that holds on that day, or it is badly written.
    """
    if arguments.indicators:
        return Weights(ASKED, "", arguments.indicators)
    found = named_weights(arguments.preset, as_of, model)
    if found is not None:
        return found
    if arguments.preset == "standard":
        return Weights("standard", "1", STANDARD)
    raise BadParameter("preset", arguments.preset, ", ".join(("standard", *preset_names(model))))


def preset_names(model: SemanticModel) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(item.get("name")) for item in _written(model)))


def named_weights(name: str, as_of: date, model: SemanticModel) -> Weights | None:
    """The newest version of these weights that holds on the day."""
    own = [item for item in _written(model) if item.get("name") == name and _since(item) <= as_of]
    if not own:
        return None
    newest = max(own, key=lambda item: (_since(item), str(item.get("version", ""))))
    written = newest.get("indicators")
    try:
        found = tuple(Indicator.model_validate(item) for item in written) if isinstance(written, list) else ()
    except ValidationError as error:
        raise BadParameter("weights", name, str(error.errors()[0]["msg"])) from None
    return Weights(name, str(newest.get("version", "")), found)


def _written(model: SemanticModel) -> list[Mapping[str, object]]:
    written = model.settings.get("weights")
    return [item for item in written if isinstance(item, Mapping)] if isinstance(written, list) else []


def _since(item: Mapping[str, object]) -> date:
    since = item.get("since")
    if isinstance(since, date):
        return since
    try:
        return date.fromisoformat(str(since)) if since else date.min
    except ValueError:
        raise BadParameter("weights.since", since, "YYYY-MM-DD") from None
