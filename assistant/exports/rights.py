"""Whether an answer may be taken away as a file.

Rule: rows that name single persons leave only with the right `export: plain` of a policy, and with a purpose, which
is recorded. Figures about groups need no right of their own: rows and masks were decided when they were computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.context import Context
from semantic_layer.model import SemanticModel
from semantic_layer.policy import View
from tools.roles import customer_entity

if TYPE_CHECKING:
    from assistant.answer import Answer


def names_persons(answer: Answer, model: SemanticModel) -> bool:
    """Whether any column holds personal values, or the key of those whose personal values the model knows."""
    columns = (column for section in answer.sections for column in section.table.columns)
    return any(_is_of_persons(column.source or column.name, model) for column in columns)


def may_leave(answer: Answer, context: Context) -> bool:
    """Whether who looks at the answer may have it as a file."""
    return not names_persons(answer, context.model) or View(context.model, context.tools.who).export == "plain"


def needs_purpose(answer: Answer, context: Context) -> bool:
    """Whether the file may leave, and only for a stated purpose."""
    return names_persons(answer, context.model) and may_leave(answer, context)


def _is_of_persons(name: str, model: SemanticModel) -> bool:
    if model.has_dimension(name):
        dimension = model.dimension(name)
        return dimension.personal or (dimension.type == "identifier" and _knows_persons(dimension.dataset, model))
    entity = customer_entity(model) if name == "customer" else name  # what every analysis calls the key of a member
    if model.has_entity(entity):
        dataset = model.dataset_of_entity(entity)
        return dataset is not None and _knows_persons(dataset.name, model)
    return False


def _knows_persons(dataset: str, model: SemanticModel) -> bool:
    return any(dimension.personal for dimension in model.dimensions() if dimension.dataset == dataset)
