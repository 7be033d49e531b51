"""What a turn inherits from the one before.

Rule: a question with a number of its own and something more is new and inherits nothing, unless it opens like an
edit ("what about ..."). An edit replaces the slots it names, adds where it says "also", and inherits the others; each
inherited slot is recorded as such. A value replaces the filter of its own dimension only.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Group, Item, Measured
from assistant.parser.pieces import Piece
from assistant.plan import Compute, Plan
from semantic_layer.query import Compare, Predicate, Top
from tools.arguments import QueryMetricsArgs

ADDING = ("also", "and by", "and also", "也", "再按", "再")
_NOWHERE = 1_000_000  # the place of an item that the question does not hold


def base_of(previous: Plan | None) -> QueryMetricsArgs | None:
    """The query that a follow-up may edit: the only call of the plan before."""
    if previous is None or not isinstance(previous.outcome, Compute) or len(previous.outcome.calls) != 1:
        return None
    arguments = previous.outcome.calls[0].arguments
    return arguments if isinstance(arguments, QueryMetricsArgs) else None


def is_edit(draft: Draft) -> bool:
    """Say whether the question changes the one before instead of asking a new one."""
    if draft.previous is None:
        return False
    if not draft.metrics:
        lists = any(item.has("list") and not item.has("filler") for item in draft.items)
        return not (lists and draft.groups)
    named = [measured for measured in draft.metrics if measured.item is not None]
    more = (
        draft.groups or draft.filters or draft.window or draft.grain or draft.members or draft.having or draft.compare
    )
    return opens_as_edit(draft) or (len(named) == 1 and not more)


def opens_as_edit(draft: Draft) -> bool:
    return any(item.has("about") for item in draft.items[:2])


def inherit(draft: Draft) -> None:
    """Fill the slots that an edit leaves open from the query before."""
    base = draft.previous
    if base is None:
        return
    adds = any(item.text.startswith(ADDING) for item in draft.items)
    _inherit_metrics(draft, base, adds)
    _inherit_groups(draft, base, adds)
    _inherit_conditions(draft, base)
    _inherit_rest(draft, base)


def _kept(draft: Draft, slot: str) -> None:
    draft.assume("inherited", slot)


def _inherit_metrics(draft: Draft, base: QueryMetricsArgs, adds: bool) -> None:
    if draft.metrics and not adds:
        return
    own = list(draft.metrics)
    known = {measured.ref.key for measured in own}
    draft.metrics = [Measured(ref, None) for ref in base.metrics if ref.key not in known] + own
    for ref in base.metrics:
        _kept(draft, f"metric:{ref.key}")


def _inherit_groups(draft: Draft, base: QueryMetricsArgs, adds: bool) -> None:
    """Rows are one slot: "by channel" after "by region" replaces, "also by channel" adds, a filter keeps them."""
    if (draft.groups or draft.grain) and not adds:
        return
    known = {group.ref.key for group in draft.groups}
    inherited = [Group(ref, _nowhere(), False) for ref in base.dimensions if ref.key not in known]
    draft.groups = inherited + draft.groups
    for group in inherited:
        _kept(draft, f"dimension:{group.ref.key}")
    if draft.grain is None and base.grain:
        draft.grain = base.grain
        _kept(draft, f"grain:{base.grain}")


def _nowhere() -> Item:
    return Item(Piece(0, 0), _NOWHERE, "", "inherited", "dimension")


def _inherit_conditions(draft: Draft, base: QueryMetricsArgs) -> None:
    replaced = {predicate.field for predicate in draft.filters if isinstance(predicate, Compare)}
    for predicate in base.filters:
        if _field(predicate) not in replaced:
            draft.filters.append(predicate)
            _kept(draft, f"filter:{_field(predicate)}")
    if not draft.members:
        draft.members += [member for member in base.members if member.kind == "members"]
    if draft.window is None and base.window is not None:
        draft.window = base.window
        _kept(draft, f"time:{base.window.rule}")


def _field(predicate: Predicate) -> str:
    return predicate.field if isinstance(predicate, Compare) else ""


def _inherit_rest(draft: Draft, base: QueryMetricsArgs) -> None:
    """Comparison, share and ranking stay while what they are about stays."""
    if not draft.compare and base.compare and all(comparison.to != "window" for comparison in base.compare):
        draft.compare = list(base.compare)
        _kept(draft, "comparison")
    same_rows = {group.ref.key for group in draft.groups} == {ref.key for ref in base.dimensions}
    same_rows = same_rows and draft.grain == base.grain
    if base.share and draft.share is None and same_rows:
        draft.share = base.share
    if base.top and same_rows:
        draft.inherited_top = _of_new_metric(draft, base, base.top)


def _of_new_metric(draft: Draft, base: QueryMetricsArgs, top: Top) -> Top:
    """A ranking by the old metric becomes one by the new metric."""
    old, new = base.metrics[0].key, draft.metrics[0].ref.key
    by = new + top.by[len(old) :] if top.by.startswith(old) else top.by
    return Top(top.n, by, top.direction, top.per, top.others)


def read_inherited_ranking(draft: Draft) -> None:
    """A bare number after a ranking is its n; without a ranking of its own an edit keeps the one before."""
    top = draft.inherited_top
    if top is None or draft.top is not None:
        return
    for item in list(draft.free()):
        number = item.piece.number
        if number is not None and number.unit is None and 1 <= number.value <= 10_000 and number.op is None:
            item.take(f"number:{int(number.value)}", "number")
            top = Top(int(number.value), top.by, top.direction, top.per, top.others)
    draft.top = top
    _kept(draft, "ranking")
