"""Assumptions: "what if average order value rises by 5%", 如果客单价提高5%，销售额会怎样.

Rule: each assumption is a metric with a change or a value beside it; the metric without one is what is asked for. Where
none is, it is the one whose formula holds the factors. What is assumed of something that is no factor of the metric,
such as churn, is refused by name, and the factors are offered with the same change.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_scope, take_subject
from assistant.parser.draft import Draft, Item, Unreadable, refuse
from assistant.parser.figures.roles import money_metrics
from assistant.plan import Refuse
from tools.business.what_if import DEFAULT_WINDOW, formulas_of
from tools.business_arguments import FactorChange, WhatIfArgs
from tools.catalog import ToolCall

_CHURN = ("churn", "churn_rate")
_IF = ("if", "suppose", "assume", "如果", "假如", "假设", "要是", "倘若", "若", "假定")
_STEP = 0.1  # the change of the factors that are offered where none was told in per cent


def _suits(draft: Draft) -> bool:
    """Only with a number that is assumed: "what will revenue be" assumes nothing."""
    numbers = any(item.piece.number is not None for item in draft.items)
    return numbers and any(item.named("metric") for item in draft.items)


def _read(draft: Draft, _: Read) -> BaseModel:
    named = [item for item in draft.free() if item.named("metric")]
    changes = [change for item in named if (change := _change(draft, item)) is not None]
    if not changes:
        raise refuse("not_in_analysis", what=draft.text, tool="what_if")
    rest = [item for item in named if not item.taken]
    asked = [_taken(draft, item) for item in rest]
    metric = asked[0] if asked else _target(draft, {change.factor for change in changes})
    if metric is not None and asked and not _fits(draft, metric, changes):
        raise _no_factor(draft, metric, ", ".join(item.text for item in named if item not in rest), changes[0].by)
    if len(asked) > 1 or metric is None:
        raise refuse("no_formula", what=", ".join(item.text for item in rest) or changes[0].factor)
    given = read_scope(draft)
    if "window" not in given:
        given["window"] = draft.calendar.resolve(DEFAULT_WINDOW)
        draft.assume("default_window", f"time:{DEFAULT_WINDOW}")
    for cue in list(draft.cued("growth", "decline", "change", "how_many", "which", "group")):
        cue.operate("request")
    take_subject(draft)
    return WhatIfArgs.model_validate({"metric": metric, "changes": tuple(changes), **given})


def _fits(draft: Draft, metric: str, changes: list[FactorChange]) -> bool:
    formulas = list(formulas_of(draft.model.metric(metric), draft.model))
    return not formulas or any({c.factor for c in changes} <= set(f.inputs.values()) for f in formulas)


def _no_factor(draft: Draft, metric: str, what: str, by: float | None) -> Unreadable:
    """What the metric is made of instead, each with the change that was assumed."""
    inputs = (name for f in formulas_of(draft.model.metric(metric), draft.model) for name in f.inputs.values())
    factors = [name for name in dict.fromkeys(inputs) if not draft.model.metric(name).hidden]
    window = draft.calendar.resolve(DEFAULT_WINDOW)
    changed = [FactorChange(factor=name, by=abs(by or _STEP)) for name in factors[:3]]
    made = [WhatIfArgs(metric=metric, changes=(change,), window=window) for change in changed]
    offered = tuple(ToolCall(tool="what_if", arguments=arguments) for arguments in made)
    params = (("factors", ",".join(factors)), ("metric", metric), ("what", what))
    return Unreadable(Refuse("no_factor" if factors else "no_formula", params, (what,), offered))


def _suits_churn(draft: Draft) -> bool:
    """ "What would revenue be if churn fell by 10%": an assumption about who leaves, which no formula holds."""
    conditional = any(item.text in _IF or item.text.startswith(("what if", "what would")) for item in draft.items)
    number = any(item.piece.number is not None for item in draft.items)
    return conditional and number and next(draft.cued(*_CHURN), None) is not None


def _refuse_churn(draft: Draft, _: Read) -> BaseModel:
    words = [item for item in draft.items if item.has(*_CHURN)]
    named = [m.name for item in draft.items for m in item.named("metric")]
    metric = (named or list(money_metrics(draft.model)) or [""])[0]
    if not metric:
        raise refuse("no_formula", what=words[0].text)
    number = next(item.piece.number for item in draft.items if item.piece.number is not None)
    share = abs(float(number.value)) / 100 if number.unit == "percent" else None
    raise _no_factor(draft, metric, words[0].text, share)


def _taken(draft: Draft, item: Item) -> str:
    name = draft.choose(item, "ambiguous_metric", [meaning.name for meaning in item.named("metric")])
    item.take(f"metric:{name}", "metric")
    return name


def _change(draft: Draft, item: Item) -> FactorChange | None:
    """The change or value that is said of a factor: the first number after it, before the next metric."""
    up: bool | None = None
    for other in draft.items[item.index + 1 :]:
        if other.named("metric"):
            return None
        if up is None and other.has("growth", "decline") and not other.piece.meanings:
            up = other.has("growth")
        number = other.piece.number
        if number is None or other.taken:
            continue
        if number.unit == "percent" and up is not None:
            other.take(f"number:{number.value}", "number")
            share = float(number.value) / 100
            return FactorChange(factor=_taken(draft, item), by=share if up else -share)
        if number.unit in (None, "currency") and up is None:
            other.take(f"number:{number.value}", "number")
            return FactorChange(factor=_taken(draft, item), to=float(number.value))
        return None
    return None


def _target(draft: Draft, factors: set[str]) -> str | None:
    """The one metric whose formula holds every factor; a sum before a rate made of it."""
    fitting = [
        metric.name
        for metric in draft.model.metrics
        if not metric.hidden and any(factors <= set(f.inputs.values()) for f in formulas_of(metric, draft.model))
    ]
    sums = [name for name in fitting if draft.model.metric(name).unit.kind == "currency"]
    return next(iter(sums or fitting), None)


CHURN_AS_FACTOR = Analysis("what_if", ("what_if", *_CHURN), _refuse_churn, _suits_churn)
WHAT_IF = Analysis("what_if", ("what_if",), _read, _suits)
