"""A count each day on average: 每天平均多少单 is 平均每天多少单.

Rule: 平均 between a period that repeats and a number of things averages that number over the periods, wherever the two
words stand; of an amount it may as well be the average of each period, and stays as it is written.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item


def read_each_on_average(draft: Draft) -> None:
    """Put the word for the average before the period."""
    for index in range(len(draft.items) - 2):
        period, average, figure = draft.items[index : index + 3]
        repeats = period.piece.time is not None and period.piece.time.kind == "grain" and period.text.startswith("每")
        if repeats and average.text == "平均" and not average.taken and not period.taken and _is_count(draft, figure):
            draft.items[index : index + 2] = [average, period]
            average.index, period.index = index, index + 1
            return


def _is_count(draft: Draft, item: Item) -> bool:
    if item.has("how_many"):
        return True
    known = [draft.model.metric(m.name) for m in item.named("metric") if draft.model.has_metric(m.name)]
    return bool(known) and all(metric.unit.kind == "count" for metric in known)
