"""Who did it, where nobody is named: "who spends the most", 谁买得最多.

Rule: beside a verb of buying or spending, "who" asks for those who buy, whatever the model calls them. Where somebody
is named already, or the model has nobody who buys, the word stays as it is.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import order_metric
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.nicknames import person

_WHO = ("who", "谁")
_REACH = 3


def read_who_did(draft: Draft) -> None:
    """Put those who buy beside the word that asks for them."""
    buyer = person(draft.model)
    if buyer is None or order_metric(draft.vocabulary) is None or any(item.named("entity") for item in draft.items):
        return
    asked = next((item for item in draft.free() if item.text in _WHO and item.has("which")), None)
    if asked is None or not any(item.has("spent", "bought") for item in draft.items[asked.index + 1 :][:_REACH]):
        return
    buyers = Item(Piece(*asked.place, meanings=(Meaning("entity", buyer),)), asked.index + 1, asked.text)
    draft.items.insert(buyers.index, buyers)
    for index, item in enumerate(draft.items):
        item.index = index
