"""Who customers are: "profile of champions", 冠军客户画像, "how do gold members differ from the rest".

Rule: conditions mean what they mean in a query. With two segments the first is described and the second is what it is
set against.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.segments_of import segments_in, take_segment
from assistant.parser.analyses.slots import Analysis, Read, take_subject
from assistant.parser.conditions.filters import read_filters
from assistant.parser.conditions.row_numbers import read_numbers
from assistant.parser.draft import Draft, refuse
from semantic_layer.query import Compare
from tools.action_arguments import ProfileArgs


def _read(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    for word in list(draft.cued("the_rest")):
        given["against"] = "other_customers"
        word.operate("base")
    for word in list(draft.cued("all_customers")):
        word.operate("base")
    named = segments_in(draft)
    if len(named) == 2 and not given:
        (first, who), (second, other) = named
        take_segment(first, who)
        take_segment(second, other)
        given |= {"against": "other_group", "against_filters": (Compare(other[0], "eq", (other[1],)),)}
        for word in list(draft.cued("and", "versus", "compare")):
            word.operate("base")
        draft.filters.append(Compare(who[0], "eq", (who[1],)))
    read_filters(draft)
    read_numbers(draft)
    if not draft.filters and draft.goes_on is None:
        raise refuse("profile_whom")
    given["filters"] = tuple(draft.filters)
    for word in list(draft.cued("profile_word", "action_word")):
        if not word.piece.meanings:
            word.operate("request")
    take_subject(draft)
    return ProfileArgs.model_validate(given)


def _suits(draft: Draft) -> bool:
    """Of customers: a segment, or an attribute that each customer has one value of; a ranking asks for single ones."""
    if any(item.has("high", "low") and not item.piece.meanings for item in draft.items):
        return False
    if draft.model.role("customer") is None or draft.model.role("order") is None:
        return False
    values = (m.name for item in draft.free() for m in item.named("value"))
    return bool(draft.filters) or any(_is_of_customer(draft, name) for name in values)


def _is_of_customer(draft: Draft, name: str) -> bool:
    if draft.model.has_segmentation(name):
        return True
    role = draft.model.role("customer")
    return role is not None and draft.reach.has(role.dataset, name)


PROFILE = Analysis("profile", ("profile",), _read, _suits)
