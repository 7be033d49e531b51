"""Clusters by what is named: "cluster customers by frequency and discount share", 按购买频次和折扣占比给客户聚类.

Rule: what customers are to be compared by stands right behind a word that says so ("by", "using", 按, 根据), one after
the other. "Revenue by cluster" asks for a figure of groups and is left to others, and so is a clustering that names
neither what to look at nor Ward's method.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_count, read_scope, take_subject
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import CUSTOMER_FACTS
from semantic_layer.number_ranges import NUMERIC_TYPES
from tools.arguments import ClusterArgs
from tools.roles import customer_entity

TOOL = "cluster_customers"
FACTS = {
    "recency_word": "recency_days",
    "frequency_word": "frequency",
    "monetary_word": "monetary",
    "feature_purchase": "average_purchase",
    "feature_tenure": "tenure_days",
}
ROLES = {
    "feature_basket": "basket_size",
    "feature_products": "product_variety",
    "feature_returns": "return_share",
    "feature_complaints": "service_contacts",
    "feature_visits": "visit_days",
}
RATES = {"feature_discounts": ("discount rate", "折扣率")}  # known only where the model has a metric of that name
_BY = ("group", "axis", "cluster_on")
_BETWEEN = ("and", "comma", "both")


def _suits(draft: Draft) -> bool:
    if next(draft.cued("ward"), None) is not None:
        return True
    named = list(_features(draft))
    is_verb = any(item.has("clusters") and not item.text.endswith("clusters") for item in draft.items)
    return bool(named) and (is_verb or len(named) > 1)


def _features(draft: Draft) -> Iterator[tuple[Item, tuple[Item, ...], str]]:
    """Each named feature with its word, and the words before it that say "by" or "and"."""
    for marker in list(draft.cued(*_BY)):
        before: tuple[Item, ...] = (marker,)
        item = _next(draft, marker)
        while item is not None and (name := _feature(draft, item)):
            yield item, before, name
            before, item = (), _next(draft, item)
            while item is not None and item.has(*_BETWEEN) and not item.piece.meanings:  # "x, y, and z"
                before, item = (*before, item), _next(draft, item)
            if not before:
                break


def _next(draft: Draft, item: Item) -> Item | None:
    following = item.index + 1
    return draft.items[following] if following < len(draft.items) else None


def _feature(draft: Draft, item: Item) -> str:
    """What a word stands for: a fact or a role's feature by its everyday name, a metric, a number of the customers."""
    if item.taken:
        return ""
    known = {**FACTS, **ROLES}
    metrics = [m.name for m in item.named("metric")]
    if own := next((name for cue, name in known.items() if item.has(cue)), ""):
        is_rate = own in ROLES.values() and metrics
        return draft.choose(item, "ambiguous_metric", metrics) if is_rate else own
    for cue, names in RATES.items():
        if item.has(cue):
            found = [m.name for name in names for m in draft.vocabulary.meanings(name) if m.kind == "metric"]
            return found[0] if found else ""
    entity = customer_entity(draft.model)
    if metrics and not any(m.name == entity for m in item.named("entity")):
        return draft.choose(item, "ambiguous_metric", metrics)
    numbers = [m.name for m in item.named("dimension") if _is_number(draft, m.name, entity)]
    return draft.choose(item, "ambiguous_dimension", numbers) if numbers else ""


def _is_number(draft: Draft, name: str, entity: str) -> bool:
    dimension, own = draft.dimension(name), draft.model.dataset_of_entity(entity)
    is_own = dimension is not None and own is not None and dimension.dataset == own.name
    return is_own and dimension is not None and dimension.datatype in NUMERIC_TYPES and not dimension.personal


def _read(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    if any(item.has("ward") for item in draft.items):
        given["method"] = "ward"
    features: list[str] = []
    for item, before, name in list(_features(draft)):
        if name in features:
            raise refuse("contradiction", missing=[item.text])
        features.append(name)
        item.take(f"{'feature' if name in (*CUSTOMER_FACTS, *ROLES.values()) else 'metric'}:{name}", "metric")
        for word in before:
            word.operate("request")
    if features:
        given["features"] = tuple(features)
    given |= read_scope(draft)
    k = read_count(draft, 2, 20)
    if k is not None:
        given["k"] = k
    for item in list(draft.cued("group")):
        following = draft.right(item)
        if following is not None and following.bound_to.startswith("number:"):
            item.operate("request")  # 分4类
    for item in list(draft.cued("groups_word", "segment_word", "tool_word", "cluster_on")):
        if not item.piece.meanings:
            item.operate("request")
    take_subject(draft, customer_entity(draft.model))
    return ClusterArgs.model_validate(given)


CLUSTERS = Analysis(TOOL, ("clusters", "ward"), _read, _suits)
