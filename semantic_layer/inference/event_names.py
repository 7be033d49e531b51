"""What the number of rows is called after what their date records: 报修次数 of tickets with a 报修日期.

Rule: the rows of a table are counted by the event of their own date only where that is their only date, no other table
has a date of that event, and the words name nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from semantic_layer.model import Dataset, Entity, Named, Words
from semantic_layer.nicknames import called
from semantic_layer.wordforms import has_han

_ENDS = ("日期", "时间", "日")
_COUNTS = ("数", "次数", "数量", "量", "总数")
_LEAST = 2  # characters: 报修, 发货
_SAYS_LITTLE = frozenset(
    {"开始", "结束", "起始", "截止", "创建", "更新", "修改", "记录", "登记", "发生", "生效", "录入"}
)


def with_event_names(datasets: Sequence[Dataset], entities: Collection[Entity]) -> tuple[Dataset, ...]:
    """Return the datasets with the further names of their counts of rows."""
    events = {dataset.name: _events(dataset) for dataset in datasets}
    shared = Counter(event for found in events.values() for event in found)
    named: list[Named] = [*entities, *(item for d in datasets for item in (*d.dimensions, *d.measures))]
    taken = {word for item in named for word in called(item)}
    counts = {entity.default_count for entity in entities}
    done = []
    for dataset in datasets:
        own = [event for event in events[dataset.name] if shared[event] == 1 and event not in taken]
        words = tuple(f"{event}{end}" for event in own for end in _COUNTS if f"{event}{end}" not in taken)
        measures = (
            replace(m, synonyms=Words(m.synonyms.en, (*m.synonyms.zh, *words))) if m.name in counts else m
            for m in dataset.measures
        )
        done.append(replace(dataset, measures=tuple(measures)))
    return tuple(done)


def _events(dataset: Dataset) -> tuple[str, ...]:
    """The Chinese words for what the only date of a table records."""
    dates = [d for d in dataset.dimensions if d.type == "time"]
    if len(dates) != 1 or dates[0].name != dataset.default_time or all(k.type != "foreign" for k in dataset.entities):
        return ()
    names = {name for name in called(dates[0]) if has_han(name) and "的" not in name}
    stems = {next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), "") for name in names}
    return tuple(sorted(stem for stem in stems if len(stem) >= _LEAST and stem not in _SAYS_LITTLE))
