"""Orders counted by their measure word alone: 各支付方式单数, 上个月做了多少单, and 换成单数 after a figure.

Rule: 单数, 笔数 and 多少单 beside no figure are the number of orders, of people and places too (上海客户有几单), who
are never counted in 单; as a turn they are the rows behind the figure that was shown, and never the number of its
groups. Of people of whom the model knows only the number (新客户) nobody can say which orders are theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import order_metric
from assistant.parser.figures.which_people import people_of
from semantic_layer.model import SemanticModel, SimpleMetric
from semantic_layer.vocabulary import Meaning

_WORDS = (
    "单数",
    "笔数",
    "单量",
    "的笔数",
    "几单",
    "几笔",
    "有几笔",
    "有几单",
    "多少笔",
    "有多少笔",
    "多少单",
    "有多少单",
)
_ASKS = ("多少", "有多少")
_DONE = frozenset({"做了", "接了", "出了", "开了", "成交了", "走了", "来了", "做", "接", "出", "开", "成交"})


def read_number_of_orders(draft: Draft) -> None:
    """Let the word stand for the metric that counts."""
    if any((item.named("entity") or item.named("metric")) and not _may_own_orders(draft, item) for item in draft.items):
        return
    for item in draft.items:
        unit = _unit(draft, item)
        if not item.taken and item.has("how_many") and (item.text in _WORDS or unit is not None):
            name = _rows_shown(draft) or order_metric(draft.vocabulary)
            if name is None:
                continue
            counted = next((i for i in draft.items if i.named("metric") and not i.named("entity")), None)
            if counted is not None:
                raise refuse("not_supported", missing=[counted.text], construction=counted.text)
            item.piece = replace(item.piece, cues=frozenset(), meanings=(Meaning("metric", name),))
            done = draft.items[item.index - 1] if item.index else None
            for word in (unit, done if done is not None and done.text in _DONE else None):
                if word is not None and not word.taken and not word.piece.meanings:
                    word.operate("orders")


def _may_own_orders(draft: Draft, item: Item) -> bool:
    """People and places have orders; what happened, and any other figure, is counted itself."""
    model = draft.model
    if item.named("entity"):
        homes = [model.dataset_of_entity(meaning.name) for meaning in item.named("entity")]
        return all(home is not None and home.role == "dimension" for home in homes)
    metrics = [model.metric(meaning.name) for meaning in item.named("metric")]
    people = {home.name for person in people_of(model) if (home := model.dataset_of_entity(person)) is not None}
    return all(isinstance(m, SimpleMetric) and _counts(m, people, model) for m in metrics)


def _counts(metric: SimpleMetric, datasets: Collection[str], model: SemanticModel) -> bool:
    measure = model.measure(metric.measure)
    return measure.agg in ("count", "count_distinct") and measure.dataset in datasets


def _unit(draft: Draft, item: Item) -> Item | None:
    """多少单: the measure word behind the question word, with nothing that it could measure behind it."""
    after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    if item.text not in _ASKS or after is None or not after.has("unit_orders") or after.piece.meanings:
        return None
    return after


def _rows_shown(draft: Draft) -> str | None:
    """What counts the rows behind the only figure of the answer before."""
    base = draft.previous
    shown = [ref.name for ref in base.metrics] if base is not None else []
    metric = draft.model.metric(shown[0]) if len(shown) == 1 and draft.model.has_metric(shown[0]) else None
    if not isinstance(metric, SimpleMetric):
        return None
    own = draft.model.dataset(draft.model.measure(metric.measure).dataset).primary
    return draft.model.entity(own.name).default_count if own is not None else None
