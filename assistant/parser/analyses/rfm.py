"""Scores and segments by RFM, decision time, lifecycle curve, value scores, tiers: "RFM with 11 segments", RFM打分.

Rule: a number of groups belongs to the scores where scoring is asked for, and names the map where segments are. A
percentage weighs the indicator beside it, on the side on which the first one stands; indicators without any weigh the
same.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_count, read_scope, take_subject
from assistant.parser.draft import Draft, Item, refuse
from tools.arguments import RfmArgs, TiersArgs
from tools.customer_arguments import (
    Indicator,
    LifecycleCurveArgs,
    RfmDurationArgs,
    RfmScoresArgs,
    ValueScoreArgs,
)
from tools.roles import customer_entity

MAPS = {4: "four", 10: "ten", 11: "eleven"}
FACTS = {"frequency_word": "frequency", "recency_word": "recency_days", "monetary_word": "monetary"}
KINDS = {
    "tier_behaviour": {"kind": "behaviour"},
    "tier_potential": {"kind": "potential"},
    "tier_demand": {"kind": "demand"},
    "tier_several": {"inputs": "several"},
    "tier_account": {"preset": "b2b_account"},
    "tier_size": {"preset": "b2b_size"},
    "tier_risk": {"preset": "b2b_risk"},
}
ABOUT = (
    "how_many",
    "group",
    "which",
    "tool_word",
    "segment_word",
    "segment_verb",
    "groups_word",
    "share",
    "high",
    "top",
    "best",
)


def _is_rfm(item: Item, draft: Draft) -> bool:
    """The word RFM, alone or as the name of a segmentation that the tool makes."""
    segmentations = [draft.model.segmentation(meaning.name) for meaning in item.named("segmentation")]
    return item.has("rfm") or any(segmentation.tool == "rfm_segments" for segmentation in segmentations)


def _groups(draft: Draft) -> Item | None:
    """The number before a word for groups: "4 groups", 11个分群."""
    for item in draft.free():
        number, after = item.piece.number, draft.right(item)
        if number is None or number.unit is not None or number.value != int(number.value) or after is None:
            continue
        if after.has("groups_word", "segment_word") or after.named("segmentation"):
            return item
    return None


def _asks_scores(draft: Draft) -> bool:
    is_rfm = any(_is_rfm(item, draft) or item.has("rfm_score") for item in draft.free())
    return is_rfm and not _measures(draft)


def _asks_map(draft: Draft) -> bool:
    is_rfm = any(_is_rfm(item, draft) for item in draft.free())
    is_odd = _groups(draft) is not None or next(draft.cued("rfm_fixed", "rfm_orders"), None) is not None
    return is_rfm and is_odd and not _measures(draft) and next(draft.cued("score_word"), None) is None


def _measures(draft: Draft) -> bool:
    """Whether a figure is asked for; the word for customers is their number as well, and says only who is meant."""
    return any(item.named("metric") and not _is_subject(draft, item) for item in draft.free())


def _is_subject(draft: Draft, item: Item) -> bool:
    return any(meaning.name == customer_entity(draft.model) for meaning in item.named("entity"))


def _scoring(draft: Draft) -> dict[str, object]:
    """How scores are given, beside their number."""
    given: dict[str, object] = {}
    for cue, name, value in (("rfm_fixed", "preset", "fixed"), ("rfm_orders", "frequency", "orders")):
        for item in list(draft.cued(cue)):
            item.take(f"{name}:{value}", "operator")
            given[name] = value
    return given


def _scores(draft: Draft, _: Read) -> BaseModel:
    given = _scoring(draft)
    number = _groups(draft)
    if number is not None and number.piece.number is not None:
        given["bins"] = int(number.piece.number.value)
        if not 2 <= int(number.piece.number.value) <= 10:
            raise refuse("not_in_analysis", missing=[number.text], tool="rfm_scores", what=number.text)
        number.take(f"number:{given['bins']}", "number")
    given |= read_scope(draft)
    _take_rfm(draft, "rfm_scores")
    limit = read_count(draft)
    if limit is not None:
        given["limit"] = limit
    _take_rest(draft)
    return RfmScoresArgs.model_validate(given)


def _segments(draft: Draft, _: Read) -> BaseModel:
    given = _scoring(draft)
    number = _groups(draft)
    if number is not None and number.piece.number is not None:
        n = int(number.piece.number.value)
        if n not in MAPS:
            raise refuse("no_such_map", missing=[number.text], n=str(n))
        given["map"] = MAPS[n]
        number.take(f"number:{n}", "number")
    elif "preset" in given:
        given["map"] = "four"  # the maps with names by score know five of each
    given |= read_scope(draft)
    _take_rfm(draft, "rfm_segments")
    _take_rest(draft)
    return RfmArgs.model_validate(given)


def _take_rfm(draft: Draft, tool: str) -> None:
    for item in list(draft.free()):
        if _is_rfm(item, draft):
            item.take(f"tool:{tool}", "intent", "operator")


def _take_rest(draft: Draft) -> None:
    """Words that say no more than the tool's own name does."""
    for item in list(draft.cued(*ABOUT)):
        if not item.piece.meanings or item.has("segment_word", "groups_word"):
            item.operate("request")
    take_subject(draft, customer_entity(draft.model))


def _duration(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    for word in list(draft.cued("lookback_word")):
        for item in (draft.right(word), draft.left(word)):
            number = item.piece.number if item is not None and not item.taken else None
            if item is not None and number is not None and 1 <= number.value <= 365:
                given["lookback_days"] = int(number.value)
                item.take(f"number:{number.value}", "number")
                word.operate("lookback")
                unit = draft.right(item)
                if unit is not None and unit.has("days_word"):
                    unit.operate("request")
                break
    given |= read_scope(draft)
    for item in list(draft.cued("before_order")):
        item.operate("request")
    _take_rfm(draft, "rfm_duration")
    _take_rest(draft)
    return RfmDurationArgs.model_validate(given)


def _curve(draft: Draft, _: Read) -> BaseModel:
    given = read_scope(draft)
    for item in list(draft.cued("curve_word", "lifecycle")):
        item.operate("request")
    _take_rest(draft)
    return LifecycleCurveArgs.model_validate(given)


# --- value --------------------------------------------------------------------------------------------------------


def _score(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    indicators = _indicators(draft)
    if indicators:
        given["indicators"] = indicators
    for item in list(draft.cued("minmax_word")):
        item.operate("scaling:minmax")
        given["scaling"] = "minmax"
    given |= read_scope(draft)
    limit = read_count(draft)
    if limit is not None:
        given["limit"] = limit
    for item in list(draft.cued("weight_word", "score_word")):
        item.operate("request")
    _take_rest(draft)
    return ValueScoreArgs.model_validate(given)


def _indicators(draft: Draft) -> tuple[Indicator, ...]:
    """Metrics and facts with the percentage beside each."""
    named = [(item, name) for item in draft.free() if (name := _indicator(draft, item))]
    shares = [item for item in draft.free() if item.piece.number is not None and item.piece.number.unit == "percent"]
    if not shares:
        weights: list[float] = [1.0] * len(named)
    elif len(shares) != len(named) or not named:
        raise refuse("weights_unclear", missing=[item.text for item in shares])
    else:
        first = min((item.index for item, _ in named))
        is_before = shares[0].index < first
        pairs = list(zip(shares, named, strict=True))
        in_order = all((share.index < item.index) == is_before for share, (item, _) in pairs)
        if not in_order:
            raise refuse("weights_unclear", missing=[item.text for item in shares])
        weights = [float(share.piece.number.value) / 100 for share in shares if share.piece.number is not None]
        for share in shares:
            share.take(f"number:{share.text}", "number")
    for item, name in named:
        item.take(f"metric:{name}", "metric")
    return tuple(Indicator(metric=name, weight=weight) for (_, name), weight in zip(named, weights, strict=True))


def _indicator(draft: Draft, item: Item) -> str:
    fact = next((name for cue, name in FACTS.items() if item.has(cue)), "")
    metrics = [] if _is_subject(draft, item) else [meaning.name for meaning in item.named("metric")]
    if fact and not metrics:
        return fact
    return draft.choose(item, "ambiguous_metric", metrics) if metrics else fact


# --- tiers --------------------------------------------------------------------------------------------------------


def _tiers(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    for item in draft.items:
        for cue, chosen in KINDS.items():
            if item.bound_to == "tool:tiers" and item.has(cue):
                given |= chosen
    for item in list(draft.free()):
        values = item.named("value")
        if any(_is_tier(draft, meaning.name) for meaning in values) or item.has("tiers") or _names_tiers(draft, item):
            item.take("tool:tiers", "intent", "operator")
    given |= read_scope(draft)
    _take_rest(draft)
    return TiersArgs.model_validate(given)


def _names_tiers(draft: Draft, item: Item) -> bool:
    return any(_is_tier(draft, meaning.name) for meaning in item.named("segmentation"))


def _is_tier(draft: Draft, name: str) -> bool:
    return draft.model.has_segmentation(name) and draft.model.segmentation(name).tool == "tiers"


SCORES = Analysis("rfm_scores", ("score_word", "rfm_score"), _scores, _asks_scores)
SEGMENTS = Analysis("rfm_segments", ("rfm", "rfm_word"), _segments, _asks_map)
DURATION = Analysis("rfm_duration", ("decision_time",), _duration, lambda draft: not _measures(draft))
CURVE = Analysis("lifecycle_curve", ("lifecycle_curve",), _curve, lambda draft: not _measures(draft))
VALUE = Analysis("value_score", ("value_score",), _score)
TIERS = Analysis("tiers", tuple(KINDS), _tiers, lambda draft: not _measures(draft))
