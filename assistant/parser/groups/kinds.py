"""The kinds of things: 各类商品 and 哪类客户 ask for the column that says which kind each thing is.

Rule: 类 before a thing names the one column of kinds in that thing's own table; where there are several of them a
person chooses. A thing without such a column is itself what is meant.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Measured
from assistant.parser.rows.labels import dataset_of
from semantic_layer.meanings import Meaning
from semantic_layer.model import Dataset
from semantic_layer.query import MetricRef

_ENDS = ("类", "类型")
_KINDS = ("类别", "品类", "类型", "分类", "种类", "大类")
_NAMED_SO = ("category", "type", "kind", "class")


def read_kinds(draft: Draft) -> None:
    """Give each thing after 各类, 每类 or 哪类 the meaning of its column of kinds."""
    for cue in draft.items:
        thing = draft.right(cue) if cue.has("group", "which") and cue.text.endswith(_ENDS) else None
        if thing is None or thing.taken or not thing.named("entity") or draft.between(cue, thing):
            continue
        home = dataset_of(draft.model, thing.named("entity")[0].name)
        kinds = _kinds(home) if home is not None else ()
        if kinds:
            name = draft.choose(thing, "ambiguous_dimension", kinds)
            counted = draft.model.entity(thing.named("entity")[0].name).default_count
            thing.piece = replace(thing.piece, meanings=(Meaning("dimension", name),))
            if cue.has("which") and counted is not None and _ranks_alone(draft):
                draft.metrics.append(Measured(MetricRef(counted), None))


def _ranks_alone(draft: Draft) -> bool:
    """哪类工单最多: no number is named, so the things themselves are counted."""
    is_ranked = next(draft.cued("high", "low"), None) is not None
    return is_ranked and not any(item.named("metric") or item.has("sold", "bought") for item in draft.items)


def _kinds(dataset: Dataset) -> tuple[str, ...]:
    """Columns of kinds, those that say it in full before finer ones that end in the same word."""
    shown = [d for d in dataset.dimensions if d.type == "categorical" and not d.hidden and not d.personal]
    named = [d for d in shown if d.labels.zh.endswith(_KINDS) or d.labels.en.split(" ")[-1:][0] in _NAMED_SO]
    whole = [d for d in named if not d.labels.zh.startswith(("子", "小", "二级", "三级"))]
    return tuple(d.qualified for d in whole or named)
