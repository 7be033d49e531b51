"""Things that are bought, as a question names them, and the words around them that ask for nothing else.

Rule: a value of what is sold ("pasta", 生鲜) is a condition on what is bought; one of anything else stays for the
conditions of the rest. Verbs of buying and "customers" are the subject; everything else must be bound by somebody.
"""

from __future__ import annotations

from assistant.parser.conditions.places import place_of_value
from assistant.parser.draft import Draft, Item
from semantic_layer.query import Compare
from tools.baskets.affinity_data import item_dimensions

ROLES = ("customer", "order", "product", "interaction", "referral")


def goods(draft: Draft) -> list[Item]:
    """Free words that are values of what is sold, in their order."""
    own = item_dimensions(draft.model)
    return [
        item for item in draft.free() if item.named("value") and {meaning.name for meaning in item.named("value")} & own
    ]


def take_goods(draft: Draft, item: Item) -> Compare:
    """The condition a word stands for; asks where it is a value of several dimensions."""
    own = item_dimensions(draft.model)
    meanings = [meaning for meaning in item.named("value") if meaning.name in own]
    name = place_of_value(draft, item, meanings)
    value = next(meaning.value for meaning in meanings if meaning.name == name)
    item.take(f"value:{name}={value}", "value")
    return Compare(name, "eq", (value,))


def take_level(draft: Draft) -> str | None:
    """The dimension of things that the question names: "which categories", 按子品类."""
    own = item_dimensions(draft.model)
    for item in list(draft.free()):
        names = [meaning.name for meaning in item.named("dimension") if meaning.name in own]
        if names and not item.named("value"):
            name = draft.choose(item, "ambiguous_dimension", names)
            item.take(f"dimension:{name}", "dimension")
            return name
    return None


def soak(draft: Draft, *cues: str) -> None:
    """Bind the words that only say what the analysis is about: what the roles of the model are rows of."""
    own = _things(draft)
    for item in list(draft.free()):
        about = [meaning.name for meaning in item.named("entity") if meaning.name in own]
        if about:
            item.take(f"entity:{about[0]}", "entity")
        elif item.has(*cues) and not item.named("value") and not item.named("dimension"):
            item.operate("request")


def _things(draft: Draft) -> frozenset[str]:
    """The entities that the rows of the roles, and what is sold, are."""
    roles = [role for name in ROLES if (role := draft.model.role(name)) is not None]
    keys = [key for role in roles for key in draft.model.dataset(role.dataset).entities]
    own = {key.name for key in keys if key.type == "primary" or key.name in ("order", "product")}
    return frozenset(own | {"customer"})
