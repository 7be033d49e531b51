"""Requests that are no query: what a word means, what can be asked, run a segmentation, and what is refused.

Rule: a request takes the whole question. If something of it finds no place in the request, the words stay
unexplained, as in a query.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from assistant.parser.analyses import read_analysis
from assistant.parser.analyses.slots import Read
from assistant.parser.conditions.filters import read_filters
from assistant.parser.conditions.row_numbers import read_numbers
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.aggregations import AGGREGATIONS
from assistant.parser.figures.counts import is_countable_thing
from semantic_layer.model import Segmentation, SimpleMetric
from semantic_layer.vocabulary import Meaning
from tools.arguments import DescribeArgs
from tools.catalog import ToolCall, UnknownTool, tool
from tools.roles import customer_entity

REFUSED = ("write", "personal", "outside", "analysis")
TOOLS = {
    "rfm": "rfm_segments",
    "lifecycle": "lifecycle_stages",
    "tiers": "tiers",
    "clusters": "cluster_customers",
    "segment_verb": "rfm_segments",
}
DescribeKind = Literal["metric", "dimension", "segmentation", "value"]


def refuse_topics(draft: Draft) -> None:
    """Raise for what the product does not do, wherever the word stands, unless the model knows the word."""
    for item in draft.items:
        if item.taken or item.piece.meanings or item.piece.is_soft:
            continue
        if item.has("write"):
            raise refuse("write_request")
        if item.has("personal") and not _is_compared(draft, item):
            raise refuse("personal_data", missing=[item.text])
        if item.has("outside"):
            raise refuse("outside_data", topic=item.text)
        if item.has("unsupported"):
            raise refuse("not_supported", construction=item.text.removeprefix("的"))
    for item in draft.items:
        for meaning in item.named("dimension"):
            dimension = draft.dimension(meaning.name)
            is_plain = len(item.piece.meanings) == 1 and not _is_name_of_other(draft, item)
            is_plain = is_plain and not _is_compared(draft, item)
            if dimension and dimension.personal and is_plain:
                raise refuse("personal_data", missing=[meaning.name])


def refuse_degrees(draft: Draft) -> None:
    """ "How loyal are they" asks for a degree; to count the loyal ones would drop the question."""
    for item in draft.free():
        following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
        if item.text == "how" and following is not None and following.named("value"):
            raise refuse("not_supported", missing=[following.text], construction=f"{item.text} {following.text}")


def _is_compared(draft: Draft, item: Item) -> bool:
    """ "Duplicate customers by phone" compares phone numbers and shows none."""
    compares = draft.goes_on is not None and draft.goes_on.tool == "duplicates"
    compares = compares or any(i.has("duplicates", "confirm_merge") for i in draft.items)
    return compares and item.has("phone_word", "email_word", "device_word")


def refuse_analyses(draft: Draft) -> None:
    """Raise for an analysis that no tool offers; to be asked after the tools have been tried."""
    for item in draft.items:
        if not (item.taken or item.piece.meanings or item.piece.is_soft) and item.has("analysis"):
            raise refuse("outside_analysis", what=item.text)


def _is_name_of_other(draft: Draft, item: Item) -> bool:
    """ "The name of all products" asks for no person's name, though only people have a column called that."""
    owner = item.named("dimension")[0].name.partition(".")[0]
    things = {m.name for other in draft.items for m in other.named("entity")}
    return item.text in ("name", "names", "姓名", "名字") and bool(things) and owner not in things


def read_request(draft: Draft, read_query: Read) -> ToolCall | None:
    """Return the call of a request, or None when the question is a query."""
    return _about_everything(draft) or _explanation(draft) or read_analysis(draft, read_query) or _segment_call(draft)


def _about_everything(draft: Draft) -> ToolCall | None:
    for cue, kind in (("catalogue", "catalogue"), ("freshness", "freshness")):
        found = list(draft.cued(cue))
        if found and not any(item.piece.meanings for item in draft.items if item not in found):
            for item in found:
                item.take(f"describe:{kind}", "intent", "operator")
            return ToolCall(tool="describe", arguments=DescribeArgs(kind=kind))  # type: ignore[arg-type]
    return None


def _explanation(draft: Draft) -> ToolCall | None:
    """ "What does X mean", "X是什么意思", "how is X computed": one known name and a word that asks for it."""
    known = [item for item in draft.items if item.piece.meanings]
    cues = [item for item in draft.cued("define", "computed") if _asks_meaning(item, known)]
    others = any(item.piece.number or item.piece.condition or item.piece.time for item in draft.items)
    others = others or any(
        item.has("quality", "newest", "oldest", "high", "low", "popular", "unpopular") for item in draft.items
    )
    if len(known) == 1 and (known[0].named("value") or known[0].named("segmentation") or len(draft.items) == 2):
        cues = cues or _asked_alone(draft, known[0])  # "What is revenue?"; "what is the revenue" asks for the figure
    if not cues or len(known) != 1 or others:
        return None
    item = known[0]
    kinds = {"metric": "metric", "dimension": "dimension", "segmentation": "segmentation", "value": "value"}
    meanings = [m for m in item.piece.meanings if m.kind in kinds] or _counted(draft, item)
    meanings = [m for m in meanings if m.kind == meanings[0].kind]
    if not meanings:
        return None
    name = draft.choose(
        item, f"ambiguous_{'metric' if meanings[0].kind == 'metric' else 'value'}", [_name(m) for m in meanings]
    )
    item.take(f"{meanings[0].kind}:{name}", "metric" if meanings[0].kind == "metric" else "dimension")
    for cue in cues:
        cue.take("describe", "intent", "operator")
    _take_own_aggregation(draft, item, name)
    kind: DescribeKind = kinds[meanings[0].kind]  # type: ignore[assignment]
    return ToolCall(tool="describe", arguments=DescribeArgs(kind=kind, name=name))


def _take_own_aggregation(draft: Draft, item: Item, name: str) -> None:
    """ "What does total amount mean?": the word says how the metric is aggregated anyway; another word would not."""
    metric = draft.model.metric(name) if item.named("metric") and draft.model.has_metric(name) else None
    own = draft.model.measure(metric.measure).agg if isinstance(metric, SimpleMetric) else None
    for cue in (draft.left(item), draft.right(item)):
        if cue is not None and not cue.taken and any(cue.has(c) for c, agg in AGGREGATIONS.items() if agg == own):
            cue.operate(f"agg:{own}", "aggregation")


def _asked_alone(draft: Draft, known: Item) -> list[Item]:
    """ "What is a champion?": nothing but the question words and the name."""
    if any(item is not known and not item.piece.is_soft for item in draft.items) or next(draft.cued("how_many"), None):
        return []
    asks = list(draft.cued("what_is"))
    is_segment = any(draft.model.has_segmentation(meaning.name) for meaning in known.named("value"))
    return [item for item in asks if not (is_segment and item.text.startswith("who"))]  # who they are, not what it is


def _counted(draft: Draft, item: Item) -> list[Meaning]:
    """A thing is explained by the metric that counts it."""
    counts = (draft.model.entity(m.name).default_count for m in item.named("entity"))
    return [Meaning("metric", name) for name in counts if name]


def _name(meaning: Meaning) -> str:
    return meaning.name if meaning.value is None else f"{meaning.name}={meaning.value}"


def _asks_meaning(cue: Item, known: list[Item]) -> bool:
    """ "Mean" and "how is" ask for a meaning only in the right place; "mean revenue" is an average."""
    if cue.has("filler"):
        return False
    if cue.has("agg_avg"):
        return bool(known) and known[-1].index < cue.index
    return not cue.piece.meanings


# -- segmentations --------------------------------------------------------------------------------------------


def _segment_call(draft: Draft) -> ToolCall | None:
    """A request to run a segmentation: its name or everyday name, without a number that is asked for."""
    asks_number = ("share", "trend", "low", "bottom", "best", "worst", "high", "top", *AGGREGATIONS)
    for item in draft.items:
        is_metric = item.named("metric") and not is_countable_thing(draft, item)
        if not item.has(*TOOLS) and (is_metric or item.has(*asks_number)):
            return None
    entities = [item for item in draft.items if item.named("entity")]
    if any(item.has("how_many", "group") for item in draft.items) and entities:
        return None
    cues = [item for item in draft.items if item.has(*TOOLS)]
    named = [(item, m) for item in draft.items for m in item.named("segmentation")]
    if not cues and not named:
        return None
    name = _tool_of(draft, cues, named)
    if name is None:
        return None
    for item in cues:
        item.take(f"tool:{name}", "intent", "operator")
    for item, meaning in named:
        item.take(f"segmentation:{meaning.name}", "segmentation")
    if not cues:
        for item in list(draft.cued("segment_verb")):
            item.take(f"tool:{name}", "intent", "operator")
    for item in list(draft.cued("segment_word", "tool_word", "which")):
        item.operate("request")
    for item in list(draft.cued("group")):
        following = draft.right(item)
        if following is not None and (following.has(*TOOLS) or following.named("segmentation")):
            item.operate("request")
    subjects = {segmentation.entity for segmentation in draft.model.segmentations} | {customer_entity(draft.model)}
    for item in entities:
        if item.named("entity")[0].name in subjects:
            item.take(f"entity:{item.named('entity')[0].name}", "entity")
    read_filters(draft)
    read_numbers(draft)
    return ToolCall(tool=name, arguments=_arguments(draft, name, [m.name for _, m in named]))


def _tool_of(draft: Draft, cues: list[Item], named: list[tuple[Item, Meaning]]) -> str | None:
    explicit = [TOOLS[cue] for item in cues for cue in TOOLS if item.has(cue) and cue != "segment_verb"]
    if not explicit and named:
        explicit = [draft.model.segmentation(meaning.name).tool for _, meaning in named]
    if not explicit and cues:
        draft.assume("default_segmentation", "tool:rfm_segments")
        explicit = ["rfm_segments"]
    distinct = list(dict.fromkeys(explicit))
    try:
        return tool(distinct[0]).name if len(distinct) == 1 else None
    except UnknownTool:
        return None


def _arguments(draft: Draft, name: str, segmentations: list[str]) -> BaseModel:
    """The tool's arguments: what the question says, else what the model states for that segmentation."""
    fields = tool(name).arguments.model_fields
    given: dict[str, object] = dict(_stated(draft, name, segmentations, set(fields)))
    if draft.filters:
        given["filters"] = tuple(draft.filters)
    for item in list(draft.free()):
        number, window = item.piece.number, item.piece.time
        if window and window.kind == "window":
            _read_window(draft, item, name, given)
        elif number and "k" in fields and 2 <= number.value <= 20:
            given["k"] = int(number.value)
            item.take(f"number:{number.value}", "number")
        elif number and "limit" in fields and 1 <= number.value <= 1000:
            given["limit"] = int(number.value)
            item.take(f"number:{number.value}", "number")
            for cue in list(draft.cued("top", "high")):
                cue.operate("limit", "ranking")
    return tool(name).arguments.model_validate(given)


def _read_window(draft: Draft, item: Item, name: str, given: dict[str, object]) -> None:
    match = item.piece.time
    if match is None:
        return
    window = draft.calendar.resolve(match.rule)
    ahead = (
        window.start is not None
        and window.end is not None
        and window.end > draft.calendar.as_of
        and window.start >= draft.calendar.as_of
    )
    if ahead and "horizon_days" in tool(name).arguments.model_fields and window.end and window.start:
        given["horizon_days"] = (window.end - window.start).days
        item.take(f"number:{given['horizon_days']}", "time")
    elif not ahead:
        given["window"] = window
        item.take(f"time:{match.rule}", "time")


def _stated(draft: Draft, name: str, segmentations: list[str], fields: set[str]) -> dict[str, object]:
    """Parameters of the model's segmentation, when it is named and nothing else was asked."""
    found: list[Segmentation] = [draft.model.segmentation(q) for q in segmentations]
    if len(found) != 1 or found[0].tool != name:
        return {}
    return {key: value for key, value in found[0].params.items() if key in fields}
