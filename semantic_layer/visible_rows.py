"""The rows of one dataset that a person may see, as a SELECT.

Rule: whoever reads a table without asking a metric of it (an index of values, typed SQL) reads these rows and no
others. The way to the policies of other datasets is the compiler's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from semantic_layer.calendar import Calendar
from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import time_axis
from semantic_layer.compiler.joins import Joins
from semantic_layer.compiler.paths import graph_of
from semantic_layer.model import Dataset, SemanticModel
from semantic_layer.policy import View
from semantic_layer.query import SemanticQuery, Who

_ANY_DAY = date(2000, 1, 1)  # which rows a person may see does not depend on the day


def visible_rows(
    model: SemanticModel, dataset: Dataset, who: Who, columns: Sequence[str] | None = None
) -> tuple[exp.Select, bool]:
    """Return the rows, with all columns or those named, and whether a policy takes any away.

    Raises
    ------
    PolicyError
        When a policy reads an attribute that the person does not have.
    """
    query, calendar = SemanticQuery(as_of=_ANY_DAY, who=who), Calendar(model.calendar, _ANY_DAY)
    axis = time_axis(query, calendar)
    build = Build(model, graph_of(model), calendar, query, View(model, who), axis, model.dialect)
    joins = Joins(build, dataset.name)
    conditions = joins.visible()
    star = exp.Column(this=exp.Star(), table=sql.identifier(joins.base))
    shown = [star] if columns is None else [sql.column(name, joins.base) for name in columns]
    return sql.select(shown, joins.from_, joins=joins.joins, where=sql.both(conditions)), bool(conditions)
