"""Decision-tree segments: "which rules separate customers who come back", 用决策树划分客户.

Rule: what the tree is to tell is named beside it (come back, stay away, spend); without that it is who comes back.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_horizon, read_scope, take_subject
from assistant.parser.draft import Draft
from tools.customer_arguments import TreeSegmentsArgs

_TARGETS = {"tree_repurchase": "repurchase", "tree_churn": "churn", "churn": "churn", "tree_spend": "spend"}


def _read(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    for cue, target in _TARGETS.items():
        for item in list(draft.cued(cue)):
            given.setdefault("target", target)
            item.operate(f"target:{target}")
    days = read_horizon(draft)
    if days is not None:
        given["horizon_days"] = days
    given |= read_scope(draft)
    for item in list(draft.cued("group", "segment_verb")):
        item.operate("request")
    take_subject(draft)
    return TreeSegmentsArgs.model_validate(given)


TREE = Analysis("tree_segments", ("tree",), _read)
