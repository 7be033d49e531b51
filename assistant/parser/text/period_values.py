"""Words for periods that are also values of the data: subscriptions billed monthly, and tickets by month, 每月.

Rule: 每月 and 每年 ask for a period and never for a value. "Monthly" and 年度 are the value only beside a name of the
table that holds it: "monthly subscriptions" where these have a billing cycle; monthly tickets are tickets by month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.parser.text.pieces import Piece
from assistant.parser.times.time_match import TimeMatch
from semantic_layer.meanings import Meaning
from semantic_layer.metric_inputs import datasets_of
from semantic_layer.model import SemanticModel

_EACH = "每"


def without_periods(
    text: str, named: Sequence[Piece], times: Iterable[TimeMatch], model: SemanticModel
) -> Iterator[Piece]:
    """Return the named pieces without the values that stand where a period is said."""
    periods = {(time.start, time.end) for time in times if time.kind == "grain"}
    for piece in named:
        in_doubt = (piece.start, piece.end) in periods and _is_value(piece, model)
        if not in_doubt or (not text.startswith(_EACH, piece.start) and _is_beside(piece, named, model)):
            yield piece


def _is_value(piece: Piece, model: SemanticModel) -> bool:
    values = [meaning for meaning in piece.meanings if meaning.kind == "value"]
    return bool(values) and len(values) == len(piece.meanings) and all(model.has_dimension(v.name) for v in values)


def _is_beside(piece: Piece, named: Sequence[Piece], model: SemanticModel) -> bool:
    """Does the question name anything else of the table with the value?"""
    homes = {model.dimension(meaning.name).dataset for meaning in piece.meanings}
    others = (meaning for other in named if other is not piece for meaning in other.meanings)
    return any(home in homes for meaning in others for home in _homes(meaning, model))


def _homes(meaning: Meaning, model: SemanticModel) -> tuple[str, ...]:
    """The data that hold what is meant; a value says no more than its column does."""
    if meaning.kind == "metric" and model.has_metric(meaning.name):
        return tuple(datasets_of(model, model.metric(meaning.name)))
    if meaning.kind == "entity":
        home = model.dataset_of_entity(meaning.name)
        return (home.name,) if home is not None else ()
    if meaning.kind == "dimension" and model.has_dimension(meaning.name):
        return (model.dimension(meaning.name).dataset,)
    return ()
