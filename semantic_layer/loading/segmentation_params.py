"""The parameters of a segmentation, by the tool that makes it.

Rule: what a tool would refuse on the day somebody asks is refused when the model is loaded: unknown parameters, shares
that do not add up, lengths that do not rise, maps and scores that do not fit, labels for segments that do not occur.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from semantic_layer.loading.customer_fields import CustomerFields
from semantic_layer.loading.fields import Fields, did_you_mean, one_of
from semantic_layer.loading.first_orders import check_first_of
from semantic_layer.loading.segment_rules import RulesRead, check_rule_fields, segment_rules
from semantic_layer.model import FIRST_ORDER, Segmentation
from semantic_layer.segment_maps import Levels, SegmentMap
from semantic_layer.strict_yaml import Items, Scalar

COMMON = ("window", "filters")
STAGES = ("prospect", "new", "active", "silent", "reawakened", "churned")
TIERS: Mapping[str, tuple[str, ...]] = {
    "": ("high", "mid", "low"),
    "b2b_account": ("strategic", "develop", "general"),
    "b2b_size": ("large", "medium", "small"),
    "b2b_risk": ("potential", "maintain", "risk"),
}
KINDS = ("value", "behaviour", "demand", "potential")
OF_ROLES = (
    "basket_size",
    "product_variety",
    "return_share",
    "service_contacts",
    "visit_days",
)  # read from the roles alone
MAPS: Mapping[str, tuple[str, ...]] = {
    "ten": (
        "champions", "loyal", "potential_loyalist", "new", "promising", "need_attention", "about_to_sleep", "at_risk",
        "cant_lose", "hibernating",
    ),
    "eleven": (
        "champions", "loyal", "potential_loyalist", "new", "promising", "need_attention", "about_to_sleep", "at_risk",
        "cant_lose", "hibernating", "lost",
    ),
    "four": ("loyal_fans", "potential", "to_reawaken", "edge_of_churn"),
}  # fmt: skip
FIVES = (5, 5, 5)
FIXED = (4, 3, 3)  # scores of the preset `fixed`
LONGEST = 3650  # days


@dataclass(frozen=True)
class ParamsRead:
    """What of the parameters other definitions are checked against. `segments`: the codes that can occur, if known."""

    segments: tuple[str, ...] = ()
    map: str = ""
    levels: Levels | None = None  # how many scores of r, f and m there are, where the parameters say it
    demands_weights: bool = False
    rules: RulesRead | None = None
    first_of: str = ""  # the dimension of the first order
    features: tuple[str, ...] = ()
    fields: Fields | None = None


def segmentation_params(tool: str, fields: Fields) -> ParamsRead:
    """Read `params` of the segmentation at `fields`."""
    if tool not in READERS:
        if tool and "tool" not in fields.bad:
            near = did_you_mean(tool, READERS)
            fields.say("tool", f"No tool {tool!r} makes segments.", near if "?" in near else one_of(READERS))
        return ParamsRead()
    inner = fields.child("params")
    if inner is None:
        return ParamsRead()
    found = READERS[tool](inner)
    for key in COMMON:
        inner.node_at(key)
    inner.done()
    return found


def _rfm(params: Fields) -> ParamsRead:
    own = params.text("map", "ten")
    bins = params.integer("bins", 5, low=2, high=10)
    preset = params.choice("preset", ("quintile", "fixed"), "quintile")
    params.choice("frequency", ("days", "orders"), "days")
    params.text("frozen_run")
    cuts = params.child("cuts")
    if cuts is not None:
        for name in ("r", "f", "m"):
            _check_rising(name, cuts)
        cuts.done()
    asked = [
        key for key in ("preset", "cuts", "frozen_run") if key in params and (key != "preset" or preset == "fixed")
    ]
    if len(asked) > 1:
        params.say(asked[-1], f"{' and '.join(asked)} both say where scores begin.", "Keep one of them.")
    return ParamsRead(MAPS.get(own, ()), own, _levels(params, cuts, bins, preset), fields=params)


def _levels(params: Fields, cuts: Fields | None, bins: int, preset: str) -> Levels | None:
    if params.bad or (cuts is not None and cuts.bad) or "frozen_run" in params:
        return None
    if preset == "fixed":
        return FIXED
    r, f, m = (len(_numbers(name, cuts)) if cuts is not None else 0 for name in ("r", "f", "m"))
    return (r + 1 if r else bins), (f + 1 if f else bins), (m + 1 if m else bins)


def _check_rising(name: str, cuts: Fields) -> None:
    numbers = _numbers(name, cuts)
    if len(numbers) > 9 or any(later <= earlier for earlier, later in pairwise(numbers)):
        cuts.note(name, f"The borders of {name!r} do not rise.", "Write up to nine numbers, each above the one before.")


def _lifecycle(params: Fields) -> ParamsRead:
    names = ("new_days", "active_days", "silent_days")
    new, active, silent = (params.integer(name, 0, low=1, high=LONGEST) if name in params else None for name in names)
    if params.bad:
        return ParamsRead(STAGES)
    if active is not None and silent is not None and silent <= active:
        params.say("silent_days", f"silent_days ({silent}) is not above active_days ({active}).", "Let them increase.")
    if new is not None and active is not None and new > active:
        params.say("new_days", f"new_days ({new}) is above active_days ({active}).", "Let them increase.")
    return ParamsRead(STAGES)


def _tiers(params: Fields) -> ParamsRead:
    kind = params.choice("kind", KINDS, "value")
    preset = params.choice("preset", ("", "b2b_account", "b2b_size", "b2b_risk"), "")
    params.choice("inputs", ("revenue", "several"), "revenue")
    if "shares" in params:
        shares = _numbers("shares", params)
        whole = [Decimal(str(share)) for share in shares]
        if "shares" not in params.bad and (len(whole) != 3 or any(share <= 0 for share in whole) or sum(whole) != 1):
            rule = f"The shares {', '.join(map(str, whole)) or '(none)'} are not those of three tiers."
            params.say("shares", rule, "Write three shares above 0 that add up to 1, such as [0.2, 0.3, 0.5].")
    return ParamsRead(TIERS[preset], demands_weights=kind == "demand" and not preset, fields=params)


def _clusters(params: Fields) -> ParamsRead:
    features = params.texts("features")
    if "features" in params and "features" not in params.bad and len(set(features)) != max(len(features), 1):
        params.note("features", "The features are none, or one is listed twice.", "Name one or more, each once.")
    params.choice("method", ("kmeans", "ward"), "kmeans")
    params.integer("sample", 5000, low=50, high=20_000)
    params.integer("fit_sample", 100_000, low=50, high=1_000_000)
    if params.text("k", "auto") != "auto":
        params.integer("k", 2, low=2, high=8)
    return ParamsRead(features=features if "features" not in params.bad else (), fields=params)


def _rules(params: Fields) -> ParamsRead:
    found = segment_rules(params)
    return ParamsRead(found.segments, rules=found)


def _first_order(params: Fields) -> ParamsRead:
    params.need("by")
    return ParamsRead(first_of=params.text("by"), fields=params)


READERS: Mapping[str, Callable[[Fields], ParamsRead]] = {
    "rfm_segments": _rfm,
    "lifecycle_stages": _lifecycle,
    "tiers": _tiers,
    "cluster_customers": _clusters,
    "rule_segment": _rules,
    FIRST_ORDER: _first_order,
}


def _numbers(key: str, fields: Fields) -> tuple[float, ...]:
    node = fields.node_at(key)
    if node is None:
        return ()
    texts = [item.text for item in node.nodes if isinstance(item, Scalar)] if isinstance(node, Items) else []
    try:
        found = tuple(float(Decimal(text)) for text in texts)
    except InvalidOperation:
        found = ()
    if not isinstance(node, Items) or len(found) != len(node.nodes) or not all(abs(n) < 1e15 for n in found):
        fields.note(key, f"{key!r} must be a list of numbers.", f"Write {key}: [0.2, 0.3, 0.5].")
        return ()
    return found


def check_params(
    found: Sequence[tuple[Segmentation, Fields, ParamsRead]],
    customer: CustomerFields,
    maps: Mapping[str, SegmentMap | None],
    weights: Sequence[str],
) -> None:
    """Note parameters that point to nothing.

    Parameters
    ----------
    maps : the maps of the model by name; None for one with a mistake.
    weights : the names of the weights of the model.
    """
    for segmentation, fields, read in found:
        own = maps.get(read.map)
        segments = own.segments if own else read.segments
        if read.map and read.fields:
            _check_map(read, own, maps)
        if read.demands_weights and "demand" not in weights and read.fields:
            rule = "What customers need is known only by weights under the name 'demand'."
            read.fields.say("kind", rule, "Write them under `weights`, or choose another kind.")
        for name in read.features if read.fields else ():
            _check_feature(name, read.fields, customer)
        if read.rules is not None:
            check_rule_fields(read.rules, segmentation.qualified, customer)
        if read.first_of and read.fields:
            check_first_of(read.first_of, read.fields, fields, customer.known)
        for value in fields.children("values") if segments and not fields.bad else ():
            code = value.text("code")
            if code and code not in segments:
                value.say("code", f"{segmentation.tool!r} gives no segment {code!r}.", did_you_mean(code, segments))


def _check_feature(name: str, params: Fields | None, customer: CustomerFields) -> None:
    """Customers are grouped by numbers, of what they have done."""
    assert params is not None
    if name in OF_ROLES or not customer.check(name, "features", params, also=OF_ROLES):
        return
    metric = customer.known.metrics.get(name)
    if not customer.is_number(name):
        params.say("features", f"{name!r} is no number.", "Name a number of the customer.")
    elif metric is not None and metric.judged_forward:
        params.say("features", f"{name!r} looks at what customers do later.", "Name what customers have done.")


def _check_map(read: ParamsRead, own: SegmentMap | None, maps: Mapping[str, SegmentMap | None]) -> None:
    assert read.fields is not None
    if read.map not in MAPS and read.map not in maps:
        read.fields.say("map", f"There is no map {read.map!r}.", did_you_mean(read.map, [*MAPS, *maps]))
    need = own.levels if own else FIVES if read.map in ("ten", "eleven") and read.map not in maps else None
    if need is not None and read.levels not in (None, need):
        key = next((key for key in ("preset", "cuts", "bins") if key in read.fields), "map")
        written = " x ".join(map(str, need))
        read.fields.say(
            key, f"The map {read.map!r} needs {written} scores (r x f x m).", "Give as many, or another map."
        )
