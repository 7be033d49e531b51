"""Members called by a value, split by something: "consultants per specialty", "managers by branch".

Rule: a value in the plural is a name for the members that have it; where nothing else is asked of a split, they are
counted. In the singular it only narrows what the split shows.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Measured
from semantic_layer.query import MetricRef
from semantic_layer.wordforms import has_han, normal_form, plural, singular


def read_members_by_value(draft: Draft) -> None:
    """Count the members that such a word names."""
    if draft.metrics or draft.rows or draft.listing is not None or not any(group.marked for group in draft.groups):
        return
    for item in draft.items:
        for value in item.named("value"):
            data = draft.dimension(value.name)
            said = item.text
            if data is None or has_han(said) or said != plural(singular(said)) or said == normal_form(str(value.value)):
                continue
            owner = value.name.partition(".")[0]
            count = draft.model.entity(owner).default_count if draft.model.has_entity(owner) else None
            if count is not None:
                draft.metrics.append(Measured(MetricRef(count), item))
                draft.assume("default_count", f"metric:{count}")
                return
