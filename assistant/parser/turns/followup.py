"""Whether a turn changes the question before it or asks a new one.

Rule: a question with a number of its own and something more is new and inherits nothing, unless it opens like an
edit ("what about ..."). Where both can be meant it is asked.
"""

from __future__ import annotations

from assistant.parser.draft import Choice, Draft, Item
from semantic_layer.query import Compare
from tools.arguments import QueryMetricsArgs


def is_edit(draft: Draft) -> bool:
    """Say whether the question changes the one before instead of asking a new one."""
    if draft.previous is None:
        return False
    if draft.edits_rows or draft.edits:
        return True
    if draft.listing is not None:
        return _goes_on_with_rows(draft, draft.previous)
    if not draft.metrics:
        if _asks_the_winner(draft, draft.previous):
            return True
        lists = any(item.has("list") and not item.has("filler") for item in draft.items)
        if not opens_as_edit(draft) and (_asks_for_others(draft, draft.previous) or _asks_who_did(draft)):
            return False
        return not (lists and draft.groups)
    named = [measured for measured in draft.metrics if measured.item is not None]
    more = (
        draft.groups or draft.filters or draft.window or draft.grain or draft.members or draft.having or draft.compare
    )
    if opens_as_edit(draft) or draft.dropped or (draft.adds and not draft.groups):
        return True
    if _limits_shown(draft, draft.previous):
        return True
    if more or not named:
        return False
    if any(item.has("those") for item in draft.items):
        return True
    return len(named) == 1 and not (named[0].item and _asks_anew(draft, draft.previous, named[0].item))


def _limits_shown(draft: Draft, base: QueryMetricsArgs) -> bool:
    """ "Which of them have more than 10 plays" after the topics: a condition on the groups that were shown."""
    those = any(item.has("those") for item in draft.items)
    return those and bool(draft.having) and not draft.groups and not draft.grain and bool(base.dimensions)


def _asks_the_winner(draft: Draft, base: QueryMetricsArgs) -> bool:
    """ "Which city is highest" after "plays in Lyon": the number before, and nothing else is named."""
    if not base.metrics or len(draft.groups) != 1 or draft.filters or draft.window:
        return False
    is_which = any(item.has("which") for item in draft.items)
    extreme = any(item.has("high", "low") for item in draft.items)
    if not is_which or not extreme or any(item.piece.meanings and not item.taken for item in draft.items):
        return False
    ref = draft.groups[0].ref
    limited = [p for p in base.filters if isinstance(p, Compare) and p.field == ref.name]
    if limited:
        draft.dropped.add(f"filter:{ref.name}")  # among all of them, not among the one
    return bool(limited) or ref in base.dimensions


def _asks_for_others(draft: Draft, base: QueryMetricsArgs) -> bool:
    """ "Which podcast is rated highest" after "plays by topic": the winner of something that was not shown."""
    shown = {ref.key for ref in base.dimensions}
    which = any(item.has("which") for item in draft.items)
    return (
        which
        and any(group.ref.key not in shown for group in draft.groups)
        and any(item.has("high", "low", "best", "worst", "top", "bottom") for item in draft.items)
    )


def _asks_who_did(draft: Draft) -> bool:
    """ "Which customers bought in May" is a whole question, whatever was asked before."""
    those = any(item.has("those") for item in draft.items)
    asked = any(not group.marked and draft.left(group.item) is not None for group in draft.groups)
    return bool(draft.members) and asked and not those and any(item.has("which", "list") for item in draft.items)


def _asks_anew(draft: Draft, base: QueryMetricsArgs, item: Item) -> bool:
    """ "How many podcasts are there" after "plays by topic": a whole question, or the same with another number."""
    whole = any(other.has("how_many", "what_is") or other.text in _WHOLE for other in draft.items)
    if not whole or not (base.dimensions or base.grain or base.window or base.filters or base.members):
        return False
    if not (base.filters or base.window or base.members) and any(other.text in _IN_ALL for other in draft.items):
        return True
    start = item.piece.start
    chosen = draft.choices.get((start, start))
    if chosen is None:
        raise Choice("ambiguous_turn", (start, start), ("new", "edit"), item.text)
    return chosen == "new"


_IN_ALL = ("一共", "总共", "一共有", "总共有", "in total", "altogether", "overall", "in all")
_WHOLE = ("是多少", "what is", "what is the", "what are", "what are the", "what was", "一共", "总共")


def _goes_on_with_rows(draft: Draft, base: QueryMetricsArgs) -> bool:
    """ "Their ratings as well", 这些中介分别在哪个城市: other columns of the rows before; else it is a new list."""
    same = draft.listing is not None and draft.listing.dataset == base.rows
    return same and (draft.adds or opens_as_edit(draft) or any(item.has("those") for item in draft.items))


def opens_as_edit(draft: Draft) -> bool:
    return any(item.has("about") for item in draft.items[:2])
