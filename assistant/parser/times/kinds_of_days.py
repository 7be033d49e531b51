"""Kinds of days set against each other: "are weekends better than weekdays for sales", 周末和工作日哪个卖得好.

Rule: two kinds of days are of different number (two days of a week against five), so a sum or a count is compared as
its average for a day; what is a rate already stays as it is. "Better" is the direction that the model calls good for
the figure, and the larger one where it calls none so. Without a figure it is what the model sells for, or its first
core figure, marked as a default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.parser.draft import Draft, Item, Measured
from assistant.parser.figures.roles import money_metrics
from assistant.parser.figures.set_against import part_of, parts_of
from assistant.parser.figures.sides import is_sum
from assistant.parser.text.pieces import Piece
from semantic_layer.query import MetricRef

_DAYS = "week|work|mon|tue|wed|thu|fri|sat|sun"
_DEGREE = r"(?<![a-z])(?P<word>better|stronger|busier|worse|weaker|quieter)"
_THAN = re.compile(rf"{_DEGREE}(?= than (?:on |during )?(?:the )?(?:{_DAYS}))")
_EITHER = re.compile(r"(?<![a-z])(?:better|stronger|busier)(?=[ ,:?]|$)")
_GOOD, _BAD = "better_days", "worse_days"
_WINS = (_GOOD, _BAD, "high", "low", "best", "worst")


def day_pieces(text: str) -> Iterator[Piece]:
    """Return the words that set kinds of days against each other."""
    for match in _THAN.finditer(text):
        good = match["word"] in ("better", "stronger", "busier")
        yield Piece(match.start(), match.end(), cues=frozenset({_GOOD if good else _BAD}))
    if "week" in text and text.startswith("which"):
        for match in _EITHER.finditer(text):
            yield Piece(match.start(), match.end(), cues=frozenset({_GOOD}))


def read_kinds_of_days(draft: Draft) -> None:
    """Take two kinds of days with the words that ask for the better one."""
    days = [item for item in draft.free() if (part := part_of(item)) is not None and part[0] == "weekday"]
    cue = next((item for item in draft.cued(*_WINS) if not item.piece.meanings), None)
    which = next((item for item in draft.cued("which") if item is not cue), None)
    if len(days) != 2 or cue is None or (which is None and not cue.has(_GOOD, _BAD)):
        return
    found = parts_of(days)
    if found is None or any(item.has("group") for item in draft.items):
        return
    draft.sides, draft.claims = (found[1], found[0]) if cue.has(_BAD) else found, True
    draft.claim = "which" if which is not None else None
    for item, side in zip(days, found, strict=True):
        item.take(f"part:weekday:{','.join(map(str, side.values))}", "time")
    for word in draft.items:
        joins = days[0].index < word.index < days[1].index and word.has("and", "or", "comma", "compare")
        if not word.taken and not word.piece.meanings and (joins or word is which):
            word.operate("against", "comparison")
    _read_figure(draft, cue)


def _read_figure(draft: Draft, cue: Item) -> None:
    """What is better: the figure that is named, else what is sold."""
    cue.operate("more than", "comparison")
    if any(item.named("metric") for item in draft.items):
        return
    counted = [(item, draft.model.entity(m.name).default_count) for item in draft.items for m in item.named("entity")]
    if counted:
        thing, count = counted[0]
        if len(counted) == 1 and count is not None:
            thing.take(f"metric:{count}", "metric")
            draft.metrics.append(Measured(MetricRef(count), thing))
        return
    core = [metric.name for metric in draft.model.metrics if metric.core and not metric.hidden]
    names = list(money_metrics(draft.model)) if cue.has("sold") or _verb(draft) is not None else core
    if names:
        draft.metrics.append(Measured(MetricRef(names[0]), cue))
        draft.assume("default_metric", f"metric:{names[0]}")
        if (verb := _verb(draft)) is not None:
            verb.operate("sold")


def _verb(draft: Draft) -> Item | None:
    return next((item for item in draft.cued("sold") if not item.piece.meanings), None)


def settle_kinds_of_days(draft: Draft) -> None:
    """Compare days with days, and put the kind that is claimed to be better first."""
    ref = draft.metrics[0].ref if draft.sides is not None and draft.claims and len(draft.metrics) == 1 else None
    if ref is None or draft.sides is None or not draft.model.has_metric(ref.name):
        return
    one, other = draft.sides
    if one.part != "weekday" or len(one.values) == len(other.values):
        return
    if draft.model.metric(ref.name).direction == "down_is_good" and any(i.has(_GOOD, _BAD) for i in draft.items):
        draft.sides = (other, one)
    if ref.agg is None and ref.per is None and is_sum(draft.model, ref.name):
        draft.metrics[0] = replace(draft.metrics[0], ref=replace(ref, agg="avg", per="day"))
