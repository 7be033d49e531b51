"""Hints on the steps of a number: "compute the average rating of each hotel before averaging", 先算每家酒店的平均评分.

Rule: a number that is asked over many members is then computed for each member first; one that is shown for each
member is that already. A demand about a number of the answer that is not understood refuses the question, because an
answer that passes it over would be another number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.parser.rows.labels import dataset_of, key_of, labels_of
from assistant.parser.told.formula import Phrase
from assistant.plan import Compute, Plan, Refuse
from semantic_layer.query import MetricRef
from semantic_layer.vocabulary import Vocabulary
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_FIND = r"(?:compute|calculate|take|determine|get|find|work out)"
_WHAT = r"(?:the )?(?P<what>[\w ]+?)"
_EACH = r"(?:each|every|a|an|any|one|per|all)"
_STEPS = (
    re.compile(rf"\b{_FIND} {_WHAT} (?:of|for|per|by) (?:{_EACH} )?(?P<each>\w+)(?: first\b|,? before\b)", re.I),
    re.compile(rf"\bfirst(?:ly)?,? {_FIND} {_WHAT} (?:of|for|per) (?:{_EACH} )?(?P<each>\w+)", re.I),
    re.compile(
        rf"\b(?:assume|take|treat|consider) the [\w ]+? of {_EACH} (?P<each>\w+) (?:to be|as|is) "
        rf"(?:its|the|their) (?P<what>[\w ]+?)\W+(?:and )?{_FIND} (?:it|this|that) (?:first|before)\b",
        re.I,
    ),
    re.compile(r"先(?:计算|算|求)出?(?:每个|各个|每家|每位|每名|各)?(?P<each>[^的，,。]+)的(?P<what>[^，,。再然]+)"),
)
_DEMANDS = re.compile(
    r"\b(?:must|have to|has to|needs? to|required to|make sure|be sure to|always|never)\b|必须|务必|一定要|不得", re.I
)
# What holds for every answer: how tables are joined, how words are matched, how gaps are ordered.
_HOLDS = re.compile(r"\bjoin|case.?insensitiv|\blike\b|nulls (?:first|last)|wildcard|连接|关联|大小写", re.I)
_WORDS = re.compile(r"[a-z0-9_]+|[\u4e00-\u9fff]", re.I)
_LONGEST = {True: 4, False: 8}  # words of a name in English, characters in Chinese


@dataclass(frozen=True)
class Stage:
    """`metric` is computed for each member of `entity` first; `keys` stand for the member in an answer."""

    metric: str
    entity: str
    keys: frozenset[str]
    dataset: str
    hint: str


def read_stage(hint: str, vocabulary: Vocabulary, phrase: Phrase) -> Stage | None:
    """Return the step that a hint asks for; None where it asks for none, or by words that the model does not know."""
    for pattern in _STEPS:
        match = pattern.search(hint)
        number = phrase(match["what"].strip()) if match else None
        if match is None or number is None or number != MetricRef(number.name):
            continue
        entities = {m.name for m in vocabulary.meanings(match["each"].strip().lower()) if m.kind == "entity"}
        dataset = dataset_of(vocabulary.model, next(iter(entities))) if len(entities) == 1 else None
        if dataset is not None:
            entity = entities.pop()
            key = key_of(vocabulary.model, entity)
            keys = frozenset((*labels_of(vocabulary.model, entity), *((key,) if key else ())))
            return Stage(number.name, entity, keys, dataset.name, hint)
    return None


def in_stages(plan: Plan, stages: Sequence[Stage]) -> tuple[Plan, tuple[str, ...]]:
    """Return the plan that takes the steps, and the hints that were followed."""
    followed: list[str] = []
    for stage in stages:
        if isinstance(plan.outcome, Compute):
            calls = tuple(_staged(call, stage) for call in plan.outcome.calls)
            if any(call is not None for call in calls):
                kept = zip(calls, plan.outcome.calls, strict=True)
                plan = replace(plan, outcome=Compute(tuple(call or old for call, old in kept)))
                followed.append(stage.hint)
    return plan, tuple(followed)


def _staged(call: ToolCall, stage: Stage) -> ToolCall | None:
    """Return the call that computes the number for each member first; None where it does not show that number."""
    asked = call.arguments
    if not isinstance(asked, QueryMetricsArgs) or all(ref.name != stage.metric for ref in asked.metrics):
        return None
    if asked.rows == stage.dataset or any(ref.name in stage.keys for ref in asked.dimensions):
        return call  # the number of each member is what is shown
    refs = tuple(_of_members(ref, stage) for ref in asked.metrics)
    names = {old.key: new.key for old, new in zip(asked.metrics, refs, strict=True)}
    changes: dict[str, object] = {
        "metrics": refs,
        "having": tuple(replace(f, by=names.get(f.by, f.by)) for f in asked.having),
        "order": tuple(replace(o, by=names.get(o.by, o.by)) for o in asked.order),
    }
    if asked.top is not None:
        changes["top"] = replace(asked.top, by=names.get(asked.top.by, asked.top.by))
    return ToolCall(tool=call.tool, arguments=asked.model_copy(update=changes))


def _of_members(ref: MetricRef, stage: Stage) -> MetricRef:
    if ref.name != stage.metric or ref.per is not None or ref.combine is not None:
        return ref
    return replace(ref, per=stage.entity, agg=ref.agg or "avg")


def refuse_unmet(plan: Plan, unused: Sequence[str], vocabulary: Vocabulary) -> Plan:
    """Refuse a plan beside a demand that was not understood and that is about one of its numbers."""
    if not isinstance(plan.outcome, Compute):
        return plan
    asked = [call.arguments for call in plan.outcome.calls]
    shown = {ref.name for args in asked if isinstance(args, QueryMetricsArgs) for ref in args.metrics}
    for hint in unused:
        if _DEMANDS.search(hint) and not _HOLDS.search(hint) and _names(hint, vocabulary) & shown:
            return replace(plan, outcome=Refuse("hint_not_followed", (("hint", hint),), (hint,)))
    return plan


def _names(hint: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The metrics that a hint names."""
    words = [match.span() for match in _WORDS.finditer(hint)]
    found: set[str] = set()
    for first, (start, _) in enumerate(words):
        for _, end in words[first : first + _LONGEST[hint.isascii()]]:
            meanings = vocabulary.meanings(hint[start:end].lower())
            found |= {m.name for m in meanings if m.kind == "metric"}
    return frozenset(found)
