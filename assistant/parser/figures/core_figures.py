"""How things stand: "how did we do last month", "how is Shanghai doing", 上海怎么样, 上个月怎么样.

Rule: the words stand for the figures that the model itself calls its core, or for the figure that the question names,
against the period before, so that "how" has an answer. Where a model calls nothing its core the words stay unexplained,
and groups alone are no answer to how they perform.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Group, Item, Measured, refuse
from assistant.parser.rows.member_rows import stand_in
from assistant.parser.turns.followup import is_edit
from semantic_layer.metric_inputs import datasets_of
from semantic_layer.query import Comparison, MetricRef

_MOST = 6
_ASKS = ("group", "which", "sold", "bought", "spent")  # something else than how it does
_DOES = frozenset({"doing", "do", "go", "perform", "performing", "getting on"})
_WAS = frozenset({"how was", "how is", "how were"})
_HOW_ZH = frozenset({"怎么样", "怎样", "如何", "表现", "表现怎么样", "表现如何", "情况", "情况怎么样", "情况如何"})
_BARE = frozenset({"performance", "performance of", "doing", "performing", "业绩", "表现"})


def read_core_figures(draft: Draft) -> None:
    """Put the core figures in the place of the words.

    Raises
    ------
    Unreadable
        "Performance by channel" of a model that calls nothing its core; "which stores do better" asks for some of them.
    """
    cue = next((item for item in draft.cued("core_figures") if not item.taken and not item.piece.meanings), None)
    if cue is not None and cue.text.endswith(("better", "worse")) and any(item.has("which") for item in draft.items):
        raise refuse("not_supported", missing=[cue.text], construction=cue.text)
    of_values = _asks_how_values_do(draft)
    cue = of_values or cue
    if cue is None:
        return
    is_bare = cue.text in _BARE and of_values is None
    core = _core(draft)
    things = _things(draft)
    if things and not draft.metrics and (core or is_bare):
        _split_by(draft, things[0])
    elif draft.metrics or any(item.named("metric") for item in draft.items):
        _hold_against_before(draft, None if is_bare else cue)
        return
    elif is_bare and (is_edit(draft) or not _names_groups(draft)):
        return
    if not core:
        if _names_groups(draft):
            raise refuse("not_supported", missing=[cue.text], construction=cue.text)
        return
    draft.metrics += [Measured(MetricRef(name), cue) for name in core]
    cue.take(f"metric:{core[0]}", "metric")
    _compare(draft)


def _asks_how_values_do(draft: Draft) -> Item | None:
    """The word that asks how something named, or a period, does, where nothing else is asked: 上海怎么样."""
    of_period = any(item.piece.time is not None and item.piece.time.kind == "window" for item in draft.items)
    named = of_period or any(item.named("value") for item in draft.items)
    if draft.previous is not None or draft.metrics or not named:
        return None
    asks = next((i for i in draft.items if i.text in _HOW_ZH and not i.taken), None)
    if draft.items[0].text.startswith("how"):
        does = (i for i in draft.items if i.text in _DOES or (of_period and i.text in _WAS))
        asks = next((i for i in does if not i.taken), None)
    values = [i.index for i in draft.items if i.named("value")]
    others = [i for i in draft.items if i.index not in values and i.index - 1 not in values]  # "the App channel"
    if any(i.named("metric") or i.named("entity") or i.named("segmentation") or i.has(*_ASKS) for i in others):
        return None
    return asks


def _core(draft: Draft) -> list[str]:
    """The core figures that have a value for each of the groups that are named."""
    split = [m.name for item in draft.items if not item.named("value") for m in item.named("dimension")]
    split += [names.pop() for item in draft.items if len(names := {m.name for m in item.named("value")}) == 1]
    split += [label for item in _things(draft) for m in item.named("entity") if (label := _label(draft, m.name))]
    core = [metric for metric in draft.model.metrics if metric.core and not metric.hidden]
    reaching = [
        metric.name for metric in core
        if all(draft.reach.has(dataset, name) for dataset in datasets_of(draft.model, metric) for name in split)
    ]  # fmt: skip
    return reaching[:_MOST]


def _label(draft: Draft, entity: str) -> str:
    label = draft.model.entity(entity).label_dimension
    return f"{entity}.{label}" if label else ""


def _hold_against_before(draft: Draft, cue: Item | None) -> None:
    """ "How are we doing on returns": the figure that is named, against the period before."""
    if cue is not None and draft.grain is None:
        cue.operate("against the period before")
        _compare(draft)


def _things(draft: Draft) -> list[Item]:
    """ "How are our stores doing": things with names of their own, where no other figure is named."""
    named = [item for item in draft.items if item.named("entity") and not item.taken]
    counts = {entity.default_count for entity in draft.model.entities if entity.label_dimension}
    if any(m.name not in counts for item in draft.items for m in item.named("metric")) or len(named) != 1:
        return []
    labelled = all(draft.model.entity(m.name).label_dimension for m in named[0].named("entity"))
    before = draft.left(named[0])
    others = any(item.has("group", "how_many") and item is not before for item in draft.items)
    is_counted = before is not None and before.has("how_many")
    return named if labelled and not others and not is_counted else []


def _split_by(draft: Draft, thing: Item) -> None:
    name = thing.named("entity")[0].name
    before = draft.left(thing)
    if before is not None and before.has("group"):
        before.operate("group")
    draft.groups.append(Group(stand_in(draft, name, thing), thing, marked=False))
    thing.take(f"entity:{name}", "entity")


def _compare(draft: Draft) -> None:
    if not draft.compare:
        draft.compare.append(Comparison("previous"))


def _names_groups(draft: Draft) -> bool:
    """Whether nothing but groups, or things of a kind, is named."""
    return any(item.named("dimension") or item.named("segmentation") or item.named("entity") for item in draft.items)
