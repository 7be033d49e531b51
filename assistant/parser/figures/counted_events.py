"""How often something happened to things: "which product was returned most often", 退货最多的商品, "drugs prescribed".

Rule: a verb that records rows of one table, with "most" beside it and no number of its own, asks for the number of
these rows. Each row must belong to one of the things that are ranked or counted; otherwise nothing is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.conditions.happenings import Happening, happenings
from assistant.parser.draft import Draft, Item, Measured
from assistant.parser.rows.labels import dataset_of
from semantic_layer.query import MetricRef
from semantic_layer.wordforms import has_han

_OFTEN = ("often", "frequently", "times", "times.", "次数", "次")
_TIMES_ZH = ("几次", "多少次", "几回", "多少回")
_TRADE = ("bought", "sold", "spent", "signup", "valued")


def read_counted_events(draft: Draft) -> None:
    """Put the number of events in the place of the verb, or let the verb say where different values are counted."""
    for verb in list(draft.free()):
        dataset = _recorded(draft, verb)
        if dataset is None or _has_figure(draft, verb):
            continue
        cue = _most(draft, verb)
        others = [item for item in draft.items if item is not verb]
        is_ranked = any(_belongs(draft, dataset, item) or _is_time_group(item) for item in others)
        if times := _asks_times(draft, verb):
            for word in times:
                word.operate("count", "aggregation")
            _take_owners(draft, times[-1], verb)
            _count(draft, verb, dataset)
        elif (cue is not None and is_ranked) or _asks_number(draft, verb):
            _count(draft, verb, dataset)
        elif any(_is_counted_column(draft, dataset, item) for item in draft.items):
            verb.operate(f"event:{dataset}")


def _recorded(draft: Draft, verb: Item) -> str | None:
    """The one table whose rows a verb, or in Chinese the thing of that name, stands for."""
    if verb.has(*_TRADE) or (verb.named("metric") and not verb.named("entity")):
        return None
    found = {h for h in happenings(draft.model).get(verb.text, ()) if _is_of_all(draft, h)}
    names = {happening.dataset for happening in found}
    if len(names) > 1:  # 报名: the rows that are called so, before the students whose date of entry is
        names = {happening.dataset for happening in found if happening.dimension is None}
    return names.pop() if len(names) == 1 else None


def _is_of_all(draft: Draft, happening: Happening) -> bool:
    """Each row is one event: the verb is the name of the rows, or in Chinese of the date that all of them have."""
    if happening.dimension is None:
        return True
    home = draft.model.dataset(happening.dataset)
    return has_han(draft.text) and happening.dimension == f"{home.prefix}.{home.default_time}"


def _is_time_group(item: Item) -> bool:
    """每周几, 哪个月: a unit of time that is ranked."""
    return item.piece.time is not None and (item.piece.time.kind == "grain" or ":" not in (item.piece.time.part or ":"))


def _asks_number(draft: Draft, verb: Item) -> bool:
    """有多少报修, 发了多少单: how many such events there were, where no thing is named that could be counted."""
    beside = [draft.left(verb), draft.right(verb)]
    if not has_han(verb.text) or any(item.named("entity") or item.named("dimension") for item in draft.items):
        return False
    return any(item is not None and item.has("how_many") and not item.piece.meanings for item in beside)


def _asks_times(draft: Draft, verb: Item) -> Sequence[Item]:
    """ "How many times did each student enrol", 每个学生报名了几次: the words that ask how often it happened."""
    after = draft.right(verb)
    if has_han(verb.text):
        return (after,) if after is not None and after.text in _TIMES_ZH and not after.taken else ()
    times = next((item for item in draft.items[: verb.index] if item.text == "times" and not item.taken), None)
    asked = draft.items[times.index - 1] if times is not None and times.index else None
    return (asked, times) if asked is not None and times is not None and asked.has("how_many") else ()


def _take_owners(draft: Draft, times: Item, verb: Item) -> None:
    """ "How many times did students enrol": whose enrolments they are is no second number."""
    for item in draft.items[times.index : verb.index]:
        before = draft.left(item)
        if item.named("entity") and not item.named("value") and (before is None or not before.has("group")):
            item.take(f"entity:{item.named('entity')[0].name}", "entity")


def _has_figure(draft: Draft, verb: Item) -> bool:
    """A number that is asked for beside the verb is what is ranked."""
    return any(
        item is not verb and item.named("metric") and not item.named("entity") and not item.named("dimension")
        for item in draft.items
    )


def _most(draft: Draft, verb: Item) -> Item | None:
    """ "Returned most often", "most often returned", 退货最多, 开得最多."""
    beside = [draft.right(verb, skip=_is_often), None if has_han(verb.text) else draft.left(verb, skip=_is_often)]
    return next((o for o in beside if o is not None and not o.taken and _is_most(o)), None)


def _is_most(item: Item) -> bool:
    return item.has("high", "low", "top") and not item.piece.meanings


def _is_often(item: Item) -> bool:
    said = item.has("filler", "is", "times_word") or (item.text in _OFTEN and not item.has("top"))
    return said and not item.piece.meanings


def _belongs(draft: Draft, dataset: str, item: Item) -> bool:
    """A thing or a column of which every row of the events has one."""
    if any(draft.reach.has(dataset, m.name) for m in item.named("dimension")):
        return True
    return any(m.name != draft.model.dataset(dataset).prefix and draft.reach.belongs(dataset, m.name)
               for m in item.named("entity"))  # fmt: skip


def _count(draft: Draft, verb: Item, dataset: str) -> None:
    home = draft.model.dataset(dataset).primary
    counted = draft.model.entity(home.name).default_count if home is not None else None
    if counted is None:
        return
    verb.take(f"metric:{counted}", "metric")
    for other in draft.items[verb.index + 1 : verb.index + 2]:
        if _is_often(other) and not other.taken and not other.has("filler", "is"):
            other.operate("often")
    draft.metrics.append(Measured(MetricRef(counted), verb))


def _is_counted_column(draft: Draft, dataset: str, item: Item) -> bool:
    """ "How many different drugs were prescribed": a column of the events' own rows, of which values are counted."""
    beside = [o for o in (draft.left(item), draft.right(item)) if o is not None]
    own = any((d := draft.dimension(m.name)) is not None and d.dataset == dataset for m in item.named("dimension"))
    home = dataset_of(draft.model, item.named("entity")[0].name) if item.named("entity") else None
    return own and home is None and any(o.has("agg_distinct", "how_many") for o in beside)
