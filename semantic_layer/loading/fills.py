"""Dimensions whose missing values are taken from other columns of the row, in a stated order.

Rule: what is recorded itself always wins; then each source of `fill` in its turn. Every source has a name in both
languages, because answers say how many values are second-hand.
"""

from __future__ import annotations

from semantic_layer.loading.fields import Fields
from semantic_layer.model import Fill


def fills(fields: Fields) -> tuple[Fill, ...]:
    """Read `fill: [{expr: survey_age, labels: {en: survey, zh: 问卷}}]`."""
    found = []
    for item in fields.children("fill"):
        item.need("expr", "labels")
        labels = item.child("labels")
        if labels is not None and "labels" not in item.bad:
            labels.need("en", "zh")
        found.append(Fill(item.text("expr"), item.two_languages("labels")))
        item.done()
    if "fill" in fields and "fill" not in fields.bad and not found:
        fields.note("fill", "No source is named.", "Write fill: [{expr: column, labels: {en: survey, zh: 问卷}}].")
    return tuple(found)


def filled(expr: str, sources: tuple[Fill, ...]) -> str:
    """The value: what is recorded, else the first source that knows it.

    Examples
    --------
    >>> from semantic_layer.model import Text
    >>> filled("age", (Fill("survey_age", Text("survey", "问卷")),))
    'coalesce(age, survey_age)'
    """
    return f"coalesce({', '.join((expr, *(source.expr for source in sources)))})" if sources else expr
