"""Questions about data that were just imported.

Rule: a question is offered only after it was asked and answered with at least one row; where fewer than three can be,
fewer are offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from assistant.answer import answer
from assistant.context import Context
from assistant.question import Question
from semantic_layer.model import Dataset, Language, Measure, Metric, SemanticModel, SimpleMetric

OFFERED = 3
_TRIED = 12
_GROUPS = ("categorical", "geography", "boolean")


def askable(context: Context, language: Language) -> tuple[str, ...]:
    """Return up to three questions that the data answer, of different kinds where they can be."""
    found: list[str] = []
    for text in _candidates(context.model, language):
        if len(found) == OFFERED:
            break
        said = answer(Question.of(text, who=context.tools.who), context)
        if said.status == "answered" and said.language == language and any(table.table.rows for table in said.tables):
            found.append(text)
    return tuple(found)


def _candidates(model: SemanticModel, language: Language) -> Iterator[str]:
    """A total by a group, a course over time and the largest member, for one dataset after the other."""
    texts: list[str] = []
    for is_fact in (True, False):
        shown = [d for d in model.datasets if not d.hidden and (d.role == "fact") is is_fact]
        most_first = sorted(shown, key=lambda dataset: -len(dataset.measures))
        kinds = [list(_of_dataset(model, dataset, language)) for dataset in most_first]
        texts += [text for in_turn in zip_longest(*kinds) for text in in_turn if text]
    yield from list(dict.fromkeys(texts))[:_TRIED]


def _of_dataset(model: SemanticModel, dataset: Dataset, language: Language) -> Iterator[str]:
    own = {m.name: m for m in dataset.measures} | {f"{dataset.name}.{m.name}": m for m in dataset.measures}
    metrics: list[Metric] = [
        m for m in model.metrics if isinstance(m, SimpleMetric) and m.measure in own and not m.hidden
    ]
    paid = next((dict(r.columns)["amount"] for r in model.roles if r.name == "order" and r.dataset == dataset.name), "")
    sums = sorted(metrics, key=lambda m: _interest(own[m.measure], paid) if isinstance(m, SimpleMetric) else 0)
    groups = [d for d in dataset.dimensions if d.type in _GROUPS and not d.personal and not d.hidden]
    keys = {column for key in dataset.entities for column in key.columns}
    groups.sort(key=lambda d: d.column in keys)  # many buyers have many bars
    said = [m.label(language) for m in sums]
    by = [d.label(language) for d in groups]
    if said and by:
        yield f"各{by[0]}的{said[0]}" if language == "zh" else f"{said[0]} by {by[0]}"
    if said and dataset.default_time:
        yield f"每月{said[0]}" if language == "zh" else f"{said[0]} by month"
    if said and by:
        yield f"{said[0]}最高的{by[0]}" if language == "zh" else f"which {by[0]} has the highest {said[0]}?"
    yield from said[-1:]
    for name in said[1:3]:
        yield f"各{by[0]}的{name}" if by and language == "zh" else f"{name} by {by[0]}" if by else name


def _interest(measure: Measure, paid: str) -> int:
    """What was paid comes first, how many rows there are last."""
    return 0 if measure.expr == paid else 2 if measure.expr == "1" else 1
