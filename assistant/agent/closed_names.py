"""Names that do not exist for a language model: personal and hidden columns, hidden metrics.

Rule: what the model is not told of it cannot use either, wherever in the arguments it writes the name; the error is
that of a name which was never defined, and suggests only names that are open.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.agent.session import Session
from semantic_layer.errors import UnknownDimension, UnknownMetric
from tools.catalog import ToolCall


def refuse_closed(call: ToolCall, session: Session) -> None:
    """Raise `UnknownDimension` or `UnknownMetric` when a call holds a closed name."""
    model = session.tools.model
    for text in _texts(call.to_json()):
        if is_closed(text, session):
            fields = [d.qualified for d in model.dimensions() if not is_closed(d.qualified, session)]
            metrics = [m.name for m in model.metrics if not m.hidden]
            raise UnknownMetric(text, metrics) if model.has_metric(text) else UnknownDimension(text, fields)


def is_closed(name: str, session: Session) -> bool:
    """Whether a name is one of the model's that stays with the person."""
    model = session.tools.model
    if model.has_dimension(name):
        dimension = model.dimension(name)
        return dimension.personal or dimension.hidden
    return model.has_metric(name) and model.metric(name).hidden


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _texts(value)
