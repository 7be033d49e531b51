"""Steps, and customers who bring customers: "funnel from visit to order", 下单前的常见路径, 谁推荐的客户最多.

Rule: a step is named by its value, by a number that counts it, or by an everyday word whose stem its name holds; an
order is named by any word of buying. From the first to the last step named go all steps of the model in between.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.goods import soak
from assistant.parser.analyses.slots import (
    Analysis,
    Read,
    read_by,
    read_count,
    read_scope,
    read_winner,
    take_subject,
)  # fmt: skip
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import Dimension
from tools.customer_arguments import FunnelArgs, PathsArgs, ReferralArgs
from tools.journeys.events import ORDER

STEMS = {
    "step_visit": ("visit", "session", "land", "browse"),
    "step_view": ("view", "detail"),
    "step_cart": ("cart", "basket"),
    "step_checkout": ("checked_out", "checkout", "check_out"),
    "before_cart": ("cart", "basket"),
    "before_checkout": ("checked_out", "checkout", "check_out"),
}
HOURS = {"day": 24, "hour": 1, "week": 168}
ENDS = ("before_order", "before_cart", "before_checkout")


# --- steps ------------------------------------------------------------------------------------------------------


def _kind(draft: Draft) -> Dimension | None:
    """The dimension whose values are the kinds of behaviour."""
    role = draft.model.role("interaction")
    if role is None:
        return None
    dimensions = draft.model.dataset(role.dataset).dimensions
    return next((d for d in dimensions if d.expr == role.column("kind")), None)


def _kinds(draft: Draft) -> tuple[str, ...]:
    kind = _kind(draft)
    ranked = sorted(kind.values, key=lambda value: value.order or 0) if kind else ()
    return tuple(str(value.code) for value in ranked)


def _step(draft: Draft, item: Item) -> str | None:
    """The step that a word names, or None."""
    kind, kinds = _kind(draft), _kinds(draft)
    if kind is None:
        return None
    for meaning in item.named("value"):
        if meaning.name == kind.qualified:
            return str(meaning.value)
    counted = _counted(draft, item, kind)
    if counted is not None:
        return counted
    for cue, stems in STEMS.items():
        if item.has(cue):
            found = next((code for code in kinds if any(stem in code.casefold() for stem in stems)), None)
            if found is None:
                raise refuse("unknown_word", missing=[item.text], word=item.text)
            return found
    return ORDER if _is_order(item) else None


def _counted(draft: Draft, item: Item, kind: Dimension) -> str | None:
    """The kind that a metric counts, by the filter of its measure: "visits", 加购数."""
    for meaning in item.named("metric"):
        metric = draft.model.metric(meaning.name)
        measure = getattr(metric, "measure", None)
        if not isinstance(measure, str):
            continue
        found = draft.model.measure(measure)
        for value in kind.values:
            if found.dataset == kind.dataset and found.filter == f"{kind.expr} = '{value.code}'":
                return str(value.code)
    return None


def _is_order(item: Item) -> bool:
    named = any(meaning.name in ("order", "orders") for meaning in item.piece.meanings)
    return named or item.has("step_order", "before_order", "bought")


def _take_steps(draft: Draft) -> list[str]:
    """Every step that the question names, in the order of its words."""
    found: list[str] = []
    for item in list(draft.free()):
        step = _step(draft, item)
        if step is not None:
            item.take(f"value:{step}", "value")
            found.append(step)
    return found


# --- funnel -----------------------------------------------------------------------------------------------------


def _read_funnel(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    if any(item.has("loss_word") for item in draft.items if item.bound_to == "tool:funnel"):
        given["focus"] = "loss"
    hours = _within(draft)
    if hours is not None:
        given["within_hours"] = hours
    by = _read_by_entry(draft) or read_by(draft)
    if by is not None:
        given["by"] = by
        read_winner(draft)
    steps = _between(_take_steps(draft), (*_kinds(draft), ORDER))
    if steps:
        given["steps"] = steps
    given |= read_scope(draft)
    soak(draft, "high", "which", "list", "and", "common_word")
    take_subject(draft)
    return FunnelArgs.model_validate(given)


def _between(named: list[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """All steps from the first to the last; () where that is the whole funnel. Several named ones stay as named."""
    if len(named) == 1 and named[0] == ORDER:
        return ()
    if len(named) == 1:
        named = [named[0], ORDER]
    if len(named) == 2 and all(step in known for step in named):
        first, last = (known.index(step) for step in named)
        steps = known[first : last + 1] if first < last else tuple(named)
    else:
        steps = tuple(named)
    return () if steps == known else steps


def _within(draft: Draft) -> int | None:
    """ "Within 7 days", 7天内: a number with a unit of time that has a word of a limit beside it."""
    for item in list(draft.free()):
        number, unit = item.piece.number, draft.right(item)
        if number is None or unit is None or unit.taken:
            continue
        match = unit.piece.time
        hours = HOURS.get(match.grain or "") if match is not None else None
        if hours is None or number.value != int(number.value) or not 1 <= number.value * hours <= 8760:
            continue
        item.take(f"number:{number.value}", "number")
        unit.operate("hours")
        for beside in (draft.left(item), draft.right(unit)):
            if beside is not None and not beside.taken and beside.has("churn_within", "filler"):
                beside.operate("within")
        return int(number.value) * hours
    return None


def _read_by_entry(draft: Draft) -> str | None:
    """A grouping that belongs to the first step itself: the channel, the device."""
    kind = _kind(draft)
    if kind is None:
        return None
    for cue in list(draft.cued("group", "which")):
        item = draft.right(cue) or draft.left(cue)
        if item is None or item.taken:
            continue
        names = [meaning.name for meaning in item.named("dimension")]
        own = [name for name in names if draft.reach.has(kind.dataset, name) and not _of_customer(draft, name)]
        if not own:
            continue
        name = draft.choose(item, "ambiguous_dimension", own)
        item.take(f"dimension:{name}", "dimension")
        cue.operate("group")
        return name
    return None


def _of_customer(draft: Draft, name: str) -> bool:
    home = draft.model.dataset_of_entity("customer")
    return home is not None and draft.reach.has(home.name, name)


# --- paths ------------------------------------------------------------------------------------------------------


def _suits_paths(draft: Draft) -> bool:
    return _kind(draft) is not None or draft.model.role("interaction") is None


def _read_paths(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    hours = _within(draft)
    if hours is not None:
        given["within_hours"] = hours
    ends = [item for item in draft.free() if item.has(*ENDS)]
    if ends:
        end = _step(draft, ends[0])
        ends[0].take(f"value:{end}", "value")
        given["end"] = end
    steps = _take_steps(draft)
    if len(steps) == 2 and not ends:
        given["start"], given["end"] = steps
    elif len(steps) == 1 and ends:
        given["start"] = steps[0]
    elif len(steps) == 1:
        given["end"] = steps[0]
    elif steps:
        raise refuse("not_in_analysis", what=draft.text)
    given |= read_scope(draft)
    limit = read_count(draft)
    if limit is not None:
        given["limit"] = limit
    soak(draft, "high", "which", "list", "common_word", "often_word", "relating", "top")
    take_subject(draft)
    return PathsArgs.model_validate({k: v for k, v in given.items() if k != "end" or v != ORDER})


# --- referral ---------------------------------------------------------------------------------------------------


def _suits_referral(draft: Draft) -> bool:
    """The word for who refers is a number of the model too: it asks for a list only beside "top" or "best"."""
    said = next(draft.cued("refers_word", "referral_word"), None)
    return said is not None or next(draft.cued("high", "best", "top"), None) is not None


def _read_referral(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    took = {cue for item in draft.items for cue in item.piece.cues if item.bound_to == "tool:referral"}
    by = read_by(draft)
    depth = _depth(draft)
    if by is not None:
        given["by"] = by
    elif not took & {"refers_word", "referrer_word"}:
        given["show"] = "total"
    if depth is not None:
        given["depth"] = depth
    given |= read_scope(draft)
    limit = read_count(draft)
    if limit is not None:
        given["limit"] = limit
    for item in list(draft.free()):
        if any(_is_of_referral(draft, meaning.name) for meaning in item.named("metric")):
            item.operate("request")
    soak(
        draft, "high", "best", "top", "which", "list", "and", "how_many", "fresh", "bring", "spent", "analysis",
        "money", "share",
    )  # fmt: skip
    take_subject(draft)
    return ReferralArgs.model_validate(given)


def _is_of_referral(draft: Draft, name: str) -> bool:
    """Numbers that the answer holds: of customers, and what they bought."""
    metric = draft.model.metric(name)
    return (metric.unit.kind == "count" and metric.unit.of == "customer") or name in ("revenue", "referrals")


def _depth(draft: Draft) -> int | None:
    """ "Three levels deep", 3级推荐."""
    for cue in list(draft.cued("level_word")):
        item = draft.left(cue)
        number = item.piece.number if item is not None and not item.taken else None
        if item is None or number is None:
            continue
        item.take(f"number:{number.value}", "number")
        cue.operate("depth")
        return int(number.value)
    return None


FUNNEL = Analysis("funnel", ("funnel_word", "loss_word"), _read_funnel)
PATHS = Analysis("paths", ("path_word",), _read_paths, _suits_paths)
REFERRAL = Analysis("referral", ("refers_word", "referral_word", "referrer_word"), _read_referral, _suits_referral)
