"""The list of segments: each with its rule in words, its size and shares, and what it was some months before.

Rule: the figures of a row are cells of two stored answers, today's and an earlier one; the direction between them is a
comparison of the two and no figure of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import ValidationError

from assistant import formats
from assistant.answer import Answer
from assistant.segments.pages import score_rules
from assistant.segments.rules import rule_text
from assistant.wording import Wording
from semantic_layer.model import Segmentation
from semantic_layer.result import ResultTable, Value
from tools.arguments import TiersArgs
from tools.segment_arguments import RuleArgs

Trend = Literal["up", "down", "same", ""]
_ARROWS = {"up": "▲", "down": "▼", "same": "＝", "": ""}


@dataclass(frozen=True)
class ListRow:
    """One segment in words. `before` is its size on the earlier day, empty where there is none."""

    code: str
    label: str
    rule: str
    customers: str
    share: str
    revenue_share: str
    before: str = ""
    trend: Trend = ""

    @property
    def arrow(self) -> str:
        return _ARROWS[self.trend]


def as_of(answer: Answer) -> date:
    """The day that the figures of an answer are of."""
    return answer.sections[0].derivation.as_of


def list_rows(segmentation: Segmentation, now: Answer, then: Answer | None, wording: Wording) -> tuple[ListRow, ...]:
    """A row for each segment of an answered list; nothing where today's question was not answered."""
    if now.status != "answered":
        return ()
    said = rules_in_words(segmentation, now, wording)
    table = now.sections[0].table
    earlier = _sizes(then.sections[0].table) if then is not None and then.status == "answered" else {}
    at = {name: table.index(name) for name in ("segment", "customers", "share", "revenue_share")}

    def cell(row: tuple[Value, ...], name: str) -> str:
        return wording.cell(row[at[name]], table.columns[at[name]])

    rows = []
    for row in table.rows:
        code = str(row[at["segment"]])
        before = earlier.get(code)
        rows.append(
            ListRow(
                code=code,
                label=wording.value(segmentation.qualified, code),
                rule=said.get(code, ""),
                customers=cell(row, "customers"),
                share=cell(row, "share"),
                revenue_share=cell(row, "revenue_share"),
                before=wording.cell(before, table.columns[at["customers"]]) if before is not None else "",
                trend=_trend(before, row[at["customers"]]),
            )
        )
    return tuple(rows)


def rules_in_words(segmentation: Segmentation, now: Answer, wording: Wording) -> dict[str, str]:
    """Segment code to its rule; a segment that was learned from the data has none."""
    match segmentation.tool:
        case "rfm_segments":
            return score_rules(segmentation, wording)
        case "rule_segment":
            return own_rules(segmentation.params, wording)
        case "lifecycle_stages":
            return _stages(now, wording)
        case "tiers":
            return _tiers(segmentation, now, wording)
        case _:
            return {}


def own_rules(params: Mapping[str, object], wording: Wording) -> dict[str, str]:
    """The rules of a segmentation by rules, or of a draft of one; nothing where they cannot be read."""
    try:
        found = RuleArgs.model_validate(dict(params))
    except ValidationError:
        return {}
    said = {rule.name: rule_text(rule, wording) for rule in found.rules}
    return {**said, found.otherwise: wording.say("segments.rule.otherwise")}


def _stages(now: Answer, wording: Wording) -> dict[str, str]:
    """The lengths are those that the answer was computed with."""
    known = dict(now.sections[0].result.lineage.parameters)
    lengths = {name: formats.count(int(str(known[f"{name}_days"])), wording.language)
               for name in ("new", "active", "silent") if f"{name}_days" in known}  # fmt: skip
    if len(lengths) < 3:
        return {}
    stages = ("prospect", "new", "active", "silent", "reawakened", "churned")
    return {stage: wording.say_given(f"segments.rule.{stage}", lengths) for stage in stages}


def _tiers(segmentation: Segmentation, now: Answer, wording: Wording) -> dict[str, str]:
    try:
        found = TiersArgs.model_validate(dict(segmentation.params))
    except ValidationError:
        return {}
    codes = [str(row[0]) for row in now.sections[0].table.rows]
    if found.preset or len(codes) != len(found.shares):
        return {}
    keys = ("first", *("next",) * (len(codes) - 2), "rest")
    return {
        code: wording.say(f"segments.rule.tier_{key}", share=formats.percent(share, wording.language, 0))
        for code, key, share in zip(codes, keys, found.shares, strict=True)
    }


def _sizes(table: ResultTable) -> dict[str, Value]:
    position = table.index("customers")
    return {str(row[0]): row[position] for row in table.rows}


def _trend(before: Value, now: Value) -> Trend:
    if not isinstance(before, int) or not isinstance(now, int):
        return ""
    return "up" if now > before else "down" if now < before else "same"
