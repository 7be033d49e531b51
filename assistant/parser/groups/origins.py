"""Questions for a place: "where do our customers come from", 客户来自哪里.

Rule: the things are counted by the place that each of them has. Of several places the person is asked; where the model
knows none, or the question asks for the place of something else, it is refused, because "where" is never passed over.
"""

from __future__ import annotations

import re

from assistant.parser.draft import Draft, Group, Item, Measured, refuse
from assistant.parser.rows.labels import dataset_of
from semantic_layer.query import DimensionRef, MetricRef
from semantic_layer.wordforms import words_of_name

_OPENS = re.compile(r"^\W*where (?:do|does|did|is|are|was|were|can|has|have)\b")
_WHERE = re.compile(
    r"^\W*where (?:do|does|did|are|is|were|was) (?P<things>[a-z][a-z0-9 ]*?) (?:mainly |mostly |usually )?"
    r"(?:come from|came from|originate from|from|live|reside|located|based|situated)\W*$"
    r"|^(?P<things_zh>[^，,]+?)(?:主要|都|大多|多半)?(?:来自|分布在|住在|位于)(?:哪里|哪儿|什么地方|哪些地方|何处)\W*$"
)
_PLACES = ("country", "city", "region", "state", "province", "origin", "nation", "hometown", "birthplace", "location")


def read_origins(draft: Draft) -> None:
    """Group what is counted by its place where the question asks for that."""
    if any(item.bound_to.startswith("tool:") for item in draft.items):
        return  # "where does the change come from" asks for an analysis, which took the words
    match = _WHERE.match(draft.text)
    if match is None:
        if _OPENS.match(draft.text):
            raise refuse("not_supported", construction="where", missing=["where"])
        return
    start, end = match.span("things" if match["things"] else "things_zh")
    around = [item for item in draft.items if item.piece.end <= start or item.piece.start >= end]
    things = next((i for i in draft.items if i not in around and i.named("entity") and not i.taken), None)
    word = around[-1] if around else None
    counted = draft.model.entity(things.named("entity")[0].name).default_count if things is not None else None
    places = _places(draft, things) if things is not None else ()
    if things is None or word is None or counted is None or not places:
        raise refuse("not_supported", construction=word.text if word else draft.text, missing=["where"])
    name = draft.choose(word, "ambiguous_dimension", places)
    for item in around:
        item.operate("where")
    things.take(f"metric:{counted}", "metric")
    draft.metrics.append(Measured(MetricRef(counted), things))
    draft.groups.append(Group(DimensionRef(name), word, marked=True))


def _places(draft: Draft, things: Item) -> tuple[str, ...]:
    """The places that each of the things has, its own ones first."""
    home = dataset_of(draft.model, things.named("entity")[0].name)
    if home is None:
        return ()
    near = [
        d for dataset in draft.model.datasets for d in dataset.dimensions if draft.reach.has(home.name, d.qualified)
    ]
    shown = [d for d in near if not d.hidden and not d.personal]
    found = [d for d in shown if d.type == "geography" or words_of_name(d.labels.en).endswith(_PLACES)]
    own = [d.qualified for d in found if d.dataset == home.name]
    return tuple(own or [d.qualified for d in found])
