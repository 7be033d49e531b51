"""An average of several members that are listed: "average premium for men and women", 男性和女性的平均保费.

Rule: an average, a rate or another figure that does not add up is of each member that "and" lists: one number over both
is what nobody asks for, and a sum over both is what "and" says. Where a comma lists them (广州、深圳的营业额, "Canton,
Leeds and York revenue"), a sum is of each as well, unless a word asks for the total. "Or", a grouping or a comparison
says otherwise.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Measured
from assistant.parser.figures.sides import is_sum
from semantic_layer.query import Compare


def settle_each_listed(draft: Draft) -> None:
    """Give each listed member a row of its own."""
    shaped = draft.groups or draft.compare or draft.compared_members or draft.share or draft.top
    if shaped or draft.listing is not None or not draft.metrics or any(item.has("or") for item in draft.items):
        return
    enumerated = _is_enumerated(draft)
    if not enumerated and (draft.grain or not all(_is_averaged(draft, measured) for measured in draft.metrics)):
        return
    listed = dict.fromkeys(draft.listed_members)
    several = [p.field for p in draft.filters if isinstance(p, Compare) and p.op == "in" and p.field in listed]
    if len(several) == 1 and (enumerated or any(item.has("and") and item.taken for item in draft.items)):
        draft.compared_members.append(several[0])


def _is_enumerated(draft: Draft) -> bool:
    """广州、深圳的营业额, "revenue of Canton, Leeds and York": a comma between the members, and no total."""
    joints = [item for item in draft.items if item.bound_to == "list"]
    plain = any(item.text in _COMMAS for item in joints)
    ref = draft.metrics[0].ref if len(draft.metrics) == 1 else None
    told = any(item.has("agg_sum", "except", "not", "how_many") or item.text in _IN_ALL for item in draft.items)
    return plain and not told and ref is not None and is_sum(draft.model, ref.name) and not ref.per and not ref.combine


_COMMAS = ("、", ",", "，")
_IN_ALL = ("一共", "总共", "一共有", "总共有", "总体", "整体", "共", "in total", "overall", "altogether", "combined")


def _is_averaged(draft: Draft, measured: Measured) -> bool:
    ref = measured.ref
    if ref.per or ref.combine or ref.name in draft.numbers:
        return False
    return ref.agg in ("avg", "median") or (ref.agg is None and not is_sum(draft.model, ref.name))
