"""Numbers and names that a turn gives to an analysis: "top 20", "and 10 %?", 换成订单数, "by product".

Rule: a number belongs to the one argument that counts, a share to the one that was assumed or looked at; a name to the
argument of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.parser.analyses.slots import read_count
from assistant.parser.analyses.trial import take_shares
from assistant.parser.draft import Draft
from assistant.parser.turns.analysis_refusals import Given, choices, is_marked, joined, not_in_turn
from tools.action_arguments import SampleSizeArgs
from tools.business_arguments import ParetoArgs, WhatIfArgs
from tools.catalog import ToolCall

CHOICES: Mapping[str, tuple[str, object]] = {
    "churn_everybody": ("population", "all"),
    "own_rhythm": ("definition", "own_gap"),
    "same_customer": ("unit", "customer"),
    "apart_word": ("direction", "apart"),
    "fresh_borders": ("cuts", "fresh"),
    "rfm_fixed": ("preset", "fixed"),
    "minmax_word": ("scaling", "minmax"),
    "the_rest": ("against", "other_customers"),
    "file_parquet": ("target", "parquet"),
    "tier_behaviour": ("kind", "behaviour"),
    "tier_potential": ("kind", "potential"),
    "tier_demand": ("kind", "demand"),
}


def read_number(draft: Draft, call: ToolCall) -> Given:
    fields = type(call.arguments).model_fields
    if "k" in fields:
        count = read_count(draft, 2, 20)
        return {} if count is None else {"k": count}
    words = [item.text for item in draft.free() if item.has("top") or item.piece.number is not None]
    if "limit" not in fields:
        if words and any(item.piece.number and item.piece.number.unit is None for item in draft.free()):
            raise not_in_turn(call, joined(words))
        return {}
    count = read_count(draft)
    return {} if count is None else {"limit": count}


def read_metric(draft: Draft, call: ToolCall) -> Given:
    fields = type(call.arguments).model_fields
    if "metric" not in fields or choices(fields["metric"].annotation):
        return {}
    named = [item for item in draft.free() if item.named("metric") and not is_marked(draft.left(item))]
    if len(named) != 1 or (named[0].named("entity") and draft.filters):
        return {}
    name = draft.choose(named[0], "ambiguous_metric", [meaning.name for meaning in named[0].named("metric")])
    named[0].take(f"metric:{name}", "metric")
    return {"metric": name}


def read_things(draft: Draft, call: ToolCall) -> Given:
    """ "And by product", 换成商品: the things that a sum is spread over."""
    if "entity" not in type(call.arguments).model_fields:
        return {}
    for item in list(draft.free()):
        if named := item.named("entity"):
            item.take(f"entity:{named[0].name}", "entity")
            marker = draft.left(item)
            if marker is not None and is_marked(marker):
                marker.operate("group")
            return {"entity": named[0].name}
    return {}


def read_segmentation(draft: Draft, call: ToolCall) -> Given:
    if "segmentation" not in type(call.arguments).model_fields:
        return {}
    for item in list(draft.free()):
        if named := item.named("segmentation"):
            item.take(f"segmentation:{named[0].name}", "segmentation")
            marker = draft.left(item)
            if marker is not None and is_marked(marker):
                marker.operate("group")
            return {"segmentation": named[0].name}
    return {}


def read_share(draft: Draft, call: ToolCall) -> Given:
    """ "And 10 %?": the one share that was assumed, or the one that was looked at."""
    old = call.arguments
    if isinstance(old, SampleSizeArgs):
        shares = take_shares(draft)
        return {"base": shares[0], "target": shares[1]} if len(shares) == 2 else {}
    found = [item for item in draft.free() if item.piece.number is not None and item.piece.number.unit == "percent"]
    if len(found) != 1 or found[0].piece.number is None:
        return {}
    share = float(found[0].piece.number.value) / 100
    given: Given = {}
    if isinstance(old, WhatIfArgs) and len(old.changes) == 1 and old.changes[0].by is not None:
        words = list(draft.cued("growth", "decline"))
        falls = words[0].has("decline") if words else old.changes[0].by < 0
        for word in words:
            word.operate("change")
        given["changes"] = (old.changes[0].model_copy(update={"by": -share if falls else share}),)
    elif isinstance(old, ParetoArgs):
        given["held" if old.asked == "held" else "share"] = share
    else:
        return {}
    found[0].take(f"number:{found[0].piece.number.value}", "number")
    for cue in list(draft.cued("top", "high")):
        cue.operate("request")
    return given


def read_choice(draft: Draft, call: ToolCall) -> Given:
    given: Given = {}
    fields = type(call.arguments).model_fields
    for cue, (name, value) in CHOICES.items():
        for item in list(draft.cued(cue)):
            if name in fields and not item.piece.meanings and value in choices(fields[name].annotation):
                item.operate(f"{name}:{value}")
                given[name] = value
                for beside in draft.cued("profile_word"):
                    beside.operate("request")
    return given
